"""A till that has sold for years: what is asked of one sale or one shift never reads all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.till import actions, tables
from kiosk.till.tables import shifts
from kiosk.verify import tables as proofs
from tests.devices import SERUM, TestDevice

QUESTIONS: dict[str, Callable[[TestDevice, str], object]] = {
    "a sale": lambda device, sale_id: tables.load_sale(device.db, sale_id),
    "the sales of a shift": lambda device, _: list(tables.of_shift(device.db, "shift-1")),
    "what a shift turned over": lambda device, _: shifts.turnover(device.db, "shift-1"),
    "more back than sold": lambda device, _: list(proofs.returned_beyond_sold(device.db)),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_goes_by_an_index(device: TestDevice, name: str) -> None:
    register = device.store.register
    device.do(actions.add_product, register, "basket-1", SERUM)
    device.do(actions.pay_cash, register, "basket-1", 10**6)
    asked: list[str] = []
    device.db.set_trace_callback(asked.append)
    QUESTIONS[name](device, "basket-1")
    device.db.set_trace_callback(None)

    # As it was asked, with gaps: of a value that is written out SQLite would know more than of one that is bound.
    gaps = [sql.replace("'shift-1'", ":shift") for sql in asked]
    plans = [row[3] for sql in gaps for row in device.db.execute(f"EXPLAIN QUERY PLAN {sql}", {"shift": "shift-1"})]

    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan and "CONSTANT" not in plan] == []
