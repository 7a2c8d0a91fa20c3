"""Bundles: what leaves the shelf are their components, summed over all lines."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk import database
from kiosk.stock import actions, tables
from kiosk.till import actions as till
from kiosk.till import tables as sales
from kiosk.verify import checks
from sync.formats import bundle
from tests.devices import GEL, ROWS, SERUM, TEA, WATER, Row, TestDevice, gtin_of, write_catalogue

GIFT, TRAVEL = gtin_of(91), gtin_of(92)
SETS = (Row(GIFT, "礼盒", "禮盒", "Gift set", 29900, 0), Row(TRAVEL, "旅行装", "旅行裝", "Travel set", 9900, 0))


def with_sets(device: TestDevice) -> None:
    """A new snapshot that knows two sets: both take tea, one of them two."""
    folder = device.store.folder
    name = write_catalogue(folder, (*ROWS, *SETS), version=101)
    with sqlite3.connect(Path(folder) / name) as db:
        rows = [(GIFT, SERUM, 1), (GIFT, TEA, 2), (TRAVEL, TEA, 1), (TRAVEL, WATER, 3)]
        db.executemany("INSERT INTO component VALUES (?, ?, ?)", rows)
    database.use_catalogue(folder, name)
    device.do(lambda tx: None)


def on_hand(device: TestDevice, gtin: str) -> int:
    level = tables.level(device.db, gtin)
    assert level is not None
    return level.on_hand


def test_a_set_is_there_as_often_as_its_components_make_it_whole(device: TestDevice) -> None:
    with_sets(device)

    assert on_hand(device, GIFT) == 2, "six serums, four teas of which two are in each"
    device.do(actions.keep_back, "order-1", {TEA: 3})
    level = tables.level(device.db, GIFT)
    assert level is not None
    assert (level.on_hand, level.available) == (2, 0)
    assert tables.levels(device.db, [GIFT, TEA])[GIFT] == level


def test_a_sold_set_takes_its_components_and_both_sides_count_the_same(device: TestDevice) -> None:
    with_sets(device)
    device.do(till.add_product, device.store.register, "b1", GIFT, 1)
    device.do(till.add_product, device.store.register, "b1", TEA, 1)
    device.do(till.pay_cash, device.store.register, "b1", 100_000)

    assert (on_hand(device, SERUM), on_hand(device, TEA), on_hand(device, WATER)) == (5, 1, 10)
    sale = sales.load_sale(device.db, "b1")
    assert sale is not None
    assert dict(next(line for line in sale.lines if line.gtin == GIFT).particulars.parts) == {SERUM: 1, TEA: 2}
    assert checks.run(device.db)[1] == []


def test_two_orders_of_sets_that_share_a_component_are_summed(device: TestDevice) -> None:
    with_sets(device)

    assert device.do(actions.keep_if_there, "o1", {GIFT: 1, TRAVEL: 1})
    assert not device.do(actions.keep_if_there, "o2", {GIFT: 1}), "one tea is left, it takes two"
    assert device.do(actions.keep_if_there, "o3", {TRAVEL: 1})


def test_two_lines_of_one_order_that_share_a_component_are_summed(device: TestDevice) -> None:
    with_sets(device)

    assert not device.do(actions.keep_if_there, "o1", {GIFT: 2, TRAVEL: 1}), "five teas are wanted, four are there"
    assert device.db.execute("SELECT count(*) FROM reservation").fetchone()[0] == 0


def test_a_collected_set_moves_its_components(device: TestDevice) -> None:
    with_sets(device)
    device.do(actions.move_and_tell, "kiosk-1", TRAVEL, -1, "collected", "order-1")

    assert (on_hand(device, TEA), on_hand(device, WATER)) == (3, 7)


def test_a_snapshot_of_an_earlier_head_office_knows_no_bundles(device: TestDevice) -> None:
    folder = device.store.folder
    name = write_catalogue(folder, ROWS, version=102)
    with sqlite3.connect(Path(folder) / name) as db:
        db.execute("DROP TABLE component")
    database.use_catalogue(folder, name)
    device.do(lambda tx: None)

    assert on_hand(device, SERUM) == 6
    assert on_hand(device, GEL) == 0


@given(
    stock=st.dictionaries(st.sampled_from("abc"), st.integers(0, 50), min_size=3, max_size=3),
    parts=st.dictionaries(st.sampled_from("abc"), st.integers(1, 5), min_size=1),
    extra=st.integers(1, 3),
)
def test_whole_bundles_fit_into_the_stock_and_one_more_does_not(
    stock: dict[str, int], parts: dict[str, int], extra: int
) -> None:
    made = bundle.whole(tuple(parts.items()), stock)
    one = bundle.summed([("x", made)], {"x": tuple(parts.items())})
    more = bundle.summed([("x", made), ("x", extra)], {"x": tuple(parts.items())})

    assert all(units <= stock[part] for part, units in one.items())
    assert any(units > stock[part] for part, units in more.items())
