"""Warranty at the till: a receipt is scanned or its number typed, and each article says until when it is covered."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets import business_view as view
from kiosk.associate.widgets import take_back_view
from kiosk.associate.widgets.order_card import empty
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode
from kiosk.till import receipts, tables, warranty
from kiosk.till.actions import copying
from kiosk.till.model.returning import Origin
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 60


class WarrantyScreen(DeskScreen):
    """`args`: code, if a receipt was scanned elsewhere; sale_id, if a sale was chosen elsewhere."""

    topics: ClassVar[frozenset[str]] = frozenset({"sale", "returns", "pictures"})
    place = "return.start"

    sale_id = ""

    def content(self) -> Widget:
        """What is covered at the left, the keys at the right."""
        self.left_side = Column(gap=12, grow=True)
        self.field = Field("warranty.field", clear=self.clear, icon="receipt")
        pad = TouchPad(
            self.type, self.erase, self.find_number, pages=("digits", "letters"), enter_key="warranty.look", key_tall=56
        )
        self.actions = Column(gap=12)
        right = Column(self.field, pad, Gap(), self.actions, gap=12, grow=True, size_hint=(0.66, 1))
        return Row(self.left_side, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A receipt may have been scanned on the way here."""
        self.field.text = ""
        self.sale_id = str(self.args.get("sale_id", ""))
        code = self.args.get("code")
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def on_receipt(self, code: OwnCode) -> None:
        """Which sale is it?"""

        def done(origin: Origin) -> None:
            play("ok")
            self.open(origin.sale_id)

        self.submit(receipts.look_up, self.store.register, code, done=done)

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.sale_id = ""
        self.refresh()

    def find_number(self) -> None:
        """One sale of this number opens at once; for none the other tills and head office are asked."""
        found = tables.find_sales(self.store.db, self.field.text)
        if len(found) == 1:
            self.open(found[0])
        elif found:
            self.sale_id = ""
            self.refresh()
        elif self.field.text:
            self.store.worker.submit(copying.look_for, self.store.register, number=self.field.text.upper())
            self.refuse("return.asking_others")

    def open(self, sale_id: str) -> None:
        """Show a sale."""
        self.sale_id = sale_id
        self.refresh()

    def refresh(self) -> None:
        """Read, and show."""
        self.header.title.say_key("warranty.title")
        origin = self._origin(self.sale_id) if self.sale_id else None
        self.actions.replace()
        if origin is None:
            self.header.sub.say_key("warranty.sub")
            self._show_list()
            return
        tr = self.tr
        self.header.sub.say(
            "·".join(
                (
                    origin.short,
                    tr.text("warranty.sold", day=view.day_of(tr, origin.business_date), device=origin.device),
                )
            )
        )
        go = partial(navigation.go, "return.start", sale_id=origin.sale_id)
        if navigation.knows("return.start"):
            self.actions.replace(Button("warranty.return", icon="undo", size="small", action=go))
        covers = warranty.of_sale(self.store.db, origin, self.store.clock())
        if not covers:
            self.left_side.replace(empty("shield", "warranty.none", "warranty.none_more"))
            return
        today = self.store.register.business_date(self.store.clock())
        self.left_side.replace(Scroll(Column(*self._cards(covers, today), gap=10, pad=(2, 2, 2, 8))))

    def _cards(self, covers: tuple[warranty.Cover, ...], today: date) -> list[Widget]:
        db, language = self.store.db, self.tr.language
        gtins = [gtin for one in covers for gtin in (one.gtin, one.plan_gtin) if gtin]
        names = {gtin: found.text(language) for gtin, found in catalogue.names(db, gtins).items()}
        cards: list[Widget] = []
        for one in covers:
            product = catalogue.find(db, one.gtin, self.store.currency)
            path = self.store.image(product.image) if product else None
            cards.append(view.cover_card(self.tr, one, names, str(path) if path else "", today))
        return cards

    def _show_list(self) -> None:
        found = tables.find_sales(self.store.db, self.field.text) if self.field.text else []
        if len(found) < 2:
            self.left_side.replace(empty("shield", "warranty.empty", "warranty.empty_more"))
            return
        known = [origin for origin in map(self._origin, found) if origin is not None]
        rows = [
            take_back_view.sale_row(self.tr, one, partial(self.open, one.sale_id), last=one is known[-1])
            for one in known
        ]
        title = Text(key="warranty.several", role="h2", bold=True)
        self.left_side.replace(Card(title, Scroll(Column(*rows)), pad=24, gap=12, grow=True))

    def _origin(self, sale_id: str) -> Origin | None:
        return tables.load_origin(self.store.db, sale_id, self.store.device)
