"""Quotations on disk: those of this device for ever, those of the store's others while they matter."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import msgspec

from kiosk.till.model.quote import RANK, Quote
from sync import clock
from sync.messages import QuoteGiven, QuoteState

if TYPE_CHECKING:
    from sqlite_utils import Database

_GIVEN = msgspec.json.Decoder(QuoteGiven)


def make_tables(db: Database) -> None:
    """A step of the till's migrations."""
    for sql in (
        """CREATE TABLE quote (
            quote_id TEXT PRIMARY KEY, device TEXT NOT NULL, series TEXT NOT NULL, sequence INTEGER NOT NULL,
            number TEXT NOT NULL, valid_until TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'used', 'withdrawn')), sale_id TEXT NOT NULL,
            changed_by TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX quote_number ON quote (device, series, sequence)",
        "CREATE INDEX quote_open ON quote (valid_until) WHERE state = 'open'",
    ):
        db.conn.execute(sql)


def load(db: sqlite3.Connection, quote_id: str) -> Quote | None:
    """The quotation, or None if this device never heard of it."""
    row = db.execute("SELECT * FROM quote WHERE quote_id = ?", (quote_id,)).fetchone()
    return None if row is None else _quote(row)


def next_sequence(db: sqlite3.Connection, device: str, series: str) -> int:
    """The next number of this device's quotations, inside the transaction that gives it."""
    row = db.execute("SELECT max(sequence) FROM quote WHERE device = ? AND series = ?", (device, series)).fetchone()
    return 1 + int(row[0] or 0)


def save(db: sqlite3.Connection, quote: Quote) -> bool:
    """Keep a quotation as it stands; what was used stays used. True if that is news."""
    given = quote.given
    rank = "CASE {} WHEN 'open' THEN 0 WHEN 'withdrawn' THEN 1 ELSE 2 END"
    cursor = db.execute(
        f"""INSERT INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (quote_id) DO UPDATE SET
             state = excluded.state, sale_id = excluded.sale_id, changed_by = excluded.changed_by
           WHERE {rank.format("excluded.state")} > {rank.format("quote.state")}""",
        (
            *(given.quote_id, given.workstation, given.series, given.sequence, quote.number),
            *(given.valid_until.isoformat(), quote.state, quote.sale_id, quote.changed_by, clock.stamp(given.at)),
            msgspec.json.encode(given).decode(),
        ),
    )
    return cursor.rowcount > 0


def find(db: sqlite3.Connection, typed: str = "", limit: int = 50) -> list[Quote]:
    """Quotations by a part of their number, newest first; with nothing typed those that are open."""
    wanted = typed.strip().upper()
    rows = db.execute(
        """SELECT * FROM quote WHERE CASE WHEN ?1 = '' THEN state = 'open' ELSE instr(upper(number), ?1) > 0 END
           ORDER BY at DESC, quote_id DESC LIMIT ?2""",
        (wanted, limit),
    )
    return [_quote(row) for row in rows]


def to_tell(db: sqlite3.Connection, device: str, since: datetime) -> list[Quote]:
    """What this device gave or changed and others may have missed: open ones, and newer ones that are closed."""
    rows = db.execute(
        """SELECT * FROM quote WHERE (device = ?1 OR changed_by = ?1) AND (state = 'open' OR at >= ?2)
             AND valid_until >= ?3 ORDER BY at DESC LIMIT 500""",
        (device, clock.stamp(since), since.date().isoformat()),
    )
    return [_quote(row) for row in rows]


def forget(db: sqlite3.Connection, device: str, before: date) -> int:
    """Let other devices' quotations go that ran out long ago; gives how many."""
    return db.execute("DELETE FROM quote WHERE device <> ? AND valid_until < ?", (device, before.isoformat())).rowcount


def _quote(row: sqlite3.Row) -> Quote:
    state = row["state"] if row["state"] in RANK else "open"
    return Quote(_GIVEN.decode(row["body"]), cast(QuoteState, state), row["sale_id"], row["changed_by"])
