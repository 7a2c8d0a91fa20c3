"""The journal: what leaves this device, written in the same transaction as the change it tells of.

Each lane has its own sequence 1, 2, 3, ... within an *epoch*, one incarnation of the device's database. The stored
bytes of an event name the SHA-256 of the event before, so two stories under one number cannot pass for one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from sync import disk_mark as marks
from sync import frames
from sync.clock import NewId, stamp
from sync.messages import LANES, Event, Message, encode
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("sync")

disk_mark = marks.disk_mark
"""What tells this file from a copy of it, for `open_epoch`."""

_FIRST_SCHEMA = """
CREATE TABLE epoch (
    number INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE,
    series TEXT NOT NULL UNIQUE,
    previous TEXT NOT NULL,
    reason TEXT NOT NULL,
    disk_mark TEXT NOT NULL,
    started_at TEXT NOT NULL
) STRICT;
CREATE TABLE stream (
    lane TEXT PRIMARY KEY CHECK (lane IN ('money', 'ops', 'telemetry')),
    epoch TEXT NOT NULL REFERENCES epoch (epoch),
    next_seq INTEGER NOT NULL CHECK (next_seq >= 1),
    acked INTEGER NOT NULL CHECK (acked >= 0 AND acked < next_seq),
    head TEXT NOT NULL,
    acked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    n INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    body BLOB NOT NULL,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_place ON journal (lane, epoch, seq);
CREATE UNIQUE INDEX journal_id ON journal (id, epoch);
CREATE TABLE inbox (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    applied_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE down_cursor (
    source TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE dead_letter (
    n INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL CHECK (direction IN ('down', 'live', 'frame')),
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    raw BLOB NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'retried')),
    handled_at TEXT NOT NULL
) STRICT
"""


@MIGRATIONS()
def m001_journal(db: Database) -> None:
    """Epochs, streams, the journal, and what came down."""
    for statement in _FIRST_SCHEMA.split(";"):
        db.execute(statement)


class TooLarge(ValueError):
    """The event could never fit a frame, so it is refused when it is posted and the transaction can be given up."""


class Position(Struct, frozen=True):
    """Where an event stands in the journal."""

    lane: str
    epoch: str
    seq: int


class Epoch(Struct, frozen=True):
    """One incarnation of the device's database."""

    epoch: str
    series: str
    """Receipt series: A, B, ..., Z, AA, ... A restored disk never prints a number twice."""
    fresh: bool
    """True if it began with this very call."""
    previous: str
    """The epoch before, or empty."""


class LaneStatus(Struct, frozen=True):
    """One lane as it stands on disk."""

    lane: str
    epoch: str
    next_seq: int
    acked: int
    head: str
    """SHA-256 of the last event, hex; empty if the epoch has none in this lane."""
    waiting: int
    oldest: str
    """When the oldest waiting event was written (ISO 8601), or empty."""
    acked_at: str
    """When head office last acknowledged something, or empty."""


class Row(Struct, frozen=True):
    """One event as it waits to be sent."""

    seq: int
    body: bytes


def post(db: sqlite3.Connection, message: Message, *, source: str, event_id: str, now: datetime) -> Position:
    """Append `message` to the journal, inside the caller's transaction.

    Raises:
        TooLarge: if no frame could ever carry it.
        ValueError: if the message does not travel upwards, or no epoch was opened yet.
    """
    if message.LANE not in LANES:
        raise ValueError(f"{message.TYPE} does not go to head office")
    row = db.execute("SELECT epoch, next_seq, head FROM stream WHERE lane = ?", (message.LANE,)).fetchone()
    if row is None:
        raise ValueError("no epoch was opened")
    epoch, seq, prev = row
    moment = stamp(now)
    event = Event(
        id=event_id,
        source=source,
        type=message.TYPE,
        subject=message.key,
        time=moment,
        epoch=epoch,
        lane=message.LANE,
        seq=seq,
        prev=prev,
        data=msgspec.Raw(encode(message)),
    )
    _append(db, event, moment)
    return Position(message.LANE, epoch, seq)


def _append(db: sqlite3.Connection, event: Event, created_at: str) -> None:
    body = msgspec.json.encode(event)
    if not frames.fits(body):
        raise TooLarge(f"{event.type} of {len(body)} bytes does not fit a frame")
    link = frames.digest(body)
    db.execute(
        "INSERT INTO journal (lane, epoch, seq, id, type, subject, body, hash, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (event.lane, event.epoch, event.seq, event.id, event.type, event.subject, body, link, created_at),
    )
    db.execute("UPDATE stream SET next_seq = ?, head = ? WHERE lane = ?", (event.seq + 1, link, event.lane))


# ---------------------------------------------------------------- epochs


def current_epoch(db: sqlite3.Connection) -> Epoch | None:
    """The epoch that now runs; None before the first `open_epoch`."""
    row = db.execute("SELECT epoch, series, previous FROM epoch ORDER BY number DESC LIMIT 1").fetchone()
    return None if row is None else Epoch(row[0], row[1], False, row[2])


def open_epoch(db: sqlite3.Connection, *, new_id: NewId, now: datetime, disk_mark: str) -> Epoch:
    """Go on with the epoch of this disk, or begin one: on a new database, and on a copy (another `disk_mark`).

    Inside the caller's transaction; the caller posts `DeviceStarted` if the epoch is `fresh`.
    """
    row = db.execute("SELECT epoch, series, previous, disk_mark FROM epoch ORDER BY number DESC LIMIT 1").fetchone()
    if row is None:
        return start_epoch(db, new_id=new_id, now=now, reason="new database", disk_mark=disk_mark)
    if row[3] != disk_mark:
        return start_epoch(db, new_id=new_id, now=now, reason="this file is a copy", disk_mark=disk_mark)
    return Epoch(row[0], row[1], False, row[2])


def start_epoch(
    db: sqlite3.Connection, *, new_id: NewId, now: datetime, reason: str, disk_mark: str | None = None
) -> Epoch:
    """Begin a new epoch, hash chain and receipt series, and queue what was not acknowledged once more.

    Inside the caller's transaction. Queued again, an event keeps its id and its data: head office that had it
    already knows it by the id. The old rows stay as they are.
    """
    last = db.execute("SELECT number, epoch, disk_mark FROM epoch ORDER BY number DESC LIMIT 1").fetchone()
    number, previous, mark = (1, "", disk_mark or "") if last is None else (last[0] + 1, last[1], disk_mark or last[2])
    epoch = new_id()
    db.execute(
        "INSERT INTO epoch (number, epoch, series, previous, reason, disk_mark, started_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, epoch, series_name(number), previous, reason, mark, stamp(now)),
    )
    for lane in LANES:
        waiting = db.execute(
            "SELECT j.body, j.created_at FROM stream s JOIN journal j ON j.lane = s.lane AND j.epoch = s.epoch"
            " AND j.seq > s.acked WHERE s.lane = ? ORDER BY j.seq",
            (lane,),
        ).fetchall()
        db.execute(
            "INSERT INTO stream (lane, epoch, next_seq, acked, head, acked_at) VALUES (?, ?, 1, 0, '', '')"
            " ON CONFLICT (lane) DO UPDATE SET epoch = excluded.epoch, next_seq = 1, acked = 0, head = ''",
            (lane, epoch),
        )
        prev = ""
        for seq, (body, created_at) in enumerate(waiting, start=1):
            event = msgspec.structs.replace(frames.read(body), epoch=epoch, seq=seq, prev=prev)
            _append(db, event, created_at)
            prev = frames.digest(msgspec.json.encode(event))
    return Epoch(epoch, series_name(number), True, previous)


def series_name(number: int) -> str:
    """1 -> A, 26 -> Z, 27 -> AA, ..."""
    name = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


# ---------------------------------------------------------------- readers, and what head office said


def status(db: sqlite3.Connection) -> dict[str, LaneStatus]:
    """All lanes, in the order in which they are drained; empty before the first epoch."""
    found = {}
    for row in db.execute(
        "SELECT s.lane, s.epoch, s.next_seq, s.acked, s.head, s.acked_at,"
        " (SELECT created_at FROM journal j WHERE j.lane = s.lane AND j.epoch = s.epoch AND j.seq = s.acked + 1)"
        " FROM stream s"
    ):
        lane, epoch, next_seq, acked, head, acked_at, oldest = row
        found[lane] = LaneStatus(lane, epoch, next_seq, acked, head, next_seq - 1 - acked, oldest or "", acked_at)
    return {lane: found[lane] for lane in LANES if lane in found}


def waiting(db: sqlite3.Connection, lane: str) -> int:
    """How many events of the lane head office has not acknowledged."""
    row = db.execute("SELECT next_seq - 1 - acked FROM stream WHERE lane = ?", (lane,)).fetchone()
    return int(row[0]) if row else 0


def position_of(db: sqlite3.Connection, event_id: str) -> Position | None:
    """Where the event stands now (after a new epoch: where it was queued again); None if it was never posted."""
    row = db.execute(
        "SELECT lane, epoch, seq FROM journal WHERE id = ? ORDER BY n DESC LIMIT 1", (event_id,)
    ).fetchone()
    return None if row is None else Position(row[0], row[1], row[2])


def first_place(db: sqlite3.Connection, event_id: str) -> tuple[str, int, str] | None:
    """(epoch, seq, hash) of the event where it was first written: this never changes. None if it never was."""
    row = db.execute("SELECT epoch, seq, hash FROM journal WHERE id = ? ORDER BY n LIMIT 1", (event_id,)).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def is_acked(db: sqlite3.Connection, event_id: str) -> bool:
    """Whether head office has the event durably.

    Rows of earlier epochs that were not queued again had been acknowledged then.
    """
    row = db.execute(
        "SELECT j.seq <= s.acked OR j.epoch <> s.epoch FROM journal j JOIN stream s ON s.lane = j.lane"
        " WHERE j.id = ? ORDER BY j.n DESC LIMIT 1",
        (event_id,),
    ).fetchone()
    return bool(row and row[0])


def read(db: sqlite3.Connection, lane: str, epoch: str, after: int, upto: int, limit: int) -> list[Row]:
    """The events after `after` and not beyond `upto`, in order, at most `limit`."""
    return [
        Row(seq, body)
        for seq, body in db.execute(
            "SELECT seq, body FROM journal WHERE lane = ? AND epoch = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
            (lane, epoch, after, upto, limit),
        )
    ]


def hash_at(db: sqlite3.Connection, lane: str, epoch: str, seq: int) -> str | None:
    """The hash of one event; empty for seq 0 (nothing yet), None if there is no such event here."""
    if seq == 0:
        return ""
    row = db.execute("SELECT hash FROM journal WHERE lane = ? AND epoch = ? AND seq = ?", (lane, epoch, seq)).fetchone()
    return None if row is None else str(row[0])


def acknowledge(db: sqlite3.Connection, lane: str, epoch: str, upto: int, now: datetime) -> None:
    """Note that head office has the lane durably up to `upto`; may also go back (a restored head office)."""
    db.execute(
        "UPDATE stream SET acked = min(?, next_seq - 1), acked_at = ? WHERE lane = ? AND epoch = ?",
        (upto, stamp(now), lane, epoch),
    )


def broken_link(db: sqlite3.Connection, lane: str, epoch: str) -> int | None:
    """Check the hash chain: the first sequence number whose bytes or link are not as they were written, else None."""
    prev, expected = "", 1
    for seq, body, link in _links(db, lane, epoch):
        if seq != expected or frames.digest(body) != link or frames.read(body).prev != prev:
            return expected
        prev, expected = link, seq + 1
    return None


def _links(db: sqlite3.Connection, lane: str, epoch: str) -> Iterator[tuple[int, bytes, str]]:
    yield from db.execute(
        "SELECT seq, body, hash FROM journal WHERE lane = ? AND epoch = ? ORDER BY seq", (lane, epoch)
    )
