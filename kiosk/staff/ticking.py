"""Counts the seconds in which the program runs, by a clock that nobody can set, for waits and approvals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.staff import actions
from kiosk.worker import Worker

EVERY_S = 5.0
"""A crash gives at most so many seconds back to a wait: it is never shorter than it should be."""


class Ticking:
    """Tells the worker how much running time has passed. `now` gives seconds that never go back."""

    def __init__(self, worker: Worker, *, every_s: float = EVERY_S, now: Callable[[], float] = time.monotonic) -> None:
        self._worker = worker
        self._every_s = every_s
        self._now = now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="staff-time", daemon=True)

    def start(self) -> None:
        """Begin to count."""
        self._thread.start()

    def close(self) -> None:
        """Stop. May be called twice."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        counted = self._now()
        while not self._stop.wait(self._every_s):
            whole = int(self._now() - counted)
            if whole > 0:
                counted += whole
                self._worker.submit(actions.time_passed, whole)
