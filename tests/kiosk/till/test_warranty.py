"""Warranty: what of a sale is covered until when, for own sales and for those that another till copied here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.till import actions, tables, warranty
from kiosk.till.actions import Wanted, copying
from kiosk.till.model import Sale
from kiosk.till.model.returning import Origin
from kiosk.till.tables import returning
from sync import messages
from sync.formats import months
from tests.devices import GEL, SERUM, TEA, TestDevice, open_device
from tests.kiosk.till.test_needs import ASKS
from tests.kiosk.till.tills import BOOK, put_book


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path / "one", name="till-1", role="till") as device:
        put_book(device, ASKS)
        yield device


def origin_of(device: TestDevice, sale_id: str) -> Origin:
    found = tables.load_origin(device.db, sale_id, device.store.device)
    assert found is not None
    return found


def covers(device: TestDevice, sale_id: str) -> list[tuple[str, date | None, str, date | None, str, int]]:
    found = warranty.of_sale(device.db, origin_of(device, sale_id), device.clock())
    return [(one.gtin, one.until, one.plan_gtin, one.plan_until, one.serial, one.units) for one in found]


def sell(till: TestDevice) -> Sale:
    """A serum with a plan, and tea that nobody warrants."""
    register = till.store.register
    line = till.do(actions.add_product, register, "b1", SERUM).lines[0]
    till.do(actions.set_particulars, register, "b1", line.line_id, serial="SN-77")
    till.do(actions.attach_plan, register, "b1", line.line_id, GEL)
    tea = till.do(actions.add_product, register, "b1", TEA).lines[-1]
    till.do(actions.set_particulars, register, "b1", tea.line_id, age_checked=18)
    made = till.do(actions.pay_cash, register, "b1", 10**6)
    assert isinstance(made, Sale)
    return made


def test_goods_are_covered_for_the_months_of_the_book_that_they_were_sold_under(till: TestDevice) -> None:
    sale = sell(till)
    put_book(till, BOOK)

    assert covers(till, sale.sale_id) == [
        (SERUM, date(2028, 11, 21), GEL, date(2027, 11, 21), "SN-77", 1),
        (TEA, None, "", None, "", 1),
    ]
    first = warranty.of_sale(till.db, origin_of(till, sale.sale_id), till.clock())[0]
    assert (first.covers(date(2028, 11, 21)), first.covers(date(2028, 11, 22))) == (True, False)


def test_what_came_back_is_covered_no_more(till: TestDevice) -> None:
    sale = sell(till)
    register = till.store.register
    plan = next(line for line in sale.lines if line.kind == "plan")
    till.do(actions.take, register, "b2", sale.sale_id, [Wanted(plan.line_id, 1)])
    till.do(actions.refund, register, "b2")
    assert covers(till, sale.sale_id)[0][2:4] == ("", None)

    serum = next(line for line in sale.lines if line.gtin == SERUM)
    till.do(actions.take, register, "b3", sale.sale_id, [Wanted(serum.line_id, 1)])
    till.do(actions.refund, register, "b3")

    assert [one[0] for one in covers(till, sale.sale_id)] == [TEA]


def test_another_till_says_the_same_of_a_sale_that_it_holds_a_copy_of(till: TestDevice, tmp_path: Path) -> None:
    sale = sell(till)
    with open_device(tmp_path / "two", name="till-2", role="till") as other:
        put_book(other, ASKS)
        copy = messages.SaleCopied(device="till-1", sale=returning.as_copy(sale), at=till.clock())
        other.do(copying.on_copied(other.store.register), copy)

        assert covers(other, sale.sale_id) == covers(till, sale.sale_id)


@pytest.mark.parametrize(
    ("day", "length", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 12, 1), 25, date(2029, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: date, length: int, last: date) -> None:
    assert months.after(day, length) == last
