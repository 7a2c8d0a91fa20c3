"""What changed in a store's catalogue since a version that a device has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from sync.clock import stamp
from sync.formats import catalogue_file, delta
from sync.headoffice import database, outbox, shop_floor, stores
from sync.headoffice.change import Conflict

FEW = 2_000
"""So many changes always go as a delta."""

SHARE = 0.2
"""Above `FEW`, a delta of more than this part of the catalogue would take longer to apply than a snapshot to fetch."""

_CHANGED = """FROM listing AS l JOIN product AS p USING (gtin)
    LEFT JOIN stock AS s ON s.store = l.store AND s.gtin = l.gtin
    WHERE l.store = ?1 AND max(l.version, l.price_version, p.version, coalesce(s.version, 0)) > ?2"""


def make(db: sqlite3.Connection, *, tenant: str, store: str, since: int, now: datetime) -> bytes:
    """The packed delta of `store` from version `since` to now.

    Raises:
        Unknown: if there is no such store.
        Conflict: if a whole snapshot is what the device needs.
    """
    stores.get(db, store)
    db.execute("BEGIN")
    try:
        version = database.current_version(db)
        if not 1 <= since <= version:
            raise Conflict("from", f"version {since} is not one of ours; fetch the snapshot")
        if since < shop_floor.changed_at(db):
            raise Conflict("from", f"version {since} lacks what only a whole snapshot holds; fetch the snapshot")
        changed = db.execute(f"SELECT count(*) {_CHANGED}", (store, since)).fetchone()[0]
        listed = db.execute("SELECT count(*) FROM listing WHERE store = ?", (store,)).fetchone()[0]
        if changed > max(FEW, SHARE * listed):
            raise Conflict("from", f"{changed} products changed since version {since}; fetch the snapshot")
        head = delta.Head(
            format=catalogue_file.FORMAT,
            tenant=tenant,
            store=store,
            since=since,
            version=version,
            created_at=stamp(now),
            down_epoch=outbox.epoch_now(db),
            down_seq=outbox.top(db, store),
        )
        return delta.pack([head, *_categories(db, since), *_products(db, store, since)])
    finally:
        db.execute("ROLLBACK")


def _categories(db: sqlite3.Connection, since: int) -> Iterator[delta.CategoryLine]:
    for row in db.execute("SELECT * FROM category WHERE version > ?", (since,)):
        names = (row["name_zh_hans"], row["name_zh_hant"], row["name_en"])
        yield delta.CategoryLine(id=row["id"], names=names, parent=row["parent"])


def _products(db: sqlite3.Connection, store: str, since: int) -> Iterator[delta.ProductLine]:
    rows = db.execute(
        f"""SELECT p.*, l.price_minor, l.price_version, l.aisle, l.bay, l.removed, coalesce(s.on_hand, 0) AS on_hand
            {_CHANGED}""",
        (store, since),
    )
    for row in rows:
        marks = db.execute(
            "SELECT device, epoch, seq, total FROM stock_counted WHERE store = ? AND gtin = ?", (store, row["gtin"])
        )
        yield delta.ProductLine(
            gtin=row["gtin"],
            values=None if row["removed"] else tuple(row[name] for name in delta.COLUMNS),
            watermarks=() if row["removed"] else tuple((m[0], m[1], m[2], m[3]) for m in marks),
        )
