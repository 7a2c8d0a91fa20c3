"""Records that the devices of a store and head office keep together: tasks, appointments, tickets, notes, transfers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import DOWN, Id, Message

Value = str | int | bool | None
"""What a field may hold; lists and maps travel as JSON text."""


class Field(Struct, frozen=True, array_like=True):
    """One field of a record as somebody last set it."""

    value: Value
    at: str
    """Reading of the hybrid clock (`sync.hybrid_clock`); of two the greater stands, then the greater device."""
    device: str


class RecordChanged(Message, frozen=True, kw_only=True):
    """Fields of a record that were set. Also broadcast live to the store's own devices, and now and then again."""

    TYPE: ClassVar[str] = "kx.record.changed.v1"
    LANE: ClassVar[str] = "ops"

    kind: str
    """task, ticket, appointment, note, ...: the feature that knows what the fields mean."""
    record_id: Id
    device: str
    """Who sends it; live, a device also repeats what others set."""
    fields: dict[str, Field]
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.record_id}"


class RecordTold(Message, frozen=True, kw_only=True):
    """A record as head office has put it together, whole; for one store, or for all that keep something of a member."""

    TYPE: ClassVar[str] = "kx.record.told.v1"
    LANE: ClassVar[str] = DOWN

    kind: str
    record_id: Id
    fields: dict[str, Field]
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.record_id}"


class RecordDigests(Message, frozen=True, kw_only=True):
    """What a device knows of the records that changed in the last days, in brief; who knows something else asks."""

    TYPE: ClassVar[str] = "kx.record.digests.v1"
    LANE: ClassVar[str] = ""

    device: str
    since: str
    """Reading of the hybrid clock from which on records count."""
    buckets: tuple[tuple[str, int, int, int], ...]
    """(kind, part of it, how many records, sum of their stamps); `sync.formats.record_merge` says how."""
    at: datetime


class RecordStamps(Message, frozen=True, kw_only=True):
    """What a device knows of some parts in which it differs from another; that one tells what is other or missing."""

    TYPE: ClassVar[str] = "kx.record.stamps.v1"
    LANE: ClassVar[str] = ""

    device: str
    to: str
    """The device whose digests were other."""
    since: str
    parts: tuple[tuple[str, int, dict[str, int]], ...]
    """(kind, part of it, record -> stamp)."""
    at: datetime
