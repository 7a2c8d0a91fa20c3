"""Paying by card or wallet, through every answer that a terminal can give, and through none."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.codes import Code, PayerCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.steps import Payment, Step
from kiosk.payment.words import IN_DOUBT, NOT_PAID, UNDER_WAY, told
from kiosk.till import tables
from kiosk.till.calling import Colleagues
from kiosk.till.model import Sale
from kiosk.till.screens.pay import FIRST_LOOKS, PayScreen, idle_with
from kiosk.till.widgets.card_picture import CardPicture
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
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

LEFT_ALONE = 200
"""After so many, ten minutes, nobody can be waiting any more, and the next shopper may come. The payment goes on."""

QR_SIZE = 520
"""A phone at arm's length reads it at once."""

QR_LOW = 400
"""Within reach there is less room; the phone comes nearer."""

RING = 140

TURN_S = 2.4
"""One turn of the ring that says "still waiting", where nothing can be counted down."""


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
        self._left_open = ""
        self.ring = Ring(RING, thick=10, role="body")
        self._picture: CardPicture | None = None
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        self._turn = Clock.schedule_interval(self._turn_ring, 1 / 10)
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
        basket_id, self._left_open = self.device.session.basket_id, ""
        sale = tables.load_sale(self.device.db, basket_id)
        if sale is not None:
            # It was paid while they were elsewhere, such as on the page on which a colleague is called.
            self.done(sale)
            return
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
        if self._picture is not None:
            self._picture.move(False)
        self._turn.cancel()
        self._ask.cancel()
        self._left_open = self.device.session.basket_id if self.holds else ""
        if self._intent_id:
            self.desk.leave(self._intent_id)

    def changed(self, topics: frozenset[str]) -> None:
        """A payment left open, to call a colleague, became a sale: its receipt comes wherever they are."""
        if self._built and not self.shown and self._left_open:
            sale = tables.load_sale(self.device.db, self._left_open)
            if self.device.session.basket_id != self._left_open:
                self._left_open = ""
            elif sale is not None:
                self._left_open = ""
                play("ok")
                self.done(sale)
        super().changed(topics)

    @property
    def holds(self) -> bool:
        """Money may be moving: nobody is signed out by a slip of the finger."""
        return self.payment.step in UNDER_WAY or self.payment.step in IN_DOUBT

    def heard(self, payment: Payment[Sale]) -> None:
        """The payment is a step further."""
        self.payment = payment
        problem = payment.problem
        if payment.step == "failed" and isinstance(problem, Refused) and problem.key in FIRST_LOOKS and self.shown:
            self.explain(problem)
            return
        if payment.intent is not None:
            self._intent_id = payment.intent.intent_id
        if payment.step == "paid":
            self._paid(payment.made)
            return
        if payment.step in NOT_PAID:
            play("no")
        if self.shown:
            self.refresh()

    def refresh(self) -> None:
        """Say how the payment stands, in words that leave no doubt about the money."""
        if not self.shown:
            return  # it led on to the receipt as it came
        self.show_who()
        step = self.payment.step
        self._turn.cancel()
        self._ask.cancel()
        if step in UNDER_WAY or step == "paid":
            self._turn()
        if step in IN_DOUBT:
            self._ask()
        basket = self.basket()
        amount = self.payment.intent.amount if self.payment.intent is not None else basket.rest
        if self._picture is not None:
            self._picture.move(False)
            self._picture = None
        state = self._state(step, amount)
        if theme.low and step in UNDER_WAY:
            self._page.replace(state)
        else:
            goods = [self.goods(basket)] if step in UNDER_WAY else []
            self._page.replace(self.amount_card(basket, amount), state, *goods)
        if self._checks >= LEFT_ALONE:
            self.idle = "question"
        else:
            self.idle = idle_with(basket) if step in NOT_PAID else "never"
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

    def _state(self, step: Step, amount: Money) -> Card:
        says = told(self.payment, self.kind)
        if step in UNDER_WAY or step == "paid":
            title, more = ("pay.cancelling", "") if self._cancelling else (says.title, says.more)
            return self._waiting(title, more, says.icon, amount)
        more = self._what_to_do(says.more)
        card = _centred(Icon(says.icon, 130, colour=says.colour), says.title, more, colour=says.colour)
        if step in IN_DOUBT:
            code = self._intent_id[-6:].upper()
            words = Text(tr.text("pay.unknown_staff", code=code), role="body", bold=True, colour="warn", align="center")
            card.add_widget(Panel(words, tone="warn_soft", pad=24))
        return card

    def _waiting(self, title: str, more: str, icon: str, amount: Money) -> Card:
        """What to hold where, and how long there is time for it. In low mode that and the amount is all there is."""
        self.ring = Ring(RING, thick=10, role="body")
        self._show_time()
        intent = self.payment.intent
        if intent is not None and intent.qr_text and not self._cancelling:
            mark: Widget = QrCode(intent.qr_text, QR_LOW if theme.low else QR_SIZE)
        elif self.kind == "card":
            mark = self._picture = CardPicture()
            self._picture.move(not self._cancelling)
        else:
            mark = Icon(icon, 300 if not theme.low else 200, colour="accent_line")
        mark.pos_hint = {"center_x": 0.5}
        words: list[Widget] = [Text(key=title, role="h2", bold=True)]
        if more:
            words.append(Text(key=more, role="body", colour="ink2"))
        if theme.low:
            words = [Text(tr.money(amount, "receipt"), role="price", bold=True, shrink=True), words[0]]
        pad, gap = ((40, 24), 20) if theme.low else ((56, 64), 56)
        return Card(Column(mark), Row(self.ring, Column(*words, gap=4), gap=32), pad=pad, gap=gap, radius="panel")

    def _what_to_do(self, more: str) -> str:
        """After a no: its words; where nobody takes cash those that do not send people to it."""
        problem = self.payment.problem
        if self.payment.step == "failed" and isinstance(problem, Refused) and not problem.details:
            return f"refused.{problem.key}"
        return "pay.unreachable" if self.express and more == "payment.reason.unreachable" else more

    def _paid(self, sale: Sale | None) -> None:
        """All of it, or a part: then the rest is next."""
        if not self.shown:
            return
        play("ok")
        if sale is not None:
            self.done(sale)
        else:
            navigation.go("pay.choose")
            navigation.say("pay.part_taken", state="ok")

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
            colleagues = self.device.parts.get(Colleagues)
            if isinstance(colleagues, Colleagues):
                self.submit(colleagues.call, self.device.register, "payment")
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
        if not self._show_time():
            self.ring.value = (self.ring.value + dt / TURN_S) % 1.0

    def _show_time(self) -> bool:
        """Count down what is left of the time for paying; False where nothing can be counted."""
        intent = self.payment.intent
        if intent is None or intent.sent_at is None or self._cancelling or self.payment.step not in UNDER_WAY:
            self.ring.label.say("")
            return False
        payment = self.device.settings.payment
        lives = {"qr": payment.qr_lives_s, "wallet": payment.give_up_s, "card": payment.card_patience_s}[intent.kind]
        left = lives - (self.device.clock() - intent.sent_at).total_seconds()
        if not 0 < left <= lives:
            self.ring.label.say("")
            return False
        self.ring.value = left / lives
        self.ring.label.say(str(int(left + 0.99)))
        return True


def _centred(mark: Widget, title: str, more: str, colour: str = "ink") -> Card:
    mark.pos_hint = {"center_x": 0.5}
    parts: list[Widget] = [Column(mark), Text(key=title, role="h1", bold=True, align="center", colour=colour)]
    if more:
        parts.append(Text(key=more, role="body", colour="ink2", align="center"))
    return Card(*parts, pad=(56, 64), gap=24, radius="panel", swell=900)
