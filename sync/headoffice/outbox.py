"""The down streams, one per store: what the store's devices must get to know, compacted to the last word per key.

A newer event of the same type and key removes the older one, so a device that begins anew gets the state and not the
history. `after` in each event names the event before it, so such holes are not mistaken for losses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync import journal, topics
from sync.clock import NewId, stamp
from sync.headoffice import database
from sync.messages import DOWN, Event, Message, encode

MIGRATIONS = Migrations("outbox")
_EPOCH = "down_epoch"
_MARK = "disk_mark"


@MIGRATIONS()
def m001_down(db: Database) -> None:
    """The streams and their events."""
    db.execute("CREATE TABLE down_stream (store TEXT PRIMARY KEY, next_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID")
    db.execute(
        "CREATE TABLE down (n INTEGER PRIMARY KEY, store TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,"
        " type TEXT NOT NULL, subject TEXT NOT NULL, time TEXT NOT NULL, data BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE UNIQUE INDEX down_place ON down (store, seq)")
    db.execute("CREATE UNIQUE INDEX down_subject ON down (store, type, subject)")


class DownRow(Struct, frozen=True):
    """One event as it waits for devices."""

    seq: int
    id: str
    type: str
    subject: str
    time: str
    data: bytes


def post(db: sqlite3.Connection, store: str, message: Message, now: datetime, new_id: NewId) -> int:
    """Tell a store's devices, inside the caller's transaction; returns the sequence number."""
    return post_many(db, store, (message,), now, new_id)


def post_many(db: sqlite3.Connection, store: str, messages: Iterable[Message], now: datetime, new_id: NewId) -> int:
    """Tell a store's devices many things, inside the caller's transaction; returns the last sequence number.

    Raises:
        ValueError: if a message does not travel downwards, or can never fit a frame.
    """
    row = db.execute("SELECT next_seq FROM down_stream WHERE store = ?", (store,)).fetchone()
    seq = row[0] if row else 1
    moment = stamp(now)
    rows = []
    for message in messages:
        data = encode(message)
        if message.LANE != DOWN:
            raise ValueError(f"{message.TYPE} does not go down to stores")
        if len(data) > _MAX_DATA:
            raise ValueError(f"{message.TYPE} of {len(data)} bytes does not fit a frame")
        rows.append((store, seq, new_id(), message.TYPE, message.key, moment, data))
        seq += 1
    # REPLACE removes the older event of the same type and subject.
    db.executemany(
        "INSERT OR REPLACE INTO down (store, seq, id, type, subject, time, data) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    db.execute(
        "INSERT INTO down_stream (store, next_seq) VALUES (?, ?)"
        " ON CONFLICT (store) DO UPDATE SET next_seq = excluded.next_seq",
        (store, seq),
    )
    return int(seq) - 1


_MAX_DATA = 180 * 1024
"""Fits a frame whatever zstd finds to save."""


def forget(db: sqlite3.Connection, store: str, type_name: str, subject: str) -> None:
    """Take an event out of the stream that no new device needs any more (a long finished order)."""
    db.execute("DELETE FROM down WHERE store = ? AND type = ? AND subject = ?", (store, type_name, subject))


# ---------------------------------------------------------------- reading


def tops(db: sqlite3.Connection) -> dict[str, int]:
    """The last sequence number of each store's stream."""
    return {store: next_seq - 1 for store, next_seq in db.execute("SELECT store, next_seq FROM down_stream")}


def top(db: sqlite3.Connection, store: str) -> int:
    """The last sequence number of one store's stream; 0 if it has none."""
    row = db.execute("SELECT next_seq - 1 FROM down_stream WHERE store = ?", (store,)).fetchone()
    return int(row[0]) if row else 0


def position(db: sqlite3.Connection, store: str) -> tuple[str, int]:
    """(epoch, last sequence number) of a store's stream."""
    return epoch_now(db), top(db, store)


def read(db: sqlite3.Connection, store: str, after: int, limit: int) -> list[DownRow]:
    """The events after `after`, in order."""
    rows = db.execute(
        "SELECT seq, id, type, subject, time, data FROM down WHERE store = ? AND seq > ? ORDER BY seq LIMIT ?",
        (store, after, limit),
    )
    return [DownRow(*row) for row in rows]


def last_before(db: sqlite3.Connection, store: str, seq: int) -> int:
    """The event before `seq` that still stands; 0 if there is none."""
    row = db.execute("SELECT max(seq) FROM down WHERE store = ? AND seq < ?", (store, seq)).fetchone()
    return int(row[0] or 0)


def event_bytes(row: DownRow, *, after: int, tenant: str, epoch: str) -> bytes:
    """The event as it travels."""
    return msgspec.json.encode(
        Event(
            id=row.id,
            source=topics.head_office_source(tenant),
            type=row.type,
            subject=row.subject,
            time=row.time,
            epoch=epoch,
            lane=DOWN,
            seq=row.seq,
            after=after,
            data=msgspec.Raw(row.data),
        )
    )


# ---------------------------------------------------------------- the epoch of the down streams


def open_epoch(db: sqlite3.Connection, path: Path, new_id: NewId) -> str:
    """The epoch of all down streams; a new one on a new database or a copy put back. Inside a transaction."""
    epoch, mark = database.get_setting(db, _EPOCH), journal.disk_mark(path)
    if epoch and database.get_setting(db, _MARK) == mark:
        return epoch
    database.set_setting(db, _MARK, mark)
    return new_epoch(db, new_id)


def new_epoch(db: sqlite3.Connection, new_id: NewId) -> str:
    """Begin a new epoch: every device gets the whole (compacted) stream again. Inside the caller's transaction."""
    epoch = new_id()
    database.set_setting(db, _EPOCH, epoch)
    return epoch


def epoch_now(db: sqlite3.Connection) -> str:
    """The epoch that now runs; empty before `open_epoch`."""
    return database.get_setting(db, _EPOCH)
