"""Random days: whatever happens at a till, the drawer and the Z add up, and every sale is in exactly one shift."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.shift import actions, tables
from kiosk.shift.model import REASONS, SIGN
from kiosk.till import actions as till
from kiosk.till import day
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.shift.days import expected, put_in, sell

GOODS = st.lists(st.sampled_from([WATER, TEA, SERUM, GEL]), min_size=1, max_size=3)
MOVES = st.sampled_from(["paid_in", "paid_out", "drop", "pickup", "float"])
STEP = st.one_of(
    st.tuples(st.just("sell"), GOODS, st.sampled_from(["cash", "cash", "card"])),
    st.tuples(st.just("return"), st.integers(0, 5)),
    st.tuples(st.just("move"), MOVES, st.integers(1, 50_000)),
    st.tuples(st.just("part"), GOODS, st.integers(1, 200)),
    st.tuples(st.just("clock"), st.integers(-40, 40)),
    st.tuples(st.just("close"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def device(session_folder: Path) -> Iterator[TestDevice]:
    with open_device(session_folder / "random-days", name="till-1", role="till") as found:
        yield found


class Book:
    """The day as somebody with a pencil would keep it."""

    def __init__(self, device: TestDevice) -> None:
        self.device = device
        self.sales: list[Any] = []
        self.drawer = 0
        self.begun = False

    def do(self, step: tuple[Any, ...]) -> None:
        register = self.device.store.register
        match step:
            case ("sell", goods, by):
                self.sold(sell(self.device, *goods, by=by))
            case ("return", nth):
                mine = [sale for sale in self.sales if sale.total.minor > 0]
                if mine:
                    sale = mine[nth % len(mine)]
                    self.sales.remove(sale)
                    self.back(sale)
            case ("move", kind, amount):
                self.device.do(actions.move, register, kind, amount, REASONS[kind][0])
                self.drawer += SIGN[kind] * amount
                self.begun = True
            case ("part", goods, amount):
                self.device.do(till.tender_cash, register, put_in(self.device, *goods), amount)
                self.drawer += amount
            case ("clock", hours):
                self.device.clock.pass_time(hours=hours)
            case ("close",) if self.begun:
                self.close()

    def sold(self, sale: Any) -> None:
        self.sales.append(sale)
        self.begun = True
        self.drawer += sum(one.amount.minor for one in sale.tenders if one.kind == "cash")

    def back(self, sale: Any) -> None:
        made = self.device.do(till.return_line, self.device.store.register, sale.sale_id, sale.lines[0].line_id, 1)
        self.drawer += sum(one.amount.minor for one in made.tenders if one.kind == "cash")

    def close(self) -> None:
        if expected(self.device) >= 0:  # nobody can count less than nothing
            self.device.do(day.count, self.device.store.register, expected(self.device))
        assert expected(self.device) == self.drawer
        report = self.device.do(day.close, self.device.store.register)
        sold = report.turnover
        rows = self.device.db.execute(
            "SELECT count(*), coalesce(sum(total_minor), 0) FROM sale WHERE shift_id = ?", (report.shift_id,)
        ).fetchone()
        assert (sold.sales, sold.total_minor) == tuple(rows)
        assert sum(one.amount_minor for one in report.tenders) == sold.total_minor
        assert (
            sold.gross_minor - sold.reductions_minor + sold.tax_added_minor + sold.returns_minor + sold.voids_minor
            == sold.total_minor
        )
        assert sum(one.count for one in report.numbers) == sold.sales
        assert report.missing == 0
        assert report.variance_minor in (0, None)
        self.drawer, self.begun = 0, False


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=12))
def test_the_drawer_and_the_z_add_up_on_any_day(device: TestDevice, steps: list[tuple[Any, ...]]) -> None:
    book = Book(device)
    for step in steps:
        book.do(step)
    sell(device, WATER)  # there is always a shift to close
    book.begun, book.drawer = True, book.drawer + 250
    book.close()

    assert tables.current(device.db) is None
    lost = device.db.execute(
        "SELECT count(*) FROM sale WHERE shift_id NOT IN (SELECT shift_id FROM z_report)"
    ).fetchone()[0]
    closed = tables.recent_z(device.db, 10_000)
    assert lost == 0
    assert sum(one.turnover.sales for one in closed) == device.db.execute("SELECT count(*) FROM sale").fetchone()[0]
    assert sorted(one.number for one in closed) == list(range(1, len(closed) + 1))
