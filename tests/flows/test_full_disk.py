"""A device's disk is full: it says so in plain words, keeps nothing half, and goes on by itself when there is room."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from kiosk.till import actions as till
from kiosk.ui.widgets.button import COMMIT_S
from kiosk.worker import Transaction
from tests.devices import SERUM, TestDevice, open_device
from tests.flows.shops import Shop, booked
from tests.headoffice.offices import MILK, OAT, SOAP, STORE
from tests.kiosks import open_kiosk
from tests.ui import Ui, ui

__all__ = ["ui"]

ROOM = 10**9


def limit(tx: Transaction, pages: int) -> int:
    """Let the journal have so many pages at most; gives how many it has."""
    tx.db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    count: int = tx.db.execute("PRAGMA page_count").fetchone()[0]
    return count


def test_what_comes_while_the_disk_is_full_comes_again_and_what_is_refused_leaves_nothing(shop: Shop) -> None:
    device, office = shop.stocked(), shop.head_office
    device.do(limit, device.do(limit, ROOM))
    faults: list[sqlite3.Error] = []
    for _ in range(200):
        try:
            device.sell(SOAP, MILK)
        except sqlite3.Error as fault:
            faults.append(fault)
            if len(faults) == 3:
                break
    assert {fault.sqlite_errorcode for fault in faults} == {sqlite3.SQLITE_FULL}

    for number in range(40):
        office.post("/v1/members", member=f"N{number}", store=STORE, surname="司徒" * 20, title="ms", points=number)
    office.post("/v1/prices", store=STORE, gtin=OAT, price_minor=321)
    device.do(limit, ROOM)
    device.until(lambda: device.price(OAT) == 321, "the price that came while there was no room")
    device.sell(OAT)

    sold = device.facts()
    assert device.numbers() == [("A", number) for number in range(1, sold + 1)]
    assert [row[2] for row in booked(office, device, sold)] == list(range(1, sold + 1))
    members = "SELECT count(*) FROM member WHERE member_id LIKE 'N%'"
    device.until(lambda: device.store.db.execute(members).fetchone()[0] == 40, "every member")
    assert device.reasons() == []


def test_a_shopper_whose_sale_the_disk_refuses_is_asked_to_fetch_a_colleague(ui: Ui, tmp_path: Path) -> None:
    with open_device(tmp_path) as device, open_kiosk(ui, device, tmp_path) as kiosk:
        kiosk.put(SERUM)
        kiosk.go("pay.cash")
        kiosk.badge()
        kiosk.tap("pay.exact")
        sold = fill(device)

        kiosk.tap_words("完成")

        assert kiosk.name == "pay.cash"
        assert kiosk.says("请找店员帮忙")
        assert kiosk.says("K-204")
        assert len(kiosk.sales()) == sold
        kiosk.tap("fault.again")
        device.do(limit, ROOM)
        tapped = time.monotonic()
        kiosk.until(lambda: time.monotonic() - tapped > COMMIT_S)  # two taps at once would be one
        kiosk.tap_words("完成")
        kiosk.until(lambda: kiosk.name == "pay.done")
        assert sorted(sale.number.sequence for sale in kiosk.sales()) == list(range(1, sold + 2))


def fill(device: TestDevice) -> int:
    """Sell until the disk takes no more sale of this size; gives how many there are."""
    store = device.store
    device.do(limit, device.do(limit, ROOM))
    for number in range(200):
        try:
            device.do(till.add_product, store.register, f"b{number}", SERUM)
            device.do(till.pay_cash, store.register, f"b{number}", 10**6)
        except sqlite3.OperationalError:
            return number
    raise AssertionError("the disk is not full")
