"""A shop is open by its own hours in its own time zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.stock.hours import Hours
from kiosk.stock.tables import hours
from tests.devices import STORE, TestDevice

DAY = Hours("10:00", "22:00", "Asia/Shanghai")
NIGHT = Hours("18:00", "02:00", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("shop", "utc_hour", "is_open"),
    [
        (DAY, 1, False),
        (DAY, 2, True),
        (DAY, 13, True),
        (DAY, 14, False),
        (NIGHT, 9, False),
        (NIGHT, 17, True),
        (NIGHT, 18, False),
        (Hours("00:00", "00:00", "UTC"), 3, True),
    ],
)
def test_a_shop_is_open_between_its_own_hours(shop: Hours, utc_hour: int, is_open: bool) -> None:
    assert shop.open_at(datetime(2026, 11, 21, utc_hour, tzinfo=UTC)) is is_open


def test_hours_come_from_the_snapshot_until_head_office_says_otherwise(device: TestDevice) -> None:
    assert hours(device.db, STORE) == DAY
    assert hours(device.db, "9520000000000") is None
