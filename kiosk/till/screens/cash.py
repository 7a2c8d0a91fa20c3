"""Paying in cash at the kiosk: a colleague takes it."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from kiosk import codes
from kiosk.money import Money
from kiosk.staff.model import Operator
from kiosk.till import actions
from kiosk.till.screens.pay import PayScreen, idle_with
from kiosk.till.widgets import badge
from kiosk.ui import navigation
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

NOTES = {
    "CNY": (10000, 5000, 2000, 1000, 500, 100, 50, 10),
    "TWD": (1000, 500, 100, 50, 10, 5, 1),
    "HKD": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100),
}
"""Notes and coins in use, minor units, the largest first."""

PLAIN = (10000, 5000, 2000, 1000, 500, 100, 50, 20, 10, 5, 1)
"""For any other currency of a hundred parts."""


class CashScreen(PayScreen):
    """A colleague takes the cash, taps what was given, and answers for it with their badge.

    Without a badge a shopper alone could say that they had paid. Once a colleague was given something, nothing ends by
    itself.
    """

    def content(self) -> Widget:
        """Amount, notes, and what goes back."""
        self.given = 0
        self.operator = ""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, or complete."""
        self.back = Button("pay.other", icon="back", action=lambda: navigation.go("pay.choose"))
        self.finish = Button("pay.finish_cash", kind="primary", icon="tick", action=self._finish)
        return (self.back, self.finish)

    def arrived(self) -> None:
        """Nothing was given yet, and nobody answers for it."""
        super().arrived()
        self.given = 0
        self.operator = ""
        self.finish.busy = False

    def refresh(self) -> None:
        """Show what is due, given, and to be handed back."""
        self.show_who()
        basket = self.basket()
        currency = self.device.currency
        due = actions.cash_due(self.device.db, self.device.clock(), basket)
        rest = due.minor - self.given
        left_key, left = ("pay.left", Money(rest, currency)) if rest > 0 else ("pay.change", Money(-rest, currency))
        notes = [
            OptionCard(tr.money(Money(value, currency)), action=partial(self.give, value))
            for value in NOTES.get(currency, PLAIN)
        ]
        self._page.replace(
            Column(
                Text(key="pay.cash_title", role="h1", bold=True),
                Text(key="pay.cash_how", role="second", colour="ink2"),
                gap=4,
            ),
            Row(self._badge(), Gap()),
            self.amount_card(basket, due),
            Row(
                _sum("pay.given", Money(self.given, currency), "ink"),
                _sum(left_key, left, "warn" if rest > 0 else "ok"),
                gap=24,
                align="stretch",
            ),
            Grid(*notes, columns=4, large=2, gap=16),
            Row(
                Button("pay.exact", kind="quiet", action=lambda: self._set(due.minor), icon="tick"),
                Button("pay.clear", kind="quiet", action=lambda: self._set(0), icon="erase"),
                gap=16,
            ),
        )
        # A shopper who taps a note with no colleague near has given nothing.
        self.idle = "never" if self.given and self.operator else idle_with(basket)
        self.finish.disabled = rest > 0 or not basket.lines or not self.operator
        lacks = self.tr.text("pay.left_reason", amount=tr.money(Money(max(0, rest), currency), "receipt"))
        self.finish.reason = lacks if rest > 0 else self.tr.text("pay.badge_needed")
        if rest < 0:
            self.finish.label.say_key("pay.finish_cash_change", amount=tr.money(left))
        else:
            self.finish.label.say_key("pay.finish_cash")

    def on_staff(self, code: codes.OwnCode) -> None:
        """A colleague's badge: they answer for the cash; where the settings ask for it, with their PIN."""

        def proven(operator: Operator) -> None:
            self.operator = operator.operator_id
            self.refresh()

        badge.prove(self, code, proven)

    def _badge(self) -> Pill:
        if self.operator:
            return Pill(self.tr.text("pay.badge_seen"), "ok")
        return Pill(self.tr.text("pay.badge_wanted"), "info")

    def give(self, minor: int) -> None:
        """One more note or coin was handed over."""
        self._set(self.given + minor)

    def _set(self, minor: int) -> None:
        self.given = minor
        self.refresh()

    def _finish(self) -> None:
        store = self.device
        self.finish.busy = True
        store.worker.submit(
            actions.pay_cash,
            store.register,
            store.session.basket_id,
            self.given,
            tr.language,
            self.operator,
            done=self.done,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self.finish.busy = False
        self.explain(error)


def _sum(key: str, amount: Money, colour: str) -> Card:
    return Card(
        Text(key=key, role="second", colour="ink2"),
        Text(tr.money(amount, "receipt"), role="h1", bold=True, colour=colour),
        Gap(),
        pad=32,
        gap=4,
    )
