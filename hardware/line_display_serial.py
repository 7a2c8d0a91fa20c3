"""A customer display on a serial line, with the commands that Epson's displays and most others understand."""

from __future__ import annotations

from datetime import UTC, datetime

from hardware import line_text
from hardware.device import DeviceFailed, DeviceStatus
from hardware.line_display import COLUMNS
from hardware.line_text import Charset
from hardware.serial_line import SerialLine

INIT = b"\x1b@"
HOME = b"\x0b"
"""To the first column of the first line. Two whole lines follow, so nothing flickers as it would after clearing."""


class SerialLineDisplay:
    """Two lines of 20 letters at the end of a serial line.

    Args:
        charset: ``cp437`` for displays without Chinese: it is written in Latin letters there.
    """

    def __init__(self, path: str, baud: int = 9600, charset: Charset = "cp437", columns: int = COLUMNS) -> None:
        self._line = SerialLine(path, baud)
        self._charset: Charset = charset
        self._columns = columns
        self._begun = False

    @property
    def columns(self) -> int:
        return self._columns

    def check(self) -> DeviceStatus:
        """Whether the line is there; these displays do not answer."""
        try:
            self._send(b"")
        except DeviceFailed as failed:
            return failed.status
        return DeviceStatus("ready", datetime.now(UTC))

    def show(self, first: str, second: str = "") -> tuple[str, str]:
        """Show two lines.

        Raises:
            DeviceFailed: if the line is gone.
        """
        return self._put(
            line_text.line(first, self._columns, self._charset), line_text.line(second, self._columns, self._charset)
        )

    def show_pair(self, first: str, left: str, amount: str) -> tuple[str, str]:
        """Show a line, and words with an amount.

        Raises:
            DeviceFailed: if the line is gone.
        """
        return self._put(
            line_text.line(first, self._columns, self._charset),
            line_text.pair(left, amount, self._columns, self._charset),
        )

    def close(self) -> None:
        """Let the line go."""
        self._begun = False
        self._line.close()

    def _put(self, first: str, second: str) -> tuple[str, str]:
        self._send(HOME + (first + second).encode(self._charset, "replace"))
        return first, second

    def _send(self, data: bytes) -> None:
        try:
            if not self._begun:
                self._line.write(INIT)
                self._begun = True
            self._line.write(data)
        except DeviceFailed:
            self._begun = False
            raise
