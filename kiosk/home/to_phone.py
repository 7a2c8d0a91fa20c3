"""A product to take along on a phone: a code that any phone reads as plain words, without account or network."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import brand_words, detail_of, name_of, short_gtin
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.text import Text

LONGEST = 400
"""Bytes: more makes a code that old phones no longer read off a screen."""

CODE = "{code}"
"""Where the product's code stands in the web shop's address."""


def words_of(product: Product, price: str, shop: str, link: str) -> str:
    """What a phone shows: name, size, price, where, and the web shop's address if there is one.

    `link` is a pattern with ``{code}`` in it, or nothing.
    """
    address = link.replace(CODE, short_gtin(product.gtin)) if CODE in link else ""
    name = " ".join(part for part in (brand_words(product.brand), name_of(product)) if part)
    where = " ".join(part for part in (shop, product.location) if part)
    lines = [name, detail_of(product), price, where, short_gtin(product.gtin), address]
    text = "\n".join(line for line in lines if line)
    while len(text.encode()) > LONGEST and len(name) > 1:
        name = name[:-1]
        lines[0] = f"{name}…"
        text = "\n".join(line for line in lines if line)
    return text


class PhoneSheet(SheetLayer):
    """The code, large, and what to do with it."""

    def __init__(self, words: Callable[[], str], close: Action) -> None:
        shut = RoundButton("close", name_key="phone.close", action=close, size=96, kind="quiet")
        self.first = shut
        self.code = QrCode("", size_px=520)
        self._words = words
        self._lines = Column(gap=2)
        super().__init__(
            Row(Text(key="phone.title", role="h1", bold=True), shut, gap=16),
            Text(key="phone.how", role="body", colour="ink2"),
            Row(Gap(), self.code, Gap()),
            self._lines,
            Text(key="phone.privacy", role="caption", colour="ink2", align="center"),
            close=close,
            gap=28,
        )

    def restyle(self) -> None:
        """Take the words anew, which follow the language."""
        text = self._words()
        if text != self.code.text:
            self.code.text = text
            lines = [Text(line, role="second", align="center", colour="ink2") for line in text.split("\n")]
            self._lines.replace(*lines)
        super().restyle()
