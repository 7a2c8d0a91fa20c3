"""A scale in software, with a hand that puts things on it."""

from __future__ import annotations

from datetime import UTC, datetime

from hardware.device import DeviceFailed, DeviceStatus
from hardware.scale import Reading, ScaleRefused, State

ZERO_RANGE = 20
"""Grams within which a scale lets itself be set to zero: dust and a drop of water, no goods."""


class SimulatedScale:
    """A scale with the contract of a real one. Set its attributes from any thread."""

    def __init__(self, most_grams: int = 15_000) -> None:
        self.plugged = True
        self.gross = 0
        """Grams that lie on it."""
        self.moving = False
        self._zero = 0
        self._tare = 0
        self._most = most_grams

    def check(self) -> DeviceStatus:
        """How it was made to be."""
        now = datetime.now(UTC)
        return DeviceStatus("ready", now) if self.plugged else DeviceStatus("lost", now, "unplugged")

    def read(self) -> Reading:
        """What lies on it.

        Raises:
            DeviceFailed: if it is unplugged.
        """
        self._there()
        weight = self.gross - self._zero
        state: State = "moving" if self.moving else "stable"
        if weight > self._most:
            state = "over"
        elif weight < -ZERO_RANGE:
            state = "under"
        return Reading(weight - self._tare, state, datetime.now(UTC))

    def zero(self) -> None:
        """Set to zero.

        Raises:
            ScaleRefused: if it moves, or something lies on it.
            DeviceFailed: if it is unplugged.
        """
        self._there()
        if self.moving:
            raise ScaleRefused("moving")
        if abs(self.gross) > ZERO_RANGE:
            raise ScaleRefused("out_of_range")
        self._zero, self._tare = self.gross, 0

    def tare(self) -> int:
        """Take what lies on it for the wrapping.

        Raises:
            ScaleRefused: if it moves or is out of range.
            DeviceFailed: if it is unplugged.
        """
        reading = self.read()
        if reading.state != "stable":
            raise ScaleRefused("moving" if reading.state == "moving" else "out_of_range")
        self._tare = self.gross - self._zero
        return self._tare

    def close(self) -> None:
        """Nothing is held."""

    def _there(self) -> None:
        status = self.check()
        if status.state != "ready":
            raise DeviceFailed(status)
