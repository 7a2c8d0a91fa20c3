"""Which other shop puts goods in hand soonest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.catalogue.model import Names
from kiosk.stock.hours import Hours
from kiosk.stock.model import NearLevel
from kiosk.stock.soonest import minutes, soonest

EVENING = datetime(2026, 11, 21, 12, 50, tzinfo=UTC)
"""20:50 in Shanghai."""


def near(
    store: str, metres: int, on_hand: int = 9, *, opens: str = "10:00", closes: str = "22:00", hours_old: float = 0.2
) -> NearLevel:
    """A shop that has the product."""
    at = EVENING - timedelta(hours=hours_old)
    return NearLevel(store, Names(store), "", metres, opens, closes, "Asia/Shanghai", on_hand, at)


def test_the_nearest_open_shop_comes_first() -> None:
    found = soonest([near("far", 6000), near("close", 700)], EVENING)

    assert [one.level.store for one in found] == ["close", "far"]
    assert found[0].minutes == 12
    assert found[0].at(EVENING) == EVENING + timedelta(minutes=12)


def test_a_shop_that_is_closed_when_one_gets_there_comes_after_one_that_is_farther() -> None:
    found = soonest([near("closing", 3000, closes="21:00"), near("open", 6000)], EVENING)

    assert [one.level.store for one in found] == ["open", "closing"]
    assert found[1].opens_at == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    assert found[1].at(EVENING) == found[1].opens_at


def test_two_left_since_this_morning_come_after_a_sure_figure_a_little_farther() -> None:
    found = soonest([near("doubtful", 2000, 2, hours_old=9), near("sure", 4000)], EVENING)

    assert [(one.level.store, one.sure) for one in found] == [("sure", True), ("doubtful", False)]


def test_people_walk_a_short_way_and_ride_a_long_one() -> None:
    assert minutes(300) == 5
    assert minutes(1100) == 19
    assert minutes(3900) == 23


def test_a_shop_opens_today_if_it_has_not_opened_yet_and_tomorrow_else() -> None:
    hours = Hours("10:00", "22:00", "Asia/Shanghai")

    assert hours.opens_after(datetime(2026, 11, 21, 0, 30, tzinfo=UTC)) == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert hours.opens_after(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)) == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
