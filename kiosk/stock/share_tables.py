"""What of each product is kept for online orders, and what this store took of it all the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from msgspec import Struct

from sync import clock, messages
from sync.formats.stock_vector import Counted, Moved, available


class Share(Struct, frozen=True):
    """Of one product."""

    online: int
    """Units left for online; never below zero."""
    safety: int


NO_SHARE = Share(0, 0)


class Taking(Struct, frozen=True):
    """Units that the shop took back, and why."""

    gtin: str
    units: int
    promised: int
    reason: str
    reference: str
    event_id: str
    epoch: str
    seq: int
    at: str
    """ISO 8601, UTC."""


def shares(db: sqlite3.Connection, gtins: Iterable[str]) -> dict[str, Share]:
    """What is kept of those products of which anything is."""
    wanted = json.dumps(list(gtins))
    sql = "SELECT * FROM stock_share WHERE gtin IN (SELECT value FROM json_each(?))"
    rows = db.execute(sql, (wanted,)).fetchall()
    if not rows:
        return {}
    counted, moved = _totals(db, _COUNTED, wanted), _totals(db, _TAKEN, wanted)
    found = {}
    for row in rows:
        known = [Counted(*one) for one in counted.get(row["gtin"], ())]
        since = [Moved(*one) for one in moved.get(row["gtin"], ())]
        found[row["gtin"]] = Share(max(0, available(row["units"], known, since)), row["safety"])
    return found


def watched(db: sqlite3.Connection, gtins: Iterable[str]) -> list[str]:
    """Those among the products that somebody waits for: kept for online, or reserved for an order."""
    rows = db.execute(
        """SELECT value FROM json_each(?) WHERE value IN (SELECT gtin FROM stock_share)
           OR value IN (SELECT gtin FROM reservation)""",
        (json.dumps(list(gtins)),),
    )
    return [row[0] for row in rows]


def save(db: sqlite3.Connection, message: messages.AllocationChanged) -> bool:
    """Head office's word; the newest version stands."""
    cursor = db.execute(
        """INSERT INTO stock_share VALUES (?, ?, ?, ?, ?) ON CONFLICT (gtin) DO UPDATE SET units = excluded.units,
             safety = excluded.safety, version = excluded.version, at = excluded.at
           WHERE excluded.version > stock_share.version""",
        (message.gtin, message.units, message.safety, message.version, clock.stamp(message.at)),
    )
    if cursor.rowcount < 1:
        return False
    db.execute("DELETE FROM stock_share_counted WHERE gtin = ?", (message.gtin,))
    db.executemany(
        "INSERT INTO stock_share_counted VALUES (?, ?, ?, ?, ?)",
        # Takings lower the figure, so they are counted below zero, as movements that leave are.
        [(message.gtin, mark.device, mark.epoch, mark.seq, -mark.total) for mark in message.counted],
    )
    return True


def add(db: sqlite3.Connection, device: str, one: Taking) -> None:
    """Own taking."""
    db.execute(
        "INSERT INTO stock_taken VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.gtin, one.units, one.promised, one.reason, one.reference, one.event_id, one.epoch, one.seq, one.at),
    )
    db.execute(
        """INSERT INTO stock_taken_total VALUES (?, ?, ?, ?, ?) ON CONFLICT (gtin, device, epoch)
           DO UPDATE SET seq = excluded.seq, total = total + excluded.total""",
        (one.gtin, device, one.epoch, one.seq, -one.units),
    )


def own_totals(db: sqlite3.Connection, device: str, epoch: str) -> list[tuple[str, int, int]]:
    """(gtin, seq, units taken since the epoch began) of this device, as others are told."""
    rows = db.execute(
        "SELECT gtin, seq, -total FROM stock_taken_total WHERE device = ? AND epoch = ? ORDER BY gtin", (device, epoch)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def heard(db: sqlite3.Connection, message: messages.StockCounters) -> bool:
    """What another device took; the greater sequence number stands. True if anything is new."""
    before = db.total_changes
    db.executemany(
        """INSERT INTO stock_taken_total VALUES (?, ?, ?, ?, ?) ON CONFLICT (gtin, device, epoch)
           DO UPDATE SET seq = excluded.seq, total = excluded.total WHERE excluded.seq > stock_taken_total.seq""",
        [(gtin, message.device, message.epoch, seq, -total) for gtin, seq, total in message.taken],
    )
    return db.total_changes > before


def recount_own(db: sqlite3.Connection, device: str) -> None:
    """Bring own takings in line with the journal after its waiting events moved to a new epoch."""
    db.execute(
        """UPDATE stock_taken SET epoch = j.epoch, seq = j.seq FROM journal AS j
           WHERE j.id = stock_taken.event_id AND (j.epoch, j.seq) <> (stock_taken.epoch, stock_taken.seq)"""
    )
    db.execute("DELETE FROM stock_taken_total WHERE device = ?", (device,))
    db.execute(
        """INSERT INTO stock_taken_total SELECT gtin, ?, epoch, max(seq), -sum(units) FROM stock_taken
           GROUP BY epoch, gtin""",
        (device,),
    )


def takings(db: sqlite3.Connection, most: int = 50) -> list[Taking]:
    """The last ones of this device, the newest first."""
    rows = db.execute(
        """SELECT gtin, units, promised, reason, reference, event_id, epoch, seq, at FROM stock_taken
           ORDER BY n DESC LIMIT ?""",
        (most,),
    )
    return [Taking(*row) for row in rows]


_COUNTED = """SELECT gtin, device, epoch, seq, total FROM stock_share_counted
    WHERE gtin IN (SELECT value FROM json_each(?))"""
_TAKEN = """SELECT gtin, device, epoch, seq, total FROM stock_taken_total
    WHERE gtin IN (SELECT value FROM json_each(?))"""


def _totals(db: sqlite3.Connection, sql: str, wanted: str) -> Mapping[str, list[tuple[str, str, int, int]]]:
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    for row in db.execute(sql, (wanted,)):
        found.setdefault(row["gtin"], []).append((row["device"], row["epoch"], row["seq"], row["total"]))
    return found
