"""Price books on disk, which of them is in force, coupons that were taken in, and the quotas of first-N rules."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.pricing.model import EMPTY, Book
from sync import clock
from sync.formats import price_book
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("pricing")

_compiled: dict[tuple[int, str], Book] = {}
"""Books made ready, by version and the moment they came; a device has a handful."""

MOST_COMPILED = 4


@MIGRATIONS()
def m001_pricing(db: Database) -> None:
    """Several books lie ready, each with the moment from which it holds; coupons and quotas are counted."""
    for sql in (
        """CREATE TABLE price_book (
            version INTEGER PRIMARY KEY, valid_from TEXT NOT NULL, document TEXT, rules TEXT NOT NULL,
            came_at TEXT NOT NULL
        ) STRICT""",
        "CREATE TABLE price_book_used (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL,"
        " at TEXT NOT NULL) STRICT",
        """CREATE TABLE coupon_used (
            coupon TEXT NOT NULL, nonce TEXT NOT NULL, device TEXT NOT NULL, basket_id TEXT NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (coupon, nonce, device, basket_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE quota_used (
            rule_id TEXT NOT NULL, device TEXT NOT NULL, units INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (rule_id, device)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


def book_in_force(db: sqlite3.Connection, now: datetime) -> Book:
    """The newest book that has begun; shelf prices and nothing else where there is none."""
    row = db.execute(
        "SELECT version, came_at FROM price_book WHERE valid_from <= ? AND document IS NOT NULL"
        " ORDER BY valid_from DESC, version DESC LIMIT 1",
        (clock.stamp(now),),
    ).fetchone()
    if row is None:
        return EMPTY
    key = (row["version"], row["came_at"])
    found = _compiled.get(key)
    if found is None:
        text = db.execute("SELECT document FROM price_book WHERE version = ?", (row["version"],)).fetchone()[0]
        found = Book(price_book.read(text))
        if len(_compiled) >= MOST_COMPILED:
            _compiled.clear()
        _compiled[key] = found
    return found
