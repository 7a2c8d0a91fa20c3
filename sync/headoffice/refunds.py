"""Money that shoppers get back for orders: what is owed follows from the order, and every change of it is a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats.order_state import Order
from sync.headoffice.change import Change, Conflict, Unknown
from sync.headoffice.order_money import FEE

MIGRATIONS = Migrations("refunds")


@MIGRATIONS()
def m001_refund(db: Database) -> None:
    """Rows are added and never changed, but for being settled; an amount below zero takes back what was owed."""
    db.conn.execute(
        """CREATE TABLE refund (
            n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, line_id TEXT NOT NULL, store TEXT NOT NULL,
            amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0), currency TEXT NOT NULL, reason TEXT NOT NULL,
            at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')),
            reference TEXT NOT NULL DEFAULT '', settled_at TEXT NOT NULL DEFAULT ''
        ) STRICT"""
    )
    db.conn.execute("CREATE INDEX refund_order ON refund (order_id)")
    db.conn.execute("CREATE INDEX refund_open ON refund (n) WHERE state = 'open'")


class Refund(Struct, frozen=True, kw_only=True):
    """Money that somebody has to give back, or (below zero) to ask for again."""

    n: int
    order_id: str
    line_id: str
    store: str
    amount_minor: int
    """Below zero: the goods left after their money was given back."""
    currency: str
    reason: str
    """cancelled, expired, converted, short, substituted, amended; handed_after_end, found_after_all below zero."""
    at: str
    state: str
    """open or settled."""
    reference: str
    """What it was settled with."""
    settled_at: str


def follow(
    change: Change,
    order: sqlite3.Row,
    fold: Order,
    *,
    paid: Mapping[str, int],
    value: Mapping[str, int],
    elsewhere: Mapping[str, int],
) -> list[Refund]:
    """Owe the shopper what the order as it stands is worth less than what they paid; gives the new rows.

    `paid`: line as ordered (or `FEE`) -> what was paid for it. `value`: what it is worth now. `elsewhere`: line -> what
    of it another order is worth now, or a till gave back.
    """
    known = _owed(change.db, order["order_id"])
    made = []
    for line_id, amount in paid.items():
        difference = max(0, amount - value[line_id] - elsewhere.get(line_id, 0)) - known.get(line_id, 0)
        if difference:
            made.append(_add(change, order, line_id, difference, _reason(fold, line_id, difference)))
    return made


def newest(db: sqlite3.Connection, state: str = "", order_id: str = "", limit: int = 500) -> list[Refund]:
    """Refunds, newest first; of one state or order if they are given."""
    rows = db.execute(
        """SELECT n, order_id, line_id, store, amount_minor, currency, reason, at, state, reference, settled_at
           FROM refund WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR order_id = ?2) ORDER BY n DESC LIMIT ?3""",
        (state, order_id, limit),
    )
    return [_refund(row) for row in rows]


def total(db: sqlite3.Connection, order_id: str) -> int:
    """What is given back for an order in all, in minor units."""
    row = db.execute("SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE order_id = ?", (order_id,)).fetchone()
    return int(row[0])


def settle(change: Change, n: int, reference: str) -> Refund:
    """The money was given back (or asked for again), under a reference of whoever did it.

    Raises:
        Unknown: if there is no such refund.
        Conflict: if it is settled already.
    """
    row = change.db.execute("SELECT state FROM refund WHERE n = ?", (n,)).fetchone()
    if row is None:
        raise Unknown("refund", str(n))
    if row["state"] != "open":
        raise Conflict("refund", "it is settled already")
    change.db.execute(
        "UPDATE refund SET state = 'settled', reference = ?, settled_at = ? WHERE n = ?",
        (reference, stamp(change.now), n),
    )
    return _get(change.db, n)


def _owed(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    rows = db.execute("SELECT line_id, sum(amount_minor) FROM refund WHERE order_id = ? GROUP BY line_id", (order_id,))
    return {row[0]: int(row[1]) for row in rows}


def _add(change: Change, order: sqlite3.Row, line_id: str, amount_minor: int, reason: str) -> Refund:
    cursor = change.db.execute(
        """INSERT INTO refund (order_id, line_id, store, amount_minor, currency, reason, at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (order["order_id"], line_id, order["store"], amount_minor, order["currency"], reason, stamp(change.now)),
    )
    return _get(change.db, int(cursor.lastrowid or 0))


def _reason(fold: Order, line_id: str, difference: int) -> str:
    if line_id == FEE:
        return "handed_after_end" if difference < 0 else fold.end or "amended"
    line = fold.lines[line_id]
    if difference < 0:
        return "handed_after_end" if fold.end else "found_after_all"
    if fold.end:
        return fold.end
    if line.replaced:
        return "substituted"
    return "short" if line.short else "amended"


def _get(db: sqlite3.Connection, n: int) -> Refund:
    row = db.execute(
        """SELECT n, order_id, line_id, store, amount_minor, currency, reason, at, state, reference, settled_at
           FROM refund WHERE n = ?""",
        (n,),
    ).fetchone()
    return _refund(row)


def _refund(row: sqlite3.Row) -> Refund:
    return Refund(
        n=row["n"],
        order_id=row["order_id"],
        line_id=row["line_id"],
        store=row["store"],
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        reason=row["reason"],
        at=row["at"],
        state=row["state"],
        reference=row["reference"],
        settled_at=row["settled_at"],
    )
