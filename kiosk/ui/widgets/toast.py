"""A short message over the screen that goes by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui import navigation
from kiosk.ui.motion import SMALL_S, Ease, ease
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

SHORTEST_S = 3.0
PER_CHARACTER_S = 0.09
"""Eleven characters a second is slow reading of Chinese and of English alike."""

ICONS = {"ok": "ok", "warn": "warn", "err": "err", "info": "info"}


class Toast(Styled, FloatLayout):
    """Says one sentence above the bottom bar. It takes no touch away from what lies below."""

    overlay = True

    def __init__(self, text: str, state: str, gone: Callable[[Any], object]) -> None:
        self._state = state if state in ICONS else "info"
        self._gone = gone
        self._moving: Ease | None = None  # the toolkit's clock would let go of it
        self.icon = Icon(ICONS[self._state], 40 if not theme.tablet else 28)
        self.label = Text(text, role="body", bold=True)
        self._box = Row(self.icon, self.label, gap=16, pad=(32, 24), size_hint=(None, None))
        super().__init__()
        self._plate = Plate(self._box)
        self.add_widget(self._box)
        self.bind(size=self._place, pos=self._place)
        self._box.bind(size=self._place)
        stays = max(SHORTEST_S, len(text) * PER_CHARACTER_S) * navigation.patience()
        self._clock = Clock.schedule_once(self._go, stays)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        state = self._state
        if theme.contrast:
            self._plate.dress("surface", line=state, width=theme.border, radius="card", shadow=None)
        else:
            self._plate.dress(f"{state}_soft", line=state, width=theme.px(2), radius="card", shadow="e2")
        self.icon.paint(state)
        self.label.paint("ink")
        self._place()

    def collide_point(self, x: float, y: float) -> bool:
        """Only its box is there to be touched."""
        return bool(self._box.collide_point(x, y))

    def _place(self, *_: object) -> None:
        most = self.width - 2 * theme.margin
        natural = self.label.natural_width() + self.icon.width + theme.px(16 + 64 + 8)
        self._box.width = min(most, natural)
        self._box.x = round(self.middle_x - self._box.width / 2)
        # Above the bottom bar, which grows with the text.
        self._box.y = theme.px(32 if theme.tablet else 204 + 90 * (theme.text_scale - 1))

    def _go(self, _dt: float) -> None:
        self._moving = ease(SMALL_S, self._fade, lambda: self._gone(self))

    def _fade(self, part: float) -> None:
        self.opacity = 1 - part
