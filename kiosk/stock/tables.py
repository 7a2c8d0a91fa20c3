"""The movement ledger, head office's baselines and what the store's other devices have told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.stock import bundle_tables, share_tables
from kiosk.stock.model import Level, Movement, doubt
from kiosk.stock.shop_tables import hours, near_levels, save_near, save_store, store_names  # noqa: F401  one door
from sync import clock, messages
from sync.formats import bundle
from sync.formats.stock_vector import Counted, Moved, available
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("stock")


@MIGRATIONS()
def m001_stock(db: Database) -> None:
    """Own movements are facts; everything else is what others said last."""
    for sql in (
        """CREATE TABLE stock_movement (
            n INTEGER PRIMARY KEY, gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0),
            reason TEXT NOT NULL, reference TEXT NOT NULL, event_id TEXT NOT NULL, epoch TEXT NOT NULL,
            seq INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE stock_moved (
            device TEXT NOT NULL, epoch TEXT NOT NULL, gtin TEXT NOT NULL, seq INTEGER NOT NULL,
            total INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE stock_base (
            gtin TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE stock_counted (
            gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
            total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE near_level (
            gtin TEXT NOT NULL, store TEXT NOT NULL, on_hand INTEGER NOT NULL, version INTEGER NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (gtin, store)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE store (
            gln TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
            address TEXT NOT NULL, distance_m INTEGER NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL,
            time_zone TEXT NOT NULL, version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE reservation (
            order_id TEXT NOT NULL, gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (order_id, gtin)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX reservation_gtin ON reservation (gtin)",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_shares(db: Database) -> None:
    """What head office keeps for online orders, and what was taken of it all the same."""
    for sql in (
        """CREATE TABLE stock_share (
            gtin TEXT PRIMARY KEY, units INTEGER NOT NULL, safety INTEGER NOT NULL CHECK (safety >= 0),
            version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE stock_share_counted (
            gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
            total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE stock_taken (
            n INTEGER PRIMARY KEY, gtin TEXT NOT NULL, units INTEGER NOT NULL, promised INTEGER NOT NULL,
            reason TEXT NOT NULL, reference TEXT NOT NULL, event_id TEXT NOT NULL, epoch TEXT NOT NULL,
            seq INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE stock_taken_total (
            gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
            total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


def level(db: sqlite3.Connection, gtin: str) -> Level | None:
    """What is in this store; None if neither head office nor any device ever said anything about the product.

    A bundle is there as often as its components make it whole.
    """
    parts = bundle_tables.parts(db, [gtin]).get(gtin, ())
    if parts:
        return _of_bundle(parts, levels(db, [part for part, _ in parts]))
    base = _base(db, gtin)
    rows = db.execute("SELECT device, epoch, seq, total, at FROM stock_moved WHERE gtin = ?", (gtin,)).fetchall()
    if base is None and not rows:
        return None
    on_hand, at, counted = base if base is not None else (0, None, [])
    moved = [Moved(row["device"], row["epoch"], row["seq"], row["total"]) for row in rows]
    reserved = db.execute("SELECT coalesce(sum(quantity), 0) FROM reservation WHERE gtin = ?", (gtin,)).fetchone()[0]
    share = share_tables.shares(db, [gtin]).get(gtin, share_tables.NO_SHARE)
    return Level(available(on_hand, counted, moved), reserved, at, share.safety, share.online)


def _of_bundle(parts: bundle.Parts, found: dict[str, Level]) -> Level | None:
    """How many whole bundles the components make; None where nobody knows one of them."""
    if any(part not in found for part, _ in parts):
        return None
    on_hand = bundle.whole(parts, {part: one.on_hand for part, one in found.items()})
    free = bundle.whole(parts, {part: one.available for part, one in found.items()})
    ages = [one.as_of for one in found.values() if one.as_of is not None]
    return Level(on_hand, max(0, on_hand - free), min(ages, default=None))


def levels(db: sqlite3.Connection, gtins: Iterable[str]) -> dict[str, Level]:
    """What is in this store of several products, those left out of which nobody ever said anything; few questions."""
    asked = list(dict.fromkeys(gtins))
    bundles = bundle_tables.parts(db, asked)
    inner = [part for parts in bundles.values() for part, _ in parts]
    found = _levels(db, list(dict.fromkeys([*asked, *inner])) if bundles else asked)
    for gtin, parts in bundles.items():
        whole = _of_bundle(parts, {part: found[part] for part, _ in parts if part in found})
        found.pop(gtin, None)
        if whole is not None:
            found[gtin] = whole
    return found


def _levels(db: sqlite3.Connection, gtins: list[str]) -> dict[str, Level]:
    """The same, of products that are no bundles."""
    wanted = json.dumps(gtins)
    meta = dict(db.execute("SELECT key, value FROM catalogue.meta WHERE key IN ('version', 'created_at')").fetchall())
    bases = db.execute(
        """SELECT w.value AS gtin, p.on_hand AS shipped, b.on_hand, b.version, b.at FROM json_each(?) AS w
           LEFT JOIN catalogue.product AS p ON p.gtin = w.value LEFT JOIN stock_base AS b ON b.gtin = w.value""",
        (wanted,),
    ).fetchall()
    counted = _by_gtin(db, "stock_counted", wanted), _by_gtin(db, "catalogue.watermark", wanted)
    moved = _by_gtin(db, "stock_moved", wanted)
    sql = """SELECT gtin, sum(quantity) FROM reservation WHERE gtin IN (SELECT value FROM json_each(?)) GROUP BY gtin"""
    reserved = dict(db.execute(sql, (wanted,)).fetchall())
    shares = share_tables.shares(db, gtins)
    found = {}
    for base in bases:
        gtin = base["gtin"]
        marks: dict[str, list[sqlite3.Row]] = {}
        if base["version"] is not None and (base["shipped"] is None or base["version"] > int(meta["version"])):
            on_hand, at, marks = base["on_hand"], base["at"], counted[0]
        elif base["shipped"] is not None:
            on_hand, at, marks = base["shipped"], meta.get("created_at"), counted[1]
        elif gtin in moved:
            on_hand, at = 0, None
        else:
            continue
        known = [Counted(row["device"], row["epoch"], row["seq"], row["total"]) for row in marks.get(gtin, ())]
        since = [Moved(row["device"], row["epoch"], row["seq"], row["total"]) for row in moved.get(gtin, ())]
        units = available(on_hand, known, since)
        share = shares.get(gtin, share_tables.NO_SHARE)
        told = clock.parse(at) if at else None
        found[gtin] = Level(units, reserved.get(gtin, 0), told, share.safety, share.online)
    return found


def _by_gtin(db: sqlite3.Connection, table: str, wanted: str) -> dict[str, list[sqlite3.Row]]:
    """The counters of one table, by product. `wanted`: GTINs as a JSON list."""
    sql = f"SELECT gtin, device, epoch, seq, total FROM {table} WHERE gtin IN (SELECT value FROM json_each(?))"
    found: dict[str, list[sqlite3.Row]] = {}
    for row in db.execute(sql, (wanted,)):
        found.setdefault(row["gtin"], []).append(row)
    return found


def add_movements(db: sqlite3.Connection, device: str, movements: Sequence[Movement]) -> None:
    """Write own movements into the ledger and count them."""
    db.executemany(
        "INSERT INTO stock_movement VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(m.gtin, m.quantity, m.reason, m.reference, m.event_id, m.epoch, m.seq, m.at) for m in movements],
    )
    db.executemany(
        """INSERT INTO stock_moved VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (gtin, device, epoch)
           DO UPDATE SET seq = excluded.seq, total = total + excluded.total, at = excluded.at""",
        [(device, m.epoch, m.gtin, m.seq, m.quantity, m.at) for m in movements],
    )


def own_totals(db: sqlite3.Connection, device: str, epoch: str, gtins: Sequence[str]) -> list[tuple[str, int, int]]:
    """(gtin, seq of its last movement, total since the epoch began) of these products, as this device moved them."""
    marks = ",".join("?" * len(gtins))
    rows = db.execute(
        f"SELECT gtin, seq, total FROM stock_moved WHERE gtin IN ({marks}) AND device = ? AND epoch = ?",
        (*gtins, device, epoch),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def moved(db: sqlite3.Connection) -> set[str]:
    """The products of which this device has heard more than the snapshot says."""
    row = db.execute(
        """SELECT json_group_array(gtin) FROM (
               SELECT gtin FROM stock_moved UNION SELECT gtin FROM stock_base UNION SELECT gtin FROM reservation)"""
    ).fetchone()
    return set(json.loads(row[0]))


def last_moved(db: sqlite3.Connection, movements: int) -> list[str]:
    """The products of this device's newest movements, each once."""
    rows = db.execute(
        "SELECT DISTINCT gtin FROM (SELECT gtin FROM stock_movement ORDER BY n DESC LIMIT ?)", (movements,)
    )
    return [row[0] for row in rows]


def not_found(db: sqlite3.Connection, movements: int) -> list[tuple[str, str]]:
    """(gtin, when) of this device's newest movements that say that a picker found nothing in its place."""
    rows = db.execute(
        """SELECT gtin, at FROM (SELECT gtin, at, reason FROM stock_movement ORDER BY n DESC LIMIT ?)
           WHERE reason = 'short_pick'""",
        (movements,),
    )
    return [(row[0], row[1]) for row in rows]


def waited_for(db: sqlite3.Connection, gtin: str, in_hand: int) -> bool:
    """Whether an order waits for one of so many units that somebody holds. Quick where nobody waits for any."""
    if not share_tables.watched(db, [gtin]):
        return False
    return doubt(level(db, gtin), in_hand) == "kept_orders"


def lately(db: sqlite3.Connection, most: int) -> list[str]:
    """Products that moved last, on this device or another, and those that orders wait for."""
    rows = db.execute(
        """SELECT gtin FROM (SELECT gtin, max(at) AS at FROM stock_moved GROUP BY gtin ORDER BY at DESC LIMIT ?)
           UNION SELECT gtin FROM reservation""",
        (most,),
    )
    return [row[0] for row in rows]


def sold_since(db: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """GTIN -> units that left this device's hands as sold."""
    rows = db.execute(
        """SELECT gtin, -sum(quantity) AS units FROM stock_movement WHERE at >= ? AND reason IN ('sold', 'exchanged')
           GROUP BY gtin HAVING units > 0""",
        (clock.stamp(since),),
    )
    return {row[0]: row[1] for row in rows}


def recount_own(db: sqlite3.Connection, device: str) -> None:
    """Bring own counters in line with the journal after its waiting events moved to a new epoch."""
    db.execute(
        """UPDATE stock_movement SET epoch = j.epoch, seq = j.seq FROM journal AS j
           WHERE j.id = stock_movement.event_id AND (j.epoch, j.seq) <> (stock_movement.epoch, stock_movement.seq)"""
    )
    db.execute("DELETE FROM stock_moved WHERE device = ?", (device,))
    db.execute(
        """INSERT INTO stock_moved SELECT ?, epoch, gtin, max(seq), sum(quantity), max(at)
           FROM stock_movement GROUP BY epoch, gtin""",
        (device,),
    )


def save_counters(db: sqlite3.Connection, message: messages.StockCounters) -> bool:
    """Another device's totals; the greater sequence number stands. True if any figure is new."""
    at = clock.stamp(message.at)
    before = db.total_changes
    db.executemany(
        """INSERT INTO stock_moved VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (gtin, device, epoch)
           DO UPDATE SET seq = excluded.seq, total = excluded.total, at = excluded.at
           WHERE excluded.seq > stock_moved.seq""",
        [(message.device, message.epoch, gtin, seq, total, at) for gtin, seq, total in message.totals],
    )
    return db.total_changes > before


def save_base(db: sqlite3.Connection, message: messages.StockLevelChanged) -> bool:
    """Head office's baseline with what it has counted in; the newest version stands."""
    cursor = db.execute(
        """INSERT INTO stock_base VALUES (?, ?, ?, ?) ON CONFLICT (gtin) DO UPDATE SET
             on_hand = excluded.on_hand, version = excluded.version, at = excluded.at
           WHERE excluded.version > stock_base.version""",
        (message.gtin, message.on_hand, message.version, clock.stamp(message.at)),
    )
    if cursor.rowcount < 1:
        return False
    db.execute("DELETE FROM stock_counted WHERE gtin = ?", (message.gtin,))
    db.executemany(
        "INSERT INTO stock_counted VALUES (?, ?, ?, ?, ?)",
        [(message.gtin, mark.device, mark.epoch, mark.seq, mark.total) for mark in message.watermarks],
    )
    return True


def reserve(db: sqlite3.Connection, order_id: str, gtin: str, quantity: int) -> None:
    """Keep units back for a pickup order; zero lets them go."""
    db.execute("DELETE FROM reservation WHERE order_id = ? AND gtin = ?", (order_id, gtin))
    if quantity > 0:
        db.execute("INSERT INTO reservation VALUES (?, ?, ?)", (order_id, gtin, quantity))


def release(db: sqlite3.Connection, order_id: str) -> None:
    """Let all units of an order go."""
    db.execute("DELETE FROM reservation WHERE order_id = ?", (order_id,))


def _base(db: sqlite3.Connection, gtin: str) -> tuple[int, datetime | None, list[Counted]] | None:
    """Head office's newest baseline of the product: live, else the snapshot's."""
    meta = dict(db.execute("SELECT key, value FROM catalogue.meta WHERE key IN ('version', 'created_at')").fetchall())
    live = db.execute("SELECT on_hand, version, at FROM stock_base WHERE gtin = ?", (gtin,)).fetchone()
    shipped = db.execute("SELECT on_hand FROM catalogue.product WHERE gtin = ?", (gtin,)).fetchone()
    if live is not None and (shipped is None or live["version"] > int(meta["version"])):
        table, on_hand, at = "stock_counted", live["on_hand"], live["at"]
    elif shipped is not None:
        table, on_hand, at = "catalogue.watermark", shipped["on_hand"], meta.get("created_at")
    else:
        return None
    rows = db.execute(f"SELECT device, epoch, seq, total FROM {table} WHERE gtin = ?", (gtin,)).fetchall()
    return on_hand, clock.parse(at) if at else None, [Counted(row[0], row[1], row[2], row[3]) for row in rows]
