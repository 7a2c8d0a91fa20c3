"""Closing a shift: the Z says what the sales say, names what is left over, and cannot be prevented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.shift import actions, tables
from kiosk.shift.report import Report
from kiosk.till import actions as till
from kiosk.till import day
from kiosk.till import tables as sales
from kiosk.worker import Transaction
from sync import journal, messages
from sync.formats.shift_digest import DigestSale, digest
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.shift.days import all_sent, current, expected, put_in, sell


@pytest.fixture
def device(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as found:
        yield found


def close(device: TestDevice, reason: str = "") -> Report:
    report = device.do(
        day.close, device.store.register, variance_reason=reason, seal=device.store.receipt_code, operator="OP1"
    )
    assert isinstance(report, Report)
    return report


def facts(device: TestDevice, kind: type[messages.Message]) -> list[Any]:
    rows = device.db.execute("SELECT json_extract(body, '$.data') FROM journal WHERE type = ? ORDER BY n", (kind.TYPE,))
    return [messages.decode(kind.TYPE, row[0].encode()) for row in rows]


def kinds(report: Report) -> list[str]:
    return [one.kind for one in report.leftovers]


def test_a_z_says_what_the_sales_say(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 20_000)
    made = [sell(device, WATER, TEA), sell(device, SERUM, by="card"), sell(device, TEA)]
    back = device.do(till.return_line, register, made[0].sale_id, made[0].lines[1].line_id, 1)
    report = close(device)

    sold = report.turnover
    assert sold.sales == 4
    assert sold.gross_minor == 250 + 1_800 + 22_800 + 1_800
    assert (sold.returns, sold.returns_minor) == (1, -1_800)
    assert sold.total_minor == sum(sale.total.minor for sale in [*made, back]) == 24_850
    assert {one.kind: one.amount_minor for one in report.tenders} == {"cash": 2_050, "card": 22_800}
    assert report.cash.expected_minor == 20_000 + 2_050
    assert [(one.series, one.first, one.last, one.count, one.missing) for one in report.numbers] == [("A", 1, 4, 4, 0)]
    every = [
        DigestSale(one.number.business_date, "A", one.number.sequence, one.sale_id, one.total.minor)
        for one in [*made, back]
    ]
    assert report.digest == digest(every)
    told = facts(device, messages.ShiftClosed)[0]
    assert (told.digest, told.total_minor, told.cash.expected_minor) == (report.digest, 24_850, 22_050)
    assert told.seal == report.seal != ""


def test_an_x_changes_nothing(device: TestDevice) -> None:
    device.do(actions.open_shift, device.store.register, 20_000)
    sell(device, TEA)
    rows = device.db.execute("SELECT count(*) FROM journal").fetchone()[0]

    report = device.do(day.x_report, device.store.register)

    assert (report.number, report.cash.expected_minor) == (0, 21_800)
    assert device.db.execute("SELECT count(*) FROM journal").fetchone()[0] == rows
    assert current(device).state == "open"


def unfinished_payment(device: TestDevice) -> None:
    device.do(till.open_tender, device.store.register, put_in(device, SERUM))


def parked_basket(device: TestDevice) -> None:
    device.do(till.park, device.store.register, put_in(device, TEA))


def half_paid(device: TestDevice) -> None:
    device.do(till.tender_cash, device.store.register, put_in(device, SERUM), 5_000)


def receipts_without_paper(device: TestDevice) -> None:
    from kiosk.paper import actions as papers
    from kiosk.paper.layout import Line, Paper
    from kiosk.paper.model import Routes

    routes = Routes((("desk", frozenset()),))
    device.do(papers.enqueue, routes, "receipt", "A0001", Paper("en", (Line("hello"),)), about="s1")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (unfinished_payment, "open_payment"),
        (parked_basket, "parked_basket"),
        (half_paid, "open_basket"),
        (receipts_without_paper, "unprinted"),
        (lambda device: device.clock.pass_time(hours=30), "late"),
        (lambda device: None, "not_counted"),
        (lambda device: None, "unsent"),
    ],
)
def test_a_shift_closes_in_every_state_and_says_what_is_left_over(device: TestDevice, state: Any, kind: str) -> None:
    device.do(actions.open_shift, device.store.register, 1_000)
    sell(device, WATER)
    state(device)

    report = close(device)

    assert kind in kinds(report)
    assert tables.current(device.db) is None
    assert kind in [one.kind for one in facts(device, messages.ShiftClosed)[0].leftovers]


def test_all_of_it_at_once_is_carried_to_the_next_shift_until_it_is_settled(device: TestDevice) -> None:
    register = device.store.register
    for trouble in (unfinished_payment, parked_basket, half_paid, receipts_without_paper):
        trouble(device)
    sell(device, WATER)
    first = close(device)

    sell(device, WATER)
    second = day.report(device.db, register, current(device), NOON)
    named = {(one.kind, one.what) for one in first.leftovers if one.what}
    assert {(one.kind, one.what) for one in second.leftovers if one.carried} == named
    assert len(named) == 4  # the basket whose payment is open is one of them

    for basket, _device, _at in sales.parked(device.db, "CNY"):
        device.do(till.drop_basket, register, basket.basket_id)
    third = day.report(device.db, register, current(device), NOON)
    assert "parked_basket" not in kinds(third)


def test_cash_of_a_basket_that_is_not_paid_in_full_is_neither_lost_nor_counted_twice(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 10_000)
    basket_id = put_in(device, SERUM)
    device.do(till.tender_cash, register, basket_id, 5_000)
    assert expected(device) == 15_000
    device.do(day.count, register, 15_000)
    assert close(device).variance_minor == 0

    device.do(actions.open_shift, register, 15_000)  # what lay there overnight is the float of the morning
    assert expected(device) == 15_000
    device.do(till.tender_cash, register, basket_id, 17_800)

    assert expected(device) == 15_000 + 17_800


def test_closing_twice_is_refused_and_the_z_stays_as_it_was(device: TestDevice) -> None:
    sell(device, WATER)
    report = close(device)

    with pytest.raises(Refused, match=r"shift\.none_open"):
        close(device)
    assert tables.load_z(device.db, report.shift_id) == report


def test_unsent_facts_are_counted_in_the_z(device: TestDevice) -> None:
    sell(device, WATER)
    device.do(all_sent)
    assert "unsent" not in kinds(close(device))

    sell(device, WATER)
    again = close(device)
    assert again.unsent == device.db.execute(
        "SELECT sum(next_seq - 1 - acked) FROM stream"
    ).fetchone()[0] - 1  # the Z itself comes after it  # fmt: skip


# Days, clocks, numbers.


def test_a_shift_over_midnight_belongs_to_its_business_date(device: TestDevice) -> None:
    device.clock.now = NOON + timedelta(hours=11)  # eleven in the evening
    before = sell(device, WATER)
    device.clock.pass_time(hours=2)
    after = sell(device, WATER)
    report = close(device)

    assert before.number.business_date == after.number.business_date == report.business_date
    assert "late" not in kinds(report)
    assert len(report.numbers) == 1


def test_a_shift_that_nobody_closed_holds_the_numbers_of_both_days(device: TestDevice) -> None:
    sell(device, WATER)
    device.clock.pass_time(days=1)
    sell(device, WATER)
    report = close(device)

    assert [(one.first, one.last, one.count, one.missing) for one in report.numbers] == [(1, 1, 1, 0), (1, 1, 1, 0)]
    assert [one.count for one in report.leftovers if one.kind == "late"] == [1]


def test_a_clock_that_is_set_back_does_not_change_the_order(device: TestDevice) -> None:
    names = []
    for step in (0, -1, 3, -2):
        device.clock.now = NOON + timedelta(days=step)
        sell(device, WATER)
        names.append(close(device).z_name)

    assert names == ["A0001", "A0002", "A0003", "A0004"]
    assert [one.z_name for one in tables.recent_z(device.db)] == names[::-1]


def test_a_restored_disk_numbers_its_z_reports_in_a_series_of_its_own(device: TestDevice) -> None:
    sell(device, WATER)
    close(device)
    sell(device, WATER)

    def restored(tx: Transaction) -> None:
        journal.start_epoch(tx.db, new_id=tx.new_id, now=tx.now, reason="a copy")

    device.do(restored)
    sell(device, WATER)
    report = close(device)

    assert report.z_name == "B0001"
    assert [(one.series, one.first, one.last, one.missing) for one in report.numbers] == [
        ("A", 2, 2, 0),
        ("B", 1, 1, 0),
    ]


def test_a_sale_that_vanished_from_the_disk_is_told(device: TestDevice) -> None:
    made = [sell(device, WATER) for _ in range(3)]

    def tamper(tx: Transaction) -> None:
        for table in ("tender", "sale_line", "sale"):
            tx.db.execute(f"DELETE FROM {table} WHERE sale_id = ?", (made[1].sale_id,))

    device.do(tamper)
    report = close(device)

    assert report.missing == 1
    assert kinds(report)[0] == "missing"


def test_sales_in_training_are_in_no_shift(device: TestDevice) -> None:
    store = device.store
    basket_id = put_in(device, TEA)
    device.do(till.set_terms, store.register, basket_id, training=True)
    device.do(till.tender_cash, store.register, basket_id, 100)

    assert tables.current(device.db) is None
    sell(device, WATER)
    report = close(device)
    assert (report.turnover.sales, report.cash.held_minor) == (1, 0)
