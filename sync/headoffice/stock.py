"""Stock as head office counts it: baselines with watermarks, and telling the stores of them now and then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sync.clock import parse, stamp
from sync.headoffice import allocations, stores
from sync.headoffice.change import Change
from sync.messages import NearStockChanged, StockLevelChanged, Watermark

Movement = tuple[str, str, str, str, int, int]
"""(store, gtin, device, epoch, sequence number in the money lane, units: negative = left)."""


def count(change: Change, movements: Iterable[Movement], already_counted: bool = False) -> None:
    """Count movements of devices into the baselines.

    `already_counted`: the units are in the baseline since an earlier epoch of the device brought the same fact; only
    the watermark moves, so that the device's own total is not added once more.
    """
    moved = list(movements)
    if not moved:
        return
    change.db.executemany(
        """INSERT INTO stock_counted VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (store, gtin, device, epoch)
           DO UPDATE SET seq = max(seq, excluded.seq), total = total + excluded.total""",
        moved,
    )
    if not already_counted:
        units: dict[tuple[str, str], int] = {}
        for store, gtin, _, _, _, quantity in moved:
            units[store, gtin] = units.get((store, gtin), 0) + quantity
        version, at = change.version(), stamp(change.now)
        change.db.executemany(
            """INSERT INTO stock VALUES (?, ?, ?, ?, ?) ON CONFLICT (store, gtin)
               DO UPDATE SET on_hand = on_hand + excluded.on_hand, version = excluded.version, at = excluded.at""",
            [(store, gtin, quantity, version, at) for (store, gtin), quantity in units.items()],
        )
    else:
        # The baseline itself must be told again: its watermarks are what changed.
        version = change.version()
        change.db.executemany(
            "UPDATE stock SET version = ? WHERE store = ? AND gtin = ?",
            [(version, store, gtin) for store, gtin in {(one[0], one[1]) for one in moved}],
        )
    change.db.executemany(
        "INSERT OR IGNORE INTO stock_untold VALUES (?, ?, ?)",
        [(store, gtin, near) for store, gtin in {(one[0], one[1]) for one in moved} for near in (0, 1)],
    )


def correct(change: Change, store: str, gtin: str, units: int) -> None:
    """Put right what devices miscounted: the baseline alone moves, their watermarks stay what they said."""
    change.db.execute(
        """INSERT INTO stock VALUES (?, ?, ?, ?, ?) ON CONFLICT (store, gtin)
           DO UPDATE SET on_hand = on_hand + excluded.on_hand, version = excluded.version, at = excluded.at""",
        (store, gtin, units, change.version(), stamp(change.now)),
    )
    change.db.executemany(
        "INSERT OR IGNORE INTO stock_untold VALUES (?, ?, ?)", [(store, gtin, near) for near in (0, 1)]
    )


def tell_untold(change: Change, near: bool, most: int = 500) -> int:
    """Tell the stores of levels that changed since last time; gives how many products it was.

    Called about once a second for the store itself and less often for the others: many sales of a product make one
    event, and a flood of sales cannot become a flood of events.
    """
    rows = change.db.execute(
        "SELECT store, gtin FROM stock_untold WHERE near = ? LIMIT ?", (int(near), most)
    ).fetchall()
    around: dict[str, list[str]] = {}
    for store, gtin in rows:
        if near:
            if store not in around:
                around[store] = neighbours(change.db, store)
            tell_near(change, store, gtin, around[store])
        else:
            tell(change, store, gtin)
    change.db.executemany(
        "DELETE FROM stock_untold WHERE store = ? AND gtin = ? AND near = ?",
        [(store, gtin, int(near)) for store, gtin in rows],
    )
    return len(rows)


def tell(change: Change, store: str, gtin: str) -> None:
    """Send the store its baseline of one product, and what of it is kept for online."""
    event = level(change.db, store, gtin)
    if event is not None:
        change.post(store, event)
        allocations.settle(change, store, gtin)


def level(db: sqlite3.Connection, store: str, gtin: str) -> StockLevelChanged | None:
    """A store's baseline of one product as it is told; None if nothing is known."""
    row = db.execute("SELECT * FROM stock WHERE store = ? AND gtin = ?", (store, gtin)).fetchone()
    if row is None:
        return None
    return StockLevelChanged(
        gtin=gtin,
        on_hand=row["on_hand"],
        version=row["version"],
        watermarks=watermarks(db, store, gtin),
        at=parse(row["at"]),
    )


def tell_near(change: Change, store: str, gtin: str, around: list[str]) -> None:
    """Send the shops `around` one store's level, if they sell the product too."""
    row = change.db.execute("SELECT * FROM stock WHERE store = ? AND gtin = ?", (store, gtin)).fetchone()
    if row is None:
        return
    level = NearStockChanged(
        store=store, gtin=gtin, on_hand=row["on_hand"], version=row["version"], at=parse(row["at"])
    )
    for other in around:
        if change.db.execute("SELECT 1 FROM listing WHERE store = ? AND gtin = ?", (other, gtin)).fetchone():
            change.post(other, level)


def neighbours(db: sqlite3.Connection, store: str) -> list[str]:
    """The shops whose shoppers are shown this store's levels."""
    return [other.store for other, _ in stores.near(db, store)] if stores.find(db, store) is not None else []


def watermarks(db: sqlite3.Connection, store: str, gtin: str) -> tuple[Watermark, ...]:
    """What of the devices' movements of a product is in the baseline."""
    rows = db.execute(
        "SELECT device, epoch, seq, total FROM stock_counted WHERE store = ? AND gtin = ? ORDER BY device, epoch",
        (store, gtin),
    )
    return tuple(Watermark(row[0], row[1], row[2], row[3]) for row in rows)
