"""A shift from its float to its Z: what is in the drawer, who counts it, and that it can always be closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.shift import actions, tables
from kiosk.shift.report import Report
from kiosk.staff import actions as staff
from kiosk.till import day
from sync import messages
from tests.devices import NOON, TEA, WATER, TestDevice, open_device
from tests.kiosk.shift.days import current, expected, sell
from tests.orders import believe_head_office
from tests.staff import PINS, hire


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


# Opening.


def test_the_first_sale_opens_a_shift_by_itself_and_the_next_ones_write_nothing_more(device: TestDevice) -> None:
    first = sell(device, WATER)
    second = sell(device, TEA)

    assert first.shift_id == second.shift_id == current(device).shift_id
    assert current(device).by_itself
    assert len(facts(device, messages.ShiftOpened)) == 1


def test_a_float_is_counted_by_denomination(device: TestDevice) -> None:
    device.do(actions.open_shift, device.store.register, 0, pieces={"note:10000": 3, "coin:100": 20})

    assert current(device).float_minor == 32_000
    assert expected(device) == 32_000


def test_the_float_of_a_shift_that_began_by_itself_can_be_counted_later_but_once(device: TestDevice) -> None:
    sell(device, TEA)
    device.do(actions.open_shift, device.store.register, 50_000)

    assert expected(device) == 51_800
    with pytest.raises(Refused, match=r"shift\.already_open"):
        device.do(actions.open_shift, device.store.register, 1)


def test_two_shifts_are_never_open_at_once(device: TestDevice) -> None:
    device.do(actions.open_shift, device.store.register, 100)

    with pytest.raises(Refused, match=r"shift\.already_open"):
        device.do(actions.open_shift, device.store.register, 100)


@pytest.mark.parametrize("amount", [-1, 10**13])
def test_a_float_that_cannot_be_is_refused(device: TestDevice, amount: int) -> None:
    with pytest.raises(Refused, match=r"shift\.bad_amount"):
        device.do(actions.open_shift, device.store.register, amount)

    assert tables.current(device.db) is None


# Cash in and out.


def test_every_movement_changes_what_should_be_in_the_drawer_and_is_told(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 50_000)
    for kind, amount, reason in (
        ("paid_in", 10_000, "change_fund"),
        ("paid_out", 3_000, "courier"),
        ("drop", 20_000, "full_drawer"),
        ("pickup", 5_000, "bank"),
        ("float", 1_000, "counted"),
    ):
        device.do(actions.move, register, kind, amount, reason)
    device.do(actions.no_sale, register, "give_change")

    assert expected(device) == 50_000 + 10_000 - 3_000 - 20_000 - 5_000 + 1_000
    told = facts(device, messages.CashMoved)
    assert [one.kind for one in told] == ["paid_in", "paid_out", "drop", "pickup", "float", "no_sale"]


@pytest.mark.parametrize(
    ("kind", "amount", "reason", "key"),
    [
        ("paid_out", 0, "courier", "bad_amount"),
        ("paid_out", -5, "courier", "bad_amount"),
        ("paid_out", 10**12, "courier", "bad_amount"),
        ("paid_out", 100, "", "no_reason"),
        ("drop", 100, "courier", "no_reason"),
        ("no_sale", 0, "bank", "no_reason"),
    ],
)
def test_a_movement_that_cannot_be_meant_leaves_no_trace(
    device: TestDevice, kind: Any, amount: int, reason: str, key: str
) -> None:
    with pytest.raises(Refused, match=rf"shift\.{key}"):
        device.do(actions.move, device.store.register, kind, amount, reason)

    assert tables.current(device.db) is None
    assert facts(device, messages.CashMoved) == []


# Counting.


def test_a_count_that_fits_is_done_at_once(device: TestDevice) -> None:
    device.do(actions.open_shift, device.store.register, 10_000)
    sell(device, TEA)

    counted = device.do(day.count, device.store.register, 11_800)

    assert counted.fits
    assert close(device).variance_minor == 0


def test_a_count_that_does_not_fit_is_asked_for_once_more_and_then_named(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 10_000)
    first = device.do(day.count, register, 9_000)
    second = device.do(day.count, register, 9_500)

    assert first.again
    assert not second.again
    with pytest.raises(Refused, match=r"shift\.counted_twice"):
        device.do(day.count, register, 10_000)
    with pytest.raises(Refused, match=r"shift\.no_variance_reason"):
        close(device)
    report = close(device, "change_error")
    assert (report.counted_minor, report.variance_minor, report.variance_reason) == (9_500, -500, "change_error")


def test_cash_that_moves_after_the_count_is_named_and_may_be_counted_anew(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 10_000)
    device.do(day.count, register, 10_000)
    sell(device, TEA)

    left = day.report(device.db, register, current(device), NOON).leftovers
    assert [(one.kind, one.amount_minor) for one in left if one.kind == "old_count"] == [("old_count", 1_800)]

    device.do(day.count, register, 11_800)
    assert "old_count" not in kinds(close(device))


def test_a_card_sale_after_the_count_does_not_make_it_old(device: TestDevice) -> None:
    device.do(actions.open_shift, device.store.register, 10_000)
    device.do(day.count, device.store.register, 10_000)
    sell(device, TEA, by="card")

    assert "old_count" not in kinds(close(device))


def test_opening_the_drawer_to_count_it_gives_nobody_a_third_try(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.open_shift, register, 10_000)
    for counted in (9_000, 9_100):
        device.do(actions.open_to_count, register)
        device.do(day.count, register, counted)

    with pytest.raises(Refused, match=r"shift\.counted_twice"):
        device.do(day.count, register, 10_000)
    assert close(device, "unknown").turnover.no_sales == 0


# Who may.


@pytest.fixture
def staffed(device: TestDevice) -> TestDevice:
    """A till with operators; the cashier Lin has signed in."""
    device.store.register = replace(device.store.register, sign_in="required")
    believe_head_office(device)
    hire(device)
    device.do(staff.sign_in, device.store.vault, "lin", PINS["lin"])
    return device


def test_money_leaves_the_drawer_only_with_the_word_of_somebody_who_may(staffed: TestDevice) -> None:
    register, vault = staffed.store.register, staffed.store.vault
    with pytest.raises(Refused, match=r"staff\.approval_needed"):
        staffed.do(actions.move, register, "paid_out", 5_000, "courier")
    asked = {"about": "paid_out", "amount_minor": 5_000}
    word = staffed.do(staff.approve, vault, "paid_out", approver="chen", pin=PINS["chen"], **asked)

    moved = staffed.do(actions.move, register, "paid_out", 5_000, "courier", approval=word)

    assert moved.operator == "lin"
    with pytest.raises(Refused, match=r"staff\.approval_void"):
        staffed.do(actions.move, register, "paid_out", 5_000, "courier", approval=word)


def test_a_cashier_counts_and_closes_alone_and_reads_no_x_before(staffed: TestDevice) -> None:
    register = staffed.store.register
    staffed.do(actions.open_shift, register, 10_000)
    with pytest.raises(Refused, match=r"staff\.approval_needed"):
        staffed.do(day.x_report, register)
    staffed.do(day.count, register, 10_000)

    report = close(staffed)

    assert (report.operator, report.operator_name, report.variance_minor) == ("lin", "林晓", 0)


def test_nobody_moves_cash_before_signing_in(staffed: TestDevice) -> None:
    staffed.do(staff.sign_out)

    with pytest.raises(Refused, match=r"staff\.sign_in_first"):
        staffed.do(actions.no_sale, staffed.store.register, "give_change")
