"""Pickup orders on disk; the shopper's name lies encrypted."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from kiosk.pickup.model import Order, OrderLine
from sync import clock, messages
from sync.migrations import Migrations
from sync.security import Vault

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


def load(db: sqlite3.Connection, vault: Vault, order_id: str) -> Order | None:
    """An order of this store, or None."""
    row = db.execute("SELECT * FROM pickup_order WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else _order(db, vault, row)


def find_number(db: sqlite3.Connection, vault: Vault, number: str) -> Order | None:
    """The order that people call by this number."""
    row = db.execute("SELECT * FROM pickup_order WHERE number = ? ORDER BY version DESC", (number,)).fetchone()
    return None if row is None else _order(db, vault, row)


def open_orders(db: sqlite3.Connection, vault: Vault) -> list[Order]:
    """What is still to be done, the soonest promised first."""
    rows = db.execute(
        """SELECT * FROM pickup_order WHERE state IN ('placed', 'accepted', 'picking', 'ready')
           ORDER BY CASE promised_at WHEN '' THEN 'Z' ELSE promised_at END, version"""
    ).fetchall()
    return [_order(db, vault, row) for row in rows]


def orders_to_tell(db: sqlite3.Connection, vault: Vault, home: str, since: datetime) -> list[Order]:
    """This device's own orders that the store's other devices should know the state of."""
    rows = db.execute(
        "SELECT * FROM pickup_order WHERE home = ? AND revision > 0 AND changed_at >= ? ORDER BY changed_at",
        (home, clock.stamp(since)),
    ).fetchall()
    return [_order(db, vault, row) for row in rows]


def insert(db: sqlite3.Connection, vault: Vault, message: messages.OrderPlaced, now: datetime) -> bool:
    """Write a new order; False if it is known already."""
    if db.execute("SELECT 1 FROM pickup_order WHERE order_id = ?", (message.order_id,)).fetchone():
        return False
    promised = clock.stamp(message.promised_at) if message.promised_at else ""
    db.execute(
        "INSERT INTO pickup_order VALUES (?, ?, ?, ?, 'placed', 0, '', ?, ?, ?)",
        (
            *(message.order_id, message.number, message.home),
            vault.seal(f"order/{message.order_id}", messages.encode(message)),
            *(message.version, promised, clock.stamp(now)),
        ),
    )
    db.executemany(
        "INSERT INTO pickup_line VALUES (?, ?, ?, 0, 0)",
        [(message.order_id, place, line.line_id) for place, line in enumerate(message.lines)],
    )
    return True


def save(db: sqlite3.Connection, order: Order, now: datetime) -> None:
    """Write how far an order is."""
    db.execute(
        "UPDATE pickup_order SET state = ?, revision = ?, slot = ?, changed_at = ? WHERE order_id = ?",
        (order.state, order.revision, order.slot, clock.stamp(now), order.order_id),
    )
    db.executemany(
        "UPDATE pickup_line SET picked = ?, short = ? WHERE order_id = ? AND line_id = ?",
        [(line.picked, line.short, order.order_id, line.line_id) for line in order.lines],
    )


def use_code(db: sqlite3.Connection, nonce: str, order_id: str, now: datetime) -> bool:
    """Take a one-time code in; False if it was taken in before."""
    cursor = db.execute(
        "INSERT INTO used_code VALUES (?, ?, ?) ON CONFLICT (nonce) DO NOTHING", (nonce, order_id, clock.stamp(now))
    )
    return cursor.rowcount > 0


def remember_cancel(db: sqlite3.Connection, order_id: str, now: datetime) -> None:
    """A cancellation that overtook its order."""
    db.execute("INSERT OR IGNORE INTO early_cancel VALUES (?, ?)", (order_id, clock.stamp(now)))


def cancelled_before(db: sqlite3.Connection, order_id: str) -> bool:
    """Whether the cancellation of this order came before the order."""
    return db.execute("SELECT 1 FROM early_cancel WHERE order_id = ?", (order_id,)).fetchone() is not None


def _order(db: sqlite3.Connection, vault: Vault, row: sqlite3.Row) -> Order:
    order_id = row["order_id"]
    placed = msgspec.json.decode(vault.open(f"order/{order_id}", row["sealed"]), type=messages.OrderPlaced)
    progress = {
        line["line_id"]: line
        for line in db.execute("SELECT line_id, picked, short FROM pickup_line WHERE order_id = ?", (order_id,))
    }
    return Order(
        order_id=order_id,
        number=row["number"],
        home=row["home"],
        member=placed.member,
        surname=placed.surname,
        title=placed.title,
        state=row["state"],
        revision=row["revision"],
        lines=tuple(
            OrderLine(
                line.line_id,
                line.gtin,
                line.quantity,
                line.price_minor,
                progress[line.line_id]["picked"],
                progress[line.line_id]["short"],
            )
            for line in placed.lines
        ),
        slot=row["slot"],
        total_minor=placed.total_minor,
        currency=placed.currency,
        paid=placed.paid,
        placed_at=placed.at,
        promised_at=placed.promised_at,
    )
