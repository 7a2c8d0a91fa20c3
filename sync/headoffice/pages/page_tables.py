"""Which tickets came from which order's page: all that the pages keep of their own."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("pages")


@MIGRATIONS()
def m001_ticket(db: Database) -> None:
    """One row a ticket."""
    db.conn.execute(
        "CREATE TABLE page_ticket (order_id TEXT NOT NULL, ticket TEXT NOT NULL, PRIMARY KEY (order_id, ticket))"
        " STRICT, WITHOUT ROWID"
    )


def keep(db: sqlite3.Connection, order_id: str, ticket: str) -> None:
    """A ticket was opened on the order's page."""
    db.execute("INSERT INTO page_ticket VALUES (?, ?)", (order_id, ticket))


def tickets_of(db: sqlite3.Connection, order_id: str) -> list[str]:
    """The tickets that were opened on the order's page, the oldest first."""
    rows = db.execute("SELECT ticket FROM page_ticket WHERE order_id = ? ORDER BY ticket", (order_id,))
    return [row[0] for row in rows]
