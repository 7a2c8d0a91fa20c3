"""The PIN pad: dots for digits, large keys. The digits are shown to nobody."""

from __future__ import annotations

from typing import Any

from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.text import Icon
from kiosk.ui.widgets.touch_pad import TouchPad
from sync.formats import pin_hash


class PinEntry(Column):
    """Keys, dots, and the button that hands the PIN in by `entered(pin)`; it is forgotten then.

    Args:
        key: message key of the button.
        key_tall: design pixels of a key.
    """

    def __init__(self, key: str, entered: Any, *, icon: str = "login", key_tall: float = 0, gap: float = 14) -> None:
        # `entered` is Callable[[str], object]; Kivy's constructors know no types
        self._entered = entered
        self._pin = ""
        self.able = True
        self._dots = Row(gap=12, hug=True)
        self.button = Button(key, icon=icon, kind="primary", action=self.enter)
        pad = TouchPad(
            self.type,
            self.erase,
            pages=("digits",),
            key_tall=key_tall or (96 if theme.tablet else 132),
            cleared=self.clear,
        )
        super().__init__(Row(Gap(), self._dots, Gap()), pad, self.button, gap=gap)
        self._show()

    def clear(self) -> None:
        """Forget what was typed."""
        self._pin = ""
        self._show()

    def enable(self, able: bool) -> None:
        """Whether a PIN may be typed now."""
        self.able = able
        if not able:
            self._pin = ""
        self._show()

    def type(self, digit: str) -> None:
        """A key of the pad."""
        if self.able and len(self._pin) < pin_hash.MOST:
            self._pin += digit
            self._show()

    def erase(self) -> None:
        """The pad's eraser."""
        self._pin = self._pin[:-1]
        self._show()

    def key(self, name: str) -> bool:
        """A key of a keyboard; False if it does nothing here."""
        if len(name) == 1 and name in "0123456789":
            self.type(name)
        elif name == "backspace":
            self.erase()
        elif name == "escape":
            self.clear()
        elif name == "enter":
            self.button.tap()
        else:
            return False
        return True

    def _show(self) -> None:
        typed, size = len(self._pin), 22 if theme.tablet else 34
        self._dots.replace(
            *[
                Icon("dot" if place < typed else "neutral", size, colour="ink" if place < typed else "ink3", fixed=True)
                for place in range(max(pin_hash.LEAST, typed))
            ]
        )
        # At a kiosk it says why it is off; people who work at a desk know, and their buttons are less high.
        told = self.able and not theme.tablet
        self.button.reason = tr.text("refused.staff.pin_form", n=pin_hash.LEAST) if told else ""
        self.button.disabled = not self.able or typed < pin_hash.LEAST

    def enter(self) -> None:
        """Hand the PIN in, and forget it."""
        pin = self._pin
        self.clear()
        self._entered(pin)
