"""Paying from a balance at the till: a card, points or an account is held out, and a part of it is spent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import tenders as view
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.stored_value.model import Spendable, VoucherTerms
from kiosk.till import actions, amounts, tables
from kiosk.till.model import Basket, Tender
from kiosk.ui.widgets.touch_pad import Field

ANSWERS_WITHIN = timedelta(seconds=4)
"""Head office answers in a tenth of a second; after this nobody at a counter wants to wait any longer."""


class Asked(NamedTuple):
    """An account that this till never heard of, and until when head office's answer is waited for."""

    kind: str
    account: str
    until: datetime


class BalancePaying(AskingScreen):
    """What concerns balances; the rest of paying is the screen's."""

    field: Field
    card_kind = ""
    """`gift_card` or `store_credit` while its number is typed; empty while an amount is."""
    held: Spendable | None = None
    """The account that was held out and is about to be spent from."""
    asking: Asked | None = None
    """The account that head office is being asked about."""

    @property
    def basket_id(self) -> str:
        return str(self.store.session.basket_id)

    def basket(self) -> Basket:
        """The session's basket as it is stored."""
        return tables.load_basket(self.store.db, self.basket_id) or Basket(self.basket_id, self.store.currency)

    def asked(self) -> Money:
        """The amount that was typed, or all that is left."""
        typed = amounts.parse(self.field.text, self.store.currency)
        return typed if typed is not None and typed.minor else self.basket().rest

    def settled(self, settled: actions.Settlement) -> None:
        """A part was paid, or all."""

    def on_gift_card(self, code: OwnCode) -> None:
        """A gift card is held out."""

        def read(number: str) -> None:
            self.present("gift_card", number)

        self.submit(stored_value.read_card, code, done=read)

    def on_voucher(self, code: OwnCode) -> None:
        """A voucher is taken in whole, or as much of it as is due."""

        def read(terms: VoucherTerms) -> None:
            amount = min(terms.amount_minor, self.basket().rest.minor)
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
            if found is not None:
                self._hold(found)
            elif self.store.link is not None and self.store.link.health().state == "linked":
                self.asking = Asked(kind, account, self.store.clock() + ANSWERS_WITHIN)
            else:
                self.refuse("refused.stored_value.not_known_here")
                return
            self.refresh()

        self.submit(actions.present, kind, account, done=known)

    def _hold(self, found: Spendable) -> None:
        self.asking = None
        if not found.known:
            self.refuse("refused.stored_value.unknown")
            return
        self.card_kind, self.held = "", found
        self.field.text = ""

    def read_held(self) -> None:
        """What head office grants when it is asked is here a moment after the card was."""
        if self.held is not None:
            self.held = value_tables.spendable(self.store.db, self.held.kind, self.held.account) or self.held
        elif self.asking is not None:
            found = value_tables.spendable(self.store.db, self.asking.kind, self.asking.account)
            if found is not None:
                self._hold(found)

    def tick(self) -> None:
        """An answer that does not come is not waited for any longer."""
        super().tick()
        if self.asking is not None and self.store.clock() >= self.asking.until:
            self.give_up_held()
            self.refuse("refused.stored_value.not_known_here")

    def use_held(self) -> None:
        """Spend what was typed of the account that is held out, or as much as goes."""
        if self.held is not None:
            self.spend(self.held.kind, self.held.account, self.usable(self.held))

    def spend(self, kind: str, account: str, amount: Money) -> None:
        """Pay a part from an account."""

        def done(settled: actions.Settlement) -> None:
            self.forget()
            self.settled(settled)

        self.act(actions.tender_value, self.basket_id, kind, account, amount.minor, self.tr.language, done=done)

    def give_up_held(self) -> None:
        """Another way after all."""
        out = self.held or self.asking
        if out is not None:
            self.submit(stored_value.done_with, out.kind, out.account)
        self.forget()
        self.refresh()

    def hand_back(self, tender: Tender) -> None:
        """Something that was accepted goes back."""

        def done(_: Basket) -> None:
            self.forget()
            self.refresh()

        self.submit(actions.take_off, self.store.register, self.basket_id, tender.tender_id, done=done)

    def held_card(self, held: Spendable) -> Widget:
        """What can be spent of it here and now, how much goes in, and how old that knowledge is."""
        tr = self.tr
        points = held.kind == "points"
        available = (
            tr.text("tender.points_here", n=held.available)
            if points
            else tr.money(Money(held.available, self.store.currency), "receipt")
        )
        words = [tr.text("tender.uses", amount=tr.money(self.usable(held), "receipt"))]
        if held.elsewhere:
            more = tr.number(held.elsewhere) if points else tr.money(Money(held.elsewhere, self.store.currency))
            words.append(tr.text("tender.elsewhere", amount=more))
            if held.as_of is not None:
                age = tr.age(max(0.0, (self.store.clock() - held.as_of).total_seconds()))
                words.append(tr.text("tender.as_of", age=age))
        return view.balance(tr.text(f"tender.{held.kind}"), available, *words)

    def usable(self, held: Spendable) -> Money:
        """How much of the account goes into what is asked for; of points whole ones only."""
        minor = min(self.asked().minor, self.basket().rest.minor)
        worth = self._point_worth() if held.kind == "points" else 1
        return Money(min(minor, held.available * worth) // worth * worth if worth else 0, self.store.currency)

    def points(self, basket: Basket) -> Spendable | None:
        """The member's points, where points pay here."""
        return value_tables.spendable(self.store.db, "points", basket.customer) if self._point_worth() else None

    def _point_worth(self) -> int:
        return actions.point_worth(self.store.db, self.store.clock())

    def forget(self) -> None:
        """An amount is typed again."""
        self.card_kind, self.held, self.asking = "", None, None
        self.field.text = ""
