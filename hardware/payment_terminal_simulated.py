"""A payment terminal in software: approves after a while, remembers what it did, and fails as it is told to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hardware.later import Alarm, Later
from hardware.payment_books import Books, Entry
from hardware.payment_terminal import OnResult, Outcome, PaymentRequest, PaymentResult, Reason, RefundRequest

Fault = Literal[
    "",
    "decline",  # a plain no
    "offline",  # the acquirer cannot be reached: nothing was sent
    "unknown",  # nothing is decided, and it says that it cannot tell
    "time_out",  # charged, and the answer is "no answer"
    "lost_answer",  # charged, and nothing is ever said
    "lost_request",  # never arrives, and nothing is ever said
    "twice",  # the same answer again
    "late",  # charged at once, said long afterwards
    "slow",  # pending for a while
    "unknown_then_approved",
    "declined_then_approved",  # seen in the field: a no, and a yes nine seconds later
    "answer_after_reversal",  # charged, silent until it is reversed, and then the old approval arrives
    "reversal_lost",  # charged, silent until it is reversed, and the reversal's first answer is lost
    "wrong_amount",  # one unit more than was asked for
    "dies",  # charged, then dead for a while; comes back with its memory
    "dies_before",  # dead before it could charge
]

HINT = "0000"
"""Last four digits of a card that cannot exist."""


class _Open(Struct):
    """A request that is being paid."""

    request: PaymentRequest | RefundRequest
    fault: Fault
    told: bool = False
    """Whether its result is said by itself; a QR's must be asked for."""


class SimulatedTerminal:
    """A terminal with the contract of a real one, for demonstrations, training and tests.

    Like a real terminal it keeps its own memory (`memory`, one JSON line a decision) beyond the life of the program, so
    a query after a restart is answered truly.

    Args:
        memory: the file of its books.
        delay_s: how long a shopper takes to pay.
        alarm: gives time; without one it takes the real.
    """

    def __init__(self, memory: Path, delay_s: float = 1.5, alarm: Alarm | None = None) -> None:
        self.next_outcome: Outcome = "approved"
        """What the coming request gets, where nothing else is planned."""
        self.plan: deque[Fault] = deque()
        """One for each of the coming requests."""
        self.dice: Callable[[PaymentRequest | RefundRequest], Fault] | None = None
        """Draws a fault for each request that has none planned."""
        self.late_s = 9.0
        """How late what comes late comes."""
        self.dead_s = 20.0
        self.books = Books(memory)
        self._delay_s = delay_s
        self._given_alarm = alarm
        self._alarm: Alarm | None = None
        self._own: Later | None = None
        self._open: dict[str, _Open] = {}
        self._silent: dict[str, Fault] = {}
        self._dead_until = 0.0
        self._tell: OnResult = _nobody

    def start(self, on_result: OnResult) -> None:
        """Begin to answer."""
        self._tell = on_result
        self.books.open()
        if self._given_alarm is None:
            self._own = Later("terminal")
            self._own.start()
        self._alarm = self._given_alarm or self._own

    def authorise(self, request: PaymentRequest) -> None:
        """Take the amount after `delay_s`."""
        self._soon(partial(self._take, request))

    def refund(self, request: RefundRequest) -> None:
        """Give the amount back after `delay_s`."""
        self._soon(partial(self._take, request))

    def query(self, intent_id: str) -> None:
        """Say what was decided."""
        self._soon(partial(self._query, intent_id))

    def reverse(self, intent_id: str, reference: str = "") -> None:  # noqa: ARG002 - a driver's own books know it
        """Give back what was taken; `reference` is not needed, the books know their intents."""
        self._soon(partial(self._reverse, intent_id))

    def cancel(self, intent_id: str) -> None:
        """Decline a request that waits to be paid."""
        self._soon(partial(self._cancel, intent_id))

    def close(self) -> None:
        """Stop. What is open is forgotten, as by a terminal whose plug is pulled before it asked its bank."""
        if self._own is not None:
            self._own.close()
            self._own = None
        self._alarm = None
        self._open.clear()

    @property
    def _dead(self) -> bool:
        return self._alarm is not None and self._alarm.now() < self._dead_until

    def _soon(self, act: Callable[[], None], delay_s: float = 0.0) -> None:
        if self._alarm is not None:
            self._alarm.after(delay_s, act)

    def _say(self, result: PaymentResult) -> None:
        if self._alarm is not None and not self._dead:
            self._tell(result)

    def _next_fault(self, request: PaymentRequest | RefundRequest) -> Fault:
        if self.plan:
            return self.plan.popleft()
        if self.dice is not None:
            return self.dice(request)
        outcome, self.next_outcome = self.next_outcome, "approved"
        fault: Fault = "decline" if outcome == "declined" else "unknown" if outcome == "unknown" else ""
        return fault

    def _take(self, request: PaymentRequest | RefundRequest) -> None:
        intent_id = request.intent_id
        if intent_id in self._open:
            return
        if intent_id in self.books.entries:
            self._say(self.books.result(intent_id))
            return
        fault = "offline" if self._dead else self._next_fault(request)
        if fault == "offline":
            self._tell(PaymentResult(intent_id, "declined", reason="unreachable"))
        elif fault == "dies_before":
            self._die()
        elif isinstance(request, RefundRequest) and self.books.find(request.original_reference) is None:
            self._decline(intent_id, "not_found")
        elif fault != "lost_request":
            self._begin(request, fault)

    def _begin(self, request: PaymentRequest | RefundRequest, fault: Fault) -> None:
        """Somebody has `delay_s` to pay."""
        intent_id = request.intent_id
        shows = isinstance(request, PaymentRequest) and request.kind == "qr"
        self._open[intent_id] = _Open(request, fault, told=not shows)
        if shows:
            qr_text = f"https://pay.example/{intent_id}"
            self._say(PaymentResult(intent_id, "pending", qr_text=qr_text))
        late = fault == "slow"
        self._soon(partial(self._decide, intent_id), self._delay_s + (self.late_s if late else 0.0))

    def _decide(self, intent_id: str) -> None:
        work = self._open.pop(intent_id, None)
        if work is None:
            return
        fault = work.fault
        if fault == "decline":
            self._decline(intent_id, "expired" if not work.told else "declined")
        elif fault == "unknown":
            self._say(PaymentResult(intent_id, "unknown", reason="fault"))
        elif fault in ("unknown_then_approved", "declined_then_approved"):
            no = fault == "declined_then_approved"
            self._open[intent_id] = _Open(work.request, "" if no else "slow")
            result = PaymentResult(intent_id, "declined" if no else "unknown", reason="declined" if no else "no_answer")
            self._say(result)
            self._soon(partial(self._approve_late, intent_id), self.late_s)
        else:
            self._charge(work)
            self._answer(intent_id, fault, told=work.told)

    def _answer(self, intent_id: str, fault: Fault, *, told: bool) -> None:
        """Say that it is charged, in the way of the fault."""
        result = self.books.result(intent_id)
        if fault in ("answer_after_reversal", "reversal_lost"):
            self._silent[intent_id] = fault
            result = PaymentResult(intent_id, "unknown", reason="no_answer")
        if fault == "time_out":
            result = PaymentResult(intent_id, "unknown", reason="no_answer")
        if fault == "dies":
            self._die()
        elif fault == "late":
            self._soon(partial(self._say, result), self.late_s)
        elif told and fault != "lost_answer":
            self._say(result)
            if fault == "twice":
                self._soon(partial(self._say, result), self.late_s)

    def _approve_late(self, intent_id: str) -> None:
        work = self._open.pop(intent_id, None)
        if work is not None:
            self._charge(work)
            self._say(self.books.result(intent_id))

    def _charge(self, work: _Open) -> None:
        request = work.request
        amount = request.amount_minor + (1 if work.fault == "wrong_amount" else 0)
        if isinstance(request, RefundRequest):
            amount = -amount
        hint = HINT if request.kind == "card" else ""
        self.books.decide(Entry(request.intent_id, "approved", "", "", amount, request.currency, hint))

    def _decline(self, intent_id: str, reason: Reason) -> None:
        self.books.decide(Entry(intent_id, "declined", reason=reason))
        self._say(self.books.result(intent_id))

    def _query(self, intent_id: str) -> None:
        if self._dead:
            self._tell(PaymentResult(intent_id, "unknown", reason="unreachable"))
        elif intent_id in self._silent:
            self._say(PaymentResult(intent_id, "unknown", reason="no_answer"))
        elif intent_id in self._open:
            self._say(PaymentResult(intent_id, "pending"))
        else:
            self._say(self.books.result(intent_id))

    def _reverse(self, intent_id: str) -> None:
        if self._dead:
            self._tell(PaymentResult(intent_id, "unknown", reason="unreachable"))
            return
        work = self._open.pop(intent_id, None)
        if work is not None:
            self._decline(intent_id, "cancelled")
            return
        before = self.books.result(intent_id)
        self.books.reverse(intent_id)
        fault = self._silent.pop(intent_id, "")
        if fault == "reversal_lost":
            self._say(PaymentResult(intent_id, "unknown", reason="no_answer"))
            return
        self._say(self.books.result(intent_id))
        if fault == "answer_after_reversal":
            self._say(before)

    def _cancel(self, intent_id: str) -> None:
        work = self._open.get(intent_id)
        if work is not None and not self._dead:
            del self._open[intent_id]
            self._decline(intent_id, "cancelled")

    def _die(self) -> None:
        if self._alarm is not None:
            self._dead_until = self._alarm.now() + self.dead_s


def _nobody(result: PaymentResult) -> None:
    """Nobody listens before the start."""
