"""A till's day for tests: sales in cash and by other tenders, returns, and a drawer to count."""

from __future__ import annotations

from typing import Any

from kiosk.shift import tables as shifts
from kiosk.shift.model import Shift
from kiosk.till import actions as till
from kiosk.till import day
from kiosk.till.model import Sale
from kiosk.worker import Transaction
from sync import journal
from tests.devices import TestDevice


def sell(device: TestDevice, *gtins: str, by: str = "cash") -> Sale:
    """One sale."""
    store = device.store
    basket_id = store.new_id()
    for gtin in gtins:
        device.do(till.add_product, store.register, basket_id, gtin)
    if by == "cash":
        sale = device.do(till.pay_cash, store.register, basket_id, 10_000_000)
    else:
        total = basket(device, basket_id).total.minor
        sale = device.do(till.add_tender, store.register, basket_id, by, total, "ref").sale
    assert isinstance(sale, Sale)
    return sale


def put_in(device: TestDevice, *gtins: str) -> str:
    """A basket that is not paid."""
    basket_id = device.store.new_id()
    for gtin in gtins:
        device.do(till.add_product, device.store.register, basket_id, gtin)
    return basket_id


def basket(device: TestDevice, basket_id: str) -> Any:  # kiosk.till.model.Basket
    """A basket as it stands."""
    from kiosk.till import tables

    found = tables.load_basket(device.db, basket_id)
    assert found is not None
    return found


def current(device: TestDevice) -> Shift:
    """The open shift."""
    shift = shifts.current(device.db)
    assert shift is not None
    return shift


def expected(device: TestDevice) -> int:
    """What should lie in the drawer."""
    return day.cash(device.db, current(device)).expected_minor


def all_sent(tx: Transaction) -> None:
    """Head office has everything."""
    for lane in journal.status(tx.db).values():
        journal.acknowledge(tx.db, lane.lane, lane.epoch, lane.next_seq - 1, tx.now)
