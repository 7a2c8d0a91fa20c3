"""Pickup codes that were used, and digits that were tried in vain."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sync import clock


def use_code(db: sqlite3.Connection, nonce: str, order_id: str, now: datetime) -> bool:
    """Take a one-time code in; False if it was taken in before."""
    cursor = db.execute(
        "INSERT INTO used_code VALUES (?, ?, ?) ON CONFLICT (nonce) DO NOTHING", (nonce, order_id, clock.stamp(now))
    )
    return cursor.rowcount > 0


def remember_try(db: sqlite3.Connection, now: datetime) -> None:
    """Somebody typed six digits that open nothing."""
    db.execute("INSERT INTO code_try (at) VALUES (?)", (clock.stamp(now),))
    db.execute("DELETE FROM code_try WHERE n <= (SELECT max(n) FROM code_try) - 1000")


def tries_since(db: sqlite3.Connection, since: datetime) -> list[datetime]:
    """When digits were tried in vain here, the oldest first. What lies ahead of this clock counts too."""
    rows = db.execute("SELECT at FROM code_try WHERE at > ? ORDER BY n", (clock.stamp(since),))
    return [clock.parse(row[0]) for row in rows]


def remember_cancel(db: sqlite3.Connection, order_id: str, at: datetime) -> None:
    """A cancellation that overtook its order."""
    db.execute("INSERT OR IGNORE INTO early_cancel VALUES (?, ?)", (order_id, clock.stamp(at)))


def cancelled_before(db: sqlite3.Connection, order_id: str) -> datetime | None:
    """When an order was cancelled whose cancellation came before it; None if none did."""
    row = db.execute("SELECT at FROM early_cancel WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else clock.parse(row[0])


def nonce_of(db: sqlite3.Connection, order_id: str) -> str:
    """The nonce of a code that was taken in for an order; empty if none was."""
    row = db.execute("SELECT nonce FROM used_code WHERE order_id = ?", (order_id,)).fetchone()
    return "" if row is None else str(row[0])
