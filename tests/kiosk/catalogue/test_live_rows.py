"""Live rows lie over the snapshot; a new snapshot takes their place without a moment's gap."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from kiosk.catalogue import actions, tables
from kiosk.money import Money
from sync import messages
from tests.devices import NOON, ROWS, SERUM, TestDevice, gtin_of, write_catalogue


def price(minor: int, version: int) -> messages.PriceChanged:
    return messages.PriceChanged(gtin=SERUM, price_minor=minor, currency="CNY", version=version, at=NOON)


def product(version: int, gtin: str = SERUM, *, removed: bool = False) -> messages.ProductChanged:
    return messages.ProductChanged(
        gtin=gtin, sku="1", name=messages.Texts("新品面霜", "新品面霜", "New cream"), price_minor=9900, currency="CNY",
        removed=removed, version=version, at=NOON,
    )  # fmt: skip


def price_of(device: TestDevice, gtin: str = SERUM) -> int:
    found = tables.find(device.db, gtin, "CNY")
    assert found is not None
    return found.price.minor


def test_a_changed_price_counts_at_once_and_says_since_when(device: TestDevice) -> None:
    device.do(actions.price_changed, price(19900, 101))

    found = tables.find(device.db, SERUM, "CNY")
    assert found is not None
    assert (found.price, found.price_at, found.price_version) == (Money(19900, "CNY"), NOON, 101)
    assert frozenset({"catalogue", "basket"}) in device.changed


def test_late_and_repeated_prices_leave_the_newest_standing(device: TestDevice) -> None:
    for minor, version in ((19900, 103), (21000, 102), (19900, 103)):
        device.do(actions.price_changed, price(minor, version))

    assert price_of(device) == 19900


def test_a_product_newer_than_the_snapshot_is_found_by_scan_and_by_name(device: TestDevice) -> None:
    cream = gtin_of(77)
    device.do(actions.product_changed, product(101, cream))

    assert price_of(device, cream) == 9900
    assert tables.known(device.db, cream)
    assert [found.gtin for found in tables.search(device.db, "面霜", "CNY")] == [cream]


def test_a_product_taken_off_sale_is_gone_from_scan_and_search(device: TestDevice) -> None:
    device.do(actions.product_changed, product(101, removed=True))

    assert tables.find(device.db, SERUM, "CNY") is None
    assert tables.search(device.db, "玻尿酸", "CNY") == []


def test_a_new_snapshot_is_seen_by_every_connection_and_prunes_what_it_holds(
    device: TestDevice, tmp_path: Path
) -> None:
    device.do(actions.price_changed, price(19900, 101))
    device.do(actions.price_changed, price(18800, 205))
    device.do(actions.product_changed, product(150, gtin_of(77)))
    newer = [replace(row, price_minor=20000) if row.gtin == SERUM else row for row in ROWS]

    device.do(actions.take_snapshot, tmp_path, write_catalogue(tmp_path, newer, version=200))

    assert tables.snapshot(device.db).version == 200
    assert price_of(device) == 18800
    assert tables.find(device.db, gtin_of(77), "CNY") is None


def test_an_older_snapshot_is_not_taken(device: TestDevice, tmp_path: Path) -> None:
    device.do(actions.take_snapshot, tmp_path, write_catalogue(tmp_path, version=99))

    assert tables.snapshot(device.db).version == 100


def test_chinese_pinyin_and_latin_all_find(device: TestDevice) -> None:
    for text in ("玻尿酸", "保濕", "bns", "shuirun", "hydra", SERUM[1:]):
        found = [one.gtin for one in tables.search(device.db, text, "CNY")]
        assert found[:1] == [SERUM], text
