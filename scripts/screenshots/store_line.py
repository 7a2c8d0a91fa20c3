"""A link with the store's devices on it, for scenes that show who is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scripts.screenshots.scene import Stage
from scripts.screenshots.world import ShownLink
from sync.health import DeviceHealth, Health


@dataclass
class StoreLine(ShownLink):
    """A link with the store's devices on it."""

    next_try: datetime | None = None
    devices: dict[str, tuple[str, timedelta]] = field(default_factory=dict)
    """name -> (role, for how long it is silent)."""
    stage: Stage | None = None

    def health(self) -> Health:
        """How it stands; the devices are as long silent as the scene says, whatever its clock says."""
        assert self.stage is not None
        now = self.stage.world.clock()
        told = tuple(
            DeviceHealth(name, role, "1.0", "online" if silent < timedelta(minutes=2) else "offline", now - silent, 0)
            for name, (role, silent) in self.devices.items()
        )
        return Health(self.state, self.last_contact, self.last_contact, self.next_try, (), told, 0)


def line(stage: Stage) -> StoreLine:
    """Put the store's devices on the link."""
    found = StoreLine(stage=stage)
    found.devices = {
        "kiosk-1": ("shopper", timedelta(seconds=8)),
        "kiosk-2": ("shopper", timedelta(seconds=21)),
        "tablet-1": ("associate", timedelta(seconds=5)),
        "till-1": ("till", timedelta(seconds=12)),
        "desk-1": ("manager", timedelta(0)),
    }
    stage.world.link = stage.world.store.link = found
    return found
