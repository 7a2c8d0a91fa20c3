"""The cash drawer's port: one pulse opens it; whether it is open is known where it has a sensor."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

State = Literal["closed", "open", "unknown", "jammed", "lost"]
"""``unknown``: it can be opened, and does not tell whether it is. ``jammed``: it got its pulse and stayed shut.
``lost``: what it hangs on is not there."""


class DrawerStatus(Struct, frozen=True):
    """How a drawer is."""

    state: State
    at: datetime
    """When it was asked, UTC."""
    detail: str = ""
    """One English line for the log and the self-test page."""

    @property
    def can_open(self) -> bool:
        return self.state in ("closed", "open", "unknown")


class DrawerFailed(Exception):
    """The drawer did not open."""

    def __init__(self, status: DrawerStatus) -> None:
        super().__init__(f"{status.state}: {status.detail}" if status.detail else status.state)
        self.status = status


class CashDrawer(Protocol):
    """One drawer, used by one thread."""

    def check(self) -> DrawerStatus:
        """Ask how it is. A missing drawer is a status, not an error."""

    def open(self) -> DrawerStatus:
        """Send the pulse; gives how it is then. One that is open stays open.

        Raises:
            DrawerFailed: if it cannot be reached, or has a sensor that says it stayed shut.
        """

    def close(self) -> None:
        """Free the device (nobody can shut a drawer but a hand). Safe to call twice."""
