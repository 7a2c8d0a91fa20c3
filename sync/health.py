"""How the link stands, in plain values: what the manager's screen shows and the sentence on top of it is made from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

LinkState = Literal["none", "cut", "broker_away", "head_office_away", "linked"]
"""none: this device has no link (settings); cut: somebody pulled the cable on purpose; broker_away: the store's broker
does not answer; head_office_away: the broker does, head office does not; linked: head office takes in what we send."""

SILENT = timedelta(seconds=90)
"""A device says that it is there every 30 seconds; after three missed times it is taken for gone."""


class LaneHealth(Struct, frozen=True):
    """One up-going lane."""

    lane: str
    waiting: int
    """Events on this disk that head office has not confirmed."""
    oldest: datetime | None
    """When the oldest waiting event was written."""
    last_ok: datetime | None
    """When head office last confirmed something of this lane."""


class DeviceHealth(Struct, frozen=True):
    """A device of this store (this one too), as its status tells."""

    device: str
    role: str
    app: str
    state: Literal["online", "offline"]
    """What it, or its last will, said last."""
    seen: datetime
    """When it was last heard."""
    waiting: int
    """Events that it has not brought to head office yet, by its own word."""

    def silent_for(self, now: datetime) -> timedelta:
        """For how long nothing was heard of it."""
        return max(now - self.seen, timedelta(0))

    def is_there(self, now: datetime) -> bool:
        """Whether it is online and was heard lately."""
        return self.state == "online" and self.silent_for(now) <= SILENT


class Health(Struct, frozen=True):
    """Everything at one moment."""

    state: LinkState
    since: datetime
    """When `state` began."""
    last_contact: datetime | None
    """When anything of head office was last heard; None if never since the start."""
    next_try: datetime | None
    """When the link is tried next, while the broker is away."""
    lanes: tuple[LaneHealth, ...]
    devices: tuple[DeviceHealth, ...]
    dead_letters: int
    """Open ones on this device."""
    problem: str = ""
    """Why the link is down, in one line for an operator, if it is known."""

    @property
    def waiting(self) -> int:
        """Events in all lanes that head office has not confirmed."""
        return sum(lane.waiting for lane in self.lanes)
