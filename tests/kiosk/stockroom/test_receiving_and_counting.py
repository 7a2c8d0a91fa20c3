"""Goods come in and are counted: on tablets that hear each other now and then, and head office not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.staff import actions as people
from kiosk.staff.model import Denied
from kiosk.stockroom import actions, tables
from kiosk.stockroom.actions import counting
from kiosk.stockroom.model import DELIVERY, Count, Delivery
from sync.clock import stamp
from tests import staff as crew
from tests.devices import GEL, NOON, SERUM, TEA, TestDevice
from tests.kiosk.stockroom.room import do, on_hand, sell, two


def sign_in(device: TestDevice, operator: str) -> None:
    found = device.do(people.sign_in, device.store.vault, operator, crew.PINS[operator])
    assert not isinstance(found, Denied)


def expected(device: TestDevice, lines: tuple[tuple[str, int], ...], delivery_id: str = "d1") -> None:
    values = {"state": "expected", "number": "LS-77", "source": "AURELLE", "lines": as_text(lines), "due": stamp(NOON)}
    do(device, records.set_fields, DELIVERY, delivery_id, values)


# ---------------------------------------------------------------- receiving


def test_goods_are_stock_from_the_moment_they_are_scanned(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3), (TEA, 2)))

    do(tablet, actions.scan_in, "d1", SERUM)
    found: Delivery = do(tablet, actions.scan_in, "d1", SERUM, 2)

    assert found.row(SERUM).state() == "fits"
    assert found.row(TEA).state() == "open"
    assert on_hand(tablet, SERUM) == 6 + 3


def test_surplus_missing_and_damaged_goods_are_told_apart(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3), (TEA, 2)))
    do(tablet, actions.scan_in, "d1", SERUM, 4)
    do(tablet, actions.scan_in, "d1", TEA, 1, damaged=True)
    do(tablet, actions.scan_in, "d1", GEL)

    found: Delivery = do(tablet, actions.close, "d1")

    assert [row.state(closed=True) for row in found.rows] == ["surplus", "missing", "unexpected"]
    assert (found.missing, found.surplus, found.damaged) == (1, 2, 1)
    assert on_hand(tablet, TEA) == 4, "what is broken is not stock"
    assert on_hand(tablet, GEL) == 1
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.scan_in, "d1", SERUM)


def test_a_wrong_scan_is_taken_back_and_never_more(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3),))
    do(tablet, actions.scan_in, "d1", SERUM, 2)
    do(tablet, actions.scan_in, "d1", SERUM, -1)

    assert on_hand(tablet, SERUM) == 7
    with pytest.raises(Refused, match=r"stockroom\.not_scanned"):
        do(tablet, actions.scan_in, "d1", SERUM, -2)
    assert on_hand(tablet, SERUM) == 7


def test_two_tablets_unpack_one_delivery_apart_and_nothing_counts_twice(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        expected(one, ((SERUM, 4), (TEA, 2)))
        carried.across()
        do(one, actions.scan_in, "d1", SERUM, 3)
        do(other, actions.scan_in, "d1", SERUM, 1)
        do(other, actions.scan_in, "d1", TEA, 2)
        carried.across()

        for device in (one, other):
            found = tables.delivery(device.db, device.store.vault, "d1")
            assert found is not None
            assert [(row.expected, row.good) for row in found.rows] == [(4, 4), (2, 2)]
            assert (on_hand(device, SERUM), on_hand(device, TEA)) == (10, 6)


def test_an_empty_delivery_is_not_closed_and_a_strange_product_not_taken_in(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3),))

    with pytest.raises(Refused, match=r"stockroom\.nothing_scanned"):
        do(tablet, actions.close, "d1")
    with pytest.raises(Refused, match=r"till\.not_for_sale"):
        do(tablet, actions.scan_in, "d1", "09999999999994")
    with pytest.raises(Refused, match=r"stockroom\.gone"):
        do(tablet, actions.scan_in, "d9", SERUM)


# ---------------------------------------------------------------- counting


def test_a_count_that_fits_is_done_and_moves_nothing(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM, TEA))
    do(tablet, actions.enter, count.count_id, SERUM, 6)
    after: Count = do(tablet, actions.enter, count.count_id, TEA, 4)

    assert after.state == "done"
    assert tablet.db.execute("SELECT count(*) FROM stock_movement").fetchone()[0] == 0


def test_what_differs_is_counted_again_and_only_that(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM, TEA))
    do(tablet, actions.enter, count.count_id, SERUM, 5)
    again: Count = do(tablet, actions.enter, count.count_id, TEA, 4)

    assert (again.state, again.asked_now) == ("again", (SERUM,))
    with pytest.raises(Refused, match=r"stockroom\.not_asked"):
        do(tablet, actions.enter, count.count_id, TEA, 4)
    done: Count = do(tablet, actions.enter, count.count_id, SERUM, 6)
    assert done.state == "done", "the second count stands"
    assert on_hand(tablet, SERUM) == 6


def test_a_difference_that_stays_is_booked_by_somebody_else(tablet: TestDevice) -> None:
    crew.hire(tablet)
    sign_in(tablet, "chen")
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 5)
    do(tablet, actions.enter, count.count_id, SERUM, 5)

    with pytest.raises(Refused, match=r"staff\.approval_needed") as asked:
        do(tablet, actions.book, count.count_id)
    assert asked.value.details["permission"] == "stock_variance"
    assert asked.value.details["amount_minor"] == 22800

    details: dict[str, Any] = dict(asked.value.details)
    words = {name: details[name] for name in ("about", "amount_minor", "percent_bp")}
    vault = tablet.store.vault
    approval = tablet.do(people.approve, vault, "stock_variance", approver="mei", pin=crew.PINS["mei"], **words)
    same = tablet.do(people.approve, vault, "stock_variance", approver="chen", pin=crew.PINS["chen"], **words)
    assert same.key == "staff.same_person"
    done: Count = do(tablet, actions.book, count.count_id, approval)

    assert (done.state, done.approved_by) == ("done", "mei")
    assert on_hand(tablet, SERUM) == 5
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.book, count.count_id)


def test_a_second_person_may_book_with_their_own_right(tablet: TestDevice) -> None:
    crew.hire(tablet)
    sign_in(tablet, "lin")
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 8)
    do(tablet, actions.enter, count.count_id, SERUM, 8)
    sign_in(tablet, "mei")

    done: Count = do(tablet, actions.book, count.count_id)

    assert (done.approved_by, on_hand(tablet, SERUM)) == ("mei", 8)


def test_sales_between_counting_and_booking_do_not_disturb(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 4)
    do(tablet, actions.enter, count.count_id, SERUM, 4)
    sell(tablet, SERUM, 2)

    do(tablet, actions.book, count.count_id)

    assert on_hand(tablet, SERUM) == 6 - 2 - 2


def test_only_the_device_that_counted_books(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        count: Count = do(one, actions.ask_count, (SERUM,))
        do(one, actions.enter, count.count_id, SERUM, 4)
        do(one, actions.enter, count.count_id, SERUM, 4)
        carried.across()

        with pytest.raises(Refused, match=r"stockroom\.other_device"):
            do(other, actions.book, count.count_id)
        do(one, actions.book, count.count_id)
        carried.across()

        assert (on_hand(one, SERUM), on_hand(other, SERUM)) == (4, 4)


def test_an_unbelievable_difference_is_counted_anew(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 60)
    do(tablet, actions.enter, count.count_id, SERUM, 60)

    anew: Count = do(tablet, counting.count_anew, count.count_id)

    assert (anew.state, anew.asked_now) == ("again", (SERUM,))


def test_a_count_of_nothing_or_of_too_much_is_refused(tablet: TestDevice) -> None:
    with pytest.raises(Refused, match=r"stockroom\.nothing_to_count"):
        do(tablet, actions.ask_count, ())
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    for units in (-1, 10_000):
        with pytest.raises(Refused, match=r"stockroom\.too_many"):
            do(tablet, actions.enter, count.count_id, SERUM, units)
