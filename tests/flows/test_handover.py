"""A bag goes through the shop: over a real broker, with every cable pulled, and through sudden deaths."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.till import actions, tables
from sync.clock import utc_now
from tests.flows.shops import Shop, ShopDevice
from tests.flows.test_pickup import order_on, state_on
from tests.headoffice.offices import MILK, OAT, SOAP, STORE
from tests.kiosk.till.neighbours import read


def units(device: ShopDevice, basket_id: str) -> list[tuple[str, int]]:
    """(gtin, units) of each line of a basket."""
    found = tables.load_basket(device.store.db, basket_id)
    return [] if found is None else [(line.gtin, line.quantity) for line in found.lines]


def hold(device: ShopDevice, basket_id: str) -> actions.Held:
    """Show its code."""
    held = device.do(actions.hold_basket, device.store.register, basket_id, device.store.basket_code)
    assert isinstance(held, actions.Held)
    return held


def knows(device: ShopDevice, other: ShopDevice) -> None:
    """Wait until the signed config names the other device's key."""
    sql = "SELECT count(*) FROM trusted_key WHERE device = ?"
    device.until(lambda: device.store.db.execute(sql, (other.name,)).fetchone()[0] > 0, f"{other.name} in the config")


def test_a_till_takes_the_bag_and_the_kiosk_hears_it_at_once(shop: Shop) -> None:
    kiosk, till = shop.stocked("kiosk-1", "shopper"), shop.stocked("till-1")
    knows(till, kiosk)
    held = hold(kiosk, kiosk.put(MILK, OAT))

    taken = till.do(actions.take_basket, till.store.register, [read(text) for text in held.codes], till.store.new_id())

    def moved() -> bool:
        found = tables.load_basket(kiosk.store.db, held.basket.basket_id)
        return found is not None and found.terms.moved_to == taken.basket_id

    assert kiosk.until(moved, "the till's word") < 5
    assert units(till, taken.basket_id) == [(MILK, 1), (OAT, 1)]


def test_with_everything_down_the_code_is_enough_and_one_bag_is_left_when_it_is_back(shop: Shop) -> None:
    kiosk, early, late = shop.stocked("kiosk-1", "shopper"), shop.stocked("till-1"), shop.stocked("till-2")
    for till in (early, late):
        knows(till, kiosk)
    basket_id = kiosk.put(MILK, OAT)
    shop.head_office.close()
    shop.broker.kill()
    held = hold(kiosk, basket_id)
    scanned = [read(text) for text in held.codes]

    first = early.do(actions.take_basket, early.store.register, scanned, early.store.new_id())
    second = late.do(actions.take_basket, late.store.register, scanned, late.store.new_id())
    late.do(actions.add_product, late.store.register, second.basket_id, SOAP)
    assert units(early, first.basket_id) == units(kiosk, basket_id)
    shop.open()

    def agreed() -> bool:
        mine = tables.load_basket(late.store.db, second.basket_id)
        return (
            mine is not None
            and mine.state == "dropped"
            and sorted(units(early, first.basket_id)) == sorted([(MILK, 1), (OAT, 1), (SOAP, 1)])
        )

    for device in (early, late):
        device.until(lambda one=device: one.health.state == "linked", "the link")  # type: ignore[misc]
    late.until(agreed, "one word about the bag", 30)


def test_a_member_s_bag_waits_at_the_kiosk_and_goes_on_at_another(shop: Shop) -> None:
    one, other = shop.stocked("kiosk-1", "shopper"), shop.stocked("kiosk-2", "shopper")
    for device in (one, other):
        device.until(lambda own=device: customers.count(own.store.db) > 0, "the members")  # type: ignore[misc]
    basket_id = one.put(MILK, SOAP)
    one.do(actions.attach_customer, one.store.register, one.store.vault, basket_id, "M1")

    one.do(actions.leave_basket, one.store.register, basket_id)
    other.until(lambda: tables.kept_for(other.store.db, "M1"), "the bag that waits")
    into = other.store.new_id()
    other.do(actions.take_kept, other.store.register, basket_id, into)

    assert units(other, into) == [(MILK, 1), (SOAP, 1)]
    one.until(lambda: not tables.kept_for(one.store.db, "M1"), "that it is gone on with")
    with pytest.raises(Refused, match=r"till\.held_no_more"):
        one.do(actions.take_kept, one.store.register, basket_id, one.store.new_id())


def test_a_member_s_bag_survives_a_sudden_stop(shop: Shop) -> None:
    kiosk = shop.stocked("kiosk-1", "shopper")
    kiosk.until(lambda: customers.count(kiosk.store.db) > 0, "the members")
    basket_id, strangers = kiosk.put(MILK), kiosk.put(OAT)
    kiosk.do(actions.attach_customer, kiosk.store.register, kiosk.store.vault, basket_id, "M1")

    kiosk.close()
    kiosk.open()

    [(kept, _, _)] = tables.kept_for(kiosk.store.db, "M1")
    assert (kept.basket_id, kept.units) == (basket_id, 1)
    forgotten = tables.load_basket(kiosk.store.db, strangers)
    assert forgotten is not None
    assert forgotten.state == "dropped"


def test_goods_that_are_fetched_later_become_an_order_as_soon_as_the_shop_is_connected(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    register = kiosk.store.register
    basket_id = kiosk.put(MILK, OAT)
    with_rule(kiosk)
    milk = next(line for line in tables.load_basket(kiosk.store.db, basket_id).lines if line.gtin == MILK)  # type: ignore[union-attr]
    kiosk.do(actions.fulfil, register, basket_id, milk.line_id, "pickup", STORE, utc_now())
    shop.broker.kill()

    before = (kiosk.on_hand(MILK), kiosk.on_hand(OAT))
    sale = kiosk.do(actions.pay_cash, register, basket_id, 10**6)
    assert (kiosk.on_hand(MILK), kiosk.on_hand(OAT)) == (before[0], (before[1] or 0) - 1)
    shop.broker.start()

    def ordered() -> list[str]:
        rows = shop.head_office.query("SELECT order_id FROM pickup_order WHERE sale = ?", sale.sale_id)
        return [row[0] for row in rows]

    kiosk.until(ordered, "the order at head office")
    [order_id] = ordered()
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order on the tablet")
    order = order_on(tablet, order_id)
    assert order is not None
    assert [(line.gtin, line.quantity) for line in order.lines] == [(MILK, 1)]


def with_rule(device: ShopDevice) -> None:
    """The shop keeps goods ready within the hour: its snapshot says so."""
    path = next(row[2] for row in device.store.db.execute("PRAGMA database_list") if row[1] == "catalogue")
    db = sqlite3.connect(path)
    db.execute("INSERT OR REPLACE INTO delivery VALUES ('pickup', 30, 60, 0, NULL, '')")
    db.commit()
    db.close()


def test_whoever_dies_at_whatever_statement_the_bag_is_neither_lost_nor_there_twice(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.doomed_handover", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    steps = {step: [one for one in found if one["step"] == step] for step in ("hold", "take", "back")}
    assert all(len(deaths) > 10 for deaths in steps.values())
    assert all(one["after"] in (["open", 2], ["parked", 2]) for one in steps["hold"])
    assert all(one["started"] == ["parked", 2] for one in steps["hold"])
    assert all((one["baskets"], one["units"]) == (1, 2) for one in steps["take"])
    assert all((one["again"] == "") == (one["before"] == 0) for one in steps["take"])
    assert all((one["old"], one["new"]) in HELD_OR_OPEN for one in steps["back"])


HELD_OR_OPEN = ((["parked", 2], ["", 0]), (["dropped", 2], ["open", 2]))
