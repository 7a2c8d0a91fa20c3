"""A cash drawer on a receipt printer's plug: the printer sends its pulse and reads its sensor."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Literal

from hardware.cash_drawer import DrawerFailed, DrawerStatus, State
from hardware.printer import Pin, Printer, PrintFailed

Level = Literal["high", "low", "unknown"]

SPRING_S = 1.0
"""A drawer that has its pulse is open within half a second."""

PAUSE_S = 0.1


class PrinterDrawer:
    """The drawer that hangs on `printer`; it is used on the printer's own thread.

    Args:
        open_level: level of the sensor while the drawer is open; the plug's standard leaves it to the drawer.
    """

    def __init__(self, printer: Printer, pin: Pin = 2, open_level: Level = "unknown") -> None:
        self._printer = printer
        self._pin: Pin = pin
        self._open_level = open_level

    def check(self) -> DrawerStatus:
        """Read the sensor by way of the printer. A printer without paper still has a drawer."""
        status = self._printer.check()
        if status.state == "offline":
            return _status("lost", f"its printer is offline: {status.detail}")
        if status.drawer_high is None or self._open_level == "unknown":
            return _status("unknown", "it does not tell whether it is open")
        return _status("open" if status.drawer_high == (self._open_level == "high") else "closed")

    def open(self) -> DrawerStatus:
        """Send the pulse, and look whether it did what it should where that can be seen.

        Raises:
            DrawerFailed: if the printer is offline, or the drawer stayed shut.
        """
        try:
            self._printer.kick(self._pin)
        except PrintFailed as failed:
            raise DrawerFailed(_status("lost", str(failed))) from failed
        ends = time.monotonic() + SPRING_S
        while (status := self.check()).state == "closed" and time.monotonic() < ends:
            time.sleep(PAUSE_S)
        if status.state == "closed":
            raise DrawerFailed(_status("jammed", "it stayed shut"))
        return status

    def close(self) -> None:
        """The printer belongs to somebody else."""


def _status(state: State, detail: str = "") -> DrawerStatus:
    return DrawerStatus(state, datetime.now(UTC), detail)
