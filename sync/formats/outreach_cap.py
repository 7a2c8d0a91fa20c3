"""How often a member may be written to: the same rule where a message is drafted and where it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

MOST = 2
"""Messages to one member within a week, over all stores of the chain."""

WEEK = timedelta(days=7)


def within(sent: Iterable[datetime], now: datetime) -> int:
    """How many of these messages count against the cap at this moment; those of a clock that is ahead count, too."""
    return sum(now - at < WEEK for at in sent)


def free_at(sent: Iterable[datetime], now: datetime) -> datetime | None:
    """When the next message may go out; None: at once."""
    counted = sorted(at for at in sent if now - at < WEEK)
    return counted[-MOST] + WEEK if len(counted) >= MOST else None
