"""Paying by card or wallet, through every answer that a terminal can give, and through none."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.codes import Code, PayerCode
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.steps import Payment, Step
from kiosk.payment.words import IN_DOUBT, NOT_PAID, UNDER_WAY, told
from kiosk.till import tables
from kiosk.till.model import Sale
from kiosk.till.screens.pay import PayScreen
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

CHECK_S = 3.0
"""How often is looked whether the shopper has waited long enough."""

CHECKS = 10
"""After so many the shopper may leave it to a colleague: the payment stays on disk, and is asked about further on."""

QR_SIZE = 520
"""A phone at arm's length reads it at once."""

TURN_S = 2.4
"""One turn of the ring that says "still waiting"; nothing is counted down, so it shows no number."""


class CardScreen(PayScreen):
    """Waits with the shopper for the terminal. Nothing leads away from it while money may be moving.

    `args`: kind (card, wallet or qr; card where it is missing), code (of the shopper's wallet).
    """

    topics = frozenset({"member", "store"})
    idle: Idle = "never"

    def content(self) -> Widget:
        """One card in the middle that says how it stands."""
        self.payment: Payment[Sale] = Payment("opening")
        self._intent_id = ""
        self.kind: PaymentKind = "card"
        self._code: PayerCode | None = None
        self._cancelling = False
        self._checks = 0
        self.ring = Ring(260, thick=14)
        self._page = Column(gap=36, pad=(56, 16, 56, 40))
        self._turn = Clock.schedule_interval(self._turn_ring, 1 / 15)
        self._ask = Clock.schedule_interval(self._wait_on, CHECK_S)
        self._turn.cancel()
        self._ask.cancel()
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """They change with the step."""
        self.cancel = Button("pay.cancel", action=self._ask_cancel)
        self.again = Button("pay.again", kind="primary", icon="refresh", action=self._pay)
        self.other = Button("pay.other", action=lambda: navigation.go("pay.choose"))
        self.leave_it = Button("pay.leave", action=navigation.end_session)
        self.check = Button("pay.check_now", kind="primary", icon="refresh", action=self._check)
        return (self.cancel,)

    @property
    def desk(self) -> PaymentDesk[Sale]:
        """The device's payment desk."""
        return self.device.part(PaymentDesk)

    def arrived(self) -> None:
        """Ask for the money; or go on with what is open already. Coming here twice never asks twice."""
        super().arrived()
        self._cancelling = False
        self._checks = 0
        self.kind = self.args.get("kind", "card")
        # Whoever keeps the arguments of a page must not keep the code.
        self._code = self.args.pop("code", None)
        basket_id = self.device.session.basket_id
        intent = tables.open_intent(self.device.db, basket_id)
        if intent is not None:
            self._intent_id = intent.intent_id
            self.kind = intent.kind
            self.desk.resume(intent, tr.language, self.heard)
        else:
            self._pay()

    def left(self) -> None:
        """The answer still becomes a sale; only nobody looks at it."""
        super().left()
        self._turn.cancel()
        self._ask.cancel()
        if self._intent_id:
            self.desk.leave(self._intent_id)

    def heard(self, payment: Payment[Sale]) -> None:
        """The payment is a step further."""
        self.payment = payment
        if payment.intent is not None:
            self._intent_id = payment.intent.intent_id
        if payment.step == "paid" and payment.made is not None:
            if self.shown:
                play("ok")
                self.done(payment.made)
            return
        if payment.step in NOT_PAID:
            play("no")
        if self.shown:
            self.refresh()

    def refresh(self) -> None:
        """Say how the payment stands, in words that leave no doubt about the money."""
        self.show_who()
        step = self.payment.step
        self._turn.cancel()
        self._ask.cancel()
        if step in UNDER_WAY or step == "paid":
            self._turn()
        if step in IN_DOUBT:
            self._ask()
        basket = self.basket()
        amount = self.payment.intent.amount if self.payment.intent is not None else basket.total
        self._page.replace(self.amount_card(amount, basket.units), self._state(step))
        self.idle = "question" if step in NOT_PAID or self._checks >= CHECKS else "never"
        if step in NOT_PAID:
            # A wallet's code is good for one attempt: the next one is scanned.
            self.bottom.hold(self.other, *(() if self.kind == "wallet" else (self.again,)))
        elif step in IN_DOUBT:
            leave = (self.leave_it,) if self._checks >= CHECKS else ()
            self.bottom.hold(*leave, self.check)
        else:
            self.cancel.disabled = step not in ("waiting", "pending")
            self.cancel.busy = self._cancelling
            self.bottom.hold(self.cancel)

    def _state(self, step: Step) -> Card:
        says = told(self.payment, self.kind)
        if step in UNDER_WAY or step == "paid":
            intent = self.payment.intent
            if step == "pending" and intent is not None and intent.qr_text and not self._cancelling:
                return _centred(QrCode(intent.qr_text, QR_SIZE), says.title, says.more)
            icon = Icon(says.icon, 96, colour="accent_line")
            icon.pos_hint = {"center_x": 0.5, "center_y": 0.5}
            self.ring = Ring(260, thick=14)
            self.ring.add_widget(icon)
            return (
                _centred(self.ring, "pay.cancelling", "")
                if self._cancelling
                else _centred(self.ring, says.title, says.more)
            )
        card = _centred(Icon(says.icon, 130, colour=says.colour), says.title, says.more, colour=says.colour)
        if step in IN_DOUBT:
            code = self._intent_id[-6:].upper()
            words = Text(tr.text("pay.unknown_staff", code=code), role="body", bold=True, colour="warn", align="center")
            card.add_widget(Panel(words, tone="warn_soft", pad=24))
        return card

    def _pay(self) -> None:
        self._cancelling = False
        self._intent_id = ""
        self.payment = Payment("opening")
        all_of_it = Money(0, self.device.currency)
        code, self._code = self._code, None
        self.desk.pay(
            self.device.session.basket_id,
            self.kind,
            all_of_it,
            tr.language,
            self.heard,
            code.text if code else "",
            scheme=code.scheme if code else "",
        )

    def on_payer_code(self, code: PayerCode) -> None:
        """After a no: the shopper shows a new code."""
        if "wallet" in self.desk.kinds:
            self.kind, self._code = "wallet", code
            self._pay()
        else:
            super().on_payer_code(code)

    def scanned(self, code: Code) -> None:
        """While money may be moving a scan leads nowhere."""
        if self.payment.step in NOT_PAID:
            super().scanned(code)

    def _check(self, *_: object) -> None:
        if self._intent_id:
            self.desk.check(self._intent_id)

    def _wait_on(self, *_: object) -> None:
        """The desk asks by itself; here is only counted how long the shopper has been waiting."""
        self._checks += 1
        if self._checks == CHECKS:
            self.refresh()

    def _ask_cancel(self) -> None:
        def cancel() -> None:
            navigation.hide(dialog)
            self._cancelling = True
            if self._intent_id:
                self.desk.cancel(self._intent_id)
            if self.payment.step in ("waiting", "pending"):
                self.refresh()

        dialog = Dialog(
            "pay.cancel_title",
            "pay.cancel_body",
            primary=("pay.cancel_no", lambda: navigation.hide(dialog)),
            secondary=("pay.cancel_yes", cancel),
            icon="card",
        )
        navigation.show(dialog)

    def _turn_ring(self, dt: float) -> None:
        self.ring.value = (self.ring.value + dt / TURN_S) % 1.0


def _centred(mark: Widget, title: str, more: str, colour: str = "ink") -> Card:
    mark.pos_hint = {"center_x": 0.5}
    parts: list[Widget] = [Column(mark), Text(key=title, role="h1", bold=True, align="center", colour=colour)]
    if more:
        parts.append(Text(key=more, role="body", colour="ink2", align="center"))
    return Card(*parts, pad=(56, 64), gap=24, radius="panel")
