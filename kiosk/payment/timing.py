"""When a payment is asked about, when it is undone, and when people are told: numbers in, numbers out.

The numbers are those that WeChat Pay publishes for codes that a shopper shows (ask after 5 s, every 10 s, for 45 s;
undo no earlier than 15 s after the charge; after a system error ask after 5 s). No better public rule is known.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hardware.payment_terminal import PaymentKind
from kiosk.payment.model import State


class Timing(Struct, frozen=True):
    """All lengths in seconds."""

    first_query_s: float = 5.0
    poll_s: float = 10.0
    give_up_s: float = 45.0
    """A wallet's payment that has no end after this is undone."""
    reverse_after_s: float = 15.0
    """Earlier a charge may still be on its way, and would come after its own reversal."""
    slowest_s: float = 300.0
    """Questions that lead nowhere become rarer, but never rarer than this."""
    card_patience_s: float = 150.0
    """A card may take that long: terminals give up after two minutes themselves, and then say so."""
    qr_lives_s: float = 120.0
    """So long a shopper may scan our code."""
    questions: int = 5
    """After so many without an end people are told: four of 10 s after the first make the 45 s."""


class Next(Struct, frozen=True):
    """What is to be done next about a payment, unless it ends before."""

    act: Literal["query", "reverse"]
    in_s: float
    tell: bool = False
    """Whether people should know by now that it is in doubt."""


def next_step(timing: Timing, kind: PaymentKind, state: State, waited_s: float, asked: int) -> Next | None:
    """What comes next.

    Args:
        timing: the lengths.
        kind: how it is paid.
        state: how it stands.
        waited_s: since it was sent; never negative.
        asked: questions (or, when reversing, reversals) so far in this state of affairs.

    Returns:
        None where nothing is to be done.
    """
    tell = asked >= timing.questions
    if state == "reversing":
        first = max(0.0, timing.reverse_after_s - waited_s)
        return Next("reverse", max(first, slower(timing, asked) if asked else 0.0), tell)
    if state not in ("sent", "pending", "unknown"):
        return None
    if kind == "card":
        if state != "unknown" and waited_s < timing.card_patience_s:
            return Next("query", timing.card_patience_s - waited_s)
        return Next("query", timing.first_query_s if asked == 0 else slower(timing, asked), tell)
    ends = timing.qr_lives_s if kind == "qr" else timing.give_up_s
    if waited_s >= ends:
        # A second at least: where even writing it down fails, trying must not become a loop.
        return Next("reverse", max(1.0, timing.reverse_after_s - waited_s), tell)
    pause = timing.first_query_s if asked == 0 or kind == "qr" else timing.poll_s
    return Next("query", min(pause, ends - waited_s), tell and state == "unknown")


def slower(timing: Timing, asked: int) -> float:
    """The pause before the next question: even at first, then doubling up to the cap."""
    doublings = min(max(0, asked - timing.questions + 1), 10)
    return min(timing.poll_s * 2.0**doublings, max(timing.slowest_s, timing.poll_s))
