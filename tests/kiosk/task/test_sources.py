"""What happens in the shop becomes a task once, whoever notices it, and is none any more when it has settled itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.paper import tables as paper
from kiosk.paper.model import Job
from kiosk.pickup import actions as pickup
from kiosk.pricing import actions as pricing
from kiosk.pricing.guard import Claim
from kiosk.service import actions as service
from kiosk.service.model import AGAIN_AFTER
from kiosk.stock import actions as stock
from kiosk.task import actions, sources, tables
from kiosk.task.model import Task
from kiosk.worker import Transaction
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice, open_device
from tests.orders import arrives, placed


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        yield device


def look(device: TestDevice) -> list[tuple[str, str]]:
    """(matter, what it is about) of each open task after the device has looked around."""
    store = device.store
    device.do(sources.watch, store.vault, store.register)
    return [(task.matter, task.about) for task in tables.open_tasks(store.db, store.vault, store.clock())]


def only(device: TestDevice) -> Task:
    store = device.store
    (task,) = tables.open_tasks(store.db, store.vault, store.clock())
    return task


def do(device: TestDevice, action: Any, *args: Any) -> Any:  # any action, and what it gives
    store = device.store
    return device.do(action, store.vault, store.register, *args)


def test_a_call_that_nobody_answers_is_a_task_until_somebody_comes(tablet: TestDevice) -> None:
    register = tablet.store.register
    call_id = tablet.do(service.call_associate, register, "help")
    assert look(tablet) == []

    tablet.clock.now += AGAIN_AFTER
    assert look(tablet) == look(tablet) == [("assist", call_id)]
    assert only(tablet).urgent

    tablet.do(service.answer, register, call_id)
    assert look(tablet) == []


def test_paper_that_does_not_come_out_for_a_minute_is_a_task_of_its_own_device(tablet: TestDevice) -> None:
    job = Job(
        "job-1",
        "receipt",
        "receipt",
        "A0001",
        "",
        "{}",
        NOON,
        NOON + timedelta(minutes=30),
        "waiting",
        0,
        NOON,
        0,
        False,
    )
    tablet.do(lambda tx: paper.insert(tx.db, job))

    def tried(tx: Transaction) -> None:
        paper.begin(tx.db, job, 0)
        paper.set_back(tx.db, job.job_id, NOON, "paper_out", begun=False)

    tablet.do(tried)
    assert look(tablet) == []
    tablet.clock.now += sources.PRINTER_AFTER
    assert look(tablet) == [("printer", "job-1")]
    assert only(tablet).details["reason"] == "paper_out"

    tablet.do(lambda tx: paper.set_printed(tx.db, "job-1", NOON))
    assert look(tablet) == []


def test_more_sold_than_was_there_is_counted_once_a_day(tablet: TestDevice) -> None:
    device = tablet.store.device
    tablet.do(stock.move_and_tell, device, TEA, -5, "sold", "sale-1")  # four were there
    assert look(tablet) == [("count", TEA)]
    do(tablet, actions.finish, only(tablet).task_id)
    assert look(tablet) == []  # done today

    tablet.clock.pass_time(days=1)
    assert look(tablet) == [("count", TEA)]
    tablet.do(stock.move_and_tell, device, TEA, 3, "count", "c-1")
    assert look(tablet) == []


def test_what_a_picker_did_not_find_is_looked_for(tablet: TestDevice) -> None:
    tablet.do(stock.move_and_tell, tablet.store.device, WATER, -1, "short_pick", "order-1")

    assert look(tablet) == [("gap", WATER)]


def test_an_order_is_a_task_from_half_an_hour_before_it_is_promised_until_it_is_ready(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1), promised_at=NOON + timedelta(minutes=45)))
    assert look(tablet) == []

    tablet.clock.pass_time(minutes=15)
    assert look(tablet) == [("order_due", "order-1")]
    assert only(tablet).details["arg.order_id"] == "order-1"

    do_cancel(tablet)
    assert look(tablet) == []


def test_an_order_that_will_rather_be_late_is_one_urgent_task_while_somebody_can_hurry(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 6), (WATER, 9), (TEA, 4), promised_at=NOON + timedelta(minutes=40)))
    tablet.clock.pass_time(minutes=15)
    assert look(tablet) == [("order_due", "order-1")]

    tablet.clock.pass_time(minutes=20)
    assert look(tablet) == look(tablet) == [("order_risk", "order-1")]
    assert only(tablet).urgent
    do_cancel(tablet)
    assert look(tablet) == []


def do_cancel(tablet: TestDevice) -> None:
    store = tablet.store
    tablet.do(pickup.cancel, store.vault, store.device, "order-1")


def test_a_shelf_that_shows_another_price_is_looked_at_in_the_same_transaction(tablet: TestDevice) -> None:
    store = tablet.store
    claim = Claim(SERUM, 19_800, "CNY", "label", "A3")

    def check(tx: Transaction) -> None:
        pricing.check_claim(tx, claim, 22_800, 1)
        sources.noticed(tx, store.vault, store.register)
        sources.noticed(tx, store.vault, store.register)

    tablet.do(check)

    task = only(tablet)
    assert (task.matter, task.about) == ("price", SERUM)
    assert (task.details["theirs"], task.details["ours"]) == ("19800", "22800")


def test_what_somebody_has_taken_is_theirs_to_end(tablet: TestDevice) -> None:
    register = tablet.store.register
    call_id = tablet.do(service.call_associate, register, "help")
    tablet.clock.now += AGAIN_AFTER
    look(tablet)
    do(tablet, actions.take, only(tablet).task_id)

    tablet.do(service.answer, register, call_id)

    assert look(tablet) == [("assist", call_id)]
