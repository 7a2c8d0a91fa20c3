"""Hands scans and status changes to whoever started a driver, on one thread of its own, in order."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime

from hardware.scanner import OnScan, OnStatus, Scan, ScannerStatus, State

log = logging.getLogger(__name__)

CLOSE_S = 5.0


class Delivery:
    """The thread and the status of a driver whose scans come from elsewhere."""

    def __init__(self, name: str, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._clock = clock
        self._queue: queue.SimpleQueue[Scan | ScannerStatus | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.status = ScannerStatus("off", clock())

    @property
    def open(self) -> bool:
        """True between ``start`` and ``close``."""
        return self._thread is not None and not self._closed

    def start(self, on_scan: OnScan, on_status: OnStatus | None) -> None:
        """Begin. Raises: RuntimeError when begun or closed before."""
        if self._thread is not None or self._closed:
            raise RuntimeError("this scanner was started or closed before")
        self._thread = threading.Thread(target=self._run, args=(on_scan, on_status), name=self._name, daemon=True)
        self._thread.start()

    def scan(self, scan: Scan) -> None:
        """Queue a scan; does nothing when not open."""
        if self.open:
            self._queue.put(scan)

    def say(self, state: State, detail: str) -> None:
        """Change the status, and queue it."""
        self.status = ScannerStatus(state, self._clock(), detail)
        if self.open:
            self._queue.put(self.status)

    def close(self) -> None:
        """Deliver what is queued, and end. Safe to call twice, and from a callback."""
        if self._closed:
            return
        if self._thread is not None:
            self.say("off", "closed")
        self._closed = True
        self._queue.put(None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(CLOSE_S)

    def _run(self, on_scan: OnScan, on_status: OnStatus | None) -> None:
        while (message := self._queue.get()) is not None:
            try:
                if isinstance(message, Scan):
                    on_scan(message)
                elif on_status is not None:
                    on_status(message)
            except Exception:
                # The edge to code that is not ours: the next scan must still arrive.
                log.exception("what was to be done with a message of the %s failed", self._name)
