"""Waits for what another thread will do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from hardware.scanner import Scan, ScannerStatus

PATIENCE_S = 30.0
"""Far more than anything here takes; a busy machine may need it."""


def wait_until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Return when the condition holds, fail when it does not come to."""
    ends = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.005)


class Heard:
    """Collects what a scanner reports."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.statuses: list[ScannerStatus] = []
        self.threads: set[str] = set()

    def scan(self, scan: Scan) -> None:
        """Take a scan."""
        self.threads.add(threading.current_thread().name)
        self.scans.append(scan)

    def status(self, status: ScannerStatus) -> None:
        """Take a status."""
        self.statuses.append(status)

    @property
    def texts(self) -> list[str]:
        """What was scanned, in order."""
        return [scan.text for scan in self.scans]

    @property
    def states(self) -> list[str]:
        """The states it went through, in order."""
        return [status.state for status in self.statuses]
