"""Which orders are in danger: told before their time is over, with all that must be done before them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.pickup.risk import USUAL_PACE, Due, outlook, pace
from sync.formats.ready_time import Work

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SMALL = Work(1, 1)


def due(name: str, minutes: int, left: Work = SMALL) -> Due:
    """An order that is promised in so many minutes."""
    return Due(name, left, NOW + timedelta(minutes=minutes))


def test_an_order_with_time_is_not_late_and_one_whose_time_is_over_is() -> None:
    found = outlook([due("a", 60), due("b", -1)], 1, 1.5, NOW)

    assert not found["a"].late
    assert found["b"].late
    assert found["b"].left == timedelta(minutes=-1)


def test_what_stands_before_it_makes_an_order_late_before_its_time_is_over() -> None:
    queue = [due(f"o{number}", 20, Work(6, 10, 3)) for number in range(6)]

    alone = outlook(queue, 1, 1.5, NOW)
    helped = outlook(queue, 4, 1.5, NOW)

    assert [one.late for one in alone.values()].count(True) > [one.late for one in helped.values()].count(True)
    assert alone["o0"].ready_by < alone["o5"].ready_by
    assert all(one.left > timedelta(0) for one in alone.values()), "and there is time to do something about it"


def test_the_pace_of_a_store_is_read_from_what_its_orders_promise() -> None:
    assert pace(600, 15) == pytest.approx(1.5)
    assert pace(0, 15) == USUAL_PACE
