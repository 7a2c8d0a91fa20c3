"""What devices sent, durably: the frames as they came, and where each event of them stands in its stream.

A frame is stored as it travelled (compressed); a row per event keeps its place, id and hash. So a sale costs a tenth
of its size here, and what was acknowledged can be read again byte for byte.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, field
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync import frames
from sync.clock import stamp
from sync.control import MAX_HOLES, LaneAck
from sync.topics import Identity

log = logging.getLogger(__name__)

MIGRATIONS = Migrations("inbox")

NEW, REPEATED, DEAD = 0, 1, 2
"""`state` of a row: to be applied; known by its id from another epoch; kept but not usable."""


@MIGRATIONS()
def m001_inbox(db: Database) -> None:
    """Streams, frames, events and dead letters."""
    for statement in _FIRST_SCHEMA.split(";"):
        db.execute(statement)


@MIGRATIONS()
def m002_forked(db: Database) -> None:
    """Streams of which two stories exist."""
    db.execute("ALTER TABLE stream ADD COLUMN forked INTEGER NOT NULL DEFAULT 0")


_FIRST_SCHEMA = """
CREATE TABLE stream (
    n INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch TEXT NOT NULL,
    lane TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    head BLOB NOT NULL,
    top INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    UNIQUE (store, device, epoch, lane)
) STRICT;
CREATE INDEX stream_behind ON stream (last_at) WHERE applied < cursor;
CREATE TABLE frame (n INTEGER PRIMARY KEY, received_at TEXT NOT NULL, payload BLOB NOT NULL) STRICT;
CREATE TABLE inbox (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT UNIQUE,
    hash BLOB NOT NULL,
    frame INTEGER NOT NULL,
    place INTEGER NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE dead_letter (
    n INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    lane TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    raw BLOB NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'retried'))
) STRICT
"""

MAX_RAW = 64 * 1024
MAX_GARBAGE = 10_000


class Slot(Struct, frozen=True):
    """One event of a frame, as far as the stream is concerned."""

    seq: int
    id: str
    hash: bytes
    prev: str
    place: int
    """Index in the frame."""
    fault: tuple[str, str] | None = None
    """(reason, detail) if the event takes its place but cannot be used."""


class Parcel(Struct):
    """A frame of one device, read and hashed, before it touches the database."""

    sender: Identity
    lane: str
    payload: bytes
    slots: dict[str, list[Slot]] = field(default_factory=dict)
    """By epoch; a sound device sends one epoch a frame."""
    garbage: list[tuple[str, str, bytes]] = field(default_factory=list)
    """(reason, detail, bytes) of what has no place in any stream."""

    @property
    def count(self) -> int:
        """How many events it holds."""
        return sum(len(slots) for slots in self.slots.values())


class Letter(Struct, frozen=True):
    """A dead letter of head office: kept, shown, tried again after an upgrade; never deleted."""

    n: int
    store: str
    device: str
    lane: str
    epoch: str
    seq: int
    reason: str
    detail: str
    raw: bytes
    first_at: str
    last_at: str
    tries: int
    state: Literal["open", "retried"]


class Lane(Struct, frozen=True):
    """How far head office has one lane of one device."""

    sender: Identity
    lane: str
    ack: LaneAck


def prepare(sender: Identity, lane: str, payload: bytes) -> Parcel:
    """Read a frame. Never raises: what cannot be read is named in the parcel."""
    parcel = Parcel(sender, lane, payload)
    try:
        bodies = frames.unpack(payload)
    except frames.BadFrame as fault:
        parcel.garbage.append((fault.reason, str(fault), payload))
        return parcel
    source = sender.source
    for place, body in enumerate(bodies):
        slot_hash = hashlib.sha256(body).digest()
        try:
            event = frames.read(body)
        except frames.BadFrame as fault:
            head = frames.head(body)
            if head is None or head.lane != lane:
                parcel.garbage.append((fault.reason, str(fault), body))
            else:
                slot = Slot(head.seq, head.id, slot_hash, "", place, (fault.reason, str(fault)))
                parcel.slots.setdefault(head.epoch, []).append(slot)
            continue
        if event.lane != lane:
            parcel.garbage.append(("wrong_lane", f"{event.lane[:40]} in {lane}", body))
            continue
        wrong = None if event.source == source else ("wrong_source", f"{event.source[:200]} on the topic of {source}")
        slot = Slot(event.seq, event.id, slot_hash, event.prev, place, wrong)
        parcel.slots.setdefault(event.epoch, []).append(slot)
    return parcel


def store_parcels(db: sqlite3.Connection, parcels: Sequence[Parcel], now: datetime) -> list[Lane]:
    """Take parcels in, inside the caller's transaction; the answers may be sent after its COMMIT."""
    touched: dict[tuple[Identity, str, str], None] = {}
    moment = stamp(now)
    for parcel in parcels:
        for reason, detail, raw in parcel.garbage:
            _bury(db, parcel, "", 0, raw, (reason, detail), moment)
        for epoch, slots in parcel.slots.items():
            _store(db, parcel, epoch, slots, moment)
            touched[parcel.sender, parcel.lane, epoch] = None
    return [Lane(sender, lane, lane_ack(db, sender, lane, epoch)) for sender, lane, epoch in touched]


class _Stream(Struct):
    n: int
    cursor: int
    head: bytes
    top: int


def _stream(db: sqlite3.Connection, sender: Identity, lane: str, epoch: str, moment: str) -> _Stream:
    key = (sender.store, sender.device, epoch, lane)
    found = db.execute(
        "SELECT n, cursor, head, top FROM stream WHERE store = ? AND device = ? AND epoch = ? AND lane = ?", key
    ).fetchone()
    if found is not None:
        return _Stream(*found)
    made = db.execute(
        "INSERT INTO stream (store, device, epoch, lane, cursor, head, top, applied, first_at, last_at)"
        " VALUES (?, ?, ?, ?, 0, x'', 0, 0, ?, ?)",
        (*key, moment, moment),
    )
    return _Stream(int(made.lastrowid or 0), 0, b"", 0)


def _store(db: sqlite3.Connection, parcel: Parcel, epoch: str, slots: list[Slot], moment: str) -> None:
    stream = _stream(db, parcel.sender, parcel.lane, epoch, moment)
    first, last = slots[0].seq, slots[-1].seq
    in_line = first == stream.top + 1 and all(b.seq == a.seq + 1 for a, b in itertools.pairwise(slots))
    fresh = slots if in_line else [slot for slot in slots if not _known(db, parcel, epoch, stream.n, slot, moment)]
    if fresh:
        _insert(db, parcel, epoch, stream.n, fresh, moment)
    if in_line and stream.cursor == stream.top:
        if stream.cursor and slots[0].prev != stream.head.hex():
            _bury(db, parcel, epoch, first, b"", ("chain", "does not follow the event before"), moment)
        stream.cursor = stream.top = last
        stream.head = slots[-1].hash
    elif fresh:
        stream.top = max(stream.top, *(slot.seq for slot in fresh))
        for seq, link in db.execute(
            "SELECT seq, hash FROM inbox WHERE stream = ? AND seq > ? ORDER BY seq", (stream.n, stream.cursor)
        ):
            if seq != stream.cursor + 1:
                break
            stream.cursor, stream.head = seq, link
    db.execute(
        "UPDATE stream SET cursor = ?, head = ?, top = ?, last_at = ? WHERE n = ?",
        (stream.cursor, stream.head, stream.top, moment, stream.n),
    )


def _known(db: sqlite3.Connection, parcel: Parcel, epoch: str, stream: int, slot: Slot, moment: str) -> bool:
    """Whether the place is taken already; by another event, it is a fork and an alarm."""
    row = db.execute("SELECT hash FROM inbox WHERE stream = ? AND seq = ?", (stream, slot.seq)).fetchone()
    if row is None:
        return False
    if row[0] != slot.hash:
        log.error(
            "%s %s: two different events have number %d: a restored or cloned disk",
            parcel.sender.client_id, parcel.lane, slot.seq,
        )  # fmt: skip
        db.execute("UPDATE stream SET forked = 1 WHERE n = ?", (stream,))
        raw = frames.unpack(parcel.payload)[slot.place]
        _bury(db, parcel, epoch, slot.seq, raw, ("fork", "another event has this number already"), moment)
    return True


def _insert(
    db: sqlite3.Connection, parcel: Parcel, epoch: str, stream: int, slots: Sequence[Slot], moment: str
) -> None:
    frame = db.execute("INSERT INTO frame (received_at, payload) VALUES (?, ?)", (moment, parcel.payload)).lastrowid
    rows = [
        (stream, slot.seq, slot.id if slot.fault is None else None, slot.hash, frame, slot.place,
         NEW if slot.fault is None else DEAD)
        for slot in slots
    ]  # fmt: skip
    done = db.executemany(f"{_INSERT} ON CONFLICT DO NOTHING", rows)
    if done.rowcount != len(rows):
        # Some ids are known from an earlier epoch: they keep their place here, and are not applied twice.
        for row in rows:
            state = row[6] if row[2] is None or _give_up_id(db, row[2], stream) else REPEATED
            db.execute(
                f"{_INSERT} ON CONFLICT DO NOTHING", (*row[:2], None if state == REPEATED else row[2], *row[3:6], state)
            )
    bodies: list[bytes] | None = None
    for slot in slots:
        if slot.fault is not None:
            bodies = bodies or frames.unpack(parcel.payload)
            _bury(db, parcel, epoch, slot.seq, bodies[slot.place], slot.fault, moment)


def _give_up_id(db: sqlite3.Connection, event_id: str, stream: int) -> bool:
    """Whether a new row of `stream` may bear this id and have its effect.

    An event that lies behind a hole of an epoch that has ended would wait for ever: nobody will fill the hole, because
    the device queued everything again under its new epoch. So the row behind the hole becomes the repeated one.
    """
    return (
        db.execute(
            "UPDATE inbox SET id = NULL, state = ? WHERE id = ? AND stream <> ?"
            " AND seq > (SELECT cursor FROM stream WHERE n = inbox.stream)",
            (REPEATED, event_id, stream),
        ).rowcount
        > 0
    )


_INSERT = "INSERT INTO inbox (stream, seq, id, hash, frame, place, state) VALUES (?, ?, ?, ?, ?, ?, ?)"


def lane_ack(db: sqlite3.Connection, sender: Identity, lane: str, epoch: str) -> LaneAck:
    """How far the lane is here; at the beginning for an epoch that was never seen."""
    row = db.execute(
        "SELECT n, cursor, head, top, forked FROM stream WHERE store = ? AND device = ? AND epoch = ? AND lane = ?",
        (sender.store, sender.device, epoch, lane),
    ).fetchone()
    if row is None:
        return LaneAck(epoch=epoch, upto=0)
    stream, cursor, head, top, forked = row
    holes = _holes(db, stream, cursor) if top > cursor else ()
    return LaneAck(epoch=epoch, upto=cursor, hash=head.hex(), holes=holes, forked=bool(forked))


def _holes(db: sqlite3.Connection, stream: int, cursor: int) -> tuple[tuple[int, int], ...]:
    holes, expected = [], cursor + 1
    for (seq,) in db.execute("SELECT seq FROM inbox WHERE stream = ? AND seq > ? ORDER BY seq", (stream, cursor)):
        if seq > expected:
            holes.append((expected, seq - 1))
            if len(holes) == MAX_HOLES:
                break
        expected = seq + 1
    return tuple(holes)


# ---------------------------------------------------------------- dead letters


def _bury(
    db: sqlite3.Connection,
    parcel: Parcel,
    epoch: str,
    seq: int,
    raw: bytes,
    fault: tuple[str, str],
    moment: str,
) -> None:
    sender = parcel.sender
    story = f"{sender.client_id}/{parcel.lane}/{epoch}/{seq}/{fault[0]}/".encode() + raw
    fingerprint = hashlib.sha256(story).hexdigest()
    if seq == 0:
        kept = db.execute("SELECT count(*) FROM dead_letter WHERE seq = 0").fetchone()[0]
        if kept >= MAX_GARBAGE:
            return
    log.warning("%s %s: dead letter, %s", sender.client_id, parcel.lane, fault[0])
    db.execute(
        "INSERT INTO dead_letter (fingerprint, store, device, lane, epoch, seq, reason, detail, raw, first_at,"
        " last_at, tries, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'open')"
        " ON CONFLICT (fingerprint) DO UPDATE SET last_at = excluded.last_at, tries = tries + 1",
        (fingerprint, sender.store, sender.device, parcel.lane, epoch, seq, *fault, raw[:MAX_RAW], moment, moment),
    )


def bury(
    db: sqlite3.Connection, sender: Identity, lane: str, epoch: str, seq: int, raw: bytes, reason: str, detail: str,
    now: datetime,
) -> None:  # fmt: skip
    """Keep an event of the inbox that could not be applied, or a message that is no frame."""
    _bury(db, Parcel(sender, lane, b""), epoch, seq, raw, (reason, detail), stamp(now))


def dead_letters(db: sqlite3.Connection, limit: int = 200) -> list[Letter]:
    """The dead letters, open ones first, newest first."""
    rows = db.execute(
        "SELECT n, store, device, lane, epoch, seq, reason, detail, raw, first_at, last_at, tries, state"
        " FROM dead_letter ORDER BY state, n DESC LIMIT ?",
        (limit,),
    )
    return [Letter(*row) for row in rows]
