"""Round and straight progress: the countdown ring, the progress bar, and the steps of a process."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Line, SmoothEllipse, SmoothLine
from kivy.properties import NumericProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text


class Ring(Styled, FloatLayout):
    """A ring that fills clockwise from the top, with words in its middle.

    Args:
        size_px: design pixels across.
        thick: design pixels of the band.
    """

    value = NumericProperty(1.0)
    """0 to 1."""

    def __init__(
        self, size_px: float = 160, *, thick: float = 12, text: str = "", role: Role = "h1", colour: str = "accent_line"
    ) -> None:
        self._design = size_px
        self._thick = thick
        self._band = colour
        self.label = Text(
            text, role=role, bold=True, align="center", hug=True, pos_hint={"center_x": 0.5, "center_y": 0.5}
        )
        super().__init__(size_hint=(None, None))
        with self.canvas.before:
            self._back_colour = Color()
            self._back = SmoothLine(width=1)
            self._colour = Color()
            self._arc = SmoothLine(width=1)
        self.add_widget(self.label)
        self.bind(pos=self._draw, size=self._draw, value=self._draw)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        side = theme.px(self._design)
        self.size = (side, side)
        self._back_colour.rgba = theme.colour("surface2")
        self._colour.rgba = theme.colour(self._band)
        # Words that are longer than the ring is wide give way in size.
        self.label.max_width = side - 2 * theme.px(self._thick) - theme.px(12)
        self._draw()

    def _draw(self, *_: object) -> None:
        thick = theme.px(self._thick) / 2
        radius = max(1.0, self.width / 2 - thick - 1)
        for line, end in ((self._back, 360.0), (self._arc, 360.0 * max(0.0, min(1.0, self.value)))):
            line.width = thick
            line.circle = (self.middle_x, self.middle_y, radius, 0, end) if end > 0.5 else (0, 0, 0, 0, 0)


class ProgressBar(Styled):
    """A straight bar, 0 to 1."""

    value = NumericProperty(0.0)

    def __init__(self, value: float = 0.0, *, tall: float = 12, colour: str = "accent_line", **named: Any) -> None:
        self._tall = tall
        self._band = colour
        hint(named, 1, None)
        super().__init__(**named)
        self.value = value
        self._back = Plate(self)
        self._done = Widget()
        self._front = Plate(self._done)
        self.add_widget(self._done)
        self.bind(pos=self._draw, size=self._draw, value=self._draw)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.height = theme.px(self._tall)
        self._back.dress("line" if not theme.contrast else "surface2", radius="pill")
        self._front.dress(self._band, radius="pill")
        self._draw()

    def _draw(self, *_: object) -> None:
        value = max(0.0, min(1.0, self.value))
        self._done.pos = self.pos
        self._done.size = (max(self.height, self.width * value) if value > 0 else 0, self.height)


class Steps(Styled, FloatLayout):
    """The steps of a process, done ones ticked, the present one with a halo.

    Args:
        keys: message keys of the steps.
        at: which one is now, from 0; as many as there are means all are done.
    """

    at = NumericProperty(0)

    def __init__(self, keys: list[str], at: int = 0) -> None:
        super().__init__(size_hint=(1, None))
        self._steps = [_Step(number, key) for number, key in enumerate(keys, 1)]
        with self.canvas.before:
            self._rest_colour = Color()
            self._rest = Line()
            self._done_colour = Color()
            self._done = Line()
            self._halo_colour = Color()
            self._halo = SmoothEllipse(size=(0, 0))
        for step in self._steps:
            self.add_widget(step)
            step.bind(minimum_height=self._draw)
        self.at = at
        self.bind(pos=self._draw, size=self._draw, at=self.restyle_later)

    def restyle_later(self, *_: object) -> None:
        """Show another step."""
        self.restyle()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self._rest_colour.rgba = theme.colour("line")
        self._done_colour.rgba = theme.colour("accent_line")
        self._halo_colour.rgba = theme.colour("accent_line", 0.18)
        for place, step in enumerate(self._steps):
            step.show("done" if place < self.at else "now" if place == self.at else "later")
        self._draw()

    def _draw(self, *_: object) -> None:
        count = len(self._steps)
        self.height = max(step.minimum_height for step in self._steps)
        each = self.width / count
        dot = theme.px(68 if not theme.tablet else 44)
        halo = dot + theme.px(20)
        middle = self.end_y - halo / 2
        centres = [self.x + each * (place + 0.5) for place in range(count)]
        for step, centre in zip(self._steps, centres, strict=True):
            step.size = (each, self.height)
            step.pos = (centre - each / 2, self.y)
        width = max(1.0, theme.px(3))
        now = min(int(self.at), count - 1)
        self._rest.width = self._done.width = width
        self._rest.points = [centres[now], middle, centres[-1], middle] if now < count - 1 else []
        self._done.points = [centres[0], middle, centres[now], middle] if now else []
        shown = int(self.at) < count
        self._halo.size = (halo, halo) if shown else (0, 0)
        self._halo.pos = (centres[now] - halo / 2, middle - halo / 2)


class _Step(Column):
    """One step: its dot, and its words below."""

    def __init__(self, number: int, key: str) -> None:
        self._number = number
        self._dot = _Dot(number)
        self._words = Text(key=key, role="caption", align="center")
        super().__init__(self._dot, self._words, gap=8, size_hint=(None, None))

    def show(self, state: str) -> None:
        self._dot.show(state)
        self._words.bold = state == "now"
        self._words.paint("ink3" if state == "later" else "ink")


class _Dot(Styled, FloatLayout):
    def __init__(self, number: int) -> None:
        self._state = "later"
        super().__init__(size_hint=(1, None))
        self._holder = Widget(size_hint=(None, None))
        self._plate = self._holder.plate = Plate(self._holder)
        self._number = Text(str(number), role="second", bold=True, hug=True)
        self._tick = Icon("tick", 36)
        self.add_widget(self._holder)
        for part in (self._number, self._tick):
            self._holder.add_widget(part)
        self.bind(pos=self._place, size=self._place)
        self._number.bind(size=self._place)

    def show(self, state: str) -> None:
        self._state = state
        self.restyle()

    def restyle(self) -> None:
        dot = theme.px(68 if not theme.tablet else 44)
        self.height = dot + theme.px(20)
        self._holder.size = (dot, dot)
        later = self._state == "later"
        self._plate.dress(
            "surface" if later else "accent", line="line" if later else None, width=theme.px(5), radius="pill"
        )
        self._number.paint("ink3" if later else "on_accent")
        self._tick.paint("on_accent")
        self._number.opacity = 0 if self._state == "done" else 1
        self._tick.opacity = 1 if self._state == "done" else 0
        self._place()

    def _place(self, *_: object) -> None:
        for part in (self._holder, self._number, self._tick):
            part.center = (round(self.middle_x), round(self.middle_y))
