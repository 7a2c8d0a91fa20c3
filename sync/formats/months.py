"""Calendar months from a day on, as warranties and service plans count them."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def after(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where that month is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def end_of(sold: date, months: int, zone: str) -> datetime:
    """The first moment at which something sold on this day, and good for so many months, is good no more.

    It is good on its last day up to midnight in the store's zone.
    """
    return datetime.combine(day_after(after(sold, months)), time(), tzinfo=ZoneInfo(zone))


def day_after(day: date) -> date:
    """The next day."""
    return date.fromordinal(day.toordinal() + 1)
