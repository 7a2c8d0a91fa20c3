"""The money goes back: to each tender its share, a terminal's part first, and the receipt of it at the end."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import take_back_view as view
from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.refund_wait import RefundWait
from kiosk.catalogue import tables as catalogue
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.till import actions, tables
from kiosk.till.actions.refunding import Instead
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.model.refunds import BY_TERMINAL, Share
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text


class PayBackScreen(AskingScreen):
    """`args`: basket_id, of a basket that gives money back (a return, an exchange, a void)."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "payment"})
    place = "return.start"

    basket_id = ""
    sale: Sale | None = None
    wait: RefundWait | None = None
    failed = False
    """A terminal could not give its part back: something else may take its place."""

    def content(self) -> Widget:
        """What comes back at the left, the money at the right."""
        self._page = Row(gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """A refund that a stop of the program left open comes first."""
        self.basket_id = str(self.args.get("basket_id", ""))
        self.sale, self.failed = tables.load_sale(self.store.db, self.basket_id), False
        intent = tables.open_intent(self.store.db, self.basket_id)
        if intent is not None and PaymentDesk in self.store.parts:
            self._wait_for(Share(intent.kind, intent.refund_of, -intent.amount.minor))

    def left(self) -> None:
        """A refund goes on by itself."""
        self._end_wait()

    # Giving back.

    def give(self, instead: Instead = "") -> None:
        """Give the terminal's part back first, then all the rest."""
        first = next((one for one in self._shares() if one.kind in BY_TERMINAL), None)
        if first is not None and not instead:
            if self._can(first):
                self._wait_for(first)
            else:
                self.failed = True
                self.refresh()
            return
        self.act(actions.refund, self.basket_id, self.tr.language, instead=instead, done=self.finished)

    def finished(self, sale: Sale) -> None:
        """It is on disk."""
        self._end_wait()
        play("ok")
        self.sale = sale
        self.refresh()

    def call_off(self) -> None:
        """Nothing comes back after all."""
        if self.basket_id == self.store.session.basket_id:
            navigation.go("till.sell")
            return

        def done(_: None) -> None:
            navigation.go("return.start")

        self.submit(actions.call_off, self.store.register, self.basket_id, done=done)

    def next_one(self) -> None:
        """Whoever comes next."""
        if self.basket_id == self.store.session.basket_id:
            self.store.end_session()
            navigation.go("till.sell")
        else:
            navigation.go("return.start")

    # How it looks.

    def refresh(self) -> None:
        """Show what goes where, or that it is done."""
        self.header.title.say_key("return.pay_title")
        self.header.sub.say_key("return.pay_more")
        basket = tables.load_basket(self.store.db, self.basket_id)
        if self.sale is None and basket is not None and basket.state == "paid":
            self.sale = tables.load_sale(self.store.db, self.basket_id)
        if self.sale is not None:
            code = self.store.receipt_code(self.sale.sale_id, str(self.sale.number), self.sale.at)
            self._page.replace(view.given_back(self.tr, self.sale, code, self.next_one))
        elif basket is None or not basket.lines or basket.state == "dropped":
            self._page.replace(empty("undo", "return.nothing", "return.nothing_more"))
        else:
            self._page.replace(self._goods(basket), self._money(basket))

    def _goods(self, basket: Basket) -> Widget:
        rows = [self._line(line) for line in basket.lines]
        return Column(
            Text(key="return.void_title" if basket.terms.voids else "return.goods", role="h2", bold=True),
            Scroll(Column(*rows, gap=8, pad=(2, 2, 2, 8))),
            gap=12,
            grow=True,
        )

    def _line(self, line: Line) -> Widget:
        tr, special = self.tr, line.particulars
        product = catalogue.find(self.store.db, line.gtin, self.store.currency)
        name = product.names.text(tr.language) if product else line.gtin.lstrip("0")
        words: list[Widget] = [Text(name, role="body", bold=True, lines=2)]
        if product and (product.size or product.colour):
            words.append(Text(product.size or product.colour, role="second", colour="ink2"))
        if line.returned and special.reason:
            words.append(Text(tr.text(f"return.reason_{special.reason}"), role="second", colour="ink2"))
        if special.condition == "damaged":
            words.append(Pill(key="return.condition_damaged", state="warn", tight=True))
        return Card(
            Row(
                Column(*words, gap=2),
                Text(f"× {line.quantity}".replace("-", "−"), role="body", bold=True, hug=True),
                Text(tr.money(line.amount, "receipt").replace("-", "−"), role="body", bold=True, hug=True),
                gap=20,
            ),
            pad=(18, 10, 20, 10),
        )

    def _money(self, basket: Basket) -> Widget:
        tr, shares = self.tr, self._shares()
        due = -basket.rest
        parts: list[Widget] = [Text(key="return.who_gets", role="h2", bold=True)]
        if any(line.particulars.unverified and line.returned_from for line in basket.lines):
            parts.append(view.warning("return.unverified", tr))
        if self.failed:
            away = sum(one.amount_minor for one in shares if one.kind in BY_TERMINAL)
            amount = tr.money(Money(away, basket.currency), "receipt")
            parts.append(view.warning("return.terminal_away", tr, amount=amount))
        if basket.tenders:
            parts.append(view.warning("return.partly", tr, amount=tr.money(-basket.paid, "receipt")))
        if shares:
            parts.append(view.shares_view(tr, shares, basket.currency))
        else:
            parts.append(Text(key="return.even", role="body", colour="ink2"))
        if any(one.kind == "store_credit" and not one.reference for one in shares):
            parts.append(Text(key="return.credit_to", role="second", colour="ink2"))
        total = view.money_line("return.back_in_all", tr.money(due, "receipt"))
        return Card(
            Scroll(Column(*parts, gap=14)), total, self._buttons(), pad=24, gap=14, grow=True, size_hint=(0.92, 1)
        )

    def _buttons(self) -> Widget:
        back = Button("return.call_off", size="small", action=self.call_off)
        if not self.failed:
            give = Button("return.give", icon="cash", kind="primary", size="tall", action=self.give)
            return Column(Actions(give), Actions(back), gap=10)
        again = Button("return.try_again", icon="refresh", size="small", action=self._again)
        credit = Button("return.as_credit", icon="ticket", kind="primary", action=partial(self.give, "store_credit"))
        cash = Button("return.as_cash", icon="cash", action=partial(self.give, "cash"))
        return Column(Actions(cash, credit, gap=10), Actions(back, again, gap=10), gap=10)

    # What it stands on.

    def _shares(self) -> tuple[Share, ...]:
        basket = tables.load_basket(self.store.db, self.basket_id)
        return () if basket is None else actions.plan(self.store.db, self.store.register, basket)

    def _can(self, share: Share) -> bool:
        parts = self.store.parts
        return bool(share.reference) and PaymentDesk in parts and share.kind in self.store.part(PaymentDesk).kinds

    def _again(self) -> None:
        self.failed = False
        self.give()

    def _wait_for(self, share: Share) -> None:
        amount = Money(share.amount_minor, self.store.currency)
        desk: PaymentDesk[Sale] = self.store.part(PaymentDesk)
        self.wait = RefundWait(desk, share, amount, paid=self.finished, closed=self._over)
        navigation.show(self.wait)
        self.wait.begin(self.basket_id, tables.open_intent(self.store.db, self.basket_id))

    def _over(self) -> None:
        """The terminal gave its part and there is more to give; or it could not."""
        step = self.wait.payment.step if self.wait is not None else "failed"
        self._end_wait()
        self.failed = step != "paid"
        self.refresh()
        if not self.failed:
            self.give()

    def _end_wait(self) -> None:
        if self.wait is not None:
            self.wait.leave()
            navigation.hide(self.wait)
            self.wait = None
