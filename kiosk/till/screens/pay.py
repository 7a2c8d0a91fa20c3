"""How to pay, and paying in cash."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk import codes
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of, short_gtin
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.staff import actions as staff
from kiosk.staff.model import Denied, Operator
from kiosk.staff.widgets.approve import BadgePinDialog
from kiosk.till import actions, tables
from kiosk.till.model import Basket, Sale
from kiosk.till.widgets.carrier_sheet import save_carrier
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.choice import OptionCard, Tile
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

NOTES = {
    "CNY": (10000, 5000, 2000, 1000, 500, 100, 50, 10),
    "TWD": (1000, 500, 100, 50, 10, 5, 1),
    "HKD": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100),
}
"""Notes and coins in use, minor units, the largest first."""

MOST_LINES = 6
"""More than this are counted and not listed; they can be seen in the bag."""

PLAIN = (10000, 5000, 2000, 1000, 500, 100, 50, 20, 10, 5, 1)
"""For any other currency of a hundred parts."""


class PayScreen(ShopperScreen):
    """Base of the ways to pay: reads the basket, and goes back to it when there is nothing to pay."""

    topics = frozenset({"basket", "member", "store"})

    def basket(self) -> Basket:
        """The basket that is to be paid."""
        session = self.device.session
        return tables.load_basket(self.device.db, session.basket_id) or Basket(session.basket_id, self.device.currency)

    def amount_card(self, amount: Money, units: int) -> Panel:
        """What is to be paid, large."""
        return Panel(
            Text(key="pay.to_pay", role="second", colour="ink2"),
            Text(self.tr.money(amount, "receipt"), role="numeral", bold=True),
            Text(self.tr.text("basket.units", n=units), role="second", colour="ink2"),
            pad=48,
            gap=4,
        )

    def done(self, sale: Sale) -> None:
        """The money is in: show the receipt."""
        navigation.go("pay.done", sale_id=sale.sale_id)


class ChooseScreen(PayScreen):
    """The ways to pay, as large as they are different. A wallet's code may simply be shown to the scanner."""

    def content(self) -> Widget:
        """Amount above, ways below."""
        self._page = Column(gap=36, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back to the bag."""
        return (Button("pay.back", icon="back", action=lambda: navigation.go("basket.show")),)

    def refresh(self) -> None:
        """Show what is to be paid, and how it can be."""
        self.show_who()
        basket = self.basket()
        takes = self._takes()
        can_card = "card" in takes
        card = Tile(
            "card",
            key="pay.card",
            note_key="pay.card_note" if can_card else "pay.no_terminal",
            action=(lambda: navigation.go("pay.card")) if can_card else None,
            pad=48,
        )
        cash = Tile("cash", key="pay.cash", note_key="pay.cash_note", action=lambda: navigation.go("pay.cash"), pad=48)
        card.opacity = 1.0 if can_card else 0.5
        self._page.replace(
            Text(key="pay.title", role="h1", bold=True),
            self.amount_card(basket.total, basket.units),
            Grid(card, cash, *self._phone(takes), columns=2, large=1, gap=24),
            self._lines(basket),
        )

    def on_payer_code(self, code: codes.PayerCode) -> None:
        """The shopper shows their wallet: that is both the choice and the payment."""
        if "wallet" in self._takes() and self.basket().lines:
            navigation.go("pay.card", kind="wallet", code=code)
        else:
            super().on_payer_code(code)

    def on_carrier(self, code: codes.CarrierCode) -> None:
        """Where the shopper's invoice goes."""
        save_carrier(self, code.text)

    def _takes(self) -> frozenset[PaymentKind]:
        """What can be paid with here, other than cash."""
        parts = self.device.parts
        return self.device.part(PaymentDesk).kinds if PaymentDesk in parts else frozenset()

    def _phone(self, takes: frozenset[PaymentKind]) -> list[Tile]:
        """The ways that need the shopper's phone."""
        tiles = []
        if "wallet" in takes:
            how = partial(navigation.say, "payment.wallet_note", state="info")
            tiles.append(Tile("phone", key="payment.wallet", note_key="payment.wallet_note", action=how, pad=48))
        if "qr" in takes:
            scan = partial(navigation.go, "pay.card", kind="qr")
            tiles.append(Tile("qr_scan", key="payment.qr", note_key="payment.qr_note", action=scan, pad=48))
        return tiles

    def _lines(self, basket: Basket) -> Column:
        """What is paid for, once more, before it is."""
        rows: list[Widget] = []
        for line in basket.lines[:MOST_LINES]:
            product = catalogue.find(self.device.db, line.gtin, self.device.currency)
            name = name_of(product) if product is not None else short_gtin(line.gtin)
            amount = Text(tr.money(line.amount, "receipt"), role="second", bold=True, hug=True)
            rows.append(Row(Text(f"{name} × {line.quantity}", role="second"), amount, gap=20, align="top"))
        if len(basket.lines) > MOST_LINES:
            rows.append(
                Text(tr.text("done.more_lines", n=len(basket.lines) - MOST_LINES), role="second", colour="ink2")
            )
        return Column(*rows, gap=12, pad=(28, 0))


class CashScreen(PayScreen):
    """A colleague takes the cash, taps what was given, and answers for it with their badge.

    Without a badge a shopper alone could say that they had paid. Once something was given, nothing ends by itself.
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
        rest = basket.total.minor - self.given
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
            self.amount_card(basket.total, basket.units),
            Row(
                _sum("pay.given", Money(self.given, currency), "ink"),
                _sum(left_key, left, "warn" if rest > 0 else "ok"),
                gap=24,
                align="stretch",
            ),
            Grid(*notes, columns=4, large=2, gap=16),
            Row(
                Button("pay.exact", kind="quiet", action=lambda: self._set(basket.total.minor), icon="tick"),
                Button("pay.clear", kind="quiet", action=lambda: self._set(0), icon="erase"),
                gap=16,
            ),
        )
        self.idle = "never" if self.given else "question"
        self.finish.disabled = rest > 0 or not basket.lines or not self.operator
        if rest < 0:
            self.finish.label.say_key("pay.finish_cash_change", amount=tr.money(left))
        else:
            self.finish.label.say_key("pay.finish_cash")

    def on_staff(self, code: codes.OwnCode) -> None:
        """A colleague's badge: they answer for the cash; where the settings ask for it, with their PIN."""

        def proven(operator: Operator) -> None:
            self.operator = operator.operator_id
            play("ok")
            self.refresh()

        def recognised(found: Operator | Denied) -> None:
            if isinstance(found, Denied):
                self.refuse(f"refused.{found.key}", **found.details)
            elif self.device.settings.staff.badge_pin and found.name:
                navigation.show(BadgePinDialog(self.device, found, proven))
            else:
                proven(found)

        self.submit(staff.recognise, code, done=recognised)

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
