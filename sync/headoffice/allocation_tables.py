"""Rows of the online lease: rules, what is left, what was taken, what is promised to which order, who found none."""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.messages import AllocationTaken

MIGRATIONS = Migrations("allocations")


@MIGRATIONS()
def m001_allocation(db: Database) -> None:
    """Rules by store and product (an empty product: the store's own), and what follows from them."""
    for sql in (
        """CREATE TABLE allocation_rule (
            store TEXT NOT NULL, gtin TEXT NOT NULL, percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
            most INTEGER CHECK (most >= 0), safety INTEGER NOT NULL CHECK (safety >= 0), PRIMARY KEY (store, gtin)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE allocation (
            store TEXT NOT NULL, gtin TEXT NOT NULL, units INTEGER NOT NULL, safety INTEGER NOT NULL,
            version INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, gtin)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE allocation_counted (
            store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
            total INTEGER NOT NULL, PRIMARY KEY (store, gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE allocation_taken (
            n INTEGER PRIMARY KEY, store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL,
            units INTEGER NOT NULL, promised INTEGER NOT NULL, reason TEXT NOT NULL, reference TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE promise (
            order_id TEXT NOT NULL, store TEXT NOT NULL, gtin TEXT NOT NULL, units INTEGER NOT NULL CHECK (units > 0),
            at TEXT NOT NULL, PRIMARY KEY (store, gtin, order_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX promise_order ON promise (order_id)",
        """CREATE TABLE find_fail (
            store TEXT NOT NULL, gtin TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, gtin)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Rule(Struct, frozen=True):
    """How much of what a store has is kept for online orders."""

    percent: int = 0
    """Of what is neither promised nor safety. 0: nothing is kept, online orders share with the shelf."""
    most: int | None = None
    """Never more units than this."""
    safety: int = 0
    """Units that nobody is promised, for a count that is one too high."""


NO_RULE = Rule()


def rule(db: sqlite3.Connection, store: str, gtin: str) -> Rule:
    """The product's own rule in this store, else the store's."""
    row = db.execute(
        """SELECT percent, most, safety FROM allocation_rule WHERE store = ? AND gtin IN (?, '')
           ORDER BY gtin DESC LIMIT 1""",
        (store, gtin),
    ).fetchone()
    return NO_RULE if row is None else Rule(row[0], row[1], row[2])


def save_rule(db: sqlite3.Connection, store: str, gtin: str, one: Rule) -> None:
    """Keep a rule."""
    db.execute(
        "INSERT OR REPLACE INTO allocation_rule VALUES (?, ?, ?, ?, ?)",
        (store, gtin, one.percent, one.most, one.safety),
    )


def ruled(db: sqlite3.Connection, store: str) -> bool:
    """Whether the store has any rule."""
    return db.execute("SELECT 1 FROM allocation_rule WHERE store = ? LIMIT 1", (store,)).fetchone() is not None


def counted(db: sqlite3.Connection, store: str) -> list[str]:
    """Products of the store that somebody counted."""
    return [row[0] for row in db.execute("SELECT gtin FROM stock WHERE store = ? ORDER BY gtin", (store,))]


def on_hand(db: sqlite3.Connection, store: str, gtin: str) -> int | None:
    """Head office's count; None where there is none."""
    row = db.execute("SELECT on_hand FROM stock WHERE store = ? AND gtin = ?", (store, gtin)).fetchone()
    return None if row is None else int(row[0])


def lease(db: sqlite3.Connection, store: str, gtin: str) -> sqlite3.Row | None:
    """The lease of a product, if there ever was one."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM allocation WHERE store = ? AND gtin = ?", (store, gtin)
    ).fetchone()
    return row


def leased(db: sqlite3.Connection, store: str, gtin: str) -> int:
    """Units that are left of the lease."""
    row = lease(db, store, gtin)
    return 0 if row is None else int(row["units"])


def told_safety(db: sqlite3.Connection, store: str, gtin: str) -> int:
    """The safety stock that the store knows."""
    row = lease(db, store, gtin)
    return 0 if row is None else int(row["safety"])


def save_lease(
    db: sqlite3.Connection, store: str, gtin: str, units: int, version: int, at: str, safety: int | None = None
) -> None:
    """Keep what is left; without `safety` that stays."""
    db.execute(
        """INSERT INTO allocation VALUES (?1, ?2, ?3, coalesce(?4, 0), ?5, ?6) ON CONFLICT (store, gtin) DO UPDATE SET
             units = excluded.units, safety = coalesce(?4, safety), version = excluded.version, at = excluded.at""",
        (store, gtin, units, safety, version, at),
    )


def count_taken(db: sqlite3.Connection, store: str, gtin: str, device: str, epoch: str, seq: int, units: int) -> None:
    """Count what a device took; its event's number says up to where."""
    db.execute(
        """INSERT INTO allocation_counted VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (store, gtin, device, epoch)
           DO UPDATE SET seq = max(seq, excluded.seq), total = total + excluded.total""",
        (store, gtin, device, epoch, seq, units),
    )


def taken_marks(db: sqlite3.Connection, store: str, gtin: str) -> list[tuple[str, str, int, int]]:
    """(device, epoch, seq, total) of what the devices took, as counted."""
    rows = db.execute(
        "SELECT device, epoch, seq, total FROM allocation_counted WHERE store = ? AND gtin = ? ORDER BY device, epoch",
        (store, gtin),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def add_taken(db: sqlite3.Connection, store: str, device: str, event: AllocationTaken, at: str) -> None:
    """Keep a taking with its reason, for people to see."""
    db.execute(
        "INSERT INTO allocation_taken VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        (store, event.gtin, device, event.units, event.promised, event.reason, event.reference, at),
    )


def takings(db: sqlite3.Connection, store: str, limit: int = 200) -> list[sqlite3.Row]:
    """What a store took off its leases, the newest first."""
    return db.execute(
        "SELECT * FROM allocation_taken WHERE store = ? ORDER BY n DESC LIMIT ?", (store, limit)
    ).fetchall()


def promise(db: sqlite3.Connection, store: str, gtin: str, units: int, order_id: str, at: str) -> None:
    """Units belong to an order."""
    db.execute(
        """INSERT INTO promise VALUES (?, ?, ?, ?, ?) ON CONFLICT (store, gtin, order_id)
           DO UPDATE SET units = units + excluded.units""",
        (order_id, store, gtin, units, at),
    )


def unpromise(db: sqlite3.Connection, store: str, gtin: str, units: int, order_id: str) -> None:
    """So many of them do no longer; never below none."""
    place = (store, gtin, order_id)
    db.execute("DELETE FROM promise WHERE store = ? AND gtin = ? AND order_id = ? AND units <= ?", (*place, units))
    db.execute("UPDATE promise SET units = units - ? WHERE store = ? AND gtin = ? AND order_id = ?", (units, *place))


def promised(db: sqlite3.Connection, store: str, gtin: str) -> int:
    """Units that orders wait for."""
    sql = "SELECT coalesce(sum(units), 0) FROM promise WHERE store = ? AND gtin = ?"
    return int(db.execute(sql, (store, gtin)).fetchone()[0])


def promises(db: sqlite3.Connection, store: str, gtin: str) -> list[sqlite3.Row]:
    """Who waits for a product, the newest first."""
    return db.execute(
        "SELECT * FROM promise WHERE store = ? AND gtin = ? ORDER BY at DESC, order_id DESC", (store, gtin)
    ).fetchall()


def of_order(db: sqlite3.Connection, order_id: str) -> list[sqlite3.Row]:
    """What one order waits for."""
    return db.execute("SELECT * FROM promise WHERE order_id = ?", (order_id,)).fetchall()


def uncovered(db: sqlite3.Connection, store: str) -> list[str]:
    """Products of which more is promised than there is."""
    rows = db.execute(
        """SELECT p.gtin FROM (SELECT gtin, sum(units) AS units FROM promise WHERE store = ?1 GROUP BY gtin) AS p
           JOIN stock AS s ON s.store = ?1 AND s.gtin = p.gtin WHERE p.units > max(0, s.on_hand) ORDER BY p.gtin""",
        (store,),
    )
    return [row[0] for row in rows]


def close(db: sqlite3.Connection, store: str, gtin: str, reason: str, at: str) -> None:
    """Somebody looked for a product and found none."""
    db.execute("INSERT OR REPLACE INTO find_fail VALUES (?, ?, ?, ?)", (store, gtin, reason, at))


def open_again(db: sqlite3.Connection, store: str, gtin: str) -> bool:
    """It was counted or came in; False if nobody had missed it."""
    return db.execute("DELETE FROM find_fail WHERE store = ? AND gtin = ?", (store, gtin)).rowcount > 0


def closed(db: sqlite3.Connection, store: str, gtin: str) -> bool:
    """Whether somebody missed it and nobody has counted since."""
    sql = "SELECT 1 FROM find_fail WHERE store = ? AND gtin = ?"
    return db.execute(sql, (store, gtin)).fetchone() is not None
