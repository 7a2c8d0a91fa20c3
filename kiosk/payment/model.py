"""A payment's states and every step between them, as one table with no clock and no database."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from hardware.payment_terminal import PaymentKind, PaymentResult
from kiosk.money import Money

State = Literal["created", "sent", "pending", "approved", "declined", "unknown", "reversing", "reversed"]
"""`created`: on disk, nobody was asked yet. `sent`: about to be asked, or asked. `pending`: it is being paid.
`unknown`: nobody can tell, so nobody may pay again. `reversing`: it is to be undone, and that is not confirmed yet."""

STATES: tuple[State, ...] = get_args(State)

OPEN: frozenset[State] = frozenset({"created", "sent", "pending", "unknown", "reversing"})
"""Money may be moving: the basket is locked, and nobody may pay again."""

Event = Literal[
    "asked",  # the terminal is about to be asked; committed before it is
    "withdrawn",  # it was never asked, and will not be
    "pending",
    "approved",
    "wrong_amount",  # approved, but for another amount
    "unusable",  # approved, but there is nothing (any more) that it could pay for
    "declined",
    "unknown",
    "reversed",
    "reverse",  # somebody, or the clock, wants it undone
    "found_taken",  # a colleague looked it up by hand: the money was taken
    "found_not_taken",
]
EVENTS: tuple[Event, ...] = get_args(Event)

_UNDER_WAY: dict[Event, State] = {
    "pending": "pending",
    "approved": "approved",
    "wrong_amount": "reversing",
    "unusable": "reversing",
    "declined": "declined",
    "unknown": "unknown",
    "reversed": "reversed",
    "reverse": "reversing",
    "found_taken": "approved",
    "found_not_taken": "declined",
}

STEPS: dict[State, dict[Event, State]] = {
    "created": {"asked": "sent", "withdrawn": "declined", **_UNDER_WAY},
    "sent": _UNDER_WAY,
    "pending": _UNDER_WAY,
    "unknown": {**_UNDER_WAY, "pending": "pending"},
    # A sale stands on it: whatever comes afterwards is noted and changes nothing.
    "approved": {"unusable": "reversing"},
    # A no that turns into a yes some seconds later has been seen in the field.
    "declined": {"approved": "approved", "wrong_amount": "reversing", "unusable": "reversing"},
    "reversing": {
        "declined": "declined",
        "reversed": "reversed",
        "found_taken": "approved",
        "found_not_taken": "reversed",
    },
    "reversed": {"approved": "reversing", "wrong_amount": "reversing", "unusable": "reversing"},
}
"""STEPS[state][event]. What is not here changes nothing: a late, repeated or contrary answer."""


def step(state: State, event: Event, *, refund: bool = False) -> State:
    """The state after an event. Nobody can undo a refund: one that is wrong stays approved, for people to look at."""
    after = STEPS[state].get(event, state)
    if refund and after == "reversing":
        return "approved" if event in ("approved", "wrong_amount", "unusable") else state
    return after


class Intent(Struct, frozen=True):
    """A payment that was, or is about to be, asked for. Committed before anybody outside hears of it."""

    intent_id: str
    basket_id: str
    """What is paid for; of a refund the basket of the return."""
    kind: PaymentKind
    amount: Money
    """Negative for a refund."""
    state: State
    reference: str
    """The terminal's transaction id, once approved."""
    at: datetime
    sent_at: datetime | None = None
    refund_of: str = ""
    """Reference of the payment that a refund goes back to."""
    reason: str = ""
    """Why it was declined, is unknown or is undone, in the port's plain words or ours."""
    hint: str = ""
    """At most four digits: the end of the card's number, or of the code that the shopper showed."""
    qr_text: str = ""
    language: str = ""
    """Of the names on the receipt."""
    operator: str = ""
    late: bool = False
    """A final answer was overruled: people were told otherwise, so the basket is not locked by it any more."""
    settled: bool = False
    """What was approved has paid for something."""
    confirmed: bool = False
    """A no was asked about once more, and is still a no."""
    told: bool = False
    """Head office knows that this one is in doubt."""
    resolved_by: str = ""
    resolution: str = ""
    """A colleague's reason, where a doubt was ended by hand."""

    @property
    def is_refund(self) -> bool:
        return self.amount.minor < 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def needs_people(self) -> bool:
        """Whether it is still to be cleared up: open, or approved without having paid for anything."""
        return self.is_open or (self.state == "approved" and not self.settled)


def event_of(intent: Intent, result: PaymentResult) -> Event:
    """What a terminal's answer means for this intent."""
    if result.outcome == "approved" and result.amount_minor not in (None, abs(intent.amount.minor)):
        return "wrong_amount"
    return result.outcome


def advance(intent: Intent, event: Event, result: PaymentResult | None = None) -> Intent:
    """The intent after an event, with what the answer said."""
    after = step(intent.state, event, refund=intent.is_refund)
    late = intent.late or (intent.state in ("declined", "reversed") and after not in ("declined", "reversed"))
    changed = replace(intent, state=after, late=late)
    if event in ("wrong_amount", "unusable"):
        changed = replace(changed, reason=event)
    if result is None:
        return changed
    noted = event if event == "wrong_amount" else result.reason
    return replace(
        changed,
        reference=result.reference or intent.reference,
        reason=noted if after != intent.state or event == "wrong_amount" else intent.reason,
        hint=(result.hint or intent.hint)[-4:],
        qr_text=result.qr_text or intent.qr_text,
    )
