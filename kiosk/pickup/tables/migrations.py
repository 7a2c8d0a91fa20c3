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

    `standing` holds what the steps come to, sealed; `order_entry` says the same without names, in rows so short that
    hundreds are read in a few pages. Orders from before get their steps at the first start (`actions.begin`).
    """
    for sql in (
        """CREATE TABLE order_step (
            order_id TEXT NOT NULL, step_id TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL,
            sealed BLOB NOT NULL, PRIMARY KEY (order_id, step_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX order_step_at ON order_step (at)",
        "ALTER TABLE pickup_order ADD COLUMN standing BLOB",
        """CREATE TABLE order_entry (
            order_id TEXT PRIMARY KEY, number TEXT NOT NULL, home TEXT NOT NULL, arbiter TEXT NOT NULL,
            method TEXT NOT NULL, state TEXT NOT NULL, promised_at TEXT NOT NULL, expires_at TEXT NOT NULL,
            state_at TEXT NOT NULL, slot TEXT NOT NULL, here TEXT NOT NULL, holder TEXT NOT NULL,
            units INTEGER NOT NULL, picked INTEGER NOT NULL, short INTEGER NOT NULL, handed INTEGER NOT NULL,
            put_back INTEGER NOT NULL, issues INTEGER NOT NULL, ended INTEGER NOT NULL, waiting INTEGER NOT NULL,
            paid INTEGER NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL, steps INTEGER NOT NULL,
            digest TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO order_entry SELECT order_id, number, home, home, 'pickup', state, promised_at, '', changed_at,
             slot, '', '', 0, 0, 0, 0, 0, 0, state IN ('collected', 'cancelled', 'expired'), 0, 1, version, changed_at,
             0, '' FROM pickup_order""",
        "CREATE INDEX order_entry_open ON order_entry (ended, promised_at)",
        "CREATE INDEX order_entry_changed ON order_entry (ended, changed_at)",
        "CREATE INDEX order_entry_trouble ON order_entry (changed_at) WHERE issues > 0 OR put_back > 0",
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


@MIGRATIONS()
def m003_wishes(db: Database) -> None:
    """Orders that this device asked head office for."""
    db.conn.execute(
        """CREATE TABLE order_wish (
            wish_id TEXT PRIMARY KEY, sealed BLOB NOT NULL, state TEXT NOT NULL
                CHECK (state IN ('asked', 'placed', 'refused')),
            order_id TEXT NOT NULL, number TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
