"""Knowledge cards: searched by touch or opened for a product, and read without a network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.codes import ProductCode
from kiosk.knowledge import tables
from kiosk.knowledge.model import KINDS, Card
from kiosk.store import Store
from kiosk.ui.desk import DeskScreen
from kiosk.ui.widgets import card
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 24
ICONS = {"tip": "star", "answer": "help", "how_to": "tasks", "policy": "shield"}


class CardsScreen(DeskScreen):
    """Typed or scanned. `args`: gtin, whose cards are wanted; card_id, to open one."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({"catalogue"})
    place: ClassVar[str] = "associate.more"

    gtin = ""
    """Only cards about this product, its category and the categories above it; empty: all that fit the text."""
    card_id = ""

    def content(self) -> Widget:
        """What was typed and found at the left, the card at the right."""
        self.field = Field("knowledge.field", clear=self.clear)
        self.results = Column(gap=0)
        pages = ("letters", "digits")
        pad = TouchPad(self.type, self.erase, pages=pages, key_tall=54)
        found = card.Card(Scroll(self.results), pad=(20, 8), grow=True)
        left = Column(self.field, found, pad, gap=12, grow=True)
        self.detail = card.Card(pad=28, gap=16, grow=True, size_hint=(0.72, 1))
        return Row(left, self.detail, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A product or a card may have been named."""
        self.gtin = str(self.args.get("gtin", ""))
        self.card_id = str(self.args.get("card_id", ""))
        self.field.text = ""

    def on_product(self, code: ProductCode) -> None:
        """What is to be known about what is held before the scanner?"""
        self.gtin, self.card_id, self.field.text = code.gtin, "", ""
        self.refresh()

    def type(self, letter: str) -> None:
        """A key of the pad. Whoever types asks about everything again."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self.gtin = self.card_id = ""
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self.card_id = ""
        self.refresh()

    def clear(self) -> None:
        """The field's cross: everything again."""
        self.field.text = self.gtin = self.card_id = ""
        self.refresh()

    def choose(self, card_id: str) -> None:
        """Read a card of the list."""
        self.card_id = card_id
        self.refresh()

    def refresh(self) -> None:
        """Search, read, and show."""
        tr, db = self.tr, self.store.db
        product = catalogue.find(db, self.gtin, self.store.currency) if self.gtin else None
        self.header.title.say_key("knowledge.title")
        if product is not None:
            self.header.sub.say(tr.text("knowledge.about", product=product.names.text(tr.language)))
        else:
            self.header.sub.say(tr.text("knowledge.sub", n=tables.count(db)))
        found = self._found(product)
        shown = next((one for one in found if one.card_id == self.card_id), found[0] if found else None)
        self._list(found, shown)
        self._show(shown)

    def _found(self, product: Product | None) -> list[Card]:
        if self.gtin:
            return tables.about(self.store.db, self.gtin, product.category if product is not None else "")
        return tables.find(self.store.db, self.field.text)

    def _list(self, found: Sequence[Card], shown: Card | None) -> None:
        tr = self.tr
        if not found:
            self.results.replace(Text(key="knowledge.none", role="body", colour="ink2"))
            return
        self.results.replace(
            *(
                ListRow(
                    one.title.text(tr.language),
                    tr.text(f"knowledge.{_kind(one)}"),
                    lead=Icon(ICONS[_kind(one)], 30, colour="accent" if one is shown else "ink2"),
                    line=one is not found[-1],
                    action=partial(self.choose, one.card_id),
                    pad=(0, 8),
                )
                for one in found
            )
        )

    def _show(self, shown: Card | None) -> None:
        tr = self.tr
        if shown is None:
            self.detail.replace(Text(key="knowledge.empty", role="body", colour="ink2"))
            return
        paragraphs = [part.strip() for part in shown.body.text(tr.language).splitlines() if part.strip()]
        words = [Text(part, role="body") for part in paragraphs]
        product = catalogue.find(self.store.db, shown.gtin, self.store.currency) if shown.gtin else None
        named = [Text(product.names.text(tr.language), role="second", colour="ink2")] if product is not None else []
        head = Column(
            Row(Pill(tr.text(f"knowledge.{_kind(shown)}"), "info"), gap=8),
            Text(shown.title.text(tr.language), role="h1", bold=True),
            *named,
            gap=10,
        )
        self.detail.replace(Scroll(Column(head, *words, gap=18)))


def _kind(one: Card) -> str:
    return one.kind if one.kind in KINDS else "answer"
