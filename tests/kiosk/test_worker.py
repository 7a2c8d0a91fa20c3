"""One writing thread: all of an action or nothing of it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.till import actions, tables
from kiosk.worker import Transaction, Worker
from tests.devices import SERUM, TestDevice, open_device


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


def test_what_is_still_done_while_it_closes_can_see_that_it_begins_nothing_more(device: TestDevice) -> None:
    worker, seen = device.store.worker, []
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        begun.set()
        go_on.wait(10)

    worker.after_commit = lambda tx: seen.append(worker.closing)
    worker.promise(lambda tx: None).result()
    worker.promise(slow)
    begun.wait(10)
    closing = threading.Thread(target=worker.close)
    closing.start()
    while not worker.closing:
        pass
    go_on.set()
    closing.join()

    assert seen == [False, True]


def test_a_closed_worker_takes_nothing_more(device: TestDevice) -> None:
    device.store.worker.close()
    device.store.worker.close()

    with pytest.raises(RuntimeError):
        device.store.worker.submit(lambda tx: None)


def test_whoever_comes_while_it_closes_is_served_or_turned_away_and_never_waits_for_ever(tmp_path: Path) -> None:
    for _ in range(5):
        with open_device(tmp_path / "till", name="till-1", role="till") as device:
            worker = device.store.worker
            answers: list[Future[None]] = []

            def knock(worker: Worker = worker, answers: list[Future[None]] = answers) -> None:
                with suppress(RuntimeError):
                    while True:
                        answers.append(worker.promise(_nothing))

            guests = [threading.Thread(target=knock, daemon=True) for _ in range(3)]
            for guest in guests:
                guest.start()
            worker.close()
            for guest in guests:
                guest.join(timeout=5)

            assert not any(guest.is_alive() for guest in guests)
            assert all(answer.done() for answer in answers)


def _nothing(_tx: Transaction) -> None:
    """An action that changes nothing."""
