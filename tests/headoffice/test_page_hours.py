"""When a store is open and what a promise in its hours means; how often one browser may come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.headoffice.pages import hours
from sync.headoffice.pages.rates import Rate

SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "zone", "now", "minutes", "ready"),
    [
        ("09:00", "22:00", SHANGHAI, "2026-11-22T04:00", 120, "2026-11-22T06:00"),
        ("09:00", "22:00", SHANGHAI, "2026-11-22T04:01", 120, "2026-11-22T06:05"),
        ("09:00", "22:00", SHANGHAI, "2026-11-22T13:00", 120, "2026-11-23T02:00"),  # an hour today, one tomorrow
        ("09:00", "22:00", SHANGHAI, "2026-11-22T15:30", 30, "2026-11-23T01:30"),
        ("18:00", "02:00", SHANGHAI, "2026-11-22T17:30", 60, "2026-11-23T10:30"),  # half an hour after midnight's half
        ("00:00", "00:00", SHANGHAI, "2026-11-22T17:30", 60, "2026-11-22T18:30"),  # always open
        ("01:00", "04:00", BERLIN, "2026-10-25T00:30", 120, "2026-10-25T02:30"),  # the hour that comes twice
        ("01:00", "04:00", BERLIN, "2026-03-29T00:00", 120, "2026-03-29T02:00"),  # the hour that is left out
    ],
)
def test_a_promise_counts_the_minutes_in_which_the_store_works(
    opens: str, closes: str, zone: str, now: str, minutes: int, ready: str
) -> None:
    assert hours.after_work(opens, closes, zone, at(now), minutes) == at(ready)


def test_a_store_is_open_from_its_first_minute_to_before_its_last() -> None:
    def is_open(text: str) -> bool:
        return hours.is_open("09:00", "22:00", SHANGHAI, at(text))

    assert [is_open(f"2026-11-22T{one}") for one in ("00:59", "01:00", "13:59", "14:00")] == [False, True, True, False]


def test_who_comes_too_often_waits_and_nobody_else_does() -> None:
    now = [0.0]
    rate = Rate(most=3, per_minute=60, clock=lambda: now[0])

    assert [rate.take("one") for _ in range(4)] == [0, 0, 0, 1]
    assert rate.take("other") == 0
    now[0] += 1
    assert [rate.take("one"), rate.take("one")] == [0, 1]


def test_a_crowd_does_not_fill_the_memory() -> None:
    rate = Rate(most=1, per_minute=1, clock=lambda: 0.0)

    for number in range(10_100):
        rate.take(str(number))

    assert rate.take("0") == 0  # long forgotten
    assert rate.take("10099") > 0
