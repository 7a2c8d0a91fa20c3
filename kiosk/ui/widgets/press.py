"""What can be touched: pressed at once, done on release, forgiving to fingers that slip."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kivy.graphics import InstructionGroup, PopMatrix, PushMatrix, Scale
from kivy.properties import BooleanProperty

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, inside
from kiosk.ui.widgets.plate import Radius, Veil

SLIP = 40
"""Design pixels between touching down and letting go that still count as one tap: older hands drag."""

PRESSED_SCALE = 0.98
PRESSED_VEIL = 0.08

Action = Callable[[], object]


class Pressable(Styled):
    """Calls `action()` when tapped. Without an action it lets every touch through.

    Args:
        debounce_s: further taps within so many seconds are one and the same tap; for buttons that commit.
    """

    pressed = BooleanProperty(False)
    veil_radius: Radius = "card"

    def __init__(self, *children: Any, action: Action | None = None, debounce_s: float = 0.0, **named: Any) -> None:
        self.action = action
        self._debounce_s = debounce_s
        self._last_tap = -1e9
        super().__init__(*children, **named)
        # A matrix costs time with every frame, so it is there only while a finger is.
        self._matrix: tuple[Any, Any] | None = None  # Kivy's instructions
        self._veil = Veil(self)
        self.bind(pressed=self._show_press)

    @property
    def touchable(self) -> bool:
        """Whether a tap does anything now."""
        return self.action is not None and not self.disabled

    def hits(self, x: float, y: float) -> bool:
        """Whether a point is on the widget, counted as large as a finger needs it."""
        return inside(self, x, y, theme.control("touch"))

    def hit_size(self) -> tuple[float, float]:
        """How large it is for a finger, screen pixels."""
        touch = theme.control("touch")
        return (max(self.width, touch), max(self.height, touch))

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Press, if the touch is here and no child wants it."""
        if super().on_touch_down(touch):
            return True
        if not self.touchable or touch.is_mouse_scrolling or not self.hits(*touch.pos):
            return False
        touch.grab(self)
        self.pressed = True
        return True

    def on_touch_up(self, touch: Any) -> bool:  # Kivy's touch
        """Let go; near where it was pressed, it counts."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self.pressed = False
        slip = theme.px(SLIP)
        near = abs(touch.x - touch.ox) <= slip and abs(touch.y - touch.oy) <= slip
        if self.touchable and (near or self.hits(*touch.pos)):
            self.tap()
        return True

    def tap(self) -> None:
        """Do what a tap does, as if a finger had."""
        now = time.monotonic()
        if self.touchable and now - self._last_tap >= self._debounce_s:
            self._last_tap = now
            assert self.action is not None
            self.action()

    def _show_press(self, *_: object) -> None:
        if self._matrix is not None:
            self.canvas.before.remove(self._matrix[0])
            self.canvas.after.remove(self._matrix[1])
            self._matrix = None
        self._veil.show(PRESSED_VEIL if self.pressed else 0.0, self.veil_radius)
        if self.pressed and theme.motion:
            before, after = InstructionGroup(), InstructionGroup()
            before.add(PushMatrix())
            before.add(Scale(PRESSED_SCALE, PRESSED_SCALE, 1, origin=self.middle))
            after.add(PopMatrix())
            self._matrix = (before, after)
            self.canvas.before.insert(0, before)
            self.canvas.after.add(after)
