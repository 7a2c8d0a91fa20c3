"""What is promised can be kept: hours in which the shop is open, the soonest in hand first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.stock.hours import Hours
from kiosk.till.promise import slots

DAY = Hours("10:00", "22:00", "Asia/Shanghai")
BAR = Hours("18:00", "02:00", "Asia/Shanghai")
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def local(found: tuple[datetime, ...]) -> list[str]:
    """Shanghai's clock."""
    return [f"{moment + timedelta(hours=8):%d %H:%M}" for moment in found]


def test_the_next_full_hours_are_offered() -> None:
    assert local(slots(NOON + timedelta(minutes=20), DAY, 3)) == ["21 13:00", "21 14:00", "21 15:00"]


def test_what_is_ready_at_the_full_hour_can_be_had_then() -> None:
    assert local(slots(NOON, DAY, 1)) == ["21 12:00"]


def test_what_is_ready_in_the_evening_is_fetched_the_next_morning() -> None:
    assert local(slots(NOON + timedelta(hours=9, minutes=30), DAY, 2)) == ["22 10:00", "22 11:00"]


def test_a_shop_that_is_open_past_midnight_is_open_then() -> None:
    assert local(slots(NOON + timedelta(hours=11, minutes=1), BAR, 4)) == [
        "22 00:00",
        "22 01:00",
        "22 18:00",
        "22 19:00",
    ]


@given(
    st.integers(0, 366 * 24 * 60),
    st.sampled_from((DAY, BAR, Hours("00:00", "00:00", "Europe/Berlin"), Hours("09:30", "12:00", "America/New_York"))),
)
def test_no_hour_is_offered_before_the_goods_are_ready_or_while_the_shop_is_closed(minutes: int, hours: Hours) -> None:
    ready = NOON + timedelta(minutes=minutes)

    found = slots(ready, hours)

    assert found == tuple(sorted(found))
    assert all(moment >= ready and hours.open_at(moment) for moment in found)
    assert found
