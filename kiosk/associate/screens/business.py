"""Business customers at the till: found by name or number, what they may put on account, and the basket made theirs."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import business_view as view
from kiosk.associate.widgets.order_card import empty
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode
from kiosk.customer import tables as customers
from kiosk.customer.model import Business
from kiosk.staff import actions as staff
from kiosk.staff.model import Denied, Operator
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions, tables
from kiosk.till.list_offers import NearOffer, near_offers
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 40


class BusinessScreen(AskingScreen):
    """The keys search; with a customer they write the number of their order, or a tax number."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "business", "stored_value"})
    place = "till.sell"

    account = ""
    """The customer that is looked at; empty while one is looked for."""
    asks = "search"
    """What the keys are for: search, order, tax."""

    def content(self) -> Widget:
        """Customers at the left, keys at the right."""
        self.left_side = Column(gap=12, grow=True)
        self.right_side = Column(gap=12, grow=True, size_hint=(1.56, 1))
        self.field = Field("business.search", clear=self.clear)
        return Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Whose basket is it?"""
        self.account = self.basket().terms.account
        self._ask("order" if self.account else "search")

    def left(self) -> None:
        """Nobody's terms stay on the screen; an account that nobody uses is free for other tills."""
        if self.account and self.account != self.basket().terms.account:
            self.store.worker.submit(stored_value.done_with, "account", self.account)
        self.account = ""

    def on_staff(self, code: OwnCode) -> None:
        """A colleague shops, and shows a badge: whoever rings it up is somebody else."""

        def done(_basket: Basket) -> None:
            play("ok")
            navigation.say("business.employee_set", state="ok")

        def known(found: Operator | Denied) -> None:
            if isinstance(found, Denied):
                self.refuse(f"refused.{found.key}", **found.details)
            else:
                self.act(actions.set_employee, self.store.session.basket_id, found.operator_id, done=done)

        self.submit(staff.recognise, code, done=known)

    # What was typed.

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self._typed()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self._typed()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self._typed()

    def save(self) -> None:
        """The number that was typed belongs to the basket."""
        act = actions.set_purchase_order if self.asks == "order" else actions.set_tax_id

        def done(_basket: Basket) -> None:
            play("ok")
            if not self.account:
                self._ask("search")
            self.refresh()

        self.submit(act, self.store.register, self.store.session.basket_id, self.field.text, done=done)

    # Who it is.

    def look_at(self, account: str) -> None:
        """Show one; what is left of their limit is asked for."""
        self.account = account
        self._ask("order")
        self.store.worker.submit(stored_value.wanted, "account", account)
        self.refresh()

    def back_to_list(self) -> None:
        """Look for another one."""
        self.account = ""
        self._ask("search")
        self.refresh()

    def attach(self) -> None:
        """The basket is theirs, at their prices; with the number of their order, if it was typed."""
        store, account, order = self.store, self.account, self.field.text.strip()

        def done(basket: Basket) -> None:
            play("ok")
            if order and self.asks == "order":
                self.submit(actions.set_purchase_order, store.register, basket.basket_id, order)
            self.refresh()

        self.submit(actions.attach_business, store.register, store.vault, store.session.basket_id, account, done=done)

    def detach(self) -> None:
        """The basket is nobody's in particular."""

        def done(_basket: Basket) -> None:
            self.back_to_list()

        self.submit(actions.detach_business, self.store.register, self.store.session.basket_id, done=done)

    # How it looks.

    def refresh(self) -> None:
        """Read, and show."""
        business = self._business()
        basket = self.basket()
        self.header.title.say_key("business.title")
        self.header.sub.say(business.account if business else self.store.device)
        if business is None:
            self._show_list()
            buttons = [Button("business.tax_number", icon="receipt", size="small", action=self.ask_tax)]
            if self.asks == "tax":
                buttons = [Button("business.close", icon="back", size="small", action=self.back_to_list)]
        else:
            self._show_one(business, basket)
            buttons = []
        hint = {"search": "business.search", "order": "business.order_hint", "tax": "business.tax_hint"}[self.asks]
        if self.right_side.children and self._hint == hint:
            return
        self._hint = hint
        pad = TouchPad(
            self.type,
            self.erase,
            None if self.asks == "search" else self.save,
            pages=("letters", "digits") if self.asks != "tax" else ("digits", "letters"),
            enter_key="business.save",
            enter_icon="tick",
            key_tall=60,
        )
        words = self.field.text
        self.field = Field(hint, clear=self.clear, icon="search" if self.asks == "search" else "receipt")
        self.field.text = words
        self.right_side.replace(self.field, pad, Gap(), *([Actions(*buttons)] if buttons else []))

    def ask_tax(self) -> None:
        """A shopper who is no customer of ours wants an invoice for their business."""
        self._ask("tax")
        self.field.text = self.basket().terms.tax_id
        self.refresh()

    def _show_list(self) -> None:
        found = customers.find_businesses(
            self.store.db, self.store.vault, self.field.text if self.asks == "search" else ""
        )
        if not found:
            self.left_side.replace(empty("people", "business.nobody", "business.nobody_more"))
            return
        rows = [view.business_row(one, partial(self.look_at, one.account), last=one is found[-1]) for one in found]
        self.left_side.replace(Card(Scroll(Column(*rows)), pad=(24, 8), grow=True))

    def _show_one(self, business: Business, basket: Basket) -> None:
        tr = self.tr
        theirs = basket.terms.account == business.account
        held = value_tables.spendable(self.store.db, "account", business.account)
        terms = basket.terms
        facts = view.business_facts(tr, business, held, terms.purchase_order if theirs else "")
        name = view.business_name(tr, business, terms.tax_id if theirs else business.tax_id, theirs=theirs)
        near = near_offers(self.store.db, self.store.clock(), basket) if theirs else ()
        words = [self._offer(one) for one in near]
        if theirs:
            buttons = Actions(
                Button("business.detach", icon="close", action=self.detach),
                Button("business.done", icon="tick", kind="primary", action=partial(navigation.go, "till.sell")),
                gap=12,
            )
        else:
            buttons = Actions(
                Button("business.close", icon="back", action=self.back_to_list),
                Button("business.choose", icon="tick", kind="primary", action=self.attach),
                gap=12,
            )
        inner = Scroll(Column(name, facts, view.offer_pills(words), gap=16, pad=(0, 0, 0, 8)))
        self.left_side.replace(Card(inner, pad=(24, 20), grow=True), buttons)

    def _offer(self, one: NearOffer) -> str:
        product = catalogue.find(self.store.db, one.gtin, self.store.currency)
        name = product.names.text(self.tr.language) if product else one.gtin
        price = self.tr.money(one.price, "receipt")
        return self.tr.text("business.near_offer", n=one.missing, name=name, units=one.units, price=price)

    # What it stands on.

    def basket(self) -> Basket:
        """The session's basket as it is stored."""
        basket_id = self.store.session.basket_id
        return tables.load_basket(self.store.db, basket_id) or Basket(basket_id, self.store.currency)

    _hint = ""

    def _ask(self, what: str) -> None:
        self.asks = what
        self.field.text = self.basket().terms.purchase_order if what == "order" else ""

    def _typed(self) -> None:
        if self.asks == "search":
            self._show_list()

    def _business(self) -> Business | None:
        if not self.account:
            return None
        return customers.load_business(self.store.db, self.store.vault, self.account)
