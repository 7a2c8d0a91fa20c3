"""What was odd about a fact: it is booked all the same, and somebody should look at it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice.change import Change

MIGRATIONS = Migrations("flags")


@MIGRATIONS()
def m001_flag(db: Database) -> None:
    """One row an oddity."""
    db.conn.execute(
        """CREATE TABLE flag (
            n INTEGER PRIMARY KEY, kind TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (kind, subject, detail)
        ) STRICT"""
    )


class Flag(Struct, frozen=True):
    """One oddity."""

    kind: str
    """wrong_store, wrong_total, same_number, twice_collected, collected_after_cancel, odd_move, unknown_order,
    overdrawn, beyond_lease, quote_used_twice, ..."""
    store: str
    device: str
    subject: str
    """Id of the sale, order or basket."""
    detail: str
    at: str


def raise_flag(change: Change, kind: str, store: str, device: str, subject: str, detail: str = "") -> None:
    """Note an oddity; the same one again changes nothing."""
    note(change.db, change.now, kind, store, device, subject, detail)


def note(
    db: sqlite3.Connection, now: datetime, kind: str, store: str, device: str, subject: str, detail: str = ""
) -> None:
    """The same where no change is running."""
    db.execute(
        "INSERT OR IGNORE INTO flag (kind, store, device, subject, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, store, device, subject, detail, stamp(now)),
    )


def newest(db: sqlite3.Connection, limit: int = 200) -> list[Flag]:
    """The last oddities, newest first."""
    rows = db.execute("SELECT kind, store, device, subject, detail, at FROM flag ORDER BY n DESC LIMIT ?", (limit,))
    return [Flag(*row) for row in rows]
