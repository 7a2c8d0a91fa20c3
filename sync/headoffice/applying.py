"""Effects: durable events of the inbox change head office's own tables, once, and in each device's order."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from sync import clock, frames, messages
from sync.disk_faults import is_disk_fault
from sync.headoffice import flags, inbox
from sync.headoffice.change import NotTaken
from sync.messages import Event, Message
from sync.topics import Identity

log = logging.getLogger(__name__)

CHUNK = 200
"""Events of one stream before another one has its turn."""


RETRIED = ("unknown_type", "malformed", "no_effect", "foreign_order", "foreign_device", "closed_order")
"""Reasons of dead letters that can be tried again: what was wrong may have been put right here."""


class Arrival(Struct, frozen=True):
    """One event of a device on its turn. Events of one (device, epoch, lane) come in order of `event.seq`."""

    store: str
    device: str
    event: Event
    message: Message
    repeated: bool
    """True if the id was applied before, under another epoch of the device: its effect stands already and must not be
    made twice, but the position (epoch, lane, seq) is a new one: a stock watermark has to move on."""


Apply = Callable[[sqlite3.Connection, Sequence[Arrival]], None]
"""Makes the effects of some events of one stream inside the caller's transaction, all or none. When it raises, it is
asked again for each one alone, and the one that raises again becomes a dead letter; those behind it go on."""


class _Due(Struct, frozen=True):
    """An event whose turn it is."""

    position: tuple[str, str, int]
    """(epoch, lane, seq)."""
    body: bytes
    state: int


class Applier:
    """Runs effects over the inbox. Not for use by two threads at once."""

    def __init__(self, tenant: str, apply: Apply) -> None:
        self._tenant = tenant
        self._apply = apply
        self._frame = 0
        self._bodies: list[bytes] = []

    def run(self, db: sqlite3.Connection, now: datetime, budget_s: float) -> int:
        """Apply what is due for about `budget_s`, inside the caller's transaction; how many events that were."""
        self._frame = 0  # of the last run's frame only the number is sure: that run may have been rolled back
        ends_at = time.monotonic() + budget_s
        count = 0
        while time.monotonic() < ends_at:
            row = db.execute(
                "SELECT n, store, device, epoch, lane, cursor, applied FROM stream WHERE applied < cursor"
                " ORDER BY last_at LIMIT 1"
            ).fetchone()
            if row is None:
                break
            n, store, device, epoch, lane, cursor, applied = row
            sender = Identity(self._tenant, store, device)
            rows = db.execute(
                "SELECT seq, frame, place, state FROM inbox WHERE stream = ? AND seq > ? AND seq <= ?"
                " ORDER BY seq LIMIT ?",
                (n, applied, cursor, CHUNK),
            ).fetchall()
            chunk = [
                _Due((epoch, lane, seq), self._body(db, frame, place), state)
                for seq, frame, place, state in rows
                if state != inbox.DEAD
            ]
            if not self._all(db, sender, chunk):
                for due in chunk:
                    self._one(db, sender, due, now)
            db.execute("UPDATE stream SET applied = ? WHERE n = ?", (rows[-1][0], n))
            count += len(rows)
        return count

    def _all(self, db: sqlite3.Connection, sender: Identity, chunk: list[_Due]) -> bool:
        """Apply a chunk in one savepoint; False, and no trace, if one of it fails: then each has its own."""
        db.execute("SAVEPOINT chunk")
        try:
            arrivals = []
            for due in chunk:
                event = frames.read(due.body)
                message = messages.decode(event.type, event.data)
                arrivals.append(Arrival(sender.store, sender.device, event, message, due.state == inbox.REPEATED))
            self._apply(db, arrivals)
        except Exception as fault:
            # Which one it was, and why, is found out one by one.
            if not db.in_transaction or is_disk_fault(fault):
                raise
            db.execute("ROLLBACK TO chunk")
            db.execute("RELEASE chunk")
            return False
        db.execute("RELEASE chunk")
        return True

    def _body(self, db: sqlite3.Connection, frame: int, place: int) -> bytes:
        if frame != self._frame:
            payload = db.execute("SELECT payload FROM frame WHERE n = ?", (frame,)).fetchone()[0]
            self._bodies, self._frame = frames.unpack(payload), frame
        return self._bodies[place]

    def _one(self, db: sqlite3.Connection, sender: Identity, due: _Due, now: datetime) -> bool:
        """Apply one event, or keep it as a dead letter; True if it took effect."""
        try:
            event = frames.read(due.body)
            message = messages.decode(event.type, event.data)
        except messages.UnknownType as fault:
            return self._bury(db, sender, due, "unknown_type", str(fault)[:100], now)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
            return self._bury(db, sender, due, "malformed", str(fault)[:200], now)
        db.execute("SAVEPOINT effect")
        try:
            self._apply(db, [Arrival(sender.store, sender.device, event, message, due.state == inbox.REPEATED)])
        except NotTaken as fault:
            db.execute("ROLLBACK TO effect")
            db.execute("RELEASE effect")
            flags.note(db, now, fault.reason, sender.store, sender.device, fault.subject, fault.detail)
            return self._bury(db, sender, due, fault.reason, str(fault)[:200], now)
        except Exception as fault:
            # A fact is never sent back: what has no effect yet is kept, shown and tried again after an upgrade.
            if not db.in_transaction or is_disk_fault(fault):
                raise
            db.execute("ROLLBACK TO effect")
            db.execute("RELEASE effect")
            log.exception("an event of %s had no effect", sender.client_id)
            return self._bury(db, sender, due, "no_effect", f"{type(fault).__name__}: {fault}"[:200], now)
        db.execute("RELEASE effect")
        return True

    def _bury(
        self, db: sqlite3.Connection, sender: Identity, due: _Due, reason: str, detail: str, now: datetime
    ) -> bool:
        epoch, lane, seq = due.position
        inbox.bury(db, sender, lane, epoch, seq, due.body, reason, detail, now)
        return False

    def retry(self, db: sqlite3.Connection, n: int, now: datetime) -> bool:
        """Try a dead letter of the inbox again (after an upgrade); True if it took effect."""
        row = db.execute(
            "SELECT store, device, lane, epoch, seq, raw FROM dead_letter WHERE n = ? AND seq > 0"
            " AND state = 'open' AND reason IN (SELECT value FROM json_each(?))",
            (n, json.dumps(RETRIED)),
        ).fetchone()
        if row is None:
            return False
        store, device, lane, epoch, seq, raw = row
        due = _Due((epoch, lane, seq), raw, inbox.NEW)
        if not self._one(db, Identity(self._tenant, store, device), due, now):
            return False
        db.execute("UPDATE dead_letter SET state = 'retried', last_at = ? WHERE n = ?", (clock.stamp(now), n))
        return True


def behind(db: sqlite3.Connection) -> int:
    """How many durable events have had no effect yet."""
    return int(db.execute("SELECT coalesce(sum(cursor - applied), 0) FROM stream WHERE applied < cursor").fetchone()[0])


def lag_s(db: sqlite3.Connection, now: datetime) -> float:
    """Age in seconds of the oldest durable event that has had no effect yet; 0 if there is none."""
    row = db.execute(
        "SELECT min(f.received_at) FROM stream s JOIN inbox i ON i.stream = s.n AND i.seq = s.applied + 1"
        " JOIN frame f ON f.n = i.frame WHERE s.applied < s.cursor"
    ).fetchone()
    return 0.0 if row[0] is None else max(0.0, (now.astimezone(UTC) - clock.parse(row[0])).total_seconds())
