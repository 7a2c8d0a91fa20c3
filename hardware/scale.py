"""The scale's port: a weight, whether it is still, zero and tare."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from hardware.device import DeviceStatus

State = Literal["stable", "moving", "over", "under"]
"""``over`` and ``under``: outside of what the scale can weigh; the grams mean nothing then."""

Refusal = Literal["moving", "out_of_range", "not_now"]

PAUSE_S = 0.05


class Reading(Struct, frozen=True):
    """What lies on the scale."""

    grams: int
    """Net: without what was taken off by the tare."""
    state: State
    at: datetime
    """UTC."""

    @property
    def sellable(self) -> bool:
        """Whether goods may be sold by this weight: it is still, and more than nothing."""
        return self.state == "stable" and self.grams > 0


class ScaleRefused(Exception):
    """The scale is there and cannot do it now."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason: Refusal = reason


class Scale(Protocol):
    """One scale, used by one thread."""

    def check(self) -> DeviceStatus:
        """Whether it is there and answers. A missing scale is a status, not an error."""

    def read(self) -> Reading:
        """What it shows now.

        Raises:
            hardware.device.DeviceFailed: if it is not there, or says what nobody can understand.
        """

    def zero(self) -> None:
        """Take what it shows empty for nothing.

        Raises:
            ScaleRefused: if it moves, or something lies on it.
            hardware.device.DeviceFailed: if it is not there.
        """

    def tare(self) -> int:
        """Take what lies on it for the wrapping; gives its grams.

        Raises:
            ScaleRefused: if it moves.
            hardware.device.DeviceFailed: if it is not there.
        """

    def close(self) -> None:
        """Free the device. Safe to call twice; the next use opens it again."""


def settled(scale: Scale, patience_s: float = 3.0) -> Reading:
    """The weight once it is still; what it shows when the patience has run out.

    Raises:
        hardware.device.DeviceFailed: if the scale is not there.
    """
    ends = time.monotonic() + patience_s
    while (reading := scale.read()).state == "moving" and time.monotonic() < ends:
        time.sleep(PAUSE_S)
    return reading
