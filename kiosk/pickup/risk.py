"""Which orders will rather not be ready when they were promised, told while somebody can still hurry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from sync.formats.ready_time import LEVELS, PROMISE, Work, estimate_s, ratios

WARN = timedelta(minutes=2)
"""So much earlier than the last moment is told: a warning that comes when it is too late helps nobody."""

USUAL_PACE = ratios([])[LEVELS.index(PROMISE)]
"""Of a store whose orders do not say how it works."""


class Due(Struct, frozen=True):
    """An order that is not ready yet."""

    order_id: str
    left: Work
    promised_at: datetime


class Outlook(Struct, frozen=True):
    """What is to be expected of one order."""

    order_id: str
    ready_by: datetime
    """Four of five such orders are ready by then, if nobody hurries."""
    left: timedelta
    """Until it is promised; negative: over."""
    late: bool
    """Over, or rather not to be kept."""


def pace(estimate_s: int, promised_minutes: int) -> float:
    """How many times as long as the plain estimate four of five orders of this store take, by what one order says."""
    return promised_minutes * 60 / estimate_s if estimate_s > 0 and promised_minutes > 0 else USUAL_PACE


def outlook(orders: Sequence[Due], hands: int, pace: float, now: datetime) -> dict[str, Outlook]:
    """By order id. Orders are done in the order in which they are promised."""
    found: dict[str, Outlook] = {}
    ahead: list[Work] = []
    for order in sorted(orders, key=lambda one: (one.promised_at, one.order_id)):
        seconds = estimate_s(order.left, ahead, hands) * pace
        ready_by = now + timedelta(seconds=seconds)
        late = ready_by > order.promised_at - WARN
        found[order.order_id] = Outlook(order.order_id, ready_by, order.promised_at - now, late)
        ahead.append(order.left)
    return found
