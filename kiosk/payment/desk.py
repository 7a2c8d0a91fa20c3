"""Takes payments for one device: asks once, keeps asking what came of it, undoes what must be undone."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from hardware.payment_terminal import PaymentKind, PaymentRequest, PaymentResult, PaymentTerminal, RefundRequest
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import actions, tables
from kiosk.payment.model import Intent, State
from kiosk.payment.steps import OVER, STEPS, Hear, Parts, Payment, Step
from kiosk.payment.timing import next_step, slower
from kiosk.worker import Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")


class _Watch(Struct, Generic[T]):
    """What the desk knows of a payment that is not over."""

    intent: Intent
    payment: Payment[T]
    sent_at_s: float
    """On the alarm's clock."""
    asked: int = 0
    turn: int = 0
    """Of the question that is planned: an older one that comes due is void."""
    hear: Hear[T] | None = None


class PaymentDesk(Generic[T]):
    """Lives on the main loop; the terminals' answers and the alarm are brought there."""

    def __init__(self, parts: Parts[T]) -> None:
        self._parts = parts
        self._watched: dict[str, _Watch[T]] = {}
        self._nos: dict[str, int] = {}
        """Intents that were declined and are to be asked about once more -> how often they were."""

    @property
    def kinds(self) -> frozenset[PaymentKind]:
        """What can be paid with here."""
        return frozenset(self._parts.terminals)

    def start(self, db: sqlite3.Connection) -> None:
        """Listen to the terminals, and ask what came of every payment that a stop of the program left open."""
        started: list[PaymentTerminal] = []
        for terminal in self._parts.terminals.values():
            if not any(terminal is one for one in started):
                started.append(terminal)
                terminal.start(lambda result: self._parts.post(self._answered, result))
        for intent in tables.unresolved(db):
            self._take_up(intent)
        for intent in tables.unconfirmed(db):
            self._doubt_no(intent, None)

    def pay(
        self,
        basket_id: str,
        kind: PaymentKind,
        amount: Money,
        language: str,
        hear: Hear[T],
        payer_code: str = "",
        *,
        scheme: str = "",
        operator: str = "",
    ) -> None:
        """Ask for this much of the basket's money, or for all that is left of it where the amount is 0.

        `hear` is called with each step, on the main loop.
        `language` is that of the names on the receipt; `payer_code` and `scheme` are those of a wallet's scanned code.
        """

        def ask(intent: Intent) -> None:
            self._parts.terminals[kind].authorise(
                PaymentRequest(intent.intent_id, intent.amount.minor, amount.currency, kind, scheme, payer_code)
            )

        def write(tx: Transaction) -> Intent:
            minor = self._parts.allow(tx, basket_id, amount.minor)
            return actions.open_intent(tx, basket_id, kind, minor, amount.currency, payer_code, "", language, operator)

        self._open(kind, write, ask, hear)

    def refund(
        self,
        basket_id: str,
        kind: PaymentKind,
        amount: Money,
        refund_of: str,
        language: str,
        hear: Hear[T],
        *,
        operator: str = "",
    ) -> None:
        """Give money back to the payment with the reference `refund_of`; `amount` is more than zero."""

        def ask(intent: Intent) -> None:
            self._parts.terminals[kind].refund(
                RefundRequest(intent.intent_id, amount.minor, amount.currency, refund_of, kind)
            )

        def write(tx: Transaction) -> Intent:
            minor = self._parts.allow(tx, basket_id, -amount.minor)
            return actions.open_intent(tx, basket_id, kind, minor, amount.currency, "", refund_of, language, operator)

        self._open(kind, write, ask, hear)

    def resume(self, intent: Intent, language: str, hear: Hear[T]) -> None:
        """Go on with a payment that is open already, and ask about it. `language` is of no more use: it is on disk."""
        del language
        watch = self._watched.get(intent.intent_id)
        if watch is None:
            self._take_up(intent)
            watch = self._watched.get(intent.intent_id)
        if watch is None:
            # Nobody was asked yet, and nobody will be.
            hear(Payment("failed", intent))
            return
        watch.hear = hear
        hear(watch.payment)
        self.check(intent.intent_id)

    def ask_again(self) -> None:
        """Ask about every payment that is in doubt, also those that nobody waits for any more."""
        for intent_id, watch in list(self._watched.items()):
            if watch.payment.step in ("unknown", "reversing"):
                self.check(intent_id)

    def check(self, intent_id: str) -> None:
        """Ask at once what became of a payment, or to undo it where that is what is open."""
        watch = self._watched.get(intent_id)
        if watch is None or watch.intent.state == "created":
            return
        terminal = self._parts.terminals.get(watch.intent.kind)
        if terminal is None:
            return
        early = self._waited(watch) < self._parts.timing.reverse_after_s
        if watch.intent.state == "reversing" and not early:
            terminal.reverse(intent_id, watch.intent.reference)
        else:
            terminal.query(intent_id)

    def cancel(self, intent_id: str) -> None:
        """Give up a payment that waits to be paid. Its answer is still heard: the shopper may have been quicker."""
        watch = self._watched.get(intent_id)
        if watch is not None and watch.intent.kind in self._parts.terminals:
            self._parts.terminals[watch.intent.kind].cancel(intent_id)

    def reverse(self, intent_id: str, reason: str = "asked_by_people") -> None:
        """Undo a payment in doubt: a colleague sends the shopper to another way to pay."""
        self._parts.worker.submit(
            actions.ask_reversal,
            intent_id,
            reason,
            done=self._reversing,
            failed=partial(self._not_heard, intent_id),
        )

    def resolve(
        self,
        intent_id: str,
        found: Literal["taken", "not_taken"],
        reason: str,
        operator: str,
        done: Callable[[T | None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """End a doubt by hand; see `actions.resolve`."""

        def resolved(answer: tuple[Intent, T | None]) -> None:
            self._heard(answer)
            done(answer[1])

        self._parts.worker.submit(
            actions.resolve, intent_id, found, reason, operator, self._parts.settle, done=resolved, failed=failed
        )

    def leave(self, intent_id: str) -> None:
        """Nobody looks at this payment any more; its answer still becomes a sale."""
        watch = self._watched.get(intent_id)
        if watch is not None:
            watch.hear = None

    def _open(
        self,
        kind: PaymentKind,
        write: Callable[[Transaction], Intent],
        ask: Callable[[Intent], None],
        hear: Hear[T],
    ) -> None:
        """Two commits, then the question: at any moment the disk says at least as much as the terminal knows."""
        hear(Payment("opening"))

        def failed(error: Exception) -> None:
            hear(Payment("failed", problem=error))

        if kind not in self._parts.terminals:
            failed(Refused("payment.no_terminal"))
            return

        def written(intent: Intent) -> None:
            self._parts.worker.submit(actions.mark_sent, intent.intent_id, done=sent, failed=failed)

        def sent(intent: Intent) -> None:
            watch = _Watch(intent, Payment("waiting", intent), self._parts.alarm.now(), hear=hear)
            self._watched[intent.intent_id] = watch
            self._plan(watch)
            hear(watch.payment)
            ask(intent)

        self._parts.worker.submit(write, done=written, failed=failed)

    def _take_up(self, intent: Intent) -> None:
        """Go on with what an earlier life of the program left open."""
        if intent.state == "created":
            self._parts.worker.submit(actions.withdraw, intent.intent_id)
            return
        log.warning("asking about payment %s of %s, which was %s", intent.intent_id, intent.at, intent.state)
        sent_at = intent.sent_at or intent.at
        # A clock that was set back must not make a payment younger than nothing.
        waited = max(0.0, (self._parts.clock() - sent_at).total_seconds())
        step: Step = "unknown" if intent.state != "reversing" else "reversing"
        watch: _Watch[T] = _Watch(intent, Payment(step, intent), self._parts.alarm.now() - waited)
        self._watched[intent.intent_id] = watch
        self._plan(watch)
        self.check(intent.intent_id)

    def _answered(self, result: PaymentResult) -> None:
        self._parts.worker.submit(
            actions.hear,
            result.intent_id,
            result,
            self._parts.settle,
            done=lambda answer: self._heard(answer, result),
            failed=partial(self._not_heard, result.intent_id),
        )

    def _heard(self, answer: tuple[Intent, T | None], result: PaymentResult | None = None) -> None:
        intent, made = answer
        step = STEPS[intent.state]
        if step == "declined":
            self._doubt_no(intent, result)
        else:
            self._nos.pop(intent.intent_id, None)
        watch = self._watched.get(intent.intent_id)
        if watch is None:
            if not intent.is_open:
                return  # a repeated answer about what is over
            watch = _Watch(intent, Payment(step, intent), self._parts.alarm.now() - self._age(intent))
            self._watched[intent.intent_id] = watch
        before = watch.intent
        watch.intent = intent
        if step == "paid" and not intent.settled:
            step = "unknown"
        self._tell(watch, Payment(step, intent, made))
        if step in OVER:
            return
        if intent.state != before.state and intent.state == "reversing":
            watch.asked = 0
        self._plan(watch)

    def _doubt_no(self, intent: Intent, result: PaymentResult | None) -> None:
        """A no is asked about once more after a while: some turn into a yes seconds later, and nobody says so.

        Only the same answer to that question is the end of it.
        """
        intent_id = intent.intent_id
        if intent.confirmed or intent.sent_at is None or intent.reason == "unreachable":
            return
        asked = self._nos.get(intent_id)
        if asked and result is not None and result.outcome == "declined":
            del self._nos[intent_id]
            self._parts.worker.submit(actions.confirm, intent_id)
        elif asked is None:
            self._nos[intent_id] = 0
            self._plan_no(intent, self._parts.timing.reverse_after_s)

    def _plan_no(self, intent: Intent, in_s: float) -> None:
        self._parts.alarm.after(in_s, partial(self._parts.post, self._ask_no, intent))

    def _ask_no(self, intent: Intent) -> None:
        asked = self._nos.get(intent.intent_id)
        if asked is None or intent.kind not in self._parts.terminals:
            return
        self._nos[intent.intent_id] = asked + 1
        self._plan_no(intent, slower(self._parts.timing, asked))
        self._parts.terminals[intent.kind].query(intent.intent_id)

    def _reversing(self, intent: Intent) -> None:
        self._heard((intent, None))

    def _not_heard(self, intent_id: str, error: Exception) -> None:
        """The money may be taken and the sale is not on disk: that is a doubt, never a "try again"."""
        if not isinstance(error, Refused):
            log.error("an answer about payment %s could not be kept", intent_id)
        watch = self._watched.get(intent_id)
        if watch is not None:
            self._tell(watch, Payment("unknown", watch.intent, problem=error))
            self._plan(watch)

    def _tell(self, watch: _Watch[T], payment: Payment[T]) -> None:
        watch.payment = payment
        if payment.step in OVER:
            self._watched.pop(watch.intent.intent_id, None)
            watch.turn += 1
        if watch.hear is not None:
            watch.hear(payment)

    def _waited(self, watch: _Watch[T]) -> float:
        return max(0.0, self._parts.alarm.now() - watch.sent_at_s)

    def _age(self, intent: Intent) -> float:
        return max(0.0, (self._parts.clock() - (intent.sent_at or intent.at)).total_seconds())

    def _plan(self, watch: _Watch[T]) -> None:
        """Put the next question on the alarm; what was planned before is void."""
        intent = watch.intent
        state: State = "unknown" if intent.state == "approved" else intent.state
        # A refund is never undone, so it is asked about as a card's payment is.
        kind: PaymentKind = "card" if intent.is_refund else intent.kind
        following = next_step(self._parts.timing, kind, state, self._waited(watch), watch.asked)
        watch.turn += 1
        if following is None:
            return
        if following.tell and not intent.told:
            watch.intent = replace(intent, told=True)
            self._parts.worker.submit(actions.tell_doubt, intent.intent_id)
        due = partial(self._parts.post, self._due, intent.intent_id, watch.turn, following.act)
        self._parts.alarm.after(following.in_s, due)

    def _due(self, intent_id: str, turn: int, act: Literal["query", "reverse"]) -> None:
        watch = self._watched.get(intent_id)
        if watch is None or watch.turn != turn:
            return
        watch.asked += 1
        if act == "reverse" and watch.intent.state != "reversing":
            self.reverse(intent_id, "no_answer")
            return
        self.check(intent_id)
        self._plan(watch)
