"""Which devices there are, and when each was last heard: from hellos, status messages, last wills and frames."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync import clock
from sync.clock import stamp
from sync.control import DownAck, Hello, Status
from sync.topics import Identity

MIGRATIONS = Migrations("presence")

SILENT = timedelta(seconds=90)
"""A device says that it is there every 30 seconds; after three missed times it is taken for gone."""


@MIGRATIONS()
def m001_device(db: Database) -> None:
    """One row a device."""
    db.execute(
        "CREATE TABLE device (store TEXT NOT NULL, device TEXT NOT NULL, role TEXT NOT NULL, app TEXT NOT NULL,"
        " state TEXT NOT NULL CHECK (state IN ('online', 'offline')), session TEXT NOT NULL, epoch TEXT NOT NULL,"
        " waiting INTEGER NOT NULL, public_key TEXT NOT NULL, down_epoch TEXT NOT NULL, down_cursor INTEGER NOT NULL,"
        " first_at TEXT NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY (store, device)) STRICT, WITHOUT ROWID"
    )


class DeviceRow(Struct, frozen=True):
    """One device as head office knows it."""

    store: str
    device: str
    role: str
    app: str
    state: str
    """What it (or its last will) said last."""
    session: str
    epoch: str
    waiting: int
    public_key: str
    down_epoch: str
    down_cursor: int
    first_at: str
    seen_at: str

    def is_there(self, now: datetime) -> bool:
        """Whether it is online and was heard lately."""
        return self.state == "online" and now - clock.parse(self.seen_at) <= SILENT


def on_hello(db: sqlite3.Connection, sender: Identity, hello: Hello, now: datetime) -> None:
    """A device greeted, inside the caller's transaction."""
    moment = stamp(now)
    db.execute(
        "INSERT INTO device (store, device, role, app, state, session, epoch, waiting, public_key, down_epoch,"
        " down_cursor, first_at, seen_at) VALUES (?, ?, ?, ?, 'online', '', '', 0, ?, ?, ?, ?, ?)"
        " ON CONFLICT (store, device) DO UPDATE SET role = excluded.role, app = excluded.app, state = 'online',"
        " public_key = excluded.public_key, down_epoch = excluded.down_epoch, down_cursor = excluded.down_cursor,"
        " seen_at = excluded.seen_at",
        (sender.store, sender.device, hello.role[:40], hello.app[:40], hello.public_key[:100], hello.down.epoch[:64],
         hello.down.cursor, moment, moment),
    )  # fmt: skip


def on_status(db: sqlite3.Connection, sender: Identity, status: Status, now: datetime, *, retained: bool) -> None:
    """A status or a last will came, inside the caller's transaction.

    The will of an earlier connection comes late when a device was quick to come back: it changes nothing.
    """
    row = db.execute(
        "SELECT session, seen_at FROM device WHERE store = ? AND device = ?", (sender.store, sender.device)
    ).fetchone()
    if row is not None and status.state == "offline" and row[0] not in ("", status.session):
        return
    seen = now
    if retained or status.state == "offline":
        # It was kept by the broker, or speaks for a device that has gone: not heard now.
        try:
            seen = min(now, clock.parse(status.at))
        except ValueError:
            return
        if row is not None:
            seen = max(seen, clock.parse(row[1]))
    db.execute(
        "INSERT INTO device (store, device, role, app, state, session, epoch, waiting, public_key, down_epoch,"
        " down_cursor, first_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, ?, ?)"
        " ON CONFLICT (store, device) DO UPDATE SET role = excluded.role, app = excluded.app, state = excluded.state,"
        " session = excluded.session, epoch = excluded.epoch, waiting = excluded.waiting, seen_at = excluded.seen_at",
        (sender.store, sender.device, status.role[:40], status.app[:40], status.state, status.session[:64],
         status.epoch[:64], status.waiting, stamp(now), stamp(seen)),
    )  # fmt: skip


def on_down_ack(db: sqlite3.Connection, sender: Identity, ack: DownAck) -> None:
    """A device has the down stream up to a cursor, inside the caller's transaction."""
    db.execute(
        "UPDATE device SET down_epoch = ?, down_cursor = ? WHERE store = ? AND device = ?",
        (ack.epoch[:64], ack.cursor, sender.store, sender.device),
    )


def heard(db: sqlite3.Connection, senders: Iterable[Identity], now: datetime) -> None:
    """Frames came from these devices, inside the caller's transaction."""
    moment = stamp(now)
    db.executemany(
        "UPDATE device SET seen_at = ?, state = 'online' WHERE store = ? AND device = ?",
        [(moment, sender.store, sender.device) for sender in senders],
    )


def knows(db: sqlite3.Connection, store: str, device: str) -> bool:
    """Whether a device of that name has ever greeted from that store."""
    return db.execute("SELECT 1 FROM device WHERE store = ? AND device = ?", (store, device)).fetchone() is not None


def devices(db: sqlite3.Connection, store: str | None = None) -> list[DeviceRow]:
    """The devices of one store, or of all."""
    rows = db.execute(
        "SELECT store, device, role, app, state, session, epoch, waiting, public_key, down_epoch, down_cursor,"
        " first_at, seen_at FROM device WHERE ? IS NULL OR store = ? ORDER BY store, device",
        (store, store),
    )
    return [DeviceRow(*row) for row in rows]
