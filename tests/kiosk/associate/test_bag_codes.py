"""A shopper's bag comes to the tablet and to the till by its code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.associate import table, till_table
from kiosk.money import Money
from kiosk.till import actions, tables
from kiosk.till.model import Line
from kiosk.ui.widgets.stepper import Stepper
from tests.desks import Desk, open_desk
from tests.devices import SERUM, TEA, WATER, gtin_of
from tests.kiosk.till.neighbours import Neighbour, Neighbours, open_neighbours
from tests.ui import Ui, ui

__all__ = ["ui"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """A kiosk whose bag wanders, and who takes it over."""
    with open_neighbours(tmp_path, "kiosk-1", "tablet-1", "till-1") as opened:
        yield opened


@pytest.fixture
def tablet(ui: Ui, store: Neighbours) -> Iterator[Desk]:
    """The tablet, waiting for a code."""
    with open_desk(ui, store["tablet-1"].device, table.screens(store["tablet-1"].device.store), table.HOME) as desk:
        yield desk


@pytest.fixture
def till(ui: Ui, store: Neighbours) -> Iterator[Desk]:
    """The till, with nothing in its basket."""
    with open_desk(ui, store["till-1"].device, till_table.screens(store["till-1"].device.store), "till.sell") as desk:
        yield desk


def shown(kiosk: Neighbour, *gtins: str) -> list[str]:
    """The texts of the codes of a bag at the kiosk."""
    kiosk.put(*gtins)
    held, _ = kiosk.hold()
    return list(held.codes)


def test_the_tablet_shows_the_bag_whose_code_it_scanned(tablet: Desk, store: Neighbours) -> None:
    [code] = shown(store["kiosk-1"], SERUM, TEA, TEA)

    tablet.scan(code, "QR")

    assert tablet.navigator.name == "basket.receive"
    assert tablet.says("水润玻尿酸保湿精华液")
    assert tablet.says("¥264.00")
    assert store["tablet-1"].units() == [(SERUM, 1), (TEA, 2)]


def test_an_associate_adds_changes_and_sends_it_to_a_till(tablet: Desk, store: Neighbours) -> None:
    [code] = shown(store["kiosk-1"], TEA)
    tablet.scan(code, "QR")
    tablet.scan_product(WATER)
    tablet.ui.tap(tablet.ui.find(Stepper)._more)
    tablet.settle()
    assert store["tablet-1"].units() == [(TEA, 2), (WATER, 1)]

    tablet.tap("receive.to_till")
    store.talk()

    till = store["till-1"]
    [(parked, device, _)] = tables.parked(till.device.db, "CNY")
    assert device == "tablet-1"
    till.do(actions.recall, parked.basket_id, till.here)
    assert till.units() == [(TEA, 2), (WATER, 1)]
    assert tablet.says("扫顾客的购物袋码")


def test_a_till_goes_on_with_the_bag_at_one_scan(till: Desk, store: Neighbours) -> None:
    [code] = shown(store["kiosk-1"], SERUM, TEA)

    till.scan(f"AURELLE 静安店 / 共 2 件 / ¥246.00 / {code}", "QR")

    assert till.navigator.name == "till.sell"
    assert store["till-1"].units() == [(SERUM, 1), (TEA, 1)]
    assert till.says("¥246.00")


def test_goods_on_the_counter_are_not_mixed_with_a_bag(till: Desk, store: Neighbours) -> None:
    [code] = shown(store["kiosk-1"], SERUM)
    till.scan_product(TEA)

    till.scan(code, "QR")

    assert store["till-1"].units() == [(TEA, 1)]
    assert till.says("先完成或取消当前这一单")


def test_of_a_long_bag_the_till_asks_for_the_codes_that_are_missing(till: Desk, store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    for number in range(1, 91):
        gtin, price = gtin_of(777_767_777 * number % 10**9), Money(101 + 7919 * number % 90_000, "CNY")
        kiosk.do(actions.add_line, kiosk.here, Line(f"L{number:03d}", gtin, 1, price))
    held, _ = kiosk.hold()
    first, *others = held.codes

    till.scan(first, "QR")
    assert till.says("已读 1/")
    for code in others:
        till.scan(code, "QR")

    assert len(store["till-1"].units()) == 90


def test_the_tablet_s_page_stands_the_critical_look(tablet: Desk, store: Neighbours) -> None:
    tablet.go("basket.receive")
    findings = tablet.findings("empty")
    [code] = shown(store["kiosk-1"], SERUM, TEA, TEA)
    tablet.scan(code, "QR")
    findings += tablet.findings("bag")

    assert not findings, "\n".join(findings)
