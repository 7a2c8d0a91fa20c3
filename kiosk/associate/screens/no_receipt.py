"""Goods that come back without a receipt: scanned, counted, with a reason, and a supervisor's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import take_back_view as view
from kiosk.associate.widgets.order_card import empty
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.codes import ProductCode
from kiosk.money import Money
from kiosk.till import actions
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad
from sync.formats import gtin as gtins

LONGEST = 14


class NoReceiptScreen(AskingScreen):
    """One product at a time; it becomes store credit."""

    topics: ClassVar[frozenset[str]] = frozenset({"catalogue", "pictures"})
    place = "return.start"

    gtin = ""
    units = 1
    reason = "other"
    condition = "sellable"
    price: Money | None = None

    def content(self) -> Widget:
        """The pad at the left, the product at the right."""
        self.field = Field("return.product", clear=self.clear, icon="barcode")
        self.pad = TouchPad(self.type, self.erase, self.find, pages=("digits",), enter_key="return.find", key_tall=60)
        self._hint = Column()
        left = Column(self._hint, self.field, self.pad, gap=14, grow=True)
        left.size_hint_x = 0.72
        self.side = Card(pad=24, gap=14, grow=True)
        return Row(left, self.side, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Nothing is scanned yet."""
        self._forget()

    def on_product(self, code: ProductCode) -> None:
        """This product comes back; once more is one more."""
        if code.gtin == self.gtin:
            self.count(self.units + 1)
            return
        self._forget()

        def priced(price: Money) -> None:
            play("ok")
            self.gtin, self.price = code.gtin, price
            self.refresh()

        self.submit(actions.lowest_price, self.store.register, code.gtin, done=priced)

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

    def find(self) -> None:
        """What was typed is a barcode or a number of the retailer's own."""
        product = catalogue.find_sku(self.store.db, self.field.text, self.store.currency)
        gtin = gtins.normal(self.field.text) or (product.gtin if product else None)
        if gtin is None:
            self.refuse("sell.no_such_number", number=self.field.text)
        else:
            self.clear()
            self.on_product(ProductCode(gtin))

    def count(self, units: int) -> None:
        """So many."""
        self.units = max(1, units)
        self.refresh()

    def judge(self, condition: str) -> None:
        """In this state it is."""
        self.condition = condition
        self.refresh()

    def give_reason(self, reason: str) -> None:
        """That is why."""
        self.reason = reason
        self.refresh()

    def take(self) -> None:
        """Take it back: with a supervisor's word."""

        def done(basket: Basket) -> None:
            play("ok")
            navigation.go("return.pay", basket_id=basket.basket_id)

        self.act(
            actions.take_without_receipt,
            self.store.new_id(),
            self.gtin,
            self.units,
            self.reason,
            self.condition,
            done=done,
        )

    def refresh(self) -> None:
        """Show the product, or what to do."""
        self.header.title.say_key("return.without")
        self.header.sub.say_key("return.without_more")
        self._hint.replace(view.hint("return.scan_product", "return.scan_product_how"))
        product = catalogue.find(self.store.db, self.gtin, self.store.currency) if self.gtin else None
        if product is None or self.price is None:
            back = Button("ui.back", size="small", action=lambda: navigation.go("return.start"))
            self.side.replace(empty("barcode", "return.scan_product", "return.without_how"), Actions(back))
        else:
            self.side.replace(*self._product(product, self.price))

    def _product(self, product: Product, price: Money) -> Sequence[Widget]:
        tr = self.tr
        path = self.store.image(product.image)
        name = product.names.text(tr.language)
        picture = Picture(str(path) if path else "", seed=product.gtin, width_px=88, height_px=88, radius="chip")
        each = tr.text("return.lowest", amount=tr.money(price, "receipt"))
        amount = tr.money(price * self.units, "receipt")
        top = Row(picture, view.how_many(name, self.units, 99, amount, self.count, least=1), gap=18)
        back = Button("ui.back", size="small", action=lambda: navigation.go("return.start"))
        take = Button("return.yes", icon="undo", kind="primary", action=self.take)
        why = view.why(self.reason, self.condition, self.give_reason, self.judge)
        scroll = Scroll(Column(top, Text(each, role="second", colour="ink2"), why, gap=14))
        return (scroll, view.warning("return.needs_approval", tr), Actions(back, take, gap=12))

    def _forget(self) -> None:
        self.gtin, self.units, self.reason, self.condition, self.price = "", 1, "other", "sellable", None
        self.field.text = ""
