"""The chain's other shops as head office tells of them: where they are, when they open, what they have."""

from __future__ import annotations

import sqlite3

from kiosk.catalogue.model import Names
from kiosk.stock.hours import Hours
from kiosk.stock.model import NearLevel
from sync import clock, messages


def near_levels(db: sqlite3.Connection, gtin: str) -> list[NearLevel]:
    """Other stores that have the product, nearest first; the snapshot's figures under the live ones."""
    rows = db.execute(
        """SELECT s.*, coalesce(l.on_hand, n.on_hand) AS on_hand, coalesce(l.at, n.at) AS at FROM (
               SELECT store AS gln, name_zh_hans, name_zh_hant, name_en, address, distance_m, opens, closes, time_zone
               FROM catalogue.near_store WHERE store NOT IN (SELECT gln FROM store)
               UNION ALL SELECT gln, name_zh_hans, name_zh_hant, name_en, address, distance_m, opens, closes, time_zone
               FROM store
           ) AS s
           LEFT JOIN catalogue.near_stock AS n ON n.store = s.gln
               AND n.product_id = (SELECT id FROM catalogue.product WHERE gtin = ?1)
           LEFT JOIN near_level AS l ON l.store = s.gln AND l.gtin = ?1 AND (n.at IS NULL OR l.at >= n.at)
           WHERE s.distance_m > 0 AND coalesce(l.on_hand, n.on_hand) > 0 ORDER BY s.distance_m""",
        (gtin,),
    ).fetchall()
    return [
        NearLevel(
            store=row["gln"],
            names=_names(row),
            address=row["address"],
            distance_m=row["distance_m"],
            opens=row["opens"],
            closes=row["closes"],
            time_zone=row["time_zone"],
            on_hand=row["on_hand"],
            as_of=clock.parse(row["at"]),
        )
        for row in rows
    ]


def store_names(db: sqlite3.Connection, gln: str) -> Names | None:
    """What a shop of the chain is called."""
    row = db.execute("SELECT * FROM store WHERE gln = ?", (gln,)).fetchone()
    if row is None:
        row = db.execute("SELECT * FROM catalogue.near_store WHERE store = ?", (gln,)).fetchone()
    return None if row is None else _names(row)


def hours(db: sqlite3.Connection, gln: str) -> Hours | None:
    """When a shop of the chain is open; None if head office never said."""
    row = db.execute("SELECT opens, closes, time_zone FROM store WHERE gln = ?", (gln,)).fetchone()
    if row is None:
        sql = "SELECT opens, closes, time_zone FROM catalogue.near_store WHERE store = ?"
        row = db.execute(sql, (gln,)).fetchone()
    return Hours(row[0], row[1], row[2]) if row is not None and row[0] and row[1] else None


def save_near(db: sqlite3.Connection, message: messages.NearStockChanged) -> bool:
    """Another store's level; the newest version stands."""
    cursor = db.execute(
        """INSERT INTO near_level VALUES (?, ?, ?, ?, ?) ON CONFLICT (gtin, store) DO UPDATE SET
             on_hand = excluded.on_hand, version = excluded.version, at = excluded.at
           WHERE excluded.version > near_level.version""",
        (message.gtin, message.store, message.on_hand, message.version, clock.stamp(message.at)),
    )
    return cursor.rowcount > 0


def save_store(db: sqlite3.Connection, message: messages.StoreChanged) -> bool:
    """A shop of the chain; the newest version stands."""
    values = (
        message.store,
        *(message.name.zh_hans, message.name.zh_hant, message.name.en),
        *(message.address, message.distance_m, message.opens, message.closes, message.time_zone, message.version),
    )
    cursor = db.execute(
        """INSERT INTO store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (gln) DO UPDATE SET
             name_zh_hans = excluded.name_zh_hans, name_zh_hant = excluded.name_zh_hant, name_en = excluded.name_en,
             address = excluded.address, distance_m = excluded.distance_m, opens = excluded.opens,
             closes = excluded.closes, time_zone = excluded.time_zone, version = excluded.version
           WHERE excluded.version > store.version""",
        values,
    )
    return cursor.rowcount > 0


def _names(row: sqlite3.Row) -> Names:
    return Names(row["name_zh_hans"], row["name_zh_hant"], row["name_en"])
