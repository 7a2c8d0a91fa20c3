"""What small devices at a counter share: whether they are there, and that they may go away."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

State = Literal["ready", "lost", "fault"]
"""``lost``: no device, unplugged, or it does not answer; the next use looks for it again. ``fault``: it answers, and
something is wrong with it."""


class DeviceStatus(Struct, frozen=True):
    """How a device is."""

    state: State
    at: datetime
    """When it was asked, UTC."""
    detail: str = ""
    """One English line for the log and the self-test page."""


class DeviceFailed(Exception):
    """The device did not do what it was asked."""

    def __init__(self, status: DeviceStatus) -> None:
        super().__init__(f"{status.state}: {status.detail}" if status.detail else status.state)
        self.status = status
