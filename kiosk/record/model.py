"""A record as this device knows it: values under names, each with who set it and when."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from sync import clock
from sync.formats import record_merge
from sync.messages import Field
from sync.messages.records import Value

T = TypeVar("T")


def same_id(*parts: str) -> str:
    """An id that every device makes out of the same parts; put the store's number among them.

    Two devices that notice one and the same thing then write one record and not two.
    """
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


class Record(Struct, frozen=True, dict=True):
    """One record. Fields may be missing: parts of it may still be on their way."""

    kind: str
    record_id: str
    fields: dict[str, Field]

    @cached_property
    def values(self) -> dict[str, Value]:
        """Name -> value."""
        return {name: field.value for name, field in self.fields.items()}

    def text(self, name: str, default: str = "") -> str:
        """A text, or `default` where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """A whole number, or `default` where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no, or `default` where nothing is said."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else default

    def time(self, name: str) -> datetime | None:
        """A moment that was set as text (`sync.clock.stamp`); None where there is none, or no moment."""
        try:
            return clock.parse(self.text(name))
        except ValueError:
            return None

    def data(self, name: str, kind: type[T], default: T) -> T:
        """A list, map or struct that was set as JSON text (`as_text`); `default` where there is none."""
        try:
            return msgspec.json.decode(self.text(name).encode(), type=kind)
        except (msgspec.DecodeError, RecursionError):
            return default

    def set_at(self, name: str) -> datetime | None:
        """When a field was last set, by the clock of whoever set it."""
        field = self.fields.get(name)
        return None if field is None else record_merge.moment(field.at)

    def set_on(self, name: str) -> str:
        """The device on which a field was last set; ``hq`` for head office, empty where it follows from an event."""
        field = self.fields.get(name)
        return "" if field is None else field.device

    @property
    def changed_at(self) -> datetime:
        """When any of it was last set."""
        return record_merge.moment(record_merge.newest(self.fields) or "0" * 16)


def as_text(value: Any) -> str:  # Any: whatever msgspec can write
    """A list, map or struct as the text of a field."""
    return msgspec.json.encode(value).decode()
