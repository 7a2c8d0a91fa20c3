"""Quotations at the till: given for the basket that lies here, listed, taken up again, withdrawn."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import business_view as view
from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.quote_sheet import QuoteSheet
from kiosk.catalogue import tables as catalogue
from kiosk.money import Money
from kiosk.till import actions, tables
from kiosk.till.actions import Taken
from kiosk.till.model import Basket
from kiosk.till.model.quote import Quote
from kiosk.till.tables import quotes
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 40


class QuotesScreen(AskingScreen):
    """`args`: quote_id, to begin with one of them."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "quotes"})
    place = "till.sell"

    quote_id = ""
    """The one that is looked at."""

    def content(self) -> Widget:
        """The list at the left; what is chosen, or the keys that search, at the right."""
        self.left_side = Column(gap=12, grow=True)
        self.field = Field("quote.search", clear=self.clear, icon="search")
        pad = TouchPad(self.type, self.erase, pages=("digits", "letters"), key_tall=56, space=False)
        self.finder = Column(self.field, pad, gap=12)
        self.right_side = Column(gap=12, grow=True)
        return Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Begin with the open ones, or with the one that was asked for."""
        self.quote_id = str(self.args.get("quote_id", ""))
        self.field.text = ""

    # What was typed.

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self.refresh()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.refresh()

    # What can be done.

    def choose(self, quote_id: str) -> None:
        """Look at one; once more: at none."""
        self.quote_id = "" if quote_id == self.quote_id else quote_id
        self.refresh()

    def ask_days(self) -> None:
        """How long shall it hold?"""
        QuoteSheet(self.basket(), self.store.register.business_date(self.store.clock()), self.give).show()

    def give(self, days: int) -> None:
        """The basket becomes a quotation."""

        def done(quote: Quote) -> None:
            play("ok")
            navigation.say("quote.given", state="ok", number=quote.number)
            self.store.end_session()
            self.quote_id = quote.quote_id
            self.refresh()

        self.act(actions.give_quote, self.basket().basket_id, days, self.tr.language, done=done)

    def take(self) -> None:
        """It becomes the basket."""

        def done(taken: Taken) -> None:
            play("ok")
            quote = quotes.load(self.store.db, taken.basket.terms.quote)
            number = quote.number if quote else ""
            self.store.session.member_id = taken.basket.customer
            navigation.go("till.sell")
            if taken.gone:
                navigation.say("quote.gone", state="warn", names="、".join(taken.gone))
            elif taken.expired:
                navigation.say("quote.expired_taken", state="warn", number=number)
            else:
                navigation.say("quote.taken", state="ok", number=number)

        store = self.store
        self.submit(actions.take_quote, store.register, self.quote_id, store.session.basket_id, done=done)

    def withdraw(self) -> None:
        """It holds no more."""

        def done(quote: Quote) -> None:
            navigation.say("quote.withdrawn", state="ok", number=quote.number)
            self.refresh()

        self.act(actions.withdraw_quote, self.quote_id, done=done)

    # How it looks.

    def refresh(self) -> None:
        """Read, and show."""
        self.header.title.say_key("quote.title")
        self.header.sub.say("·".join((self.store.device, self.tr.date(self._today()))))
        self._show_list()
        quote = quotes.load(self.store.db, self.quote_id) if self.quote_id else None
        if quote is None:
            if self.finder.parent is None:
                self.right_side.replace(self.finder)
            return
        self.right_side.replace(*self._one(quote))

    def _show_list(self) -> None:
        found = quotes.find(self.store.db, self.field.text)
        basket = self.basket()
        parts: list[Widget] = []
        if basket.lines and not any(line.fixed for line in basket.lines):
            parts.append(Button("quote.give", icon="receipt", kind="primary", action=self.ask_days))
        if not found:
            parts.insert(0, empty("receipt", "quote.none", "quote.none_more"))
        else:
            cards = [
                view.quote_card(
                    self.tr,
                    one,
                    self._today(),
                    partial(self.choose, one.quote_id),
                    chosen=one.quote_id == self.quote_id,
                )
                for one in found
            ]
            parts.insert(0, Scroll(Column(*cards, gap=10, pad=(2, 2, 2, 8))))
        self.left_side.replace(*parts)

    def _one(self, quote: Quote) -> list[Widget]:
        tr, given = self.tr, quote.given
        names = catalogue.names(self.store.db, [line.gtin for line in given.lines])
        rows = [
            view.quoted_line(
                tr,
                names[line.gtin].text(tr.language) if line.gtin in names else line.name,
                line.quantity,
                Money(line.amount_minor, given.currency),
                last=line is given.lines[-1],
            )
            for line in given.lines
        ]
        facts = "·".join(
            part
            for part in (
                tr.text("quote.by", device=given.workstation),
                tr.date(given.at),
                tr.text("quote.until", day=view.day_of(tr, given.valid_until)),
            )
            if part
        )
        head = Row(
            Icon("receipt", 36, colour="accent_line"),
            Column(
                Text(given.terms.business or tr.text("quote.somebody"), role="h2", bold=True, lines=2),
                Text(facts, role="second", colour="ink2"),
                gap=0,
            ),
            gap=16,
        )
        card = Card(
            head,
            Scroll(Column(*rows)),
            view.figure("quote.total", tr.money(quote.total, "receipt")),
            pad=24,
            gap=12,
            grow=True,
        )
        if quote.state != "open":
            return [card, Button("business.close", icon="back", action=partial(self.choose, quote.quote_id))]
        empty_basket = not self.basket().lines
        take = Button("quote.take", icon="till", kind="primary", action=self.take)
        take.disabled = not empty_basket
        if not empty_basket:
            take.reason = tr.text("refused.till.not_empty")
        return [card, Actions(Button("quote.withdraw", icon="close", action=self.withdraw), take, gap=12)]

    # What it stands on.

    def basket(self) -> Basket:
        """The session's basket as it is stored."""
        basket_id = self.store.session.basket_id
        return tables.load_basket(self.store.db, basket_id) or Basket(basket_id, self.store.currency)

    def _today(self) -> date:
        today: date = self.store.register.business_date(self.store.clock())
        return today
