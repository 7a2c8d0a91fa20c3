"""Calls things after a while, on one thread of its own: what drivers and desks use instead of sleeping."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)


class Alarm(Protocol):
    """Time that passes, and what is to happen in it. Tests hand in one that they wind on by hand."""

    def now(self) -> float:
        """Seconds that only grow; never set back by anybody."""

    def after(self, delay_s: float, act: Callable[[], object]) -> None:
        """Call `act` once, `delay_s` from now or as soon after as possible; those of the same moment in order."""


class Later:
    """The real one. What is not due when it is closed never happens."""

    def __init__(self, name: str = "later") -> None:
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin. May be called once."""
        self._thread.start()

    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def after(self, delay_s: float, act: Callable[[], object]) -> None:
        """Call `act` on this thread when its time has come."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + max(0.0, delay_s), next(self._count), act))
            self._changed.notify()

    def close(self) -> None:
        """Stop. Safe to call twice, and from what it calls."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while (act := self._next()) is not None:
            try:
                act()
            except Exception:  # the thread's edge: one call that fails must not take those after it along
                log.exception("a call that was due failed")

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None
