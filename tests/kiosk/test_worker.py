"""One writing thread: all of an action or nothing of it."""

from __future__ import annotations

import threading

import pytest

from kiosk.errors import Refused
from kiosk.till import actions, tables
from kiosk.worker import Transaction
from tests.devices import SERUM, TestDevice


def test_a_refused_action_leaves_no_trace(device: TestDevice) -> None:
    def half(tx: Transaction) -> None:
        actions.add_product(tx, device.store.register, "b1", SERUM)
        raise Refused("till.empty")

    with pytest.raises(Refused):
        device.do(half)

    assert tables.load_basket(device.db, "b1") is None
    assert device.changed == []


def test_a_fault_goes_to_who_asked_and_the_worker_works_on(device: TestDevice) -> None:
    heard: list[Exception] = []

    def broken(tx: Transaction) -> None:
        raise ZeroDivisionError

    device.store.worker.submit(broken, failed=heard.append)
    basket = device.do(actions.add_product, device.store.register, "b1", SERUM)

    assert [type(error) for error in heard] == [ZeroDivisionError]
    assert basket.units == 1


def test_done_is_told_on_the_main_loop_and_not_on_the_workers_thread(device: TestDevice) -> None:
    threads: list[str] = []
    device.store.worker.submit(lambda tx: None, done=lambda _: threads.append(threading.current_thread().name))
    device.do(lambda tx: None)

    assert threads == [threading.main_thread().name]


def test_screens_hear_of_the_topics_after_the_commit(device: TestDevice) -> None:
    device.do(actions.add_product, device.store.register, "b1", SERUM)

    assert device.changed == [frozenset({"basket"})]


def test_a_closed_worker_takes_nothing_more(device: TestDevice) -> None:
    device.store.worker.close()
    device.store.worker.close()

    with pytest.raises(RuntimeError):
        device.store.worker.submit(lambda tx: None)
