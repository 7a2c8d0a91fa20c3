"""The customer display's port: two lines of text that face the shopper."""

from __future__ import annotations

from typing import Protocol

from hardware.device import DeviceStatus

COLUMNS, ROWS = 20, 2
"""What nearly every such display has."""


class LineDisplay(Protocol):
    """One display, used by one thread. A second screen that shows the same two lines is a driver like any other."""

    @property
    def columns(self) -> int:
        """Latin letters to a line."""

    def check(self) -> DeviceStatus:
        """Whether it is there. A missing display is a status, not an error."""

    def show(self, first: str, second: str = "") -> tuple[str, str]:
        """Show two lines; gives them as they stand there, in the letters that the display has, cut to its columns.

        Raises:
            hardware.device.DeviceFailed: if it is not there.
        """

    def show_pair(self, first: str, left: str, amount: str) -> tuple[str, str]:
        """Show a line, and below it words with an amount at the right that is never cut.

        Raises:
            hardware.device.DeviceFailed: if it is not there.
        """

    def close(self) -> None:
        """Free the device. Safe to call twice; the next use opens it again."""
