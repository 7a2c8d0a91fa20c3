"""The shop from above with the stops of a walk, numbered; the next one and the way to it stand out."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, InstructionGroup, SmoothLine, SmoothRoundedRectangle
from kivy.uix.floatlayout import FloatLayout
from msgspec import Struct

from kiosk.catalogue.model import StorePlan
from kiosk.catalogue.way import Point, Way
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Text

EDGE = 22
"""Design pixels around what is drawn."""

DOT = 15


class Stop(Struct, frozen=True):
    """A place of the walk."""

    spot: Point
    number: int
    aisle: str
    now: bool = False


class _Mark(Styled, FloatLayout):
    """A numbered stop."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._number = Text(str(stop.number), role="micro", bold=True, hug=True)
        super().__init__(size_hint=(None, None))
        self.plate = Plate(self)
        self.add_widget(self._number)
        self.bind(pos=self._place, size=self._place)
        self._number.bind(size=self._place)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        side = max(theme.px(2 * DOT), theme.size_of("micro") * 1.6)
        self.size = (side, side)
        fill, ink = ("accent", "on_accent") if self.stop.now else ("surface", "ink")
        self.plate.dress(fill, line="surface" if self.stop.now else "ink", width=max(2.0, theme.border), radius="pill")
        self._number.paint(ink)
        self._place()

    def _place(self, *_: object) -> None:
        self._number.center = (round(self.middle_x), round(self.middle_y))


class WalkMap(Styled, FloatLayout):
    """Draws the shelves and the stops into whatever room it is given."""

    def __init__(self, *, tall: float = 0) -> None:
        self._tall = tall
        self._plan: StorePlan | None = None
        self._stops: Sequence[Stop] = ()
        self._way: Way | None = None
        self._marks: list[_Mark] = []
        named: dict[str, object] = {}
        hint(named, 1, None if tall else 1)
        super().__init__(**named)
        self.plate = Plate(self)
        self._drawn = InstructionGroup()
        self.canvas.before.add(self._drawn)
        self.bind(pos=self._draw, size=self._draw)

    def show(self, plan: StorePlan, stops: Sequence[Stop], found: Way | None) -> None:
        """Show these stops, and the way to the next one if it was found."""
        if (plan, tuple(stops), found) == (self._plan, tuple(self._stops), self._way):
            return
        self._plan, self._stops, self._way = plan, tuple(stops), found
        for mark in self._marks:
            self.remove_widget(mark)
        self._marks = [_Mark(one) for one in sorted(stops, key=lambda one: one.now)]
        for mark in self._marks:
            self.add_widget(mark)
        self._draw()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        if self._tall:
            self.height = theme.px(self._tall)
        self.plate.dress("surface2", line="line" if theme.contrast else None, width=theme.border, radius="thumb")
        self._draw()

    def _draw(self, *_: object) -> None:
        plan, drawn = self._plan, self._drawn
        drawn.clear()
        if plan is None or self.width < 10 or self.height < 10:
            return
        side = theme.px(EDGE)
        left = min([*(one.x for one in plan.shelves), *(one.x for one in plan.places)], default=0)
        top = min([*(one.y for one in plan.shelves), *(one.y for one in plan.places)], default=0)
        across, down = max(1, plan.width - left), max(1, plan.height - top)
        scale = min((self.width - 2 * side) / across, (self.height - 2 * side) / down)
        x0 = self.x + (self.width - across * scale) / 2
        y1 = self.end_y - (self.height - down * scale) / 2

        def at(point: Point) -> tuple[float, float]:
            return x0 + (point[0] - left) * scale, y1 - (point[1] - top) * scale

        meant = next((one.aisle for one in self._stops if one.now), "")
        for shelf in plan.shelves:
            lit = shelf.aisle == meant
            quiet = "line" if theme.contrast else "ink3"
            drawn.add(Color(*theme.colour("accent_line" if lit else quiet, 1.0 if lit else 0.28)))
            size = (shelf.w * scale, shelf.h * scale)
            drawn.add(
                SmoothRoundedRectangle(
                    pos=at((shelf.x, shelf.y + shelf.h)), size=size, radius=[min(theme.px(4), *size)]
                )
            )
        if self._way is not None:
            drawn.add(Color(*theme.colour("info")))
            points = [value for point in self._way.points for value in at(point)]
            drawn.add(SmoothLine(points=points, width=max(1.5, theme.px(3)), joint="round", cap="round"))
        for mark in self._marks:
            x, y = at(mark.stop.spot)
            mark.pos = (round(x - mark.width / 2), round(y - mark.height / 2))
