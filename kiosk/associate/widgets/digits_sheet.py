"""Six digits that a shopper says, typed by whoever hands over; or four of an id."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.ui.widgets.code_boxes import CodeBoxes
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import TouchPad


class DigitsSheet(TillSheet):
    """Boxes and keys; with the last digit it is done by itself.

    Args:
        title_key: what is asked for.
        done: called with the digits.
    """

    def __init__(self, title_key: str, more_key: str, digits: int, done: Callable[[str], object]) -> None:
        self._done = done
        self.boxes = CodeBoxes(digits=digits)
        pad = TouchPad(self.type, self.boxes.erase, pages=("digits",), key_tall=72, cleared=self.boxes.clear)
        super().__init__(title_key, Text(key=more_key, role="second", colour="ink2"), self.boxes, pad, wide=560)

    def type(self, digit: str) -> None:
        """A key of the pad."""
        self.boxes.type(digit)
        if self.boxes.whole:
            self.close()
            self._done(self.boxes.text)

    def key_pressed(self, name: str) -> bool:
        """Digits of a keyboard as well."""
        if len(name) == 1 and name.isdigit():
            self.type(name)
            return True
        if name == "backspace":
            self.boxes.erase()
            return True
        return super().key_pressed(name)
