"""The shop from above with the stops of a walk, numbered; the next one and the way to it stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.graphics import Color, InstructionGroup, SmoothEllipse, SmoothLine, SmoothRoundedRectangle
from kivy.uix.floatlayout import FloatLayout

from kiosk.catalogue.model import StorePlan
from kiosk.catalogue.way import Point, Way
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Text

EDGE = 22
"""Design pixels around what is drawn."""

DOT = 15


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the walk."""

    spot: Point
    number: int
    aisle: str
    now: bool = False


class WalkMap(Styled, FloatLayout):
    """Draws the shelves and the stops into whatever room it is given."""

    def __init__(self, *, tall: float = 0) -> None:
        self._tall = tall
        self._plan: StorePlan | None = None
        self._stops: Sequence[Stop] = ()
        self._way: Way | None = None
        self._labels: list[Text] = []
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
        for label in self._labels:
            self.remove_widget(label)
        self._labels = [
            Text(str(one.number), role="micro", bold=True, hug=True, colour="on_accent" if one.now else "ink")
            for one in stops
        ]
        for label in self._labels:
            self.add_widget(label)
            label.bind(size=self._draw)
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
        for stop, label in zip(self._stops, self._labels, strict=True):
            x, y = at(stop.spot)
            self._dot(x, y, stop.now)
            label.pos = (round(x - label.width / 2), round(y - label.height / 2))

    def _dot(self, x: float, y: float, now: bool) -> None:
        edge, fill = ("surface", "accent") if now else ("ink", "surface")
        for token, radius in ((edge, DOT + 2), (fill, DOT)):
            half = theme.px(radius)
            self._drawn.add(Color(*theme.colour(token)))
            self._drawn.add(SmoothEllipse(pos=(x - half, y - half), size=(2 * half, 2 * half)))
