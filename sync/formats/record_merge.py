"""How what several devices set in one record becomes one: field by field the last writer stands, on every device alike.

A field carries the reading of the hybrid clock under which it was set and the device that set it. Merging asks for
nothing else, so it gives the same in whatever order, and however often, the same fields are heard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from sync.hybrid_clock import Reading, ticked
from sync.messages.records import Field, Value

Fields = Mapping[str, Field]

MOST_BYTES = 64 * 1024
"""Of a record that somebody writes here, as JSON. What two wrote apart from one another may be twice that together,
and must still fit the 180 KiB of an event."""

MOST_FIELDS = 120
MOST_NAME = 64
"""Characters of a field's name, which is ASCII."""

HARD_BYTES = 160 * 1024
HARD_FIELDS = 400
"""A record that others have filled beyond this is not believed any more: nobody's program writes so much."""

MOST_MS = 0xF000_0000_0000
"""Of a reading, about the year 10325. A field under the last reading of all could never be set again."""

BUCKETS = 16
"""Devices compare what they know by so many parts of each kind, so that one difference does not name a whole day."""

WINDOW = timedelta(days=7)
"""What changed in so many days is compared between the devices of a store; older things come from head office."""

KEEP = {"task": timedelta(days=30), "photo": timedelta(days=60)}
KEEP_OTHERS = timedelta(days=400)
"""How long a record is kept after its last change, on devices and in head office's stream to them."""


def newer(one: Field, other: Field) -> Field:
    """The field that stands: by reading, then by device; of one device's one reading (a disk that was put back wrote
    twice) by the value, only so that everybody decides alike."""
    return other if _rank(other) > _rank(one) else one


def merged(known: Fields, heard: Fields) -> dict[str, Field]:
    """What both say, together."""
    result = dict(known)
    for name, field in heard.items():
        result[name] = newer(result[name], field) if name in result else field
    return result


def news(known: Fields, heard: Fields) -> dict[str, Field]:
    """Of what was heard, the fields that change something."""
    # By rank, not by equality: to Python True is 1, and two devices would keep one each.
    return {name: field for name, field in heard.items() if name not in known or _rank(field) > _rank(known[name])}


def sound(fields: Fields) -> dict[str, Field]:
    """The fields that may be believed: a name that can be one, a reading of a clock, a value that is not too long."""
    return {name: field for name, field in fields.items() if _sound(name, field)}


def written(known: Fields, values: Mapping[str, Value], reading: str, device: str) -> dict[str, Field]:
    """The fields to set so that `values` stand; those that have their value already are left alone.

    Whoever writes has seen what stands. So each field goes on from its own reading where that is ahead of `reading`:
    a device whose clock was wrong by a year keeps no field for a year, and its clock still goes no further than this
    one field.
    """
    result = {}
    for name, value in values.items():
        before = known.get(name)
        if before is not None and _same(before.value, value):
            continue
        at = reading
        if before is not None and before.at >= reading:
            at = str(ticked(Reading.parse(before.at), _moment(reading)))
        result[name] = Field(value, at, device)
    return result


def size(fields: Fields) -> int:
    """Bytes of a record as it travels."""
    return len(msgspec.json.encode(dict(fields)))


def too_large(fields: Fields) -> bool:
    """Whether somebody who writes here must be told that it is too much."""
    return len(fields) > MOST_FIELDS or size(fields) > MOST_BYTES


def flooded(fields: Fields) -> bool:
    """Whether what others say of a record is more than anybody needs."""
    return len(fields) > HARD_FIELDS or size(fields) > HARD_BYTES


def newest(fields: Fields) -> str:
    """The last reading; empty for a record without fields."""
    return max((field.at for field in fields.values()), default="")


def stale(kind: str, fields: Fields, now: datetime) -> bool:
    """Whether nobody has changed the record for so long that it is kept no more."""
    return moment(newest(fields) or "0" * 16) < now - keep(kind)


def keep(kind: str) -> timedelta:
    """How long records of a kind are kept after their last change."""
    return KEEP.get(kind, KEEP_OTHERS)


def stamp(fields: Fields) -> int:
    """48 bits that differ as soon as one field does; sums of some thousands of them fit 64 bits."""
    digest = hashlib.blake2b(digest_size=6)
    for name in sorted(fields):
        field = fields[name]
        digest.update(msgspec.json.encode((name, field.at, field.device, field.value)))
    return int.from_bytes(digest.digest(), "big")


def bucket(record_id: str) -> int:
    """In which part of its kind a record is compared."""
    return hashlib.blake2b(record_id.encode(), digest_size=1).digest()[0] % BUCKETS


def total(stamps: Iterable[int]) -> int:
    """What stands for many records, in whatever order."""
    return sum(stamps)


def moment(at: str) -> datetime:
    """The hour of a reading, UTC; that of the last day for one beyond all calendars."""
    return _moment(at)


def _moment(at: str) -> datetime:
    ms = min(Reading.parse(at).ms, _LAST_MS)
    return datetime.fromtimestamp(ms / 1000, UTC)


_LAST_MS = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp() * 1000)
_HEX = frozenset("0123456789abcdef")


def _rank(field: Field) -> tuple[str, str, bytes]:
    return field.at, field.device, msgspec.json.encode(field.value)


def _same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _sound(name: str, field: Field) -> bool:
    if not name or len(name) > MOST_NAME or not name.isascii() or not name.isprintable():
        return False
    if len(field.at) != 16 or not _HEX.issuperset(field.at) or Reading.parse(field.at).ms > MOST_MS:
        return False
    return not isinstance(field.value, str) or len(field.value) <= MOST_BYTES
