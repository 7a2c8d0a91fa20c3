"""How far a payment is, as screens hear of it, and what a payment desk stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, Literal, TypeVar

from msgspec import Struct, field

from hardware.later import Alarm
from hardware.payment_terminal import PaymentKind, PaymentTerminal
from kiosk.payment import actions
from kiosk.payment.model import Intent, State
from kiosk.payment.timing import Timing
from kiosk.worker import Transaction, Worker
from sync.clock import Clock

T = TypeVar("T")

Step = Literal["opening", "waiting", "pending", "paid", "declined", "reversed", "reversing", "unknown", "failed"]

STEPS: dict[State, Step] = {
    "created": "waiting",
    "sent": "waiting",
    "pending": "pending",
    "approved": "paid",
    "declined": "declined",
    "unknown": "unknown",
    "reversing": "reversing",
    "reversed": "reversed",
}
OVER: frozenset[Step] = frozenset({"paid", "declined", "reversed"})


class Payment(Struct, Generic[T], frozen=True):
    """How far a payment is."""

    step: Step
    """`opening`: the intent is being written. `waiting`: the terminal was asked. `pending`: the shopper is to scan or
    confirm. `reversing`: it is being undone. `unknown`: nobody can tell yet whether money was taken, so it must not be
    asked for again. `failed`: the terminal was never asked."""
    intent: Intent | None = None
    made: T | None = None
    """When paid: the sale, or None if there is a rest to pay."""
    problem: Exception | None = None
    """When failed or unknown: what was refused, or a fault."""


Hear = Callable[[Payment[T]], None]
Allow = Callable[[Transaction, str, int], int]
"""(tx, basket id, amount) -> the amount to ask for, in minor units; 0 stands for all that is left to pay, and less than
zero is given back.

It raises `Refused` where that amount of that basket cannot be paid."""


class Parts(Struct, Generic[T], frozen=True):
    """What a desk stands on; all but the worker's actions happen on the main loop."""

    worker: Worker
    terminals: Mapping[PaymentKind, PaymentTerminal]
    """Several kinds may be one terminal."""
    post: Callable[..., None]
    """Brings a call to the main loop."""
    settle: actions.Settle[T]
    alarm: Alarm
    clock: Clock
    allow: Allow = field(default=lambda _tx, _basket, amount_minor: amount_minor)
    timing: Timing = field(default_factory=Timing)
