"""What lists show of orders, who holds them, and how their goods left: small values beside the order itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from sync import clock
from sync.formats.order_state import State


class Entry(NamedTuple):
    """An order in the queue: what a list shows and sorts by, read without opening anything that is sealed.

    A tuple, as a row of the disk becomes one without looking at its fields: five hundred take a millisecond.

    Hours are texts (ISO 8601, UTC, empty for none) until somebody looks at them: a list of hundreds shows a few.
    """

    order_id: str
    number: str
    home: str
    arbiter: str
    method: str
    state: State
    promised: str
    expires: str
    state_since: str
    slot: str
    here: str
    holder: str
    """A device that holds lines of it; empty: none."""
    units: int
    picked: int
    short: int
    handed: int
    put_back: int
    issues: int
    ended: bool
    waiting: bool
    paid: bool

    @property
    def promised_at(self) -> datetime | None:
        return clock.parse(self.promised) if self.promised else None

    @property
    def expires_at(self) -> datetime | None:
        return clock.parse(self.expires) if self.expires else None

    @property
    def state_at(self) -> datetime | None:
        """Since when it is in its state."""
        return clock.parse(self.state_since) if self.state_since else None

    @property
    def done(self) -> bool:
        """Whether every unit is picked or given up."""
        return self.picked + self.short >= self.units


class HandOver(Struct, frozen=True):
    """Goods that left the store, and what proves it."""

    at: datetime
    device: str
    operator: str
    lines: Mapping[str, int]
    """Line -> units."""
    proof: Mapping[str, str]
    """name, relation, id_last4, age, signature (hash of its picture), and whatever else was written down."""


class Claim(Struct, frozen=True):
    """What became of asking for lines."""

    order_id: str
    request_id: str
    granted: bool
    """False: the arbiter was asked and has not answered yet."""
    token: int = 0
