"""A sheet for a few words, with ready ones to tap: a note for a line, a name for a basket, a serial number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk import codes
from kiosk.associate.widgets.sell_sheet import TillSheet, typed_into
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Flow
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad


class TextSheet(TillSheet):
    """Asks for words.

    Args:
        done: told what was written.
        ready: message keys of words that are often wanted; a tap puts them in.
        may_be_empty: whether nothing is an answer, too.
    """

    def __init__(
        self,
        title_key: str,
        done: Callable[[str], object],
        *,
        text: str = "",
        sub: str = "",
        field_key: str = "sell.text_field",
        enter_key: str = "sell.save",
        ready: Sequence[str] = (),
        may_be_empty: bool = True,
        longest: int = 40,
        icon: str = "edit",
        digits_first: bool = False,
        hint_key: str = "",
    ) -> None:
        self._done, self._longest, self._may_be_empty = done, longest, may_be_empty
        self.field = Field(field_key, clear=self.clear, icon=icon)
        self.field.text = text
        chips = [Chip(key=key, action=partial(self.put, key)) for key in ready]
        pages = ("digits", "letters") if digits_first else ("letters", "digits")
        pad = TouchPad(
            self.type, self.erase, self.enter, pages=pages, enter_key=enter_key, enter_icon="tick", key_tall=54
        )
        parts: list[Widget] = [Text(key=hint_key, role="body", colour="ink2")] if hint_key else []
        parts.append(self.field)
        parts += [Flow(*chips, gap=8)] if chips else []
        super().__init__(title_key, *parts, pad, sub=sub, wide=720)

    def type(self, letter: str) -> None:
        """A key of the pad."""
        typed_into(self.field, letter, self._longest)

    def erase(self) -> None:
        """The pad's eraser."""
        self.type("backspace")

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""

    def put(self, key: str) -> None:
        """Ready words."""
        words = tr.text(key)
        if words not in self.field.text:
            self.field.text = f"{self.field.text} {words}".strip()[: self._longest]

    def enter(self) -> None:
        """It is written."""
        text = self.field.text.strip()
        if text or self._may_be_empty:
            self.close()
            self._done(text)

    def key_pressed(self, name: str) -> bool:
        """Letters and Enter."""
        if name == "enter":
            self.enter()
        elif not typed_into(self.field, name, self._longest):
            super().key_pressed(name)
        return True


class CodeSheet(TextSheet):
    """Asks for a number that is on the goods: what is scanned while it is open is that number."""

    def on_unknown(self, code: codes.UnknownCode) -> None:
        """A serial number is nobody's code."""
        self.field.text = code.text.strip()[: self._longest]
        self.enter()

    def on_product(self, code: codes.ProductCode) -> None:
        """A number of digits alone may look like a product's."""
        self.field.text = code.gtin.lstrip("0")
        self.enter()
