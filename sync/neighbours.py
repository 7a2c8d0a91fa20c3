"""The devices of the store, as their status messages and last wills tell."""

from __future__ import annotations

from datetime import datetime

from sync import clock as clocks
from sync import control
from sync.health import DeviceHealth

MAX_DEVICES = 500
"""More than any store has: a broker full of nonsense must not fill the memory."""


class Neighbours:
    """What was last heard of each device. Belongs to one thread."""

    def __init__(self) -> None:
        self._devices: dict[str, DeviceHealth] = {}

    def all(self) -> tuple[DeviceHealth, ...]:
        """The devices, by name."""
        return tuple(self._devices[name] for name in sorted(self._devices))

    def heard(self, device: str, payload: bytes, now: datetime, *, retained: bool) -> None:
        """A status came on the topic of `device`; an empty one takes the device off the list.

        Raises:
            ValueError: if it is none.
        """
        if not payload:
            self._devices.pop(device, None)
            return
        status = control.decode(payload, control.Status)
        seen = clocks.parse(status.at)
        known = self._devices.get(device)
        if known is None and len(self._devices) >= MAX_DEVICES:
            return
        if status.state == "online" and not retained:
            seen = now
        else:
            # Kept by the broker, or said in place of a device that is gone: it was not heard now.
            seen = min(seen, now) if known is None else max(known.seen, min(seen, now))
        self._devices[device] = DeviceHealth(device, status.role, status.app, status.state, seen, status.waiting)
