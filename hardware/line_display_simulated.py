"""A customer display in software; `on_show` lets a second screen show what it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hardware import line_text
from hardware.device import DeviceFailed, DeviceStatus
from hardware.line_display import COLUMNS
from hardware.line_text import Charset


class SimulatedLineDisplay:
    """A display with the contract of a real one."""

    def __init__(
        self,
        columns: int = COLUMNS,
        charset: Charset = "cp437",
        on_show: Callable[[tuple[str, str]], None] | None = None,
    ) -> None:
        self.plugged = True
        self.lines = ("", "")
        """What stands on it."""
        self._columns = columns
        self._charset: Charset = charset
        self._on_show = on_show

    @property
    def columns(self) -> int:
        return self._columns

    def check(self) -> DeviceStatus:
        """How it was made to be."""
        state, detail = ("ready", "") if self.plugged else ("lost", "unplugged")
        return DeviceStatus("ready" if state == "ready" else "lost", datetime.now(UTC), detail)

    def show(self, first: str, second: str = "") -> tuple[str, str]:
        """Show two lines.

        Raises:
            DeviceFailed: if it is unplugged.
        """
        return self._put(
            line_text.line(first, self._columns, self._charset), line_text.line(second, self._columns, self._charset)
        )

    def show_pair(self, first: str, left: str, amount: str) -> tuple[str, str]:
        """Show a line, and words with an amount.

        Raises:
            DeviceFailed: if it is unplugged.
        """
        return self._put(
            line_text.line(first, self._columns, self._charset),
            line_text.pair(left, amount, self._columns, self._charset),
        )

    def close(self) -> None:
        """Nothing is held."""

    def _put(self, first: str, second: str) -> tuple[str, str]:
        status = self.check()
        if status.state != "ready":
            raise DeviceFailed(status)
        self.lines = (first, second)
        if self._on_show is not None:
            self._on_show(self.lines)
        return self.lines
