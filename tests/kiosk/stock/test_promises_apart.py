"""The store is cut off while people buy online: what cannot be kept is named, nothing is lost in silence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from kiosk.stock import actions, tables
from kiosk.till import actions as till
from sync.headoffice import allocations, database, prices
from sync.headoffice.allocation_tables import Rule, leased, promised
from sync.headoffice.office import Office
from tests.carried import Carried
from tests.devices import NOON, STORE, Row, TestDevice, open_device
from tests.devices import ROWS as DEMO
from tests.headoffice import offices
from tests.headoffice.offices import MILK, SOAP

ROWS = (*DEMO, Row(MILK, "牛奶", "牛奶", "Milk", 1290, 12), Row(SOAP, "皂", "皂", "Soap", 890, 40))


@contextmanager
def shop(folder: Path) -> Iterator[tuple[Office, list[TestDevice], Carried]]:
    """A head office and two tills that know its counts, with nothing between them but what a test carries."""
    with ExitStack() as stack:
        office = offices.open_office(folder / "hq", NOON)
        stack.callback(office.close)
        offices.fill(office, folder / "csv")
        devices = [
            stack.enter_context(open_device(folder / name, name=name, role="till", rows=ROWS))
            for name in ("till-1", "till-2")
        ]
        # What the snapshot of the tests says is older than anything from here on.
        office.change(lambda change: change.db.execute("UPDATE counter SET value = 1000 WHERE name = 'version'"))
        office.change(lambda change: allocations.set_rule(change, STORE, "", Rule(percent=30)))
        for gtin, units in ((MILK, 12), (SOAP, 40)):
            count(office, gtin, units)
        assert office.read(database.current_version) > 1000
        carried = Carried(office, devices)
        carried.down()
        yield office, devices, carried


def count(office: Office, gtin: str, units: int) -> None:
    """Somebody at head office says how many there are."""
    office.change(lambda change: prices.change_stock(change, STORE, gtin, units))


def order(office: Office, gtin: str, units: int, order_id: str) -> bool:
    """Somebody buys online."""
    return office.change(lambda change: allocations.take(change, STORE, gtin, units, order_id))


def sell(device: TestDevice, gtin: str, units: int, basket: str) -> None:
    """Somebody holds them in their hand."""
    device.do(till.add_product, device.store.register, basket, gtin, units)
    device.do(till.pay_cash, device.store.register, basket, 10_000_000)


def on_hand(device: TestDevice, gtin: str) -> int:
    level = tables.level(device.db, gtin)
    assert level is not None
    return level.on_hand


def test_shelf_and_online_do_not_promise_the_same_unit_while_they_are_apart(tmp_path: Path) -> None:
    """Given a cut, the shelf promises what it has to promise and online sells its lease: nothing is promised twice."""
    with shop(tmp_path) as (office, devices, carried):
        kept_here = 0
        while devices[0].do(actions.keep_if_there, f"here-{kept_here}", {MILK: 1}):
            kept_here += 1
        lease = office.read(lambda db: leased(db, STORE, MILK))
        for number in range(lease):
            assert order(office, MILK, 1, f"web-{number}")

        assert kept_here + lease == 12
        carried.down()
        carried.across()


def test_the_shelf_may_take_the_lease_back_and_everybody_learns_of_it(tmp_path: Path) -> None:
    with shop(tmp_path) as (office, devices, carried):
        lease = office.read(lambda db: leased(db, STORE, MILK))
        assert office.change(lambda change: allocations.take(change, STORE, MILK, lease, "web-1"))

        sell(devices[0], MILK, 12, "b1")
        carried.up()
        carried.down()
        carried.across()

        named = office.read(lambda db: allocations.endangered(db, STORE))
        assert [(one.order_id, one.units) for one in named] == [("web-1", lease)]
        assert [on_hand(device, MILK) for device in devices] == [0, 0]


@pytest.mark.parametrize("seed", range(6))
def test_no_promise_is_broken_in_silence(tmp_path: Path, seed: int) -> None:
    """Given cuts, sales out of the hand and online orders at random, each order is covered or named after the heal."""
    rng = random.Random(seed)
    with shop(tmp_path) as (office, devices, carried):
        promises: dict[str, tuple[str, int]] = {}
        for step in range(120):
            gtin = rng.choice((MILK, SOAP))
            what = rng.random()
            if what < 0.35:
                units, order_id = rng.choice((1, 1, 2)), f"web-{step}"

                if order(office, gtin, units, order_id):
                    promises[order_id] = (gtin, units)
            elif what < 0.7:
                sell(rng.choice(devices), gtin, rng.choice((1, 1, 2, 3)), f"b{step}")
            elif what < 0.8:
                carried.up()
            elif what < 0.9:
                carried.down(rng.randrange(2))
            else:
                carried.across()
        for _ in range(2):
            carried.up()
            carried.down()
            carried.across()

        named = {one.order_id: one.units for one in office.read(lambda db: allocations.endangered(db, STORE))}
        for gtin in (MILK, SOAP):
            counts = {on_hand(device, gtin) for device in devices}
            stock = office.read(
                lambda db, gtin=gtin: db.execute(  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                    "SELECT on_hand FROM stock WHERE store = ? AND gtin = ?", (STORE, gtin)
                ).fetchone()[0]
            )
            assert counts == {stock}, "everybody counts the same"
            owed = sum(units for product, units in promises.values() if product == gtin)
            lost = sum(units for order, units in named.items() if promises[order][0] == gtin)
            assert owed == office.read(lambda db, gtin=gtin: promised(db, STORE, gtin))  # type: ignore[misc]  # as above
            assert owed - lost <= max(0, stock), "what is not named is there"
            shares = {tables.level(device.db, gtin).online for device in devices}  # type: ignore[union-attr]  # it is known
            assert shares == {max(0, office.read(lambda db, gtin=gtin: leased(db, STORE, gtin)))}  # type: ignore[misc]  # as above
