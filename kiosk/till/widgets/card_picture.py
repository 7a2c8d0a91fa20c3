"""A bank card that is held to a terminal: drawn, so that it needs no picture and follows every theme and size."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, SmoothLine, SmoothRoundedRectangle, Translate

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled

WIDTH, HEIGHT = 420, 400
"""Design pixels."""

SWING_S = 2.4
"""To the terminal and back."""

NEAR = 44
"""Design pixels that the card moves."""

FRAMES_PER_S = 15


LIGHT = {
    "terminal": "rail",
    "display": "surface",
    "key": "ink3",
    "edge": "on_accent",
    "card": "accent",
    "stripe": "accent_raised",
    "chip": "gold_soft",
    "digits": "on_accent2",
    "name": "on_accent2",
    "wave": "on_accent2",
}
CONTRAST = {
    "terminal": "ink",
    "display": "surface",
    "key": "surface",
    "edge": "ink",
    "card": "surface",
    "stripe": "surface2",
    "chip": "gold",
    "digits": "ink",
    "name": "ink",
    "wave": "ink",
}
"""Part -> token of its colour."""


class CardPicture(Styled):
    """Moves while `moving` and where motion is on; stands still otherwise."""

    def __init__(self) -> None:
        self._shapes: dict[str, tuple[Color, Any]] = {}  # Kivy's graphics have no types
        super().__init__(size_hint=(None, None))
        with self.canvas:
            for name in ("terminal", "display", "key1", "key2", "key3"):
                self._shapes[name] = (Color(), SmoothRoundedRectangle())
            PushMatrix()
            self._slide = Translate(0, 0)
            for name in ("edge", "card", "stripe", "chip", "digits", "name"):
                self._shapes[name] = (Color(), SmoothRoundedRectangle())
            for name in ("wave1", "wave2", "wave3"):
                self._shapes[name] = (Color(), SmoothLine(width=1, cap="round"))
            PopMatrix()
        self._at = 0.0
        self._clock = Clock.schedule_interval(self._move, 1 / FRAMES_PER_S)
        self._clock.cancel()
        self.bind(pos=self._draw, size=self._draw)

    def move(self, moving: bool) -> None:
        """Begin to move, or stop."""
        self._clock.cancel()
        if moving and theme.motion:
            self._clock()
        else:
            self._at = 0.0
            self._place_card()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.size = (theme.px(WIDTH), theme.px(HEIGHT))
        colours = CONTRAST if theme.contrast else LIGHT
        for name, (colour, _) in self._shapes.items():
            colour.rgba = theme.colour(colours[name.rstrip("123")])
        self._draw()

    def _draw(self, *_: object) -> None:
        def box(name: str, x: float, y: float, wide: float, tall: float, radius: float) -> None:
            shape = self._shapes[name][1]
            shape.pos = (self.x + theme.px(x), self.y + theme.px(y))
            shape.size = (theme.px(wide), theme.px(tall))
            shape.radius = [theme.px(radius)] * 4

        box("terminal", 70, 0, 280, 190, 36)
        box("display", 98, 96, 224, 66, 16)
        for number in range(3):
            box(f"key{number + 1}", 98 + number * 80, 40, 64, 24, 12)
        box("edge", 52, 126, 316, 204, 28)
        box("card", 56, 130, 308, 196, 24)
        box("stripe", 56, 262, 308, 36, 1)
        box("chip", 84, 196, 54, 42, 10)
        box("digits", 84, 160, 150, 12, 6)
        box("name", 254, 160, 78, 12, 6)
        for number in range(3):
            line = self._shapes[f"wave{number + 1}"][1]
            line.width = max(1.0, theme.px(3))
            radius = theme.px(14 + 12 * number)
            line.circle = (self.x + theme.px(262), self.y + theme.px(217), radius, 55, 125)
        self._place_card()

    def _move(self, dt: float) -> None:
        self._at = (self._at + dt / SWING_S) % 1.0
        self._place_card()

    def _place_card(self) -> None:
        # Down slowly, a moment of rest at the terminal, and back.
        part = min(1.0, 2.4 * min(self._at, 1.0 - self._at))
        eased = part * part * (3 - 2 * part)
        self._slide.y = theme.px(60 - NEAR * eased)
