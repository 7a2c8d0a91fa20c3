"""Paying by card, through every answer that a terminal can give, and through none."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.codes import Code
from kiosk.till import tables
from kiosk.till.payment import CardDesk, CardPayment
from kiosk.till.screens.pay import PayScreen
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

CHECK_S = 3.0
"""How often a terminal that could not tell is asked again."""

CHECKS = 10
"""After so many the shopper may leave it to a colleague: the payment stays on disk, and is asked about further on."""

TURN_S = 2.4
"""One turn of the ring that says "still waiting"; nothing is counted down, so it shows no number."""


class CardScreen(PayScreen):
    """Waits with the shopper for the terminal. Nothing leads away from it while money may be moving."""

    topics = frozenset({"member", "store"})
    idle: Idle = "never"

    def content(self) -> Widget:
        """One card in the middle that says how it stands."""
        self.payment = CardPayment("opening")
        self._intent_id = ""
        self._began = False
        self._cancelling = False
        self._checks = 0
        self.ring = Ring(260, thick=14)
        self._page = Column(gap=36, pad=(56, 16, 56, 40))
        self._turn = Clock.schedule_interval(self._turn_ring, 1 / 15)
        self._ask = Clock.schedule_interval(self._check, CHECK_S)
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
    def desk(self) -> CardDesk:
        """The device's card desk."""
        return self.device.part(CardDesk)

    def arrived(self) -> None:
        """Ask for the money; or go on with what is open already. Coming here twice never asks twice."""
        super().arrived()
        self._cancelling = False
        self._checks = 0
        basket_id = self.device.session.basket_id
        intent = tables.open_intent(self.device.db, basket_id)
        if intent is not None:
            self._intent_id = intent.intent_id
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

    def heard(self, payment: CardPayment) -> None:
        """The payment is a step further."""
        self.payment = payment
        if payment.intent is not None:
            self._intent_id = payment.intent.intent_id
        if payment.step == "paid" and payment.sale is not None:
            if self.shown:
                play("ok")
                self.done(payment.sale)
            return
        if payment.step in ("declined", "failed"):
            play("no")
        if self.shown:
            self.refresh()

    def refresh(self) -> None:
        """Say how the payment stands, in words that leave no doubt about the money."""
        self.show_who()
        step = self.payment.step
        self._turn.cancel()
        self._ask.cancel()
        if step in ("opening", "waiting", "paid"):
            self._turn()
        if step == "unknown":
            self._ask()
        basket = self.basket()
        amount = self.payment.intent.amount if self.payment.intent is not None else basket.total
        self._page.replace(self.amount_card(amount, basket.units), self._state(step))
        self.idle = "question" if step in ("declined", "failed") or self._checks >= CHECKS else "never"
        if step in ("declined", "failed"):
            self.bottom.hold(self.other, self.again)
        elif step == "unknown":
            leave = (self.leave_it,) if self._checks >= CHECKS else ()
            self.bottom.hold(*leave, self.check)
        else:
            self.cancel.disabled = step != "waiting"
            self.cancel.busy = self._cancelling
            self.bottom.hold(self.cancel)

    def _state(self, step: str) -> Card:
        if step in ("opening", "waiting", "paid"):
            key = "pay.cancelling" if self._cancelling else ("pay.opening" if step == "opening" else "pay.waiting")
            icon = Icon("card", 96, colour="accent_line")
            icon.pos_hint = {"center_x": 0.5, "center_y": 0.5}
            self.ring = Ring(260, thick=14)
            self.ring.add_widget(icon)
            return _centred(self.ring, key, "" if self._cancelling else "pay.waiting_more")
        if step == "unknown":
            card = _centred(Icon("clock", 130, colour="warn"), "pay.unknown", "pay.unknown_more", colour="warn")
            code = self._intent_id[-6:].upper()
            words = Text(tr.text("pay.unknown_staff", code=code), role="body", bold=True, colour="warn", align="center")
            card.add_widget(Panel(words, tone="warn_soft", pad=24))
            return card
        key = "pay.declined" if step == "declined" else "pay.failed"
        return _centred(Icon("err", 130, colour="err"), key, f"{key}_more", colour="err")

    def _pay(self) -> None:
        self._cancelling = False
        self._intent_id = ""
        self.payment = CardPayment("opening")
        self.desk.pay(self.device.session.basket_id, tr.language, self.heard)

    def scanned(self, code: Code) -> None:
        """While money may be moving a scan leads nowhere."""
        if self.payment.step in ("declined", "failed"):
            super().scanned(code)

    def _check(self, *_: object) -> None:
        self._checks += 1
        if self._checks == CHECKS:
            self.refresh()
        if self._intent_id:
            self.desk.check(self._intent_id)

    def _ask_cancel(self) -> None:
        def cancel() -> None:
            navigation.hide(dialog)
            self._cancelling = True
            if self._intent_id:
                self.desk.cancel(self._intent_id)
            if self.payment.step == "waiting":
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
