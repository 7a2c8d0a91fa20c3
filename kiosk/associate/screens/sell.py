"""The till: lines at the left, keys and tenders at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets.card_wait import CardWait
from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.sold import sold
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode, ProductCode
from kiosk.customer import actions as customer
from kiosk.customer import tables as customers
from kiosk.customer.model import Member
from kiosk.i18n import CURRENCIES
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.till import actions, tables
from kiosk.till.model import Basket, Line, Sale
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad
from sync.formats import gtin as gtins

LONGEST = 14


class SellScreen(DeskScreen):
    """A7. A scanned product goes straight into the basket, a scanned member gets it."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "payment", "catalogue", "member", "pictures"})
    place = "till.sell"

    line_id = ""
    """The line that the keys work on: the last one that was scanned or tapped."""
    sale: Sale | None = None
    """The sale that was just completed, until the next shopper comes."""
    wait: CardWait | None = None

    def beside_title(self) -> Sequence[Widget]:
        """Whose basket it is, and how the link stands."""
        self.member_pill = Pill("", "gold", icon="person_circle")
        self._pills = super().beside_title()
        return self._pills

    def content(self) -> Widget:
        """The basket, and what can be done with it."""
        self.lines = Column(gap=8, pad=(2, 2, 2, 8))
        self._list = Scroll(self.lines)
        self.units = Text("", role="body", colour="ink2")
        self.total = Text("", role="numeral", bold=True, hug=True)
        self._nothing = empty("barcode", "sell.empty", "sell.empty_more")
        self._sum = Card(Row(self.units, self.total, gap=16), pad=(24, 10))
        self.left_side = Column(self._list, self._sum, gap=12, grow=True)
        self.field = Field("sell.field", clear=self.clear, icon="digits")
        self.times = Button("sell.times", size="small", action=self.set_quantity)
        self.remove = Button("sell.remove", size="small", action=self.remove_line)
        self.add = Button("sell.add", size="small", action=self.add_typed)
        self.cash = Button("sell.cash", icon="cash", kind="primary", size="tall", action=self.pay_cash)
        self.card = Button("sell.card", icon="card", kind="accent", size="tall", action=self.pay_card)
        self.given = Text("", role="second", colour="ink2")
        self.right_side = Column(
            self.field,
            Actions(self.times, self.remove, self.add, gap=8),
            TouchPad(self.type, self.erase, pages=("digits",), key_tall=60),
            self.given,
            Gap(),
            Actions(self.cash, self.card, gap=12),
            gap=12,
            grow=True,
            size_hint=(0.66, 1),
        )
        self._page = Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """A payment that a stop of the program left open comes first."""
        intent = tables.open_intent(self.store.db, self.store.session.basket_id)
        if intent is not None and PaymentDesk in self.store.parts:
            self._wait_for_card(intent.amount)

    def left(self) -> None:
        """The keys begin afresh; a payment goes on by itself."""
        self.field.text = ""
        if self.wait is not None:
            self.wait.leave()
            self.wait = None

    # What was scanned.

    def on_product(self, code: ProductCode) -> None:
        """One more unit."""
        self.put_in(code.gtin, 1)

    def on_loyalty(self, code: OwnCode) -> None:
        """The basket is this member's; what they put in online comes along."""

        def attached(member: Member) -> None:
            play("ok")
            store = self.store
            store.session.member_id = member.member_id
            basket_id = store.session.basket_id
            self.submit(actions.attach_customer, store.register, store.vault, basket_id, member.member_id)

        self._next_if_sold()
        self.submit(customer.identify, self.store.vault, code, done=attached)

    # What was typed.

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self._dress()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self._dress()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self._dress()

    def put_in(self, gtin: str, quantity: int) -> None:
        """Units of a product go into the basket."""

        def done(basket: Basket) -> None:
            play("ok")
            self.line_id = next((line.line_id for line in reversed(basket.lines) if line.gtin == gtin), "")
            self.clear()
            self.refresh()

        self._next_if_sold()
        basket_id = self.store.session.basket_id
        self.submit(actions.add_product, self.store.register, basket_id, gtin, quantity, done=done)

    def add_typed(self) -> None:
        """What was typed is a barcode or a number of the retailer's own."""
        typed = self.field.text
        gtin = gtins.normal(typed)
        if gtin is None:
            product = catalogue.find_sku(self.store.db, typed, self.store.currency)
            gtin = product.gtin if product else None
        if gtin is None:
            self.refuse("sell.no_such_number", number=typed)
        else:
            self.put_in(gtin, 1)

    def set_quantity(self) -> None:
        """What was typed is the chosen line's quantity."""
        self._change(int(self.field.text))

    def remove_line(self) -> None:
        """The chosen line leaves the basket."""
        self._change(0)

    def choose(self, line_id: str) -> None:
        """The keys work on another line."""
        self.line_id = line_id
        self.refresh()

    # Money.

    def pay_cash(self) -> None:
        """What was typed is what the shopper gave; nothing typed is the exact amount."""
        basket = self._basket()
        given = self._given() or basket.total.minor
        self.submit(
            actions.pay_cash, self.store.register, basket.basket_id, given, self.tr.language, done=self.finished
        )

    def pay_card(self) -> None:
        """The terminal is asked for the whole amount."""
        self._wait_for_card(self._basket().total)

    def finished(self, sale: Sale) -> None:
        """The sale is on disk."""
        if self.wait is not None:
            navigation.hide(self.wait)
            self.wait = None
        play("ok")
        self.sale = sale
        self.refresh()

    def next_shopper(self) -> None:
        """A fresh basket."""
        self.sale, self.line_id = None, ""
        self.store.end_session()
        self.clear()
        self.refresh()

    # How it looks.

    def refresh(self) -> None:
        """Read the basket, and show it."""
        self.header.title.say_key("sell.title")
        self.header.sub.say(
            "·".join((self.store.device, self.tr.date(self.store.register.business_date(self.store.clock()))))
        )
        self._show_member()
        basket = self._basket()
        if self.sale is None and basket.state == "paid":
            # The terminal answered while nobody looked: the sale was completed all the same.
            self.sale = tables.load_sale(self.store.db, basket.basket_id)
        if self.sale is not None:
            code = self.store.receipt_code(self.sale.sale_id, str(self.sale.number), self.sale.at)
            self._page.replace(sold(self.tr, self.sale, code, self.next_shopper))
            return
        if self.left_side.parent is None:
            self._page.replace(self.left_side, self.right_side)
        if all(line.line_id != self.line_id for line in basket.lines):
            self.line_id = basket.lines[-1].line_id if basket.lines else ""
        self.units.say(self.tr.text("sell.units", n=basket.units))
        self.total.say(self.tr.money(basket.total, "receipt"))
        if basket.lines:
            self.lines.replace(*[self._line(line) for line in basket.lines])
            if self.line_id == basket.lines[-1].line_id:
                self._list.scroll_y = 0
        wanted = self._list if basket.lines else self._nothing
        if wanted.parent is None:
            self.left_side.replace(wanted, self._sum)
        self._dress()

    def _line(self, line: Line) -> Widget:
        tr = self.tr
        product = catalogue.find(self.store.db, line.gtin, self.store.currency)
        name = product.names.text(tr.language) if product else line.gtin
        path = self.store.image(product.image) if product else None
        each = tr.text("sell.each", amount=tr.money(line.unit_price, "receipt"))
        detail = "·".join(part for part in ((product.size or product.colour) if product else "", each) if part)
        return Card(
            Row(
                Picture(str(path) if path else "", seed=line.gtin, width_px=64, height_px=64, radius="chip"),
                Column(Text(name, role="body", bold=True, lines=2), Text(detail, role="second", colour="ink2"), gap=0),
                Text(f"× {line.quantity}", role="h2", bold=True, hug=True),
                Text(tr.money(line.amount, "receipt"), role="h2", bold=True, hug=True),
                gap=20,
            ),
            pad=(14, 10, 20, 10),
            selected=line.line_id == self.line_id,
            action=partial(self.choose, line.line_id),
        )

    def _dress(self) -> None:
        """Say which keys do anything now, and what a typed amount would give back."""
        basket, typed = self._basket(), self.field.text
        number = int(typed) if typed.isdigit() else 0
        self.times.disabled = not (self.line_id and 0 < number <= 99)
        self.remove.disabled = not self.line_id
        self.add.disabled = not typed
        self.cash.disabled = not basket.lines
        self.card.disabled = not basket.lines or PaymentDesk not in self.store.parts
        given = self._given()
        if basket.lines and given >= basket.total.minor and given:
            change = Money(given - basket.total.minor, basket.currency)
            self.given.say(self.tr.text("sell.change", amount=self.tr.money(change, "receipt")))
        else:
            self.given.say("")

    def _show_member(self) -> None:
        member_id = self.store.session.member_id
        member = customers.load(self.store.db, self.store.vault, member_id) if member_id else None
        if member is None:
            if self.member_pill.parent is not None:
                self.header.hold(*self._pills)
            return
        key = member.title if member.title in ("ms", "mr") else "plain"
        name = self.tr.text(f"member.{key}", surname=member.surname)
        self.member_pill.say("·".join((name, self.tr.text("member.points", points=self.tr.number(member.points)))))
        if self.member_pill.parent is None:
            self.header.hold(self.member_pill, *self._pills)

    # What it stands on.

    def _basket(self) -> Basket:
        basket_id = self.store.session.basket_id
        return tables.load_basket(self.store.db, basket_id) or Basket(basket_id, self.store.currency)

    def _given(self) -> int:
        """What was typed as an amount, in minor units: people give whole notes."""
        typed = self.field.text
        digits = CURRENCIES.get(self.store.currency, ("", 2))[1]
        return int(typed) * 10**digits if typed.isdigit() and len(typed) <= 7 else 0

    def _change(self, quantity: int) -> None:
        def done(_basket: Basket) -> None:
            self.clear()

        basket_id = self.store.session.basket_id
        self.submit(actions.set_quantity, self.store.register, basket_id, self.line_id, quantity, done=done)

    def _next_if_sold(self) -> None:
        if self.sale is not None:
            self.next_shopper()

    def _wait_for_card(self, amount: Money) -> None:
        if self.wait is not None:
            return
        basket_id = self.store.session.basket_id
        self.wait = CardWait(self.store.part(PaymentDesk), amount, paid=self.finished, closed=self._not_paid)
        navigation.show(self.wait)
        self.wait.begin(basket_id, tables.open_intent(self.store.db, basket_id))

    def _not_paid(self) -> None:
        if self.wait is not None:
            self.wait.leave()
            navigation.hide(self.wait)
            self.wait = None
        self.refresh()
