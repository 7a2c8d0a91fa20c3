"""The next reading of this device's hybrid clock, from what it has written and heard already."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sync.hybrid_clock import MOST_AHEAD_MS, MOST_COUNT, START, Reading, ticked

_TABLES = ("order_step", "record_field")
"""Where readings lie: what was done with orders, and fields of the records that a store shares. Each has an index on
`at`, so that the greatest one costs one step down a tree. A database may have none of them yet."""


def next_reading(db: sqlite3.Connection, now: datetime, after: str = "") -> str:
    """A reading after everything on this disk, its own and what it heard from others.

    The clock needs no row of its own: what sorts after all that is written sorts after all that was ever said here,
    also after a restart. Readings more than five minutes ahead of `now` come from a wrong clock and are passed over,
    but for `after`: the greatest reading of the very thing that is written about. Whoever saw it is later than it,
    also where a wrong clock made it, or where this clock was set back since.
    """
    limit = str(Reading(_ms(now) + MOST_AHEAD_MS, MOST_COUNT))
    newest = max((_greatest(db, table, limit) for table in _TABLES), default="")
    newest = max(newest, after)
    return str(ticked(Reading.parse(newest) if newest else START, now))


def _greatest(db: sqlite3.Connection, table: str, limit: str) -> str:
    there = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    if there is None:
        return ""
    found = db.execute(f"SELECT max(at) FROM {table} WHERE at <= ?", (limit,)).fetchone()[0]
    return str(found) if found else ""


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
