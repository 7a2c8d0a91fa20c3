"""The tables of pickup orders, as they came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("pickup")


@MIGRATIONS()
def m001_orders(db: Database) -> None:
    """Orders, their lines, and the one-time codes that were taken in."""
    for sql in (
        """CREATE TABLE pickup_order (
            order_id TEXT PRIMARY KEY, number TEXT NOT NULL, home TEXT NOT NULL, sealed BLOB NOT NULL,
            state TEXT NOT NULL, revision INTEGER NOT NULL, slot TEXT NOT NULL, version INTEGER NOT NULL,
            promised_at TEXT NOT NULL, changed_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE pickup_line (
            order_id TEXT NOT NULL REFERENCES pickup_order, place INTEGER NOT NULL, line_id TEXT NOT NULL,
            picked INTEGER NOT NULL, short INTEGER NOT NULL, PRIMARY KEY (order_id, place)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE used_code (
            nonce TEXT PRIMARY KEY, order_id TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE early_cancel (
            order_id TEXT PRIMARY KEY, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_steps(db: Database) -> None:
    """An order is what follows from its steps; what lists show and sort by is kept beside it.

    `standing` holds what the steps come to, sealed; the columns after it say the same without names. Orders from before
    have none: their home device writes the steps that they must have taken (`actions.begin`).
    """
    for sql in (
        """CREATE TABLE order_step (
            order_id TEXT NOT NULL, step_id TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL,
            sealed BLOB NOT NULL, PRIMARY KEY (order_id, step_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX order_step_at ON order_step (at)",
        "ALTER TABLE pickup_order ADD COLUMN standing BLOB",
        "ALTER TABLE pickup_order ADD COLUMN arbiter TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN method TEXT NOT NULL DEFAULT 'pickup'",
        "ALTER TABLE pickup_order ADD COLUMN paid INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE pickup_order ADD COLUMN ended INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN expires_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN state_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN here TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN units INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN picked INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN short INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN handed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN put_back INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN issues INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
        "UPDATE pickup_order SET ended = 1 WHERE state IN ('collected', 'cancelled', 'expired')",
        "CREATE INDEX pickup_order_open ON pickup_order (ended, promised_at)",
        """CREATE TABLE claim (
            order_id TEXT NOT NULL, line_id TEXT NOT NULL, holder TEXT NOT NULL, token INTEGER NOT NULL,
            until TEXT NOT NULL, PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE claim_asked (
            request_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, line_ids TEXT NOT NULL, operator TEXT NOT NULL,
            answer TEXT NOT NULL CHECK (answer IN ('', 'granted', 'refused')), token INTEGER NOT NULL,
            holder TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE given_up (
            order_id TEXT NOT NULL, line_id TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE code_try (n INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT",
    ):
        db.conn.execute(sql)
