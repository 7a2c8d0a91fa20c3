"""The inbox: events from head office take effect once, in order, and none of them can block the rest."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from sync import messages
from sync.clock import stamp
from sync.disk_faults import is_disk_fault
from sync.messages import DownRefused, Event, Message

log = logging.getLogger(__name__)

MAX_RAW = 64 * 1024
"""Bytes of a dead letter that are kept."""

MAX_GARBAGE = 2_000
"""Different pieces of undecodable traffic that are kept: somebody who floods the network must not fill the disk."""

REMEMBER = timedelta(days=30)
"""How long ids are remembered; the cursor and the versions inside the messages hold for ever."""


class Context(Protocol):
    """What a handler gets: the device's transaction. Only `post` is used here, to tell head office of a refusal."""

    def post(self, message: Message, /) -> object: ...


C = TypeVar("C", bound=Context)
Handler = Callable[[C, Any], object]
"""`handler(tx, message)`; Any, because each handler takes its own message type."""


class Applied(Struct, frozen=True):
    """What came of some down events."""

    epoch: str
    cursor: int
    """The last event of the stream that is done with; head office is told this number after the commit."""
    applied: int
    repeated: int
    dead: int
    gap: bool
    """True if an event is missing in between: the rest was left out and will be sent again."""


class DeadLetter(Struct, frozen=True):
    """Something that arrived and could not be used. It is kept, shown, tried again or exported, never deleted."""

    n: int
    direction: str
    source: str
    event_id: str
    type: str
    seq: int
    reason: str
    detail: str
    raw: bytes
    first_at: str
    last_at: str
    tries: int
    state: str


def cursor(db: sqlite3.Connection, source: str) -> tuple[str, int]:
    """(epoch, sequence number) up to which the stream of `source` is done with; ("", 0) at first."""
    row = db.execute("SELECT epoch, seq FROM down_cursor WHERE source = ?", (source,)).fetchone()
    return ("", 0) if row is None else (row[0], row[1])


def apply(
    db: sqlite3.Connection,
    events: Sequence[Event],
    handlers: Mapping[type[Message], Handler[C]],
    context: C,
    now: datetime,
) -> Applied:
    """Let down events of one source take effect, inside the caller's transaction.

    Each handler runs in a savepoint; what it raises becomes a dead letter and the next event goes on.
    """
    source = events[0].source
    epoch, done = cursor(db, source)
    if events[0].epoch != epoch:
        epoch, done = events[0].epoch, 0
    applied = repeated = dead = 0
    gap = False
    for event in events:
        if event.epoch != epoch or event.source != source or event.seq <= done:
            repeated += 1
            continue
        if event.after > done:
            gap = True
            break
        done = event.seq
        if db.execute("SELECT 1 FROM inbox WHERE id = ?", (event.id,)).fetchone():
            repeated += 1
            continue
        fault = _run(db, event, handlers, context)
        if fault is None:
            applied += 1
        else:
            dead += 1
            bury_event(db, event, *fault, now=now)
            context.post(DownRefused(event_id=event.id, event_type=event.type, reason=fault[0], at=now))
        db.execute(
            "INSERT INTO inbox (id, source, epoch, seq, applied_at) VALUES (?, ?, ?, ?, ?)",
            (event.id, source, epoch, event.seq, stamp(now)),
        )
    db.execute(
        "INSERT INTO down_cursor (source, epoch, seq) VALUES (?, ?, ?)"
        " ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
        (source, epoch, done),
    )
    return Applied(epoch, done, applied, repeated, dead, gap)


def _run(
    db: sqlite3.Connection, event: Event, handlers: Mapping[type[Message], Handler[C]], context: C
) -> tuple[str, str] | None:
    """Decode and handle one event; (reason, detail) if it could not be used."""
    try:
        message = messages.decode(event.type, event.data)
    except messages.UnknownType:
        return "unknown_type", event.type
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        return "malformed", str(fault)[:200]
    handler = handlers.get(type(message))
    if handler is None:
        return "no_handler", event.type
    db.execute("SAVEPOINT one_event")
    try:
        handler(context, message)
    except Exception as fault:
        # One event must never block the ones behind it, so whatever the handler raised is kept and shown. But where
        # the disk failed, the event is sound: the transaction is given up and the event will come again.
        if not db.in_transaction or is_disk_fault(fault):
            raise
        db.execute("ROLLBACK TO one_event")
        db.execute("RELEASE one_event")
        log.warning("event %s of type %s could not be applied: %s", event.id, event.type, type(fault).__name__)
        return "failed", f"{type(fault).__name__}: {fault}"[:200]
    db.execute("RELEASE one_event")
    return None


def prune(db: sqlite3.Connection, now: datetime) -> int:
    """Forget ids older than `REMEMBER`, some at a time; returns how many. Inside the caller's transaction."""
    return db.execute(
        "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE applied_at < ? LIMIT 500)", (stamp(now - REMEMBER),)
    ).rowcount


# ---------------------------------------------------------------- dead letters


def bury_event(db: sqlite3.Connection, event: Event, reason: str, detail: str, *, now: datetime) -> None:
    """Keep an event that has its place in a stream but could not be used."""
    raw = msgspec.json.encode(event)
    _bury(db, f"event:{event.id}", "down", event, raw, (reason, detail), stamp(now))


def bury_garbage(
    db: sqlite3.Connection, direction: str, source: str, raw: bytes, reason: str, detail: str, *, now: datetime
) -> None:
    """Keep something that is no event at all (`direction`: frame or live); the same bytes once, with a count."""
    fingerprint = f"raw:{hashlib.sha256(raw).hexdigest()}"
    known = db.execute("SELECT 1 FROM dead_letter WHERE fingerprint = ?", (fingerprint,)).fetchone()
    if known is None:
        kept = db.execute("SELECT count(*) FROM dead_letter WHERE direction <> 'down'").fetchone()[0]
        if kept >= MAX_GARBAGE:
            return
    _bury(db, fingerprint, direction, source, raw, (reason, detail), stamp(now))


def _bury(
    db: sqlite3.Connection,
    fingerprint: str,
    direction: str,
    sender: Event | str,
    raw: bytes,
    fault: tuple[str, str],
    moment: str,
) -> None:
    if isinstance(sender, Event):
        place = (sender.source, sender.id, sender.type[:100], sender.epoch, sender.seq)
    else:
        place = (sender, "", "", "", 0)
    db.execute(
        "INSERT INTO dead_letter (fingerprint, direction, source, event_id, type, epoch, seq, reason, detail, raw,"
        " first_at, last_at, tries, state, handled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'open', '')"
        " ON CONFLICT (fingerprint) DO UPDATE SET last_at = excluded.last_at, tries = tries + 1, state = 'open',"
        " reason = excluded.reason, detail = excluded.detail",
        (fingerprint, direction, *place, *fault, raw[:MAX_RAW], moment, moment),
    )


_COLUMNS = "n, direction, source, event_id, type, seq, reason, detail, raw, first_at, last_at, tries, state"


def dead_letters(db: sqlite3.Connection, limit: int = 200) -> list[DeadLetter]:
    """The dead letters, open ones first, newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM dead_letter ORDER BY state, n DESC LIMIT ?", (limit,))
    return [DeadLetter(*row) for row in rows]


def open_letters(db: sqlite3.Connection) -> int:
    """How many dead letters nobody has dealt with."""
    return int(db.execute("SELECT count(*) FROM dead_letter WHERE state = 'open'").fetchone()[0])


def export(db: sqlite3.Connection) -> Iterable[dict[str, object]]:
    """All dead letters as plain rows, for a file that is handed to head office."""
    return _rows(db)


def _rows(db: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for row in db.execute(f"SELECT {_COLUMNS} FROM dead_letter ORDER BY n"):
        letter = DeadLetter(*row)
        yield asdict(letter) | {"raw": letter.raw.decode("utf-8", "backslashreplace")}


def retry(
    db: sqlite3.Connection, n: int, handlers: Mapping[type[Message], Handler[C]], context: C, now: datetime
) -> bool:
    """Try one dead letter again, inside the caller's transaction; True if it took effect this time."""
    row = db.execute("SELECT raw, direction FROM dead_letter WHERE n = ? AND state = 'open'", (n,)).fetchone()
    if row is None or row[1] != "down":
        return False
    try:
        event = msgspec.json.decode(row[0], type=Event)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        fault: tuple[str, str] | None = ("malformed", "not readable")
    else:
        fault = _run(db, event, handlers, context)
    if fault is not None:
        db.execute(
            "UPDATE dead_letter SET tries = tries + 1, last_at = ?, reason = ?, detail = ? WHERE n = ?",
            (stamp(now), *fault, n),
        )
        return False
    db.execute(
        "UPDATE dead_letter SET tries = tries + 1, state = 'retried', handled_at = ? WHERE n = ?", (stamp(now), n)
    )
    return True
