"""The one door to the main loop."""

import threading
import time
from collections.abc import Iterator

import pytest

from kiosk.ui import mainloop
from tests.ui import Ui, ui

__all__ = ["ui"]


@pytest.fixture
def closed() -> Iterator[None]:
    mainloop.close()
    mainloop.drain()
    yield
    mainloop.drain()
    mainloop.start()


def test_calls_wait_until_somebody_drains_them(closed: None) -> None:
    heard: list[int] = []

    for number in range(3):
        mainloop.post(heard.append, number)

    assert heard == []
    assert mainloop.drain() is False
    assert heard == [0, 1, 2]


def test_a_full_queue_is_left_for_the_next_frame(closed: None) -> None:
    for _ in range(5):
        mainloop.post(time.sleep, 0.003)

    assert mainloop.drain(0.004) is True
    assert mainloop.drain() is False


def test_a_fault_is_told_and_does_not_stop_the_others(closed: None) -> None:
    faults: list[Exception] = []
    heard: list[str] = []
    mainloop.start(faults.append)
    mainloop.post(lambda: 1 // 0)
    mainloop.post(heard.append, "after")

    mainloop.drain()
    mainloop.close()

    assert [type(fault) for fault in faults] == [ZeroDivisionError]
    assert heard == ["after"]


def test_what_other_threads_post_runs_between_frames_on_this_one(ui: Ui) -> None:
    where: list[threading.Thread] = []
    threads = [
        threading.Thread(target=lambda: mainloop.post(lambda: where.append(threading.current_thread())))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()

    ui.until(lambda: len(where) == 8)

    assert set(where) == {threading.current_thread()}
