"""When a store is open, and what the time is after so many minutes of its work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ROUND = timedelta(minutes=5)
"""A promise to the minute is none that people can keep."""

DAYS = 14
"""So far ahead is looked; a store that never opens promises from now on."""


def is_open(opens: str, closes: str, time_zone: str, moment: datetime) -> bool:
    """Whether the store is open; `opens` and `closes` are HH:MM by its own clock, and may pass midnight."""
    return any(begin <= moment < end for begin, end in _windows(opens, closes, time_zone, moment))


def after_work(opens: str, closes: str, time_zone: str, moment: datetime, minutes: int) -> datetime:
    """The moment after so many minutes in which the store is open, rounded up to five minutes."""
    left = timedelta(minutes=minutes)
    for begin, end in _windows(opens, closes, time_zone, moment):
        start = max(begin, moment)
        if end - start >= left:
            return _rounded(start + left)
        if end > start:
            left -= end - start
    return _rounded(moment + left)


def _windows(opens: str, closes: str, time_zone: str, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From and to of each day, from yesterday on, in the moment's own zone: days are not all 24 hours long."""
    zone = ZoneInfo(time_zone)
    first, last = time.fromisoformat(opens), time.fromisoformat(closes)
    today = moment.astimezone(zone).date()
    for ahead in range(-1, DAYS):
        day = today + timedelta(days=ahead)
        until = day + timedelta(days=1) if last <= first else day
        begin, end = datetime.combine(day, first, zone), datetime.combine(until, last, zone)
        yield begin.astimezone(moment.tzinfo), end.astimezone(moment.tzinfo)


def _rounded(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    over = timedelta(minutes=whole.minute % 5)
    return whole if not over and whole == moment else whole - over + ROUND
