"""What stands beside the products: ratings, reviews, promises of delivery, the floor; and files that lack all of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk import database
from kiosk.catalogue import tables
from kiosk.catalogue.model import Delivery, PlanPlace, PlanShelf, StorePlan
from sync.formats import catalogue_file
from tests.devices import GEL, SERUM, WATER, TestDevice, open_device, write_catalogue

LATER = ("rating", "review", "delivery", "plan_shelf", "plan_place", "card", "card_search")
SHOP = "Asia/Shanghai"


def changed_file(folder: Path, sql: str) -> str:
    """A snapshot of the test's products with these statements run on it; gives its name."""
    name = write_catalogue(folder, version=101)
    with closing(sqlite3.connect(folder / name)) as db:
        db.executescript(sql)
    return name


def moment(text: str) -> datetime:
    """A moment of the shop's clock, in UTC."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def test_what_the_snapshot_knows_is_read(device: TestDevice) -> None:
    folder = device.store.folder
    name = changed_file(
        folder,
        """INSERT INTO rating VALUES (3, 48, 2316);
           INSERT INTO review VALUES (3, 2, 4, '林**', 'zh_CN', '很好', '2026-04-02T00:00:00.000Z'),
                                     (3, 1, 5, 'R. Rossi', 'en', 'Good', '2026-04-03T00:00:00.000Z');
           INSERT INTO delivery VALUES ('ship', 1200, 1680, 1200, 9900, '21:00');
           INSERT INTO plan_shelf VALUES ('A3', 100, 200, 400, 70, 8);
           INSERT INTO plan_place VALUES ('kiosk', 'kiosk-1', 500, 900), ('entrance', '', 300, 1000);""",
    )
    database.use_catalogue(folder, name)

    assert tables.ratings(device.db, (SERUM, GEL)).keys() == {SERUM}
    found = tables.rating(device.db, SERUM)
    assert found is not None
    assert (found.tenths, found.count) == (48, 2316)
    assert [(one.stars, one.language) for one in tables.reviews(device.db, SERUM)] == [(5, "en"), (4, "zh_CN")]
    assert len(tables.reviews(device.db, SERUM, 1)) == 1
    assert tables.deliveries(device.db) == {"ship": Delivery("ship", 1200, 1680, 1200, 9900, "21:00")}
    plan, product = tables.plan(device.db), tables.find(device.db, WATER, "CNY")
    assert plan is not None
    assert product is not None
    assert (plan.width, plan.height) == (500, 1000)
    assert plan.place("kiosk", "kiosk-1") == PlanPlace("kiosk", "kiosk-1", 500, 900)
    assert plan.spot(product) == (100 + 400 * 1.5 / 8, 235), "bay 02-01 is the second of eight"


def test_a_file_of_an_earlier_head_office_opens_and_knows_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "kiosk"
    with open_device(folder) as device:
        name = changed_file(folder, "".join(f"DROP TABLE {table};" for table in LATER))
        with closing(catalogue_file.open_snapshot(folder / name)) as db:
            assert not any(catalogue_file.has(db, table) for table in LATER)
        database.use_catalogue(folder, name)

        assert tables.rating(device.db, SERUM) is None
        assert tables.ratings(device.db, (SERUM,)) == {}
        assert tables.reviews(device.db, SERUM) == []
        assert tables.deliveries(device.db) == {}
        assert tables.plan(device.db) is None
        assert tables.find(device.db, SERUM, "CNY") is not None


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-21T14:00", "2026-11-21T14:30", "2026-11-21T15:00"),
        ("2026-11-21T06:00", "2026-11-21T10:30", "2026-11-21T11:00"),  # nobody packs before the shop opens
        ("2026-11-21T20:59", "2026-11-21T21:29", "2026-11-21T21:59"),
        ("2026-11-21T21:00", "2026-11-22T10:30", "2026-11-22T11:00"),  # too late: counts from tomorrow's opening
        ("2026-11-21T23:59", "2026-11-22T10:30", "2026-11-22T11:00"),
    ],
)
def test_a_promise_counts_from_the_order_or_from_the_next_opening(now: str, first: str, last: str) -> None:
    pickup = Delivery("pickup", 30, 60, 0, None, "21:00")

    assert pickup.ready(moment(now), SHOP, "10:00") == (moment(first), moment(last))


def test_a_delivery_is_free_from_an_amount_on_if_there_is_one() -> None:
    ship = Delivery("ship", 1, 2, 1200, 9900, "")

    assert [ship.fee(total) for total in (0, 9899, 9900)] == [1200, 1200, 0]
    assert Delivery("ship", 1, 2, 1200, None, "").fee(10**9) == 1200


def test_a_bay_lies_along_the_longer_side_of_its_shelf() -> None:
    lying, standing = PlanShelf("A1", 0, 0, 400, 70, 4), PlanShelf("A2", 500, 100, 70, 400, 4)

    assert [lying.bay(number) for number in (1, 4, 9)] == [(50, 35), (350, 35), (200, 35)]
    assert standing.bay(1) == (535, 150)
    assert StorePlan((lying,), ()).place("till") is None
