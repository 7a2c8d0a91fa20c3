"""Waits for the terminal, over the till: through every answer that it can give, and through none."""

from __future__ import annotations

from collections.abc import Callable

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.codes import PayerCode
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.payment.steps import Payment
from kiosk.payment.words import IN_DOUBT, UNDER_WAY, told
from kiosk.till.model import Sale
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.text import Icon, Text

QR_SIZE = 300
"""Design pixels; the shopper looks from across the counter."""


class CardWait(Layer):
    """Stays until it is known what became of the money.

    Args:
        paid: called with the sale.
        closed: called when no money was taken, or a part of what is to pay.
        kind: how it is paid.
        code: of the shopper's wallet, where one was scanned.
    """

    def __init__(
        self,
        desk: PaymentDesk[Sale],
        amount: Money,
        *,
        paid: Callable[[Sale], object],
        closed: Callable[[], object],
        kind: PaymentKind = "card",
        code: PayerCode | None = None,
    ) -> None:
        self._desk = desk
        self._amount = amount
        self.kind = kind
        self._code = code
        self._paid = paid
        self._closed = closed
        self.payment: Payment[Sale] = Payment("opening")
        self._intent_id = ""
        self._cancelling = False
        super().__init__()
        self._card = Card(radius="panel", shadow="e2", pad=36, gap=20, size_hint=(None, None))
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def begin(self, basket_id: str, intent: Intent | None) -> None:
        """Ask for the money; or go on with what is open already, and never ask twice."""
        if intent is None:
            code, self._code = self._code, None
            text, scheme = (code.text, code.scheme) if code else ("", "")
            self._desk.pay(basket_id, self.kind, self._amount, tr.language, self.heard, text, scheme=scheme)
        else:
            self.kind = intent.kind
            self._intent_id = intent.intent_id
            self._desk.resume(intent, tr.language, self.heard)

    def heard(self, payment: Payment[Sale]) -> None:
        """The payment is a step further."""
        self.payment = payment
        if payment.intent is not None:
            self._intent_id = payment.intent.intent_id
        if payment.step == "paid" and payment.made is not None:
            self._paid(payment.made)
        elif payment.step == "paid":
            self._closed()
        else:
            self._show()

    def leave(self) -> None:
        """Nobody looks any more; the answer still becomes a sale."""
        if self._intent_id:
            self._desk.leave(self._intent_id)

    def restyle(self) -> None:
        """Say it anew."""
        super().restyle()
        self._show()
        self._place()

    def _show(self) -> None:
        step = self.payment.step
        says = told(self.payment, self.kind)
        amount = Text(tr.money(self._amount, "receipt"), role="numeral", bold=True, align="center")
        if step in UNDER_WAY or step == "paid":
            cancel = Button("pay.cancel", size="tall", action=self._cancel)
            cancel.disabled = step not in ("waiting", "pending")
            cancel.busy = self._cancelling
            intent = self.payment.intent
            code = [QrCode(intent.qr_text, QR_SIZE)] if intent is not None and intent.qr_text else []
            title, more = ("pay.cancelling", "") if self._cancelling else (says.title, says.more)
            rows = [Row(Gap(), one, Gap()) for one in code]
            self._fill(says.icon, says.colour, title, more, amount, *rows, Actions(cancel))
        elif step in IN_DOUBT:
            name = Text(
                tr.text("pay.unknown_staff", code=self._intent_id[-6:].upper()), role="body", bold=True, colour="warn"
            )
            note = Panel(name, tone="warn_soft", pad=(20, 14))
            check = Button("pay.check_now", kind="primary", icon="refresh", size="tall", action=self._check)
            self._fill(says.icon, says.colour, says.title, says.more, amount, note, Actions(check))
        else:
            back = Button("pay.other", kind="primary", size="tall", action=self._closed)
            self._fill(says.icon, says.colour, says.title, says.more, amount, Actions(back))

    def _fill(self, icon: str, colour: str, title: str, more: str, *rest: Widget) -> None:
        mark = Row(Gap(), Icon(icon, 56, colour=colour), Gap())
        lines = [Text(key=title, role="h1", bold=True, align="center")]
        lines += [Text(key=more, role="body", colour="ink2", align="center")] if more else []
        words = Column(*lines, gap=6)
        self._card.replace(mark, words, *rest)

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(560))
        self._card.center_x = round(self.center_x)
        self._card.center_y = round(self.center_y)

    def _cancel(self) -> None:
        self._cancelling = True
        if self._intent_id:
            self._desk.cancel(self._intent_id)
        self._show()

    def _check(self, *_: object) -> None:
        if self._intent_id:
            self._desk.check(self._intent_id)
