"""Paying at the till: what is due, what came in, and every way to pay the rest, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import tenders as view
from kiosk.associate.widgets.card_wait import CardWait
from kiosk.associate.widgets.paid import paid
from kiosk.codes import OwnCode, PayerCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.paper.model import Kind
from kiosk.payment.desk import PaymentDesk
from kiosk.register import Register
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.stored_value.model import Spendable, VoucherTerms
from kiosk.till import actions, amounts, tables
from kiosk.till.model import Basket, Sale, Tender
from kiosk.till.slips import Slips
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad
from kiosk.worker import Transaction

LONGEST = 20


class TillPayScreen(AskingScreen):
    """The session's basket is paid here; it becomes a sale with the tender that reaches the sum."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "payment", "stored_value", "member"})
    place = "till.sell"

    sale: Sale | None = None
    wait: CardWait | None = None
    card_kind = ""
    """`gift_card` or `store_credit` while its number is typed; empty while an amount is."""
    held: Spendable | None = None
    """The account that was held out and is about to be spent from."""

    def content(self) -> Widget:
        """Money at the left, keys at the right."""
        self.left_side = Column(gap=12, grow=True, size_hint=(0.8, 1))
        self.field = Field("tender.field", clear=self.clear, icon="cash")
        self.chips = Column()
        self.pad = TouchPad(self.type, self.erase, pages=("amount",), key_tall=56, space=False)
        self.lower = Column(gap=10)
        self.right_side = Column(self.field, self.chips, self.pad, self.lower, gap=12, grow=True)
        self._page = Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """A payment that a stop of the program left open comes first; what was asked for at once comes next."""
        self._forget()
        self.sale = None
        intent = tables.open_intent(self.store.db, self.basket_id)
        if intent is not None and PaymentDesk in self.store.parts:
            self._wait_for(intent.amount, intent.kind)
        elif self.args.pop("at_once", "") == "card":
            self.pay_by("card")

    def left(self) -> None:
        """A payment goes on by itself."""
        self._forget()
        if self.wait is not None:
            self.wait.leave()
            self.wait = None

    @property
    def basket_id(self) -> str:
        return str(self.store.session.basket_id)

    # What was typed.

    def type(self, letter: str) -> None:
        """A key of the pad: an amount, or a card's number."""
        if self.card_kind:
            if letter != "." and len(self.field.text) < LONGEST:
                self.field.text += letter
        elif amounts.accepts(self.field.text, letter, self.store.currency):
            self.field.text += letter

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""

    def asked(self) -> Money:
        """The amount that was typed, or all that is left."""
        typed = amounts.parse(self.field.text, self.store.currency)
        return typed if typed is not None and typed.minor else self._basket().rest

    # Cash, and what others approve.

    def pay_cash(self, given: Money | None = None) -> None:
        """Cash was handed over: the typed amount, a note, or just what is due."""
        basket = self._basket()
        minor = (given or amounts.parse(self.field.text, self.store.currency) or self._due(basket)).minor
        register, language = self.store.register, self.tr.language
        self.submit(actions.tender_cash, register, basket.basket_id, minor, language, done=self._settled)

    def pay_by(self, kind: PaymentKind, code: PayerCode | None = None) -> None:
        """A terminal is asked for the typed amount, or for all that is left."""
        if kind == "wallet" and code is None:
            navigation.say("tender.scan_wallet", state="info")
            return
        self._wait_for(self.asked(), kind, code)

    def on_payer_code(self, code: PayerCode) -> None:
        """The shopper holds out the code of a wallet."""
        if self._can("wallet"):
            self.pay_by("wallet", code)
        else:
            self.refuse("tender.no_wallet_here")

    # Balances.

    def on_gift_card(self, code: OwnCode) -> None:
        """A gift card is held out."""

        def read(number: str) -> None:
            self.present("gift_card", number)

        self.submit(stored_value.read_card, code, done=read)

    def on_voucher(self, code: OwnCode) -> None:
        """A voucher is taken in whole, or as much of it as is due."""

        def read(terms: VoucherTerms) -> None:
            amount = min(terms.amount_minor, self._basket().rest.minor)
            self.spend("voucher", terms.number, Money(amount, self.store.currency))

        self.submit(stored_value.take_voucher, self.store.register, code, done=read)

    def ask_number(self, kind: str) -> None:
        """The number of a card is typed, if it cannot be scanned."""
        self.card_kind, self.field.text = kind, ""
        self.refresh()

    def number_typed(self) -> None:
        """The number is whole."""
        try:
            self.present(self.card_kind, stored_value.read_number(self.field.text))
        except Refused as no:
            self.explain(no)

    def present(self, kind: str, account: str) -> None:
        """Somebody holds out an account: head office is asked, and what is here can be spent at once."""

        def known(found: Spendable | None) -> None:
            if found is None or not found.known:
                self.refuse("refused.stored_value.not_known_here")
                return
            self.card_kind, self.held = "", found
            self.field.text = ""
            self.refresh()

        self.submit(actions.present, kind, account, done=known)

    def use_held(self) -> None:
        """Spend what was typed of the account that is held out, or as much as goes."""
        if self.held is not None:
            self.spend(self.held.kind, self.held.account, self._usable(self.held))

    def spend(self, kind: str, account: str, amount: Money) -> None:
        """Pay a part from an account."""

        def done(settled: actions.Settlement) -> None:
            self._forget()
            self._settled(settled)

        self.act(actions.tender_value, self.basket_id, kind, account, amount.minor, self.tr.language, done=done)

    def give_up_held(self) -> None:
        """Another way after all."""
        if self.held is not None:
            self.submit(stored_value.done_with, self.held.kind, self.held.account)
        self._forget()
        self.refresh()

    def hand_back(self, tender: Tender) -> None:
        """Something that was accepted goes back."""

        def done(_: Basket) -> None:
            self._forget()
            self.refresh()

        self.submit(actions.take_off, self.store.register, self.basket_id, tender.tender_id, done=done)

    # Steps.

    def _settled(self, settled: actions.Settlement) -> None:
        self._forget()
        if settled.sale is not None:
            self.finished(settled.sale)
        else:
            self.refresh()

    def finish_even(self) -> None:
        """Nothing is due."""
        self.submit(actions.finish_even, self.store.register, self.basket_id, self.tr.language, done=self.finished)

    def finished(self, sale: Sale) -> None:
        """The sale is on disk."""
        self._end_wait()
        play("ok")
        self.sale = sale
        self.refresh()

    def next_shopper(self) -> None:
        """A fresh basket."""
        self.sale = None
        self.store.end_session()
        navigation.go("till.sell")

    # After the sale.

    def print_again(self) -> None:
        """One more receipt; it says that it is a copy."""
        self._print("receipt")

    def print_gift(self) -> None:
        """A receipt without prices."""
        self._print("gift")

    def _print(self, kind: Kind) -> None:
        if self.sale is not None and Slips in self.store.parts:
            slips = self.store.part(Slips)

            def again(tx: Transaction, _register: Register, sale_id: str, approval: str = "") -> str:
                job_id: str = slips.reprint(tx, sale_id, kind, approval=approval)
                return job_id

            self.act(again, self.sale.sale_id, done=lambda _: navigation.say("tender.printing", state="ok"))

    def void(self) -> None:
        """The sale was a mistake: everything goes back."""
        if self.sale is not None:

            def begun(basket: Basket) -> None:
                navigation.go("return.pay", basket_id=basket.basket_id)

            self.act(actions.start_void, self.sale.sale_id, done=begun)

    # How it looks.

    def refresh(self) -> None:
        """Read the basket, and show what can be done now."""
        tr, basket = self.tr, self._basket()
        self.header.title.say_key("tender.title")
        self.header.sub.say(tr.text("sell.units", n=basket.units))
        if self.sale is None and basket.state == "paid":
            # A terminal answered while nobody looked: the sale was completed all the same.
            self.sale = tables.load_sale(self.store.db, basket.basket_id)
        if self.sale is not None:
            self._page.replace(self._paid(self.sale))
            return
        if self.left_side.parent is None:
            self._page.replace(self.left_side, self.right_side)
        if basket.rest.minor < 0:
            navigation.go("return.pay", basket_id=basket.basket_id)
            return
        due = self._due(basket)
        back = Button("tender.back", icon="back", action=lambda: navigation.go("till.sell"))
        self.left_side.replace(view.due_card(tr, basket, due), view.taken(tr, basket, self.hand_back), Actions(back))
        self._show_right(basket, due)

    def _show_right(self, basket: Basket, due: Money) -> None:
        if self.card_kind:
            self.chips.replace(Text(key="tender.number_hint", role="second", colour="ink2"))
            use = Button("tender.number_use", kind="primary", icon="tick", size="tall", action=self.number_typed)
            self.lower.replace(Actions(Button("tender.other", size="tall", action=self.give_up_held), use))
        elif self.held is not None:
            self.chips.replace(self._held(self.held))
            use = Button("tender.use", kind="primary", icon="tick", size="tall", action=self.use_held)
            use.disabled = self._usable(self.held).minor <= 0
            self.lower.replace(Actions(Button("tender.other", size="tall", action=self.give_up_held), use))
        elif not basket.rest.minor:
            self.chips.replace()
            done = Button("tender.finish", kind="primary", icon="tick", size="tall", action=self.finish_even)
            done.disabled = not basket.lines
            self.lower.replace(Actions(done))
        else:
            self.chips.replace(view.notes(self.tr, amounts.likely(due), self.pay_cash))
            self.lower.replace(view.ways(self._ways(basket)))

    def _ways(self, basket: Basket) -> Sequence[view.Way]:
        found = [view.Way("cash", self.pay_cash)]
        for kind in ("card", "wallet", "qr"):
            if self._can(kind):
                found.append(view.Way(kind, partial(self.pay_by, kind)))
        if basket.customer and self._points(basket) is not None:
            found.append(view.Way("points", partial(self.present, "points", basket.customer)))
        found.append(view.Way("gift_card", partial(self.ask_number, "gift_card")))
        found.append(view.Way("store_credit", partial(self.ask_number, "store_credit")))
        if basket.terms.account:
            found.append(view.Way("account", partial(self.present, "account", basket.terms.account)))
        return found

    def _held(self, held: Spendable) -> Widget:
        tr = self.tr
        points = held.kind == "points"
        available = (
            tr.text("tender.points_here", n=held.available)
            if points
            else tr.money(Money(held.available, self.store.currency), "receipt")
        )
        note = ""
        if held.elsewhere:
            more = tr.number(held.elsewhere) if points else tr.money(Money(held.elsewhere, self.store.currency))
            note = tr.text("tender.elsewhere", amount=more)
        usable = tr.money(self._usable(held), "receipt")
        title = tr.text(f"tender.{held.kind}")
        words = tr.text("tender.uses", amount=usable)
        return view.balance(title, available, "\n".join(part for part in (words, note) if part))

    def _usable(self, held: Spendable) -> Money:
        """How much of the account goes into what is asked for; of points whole ones only."""
        minor = min(self.asked().minor, self._basket().rest.minor)
        worth = self._point_worth() if held.kind == "points" else 1
        return Money(min(minor, held.available * worth) // worth * worth if worth else 0, self.store.currency)

    def _paid(self, sale: Sale) -> Widget:
        code = "" if sale.terms.training else self.store.receipt_code(sale.sale_id, str(sale.number), sale.at)
        printing = Slips in self.store.parts and bool(self.store.part(Slips).routes.printer_for("receipt"))
        extra = (
            [Button("tender.print_again", icon="printer", size="small", action=self.print_again)] if printing else []
        )
        extra += [Button("tender.print_gift", icon="gift", size="small", action=self.print_gift)] if printing else []
        if not sale.terms.training:
            extra.append(Button("tender.void", icon="undo", size="small", action=self.void))
        return paid(self.tr, sale, code, self.next_shopper, extra)

    # What it stands on.

    def _basket(self) -> Basket:
        return tables.load_basket(self.store.db, self.basket_id) or Basket(self.basket_id, self.store.currency)

    def _due(self, basket: Basket) -> Money:
        return actions.cash_due(self.store.db, self.store.clock(), basket)

    def _can(self, kind: str) -> bool:
        return PaymentDesk in self.store.parts and kind in self.store.part(PaymentDesk).kinds

    def _points(self, basket: Basket) -> Spendable | None:
        return value_tables.spendable(self.store.db, "points", basket.customer) if self._point_worth() else None

    def _point_worth(self) -> int:
        return actions.point_worth(self.store.db, self.store.clock())

    def _forget(self) -> None:
        self.card_kind, self.held = "", None
        self.field.text = ""

    def _wait_for(self, amount: Money, kind: PaymentKind, code: PayerCode | None = None) -> None:
        if self.wait is not None or PaymentDesk not in self.store.parts:
            return
        desk: PaymentDesk[Sale] = self.store.part(PaymentDesk)
        self.wait = CardWait(desk, amount, paid=self.finished, closed=self._not_paid, kind=kind, code=code)
        navigation.show(self.wait)
        self.wait.begin(self.basket_id, tables.open_intent(self.store.db, self.basket_id))

    def _not_paid(self) -> None:
        self._end_wait()
        self._forget()
        self.refresh()

    def _end_wait(self) -> None:
        if self.wait is not None:
            self.wait.leave()
            navigation.hide(self.wait)
            self.wait = None
