"""The floor of each store, and what it promises of goods that are not carried home."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice import database
from sync.headoffice.change import Change

MIGRATIONS = Migrations("shop_floor")

_CHANGED = "ground_version"


@MIGRATIONS()
def m001_floor(db: Database) -> None:
    """Centimetres from the top left of the drawing, x to the right and y downwards."""
    for sql in (
        """CREATE TABLE plan_shelf (
            store TEXT NOT NULL REFERENCES store (store), aisle TEXT NOT NULL,
            x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL CHECK (w > 0), h INTEGER NOT NULL CHECK (h > 0),
            bays INTEGER NOT NULL, PRIMARY KEY (store, aisle)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE plan_place (
            store TEXT NOT NULL REFERENCES store (store), kind TEXT NOT NULL, name TEXT NOT NULL,
            x INTEGER NOT NULL, y INTEGER NOT NULL, PRIMARY KEY (store, kind, name)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE delivery (
            store TEXT NOT NULL REFERENCES store (store), method TEXT NOT NULL CHECK (method IN ('ship', 'pickup')),
            ready_minutes_min INTEGER NOT NULL, ready_minutes_max INTEGER NOT NULL,
            fee_minor INTEGER NOT NULL, free_from_minor INTEGER, cutoff TEXT NOT NULL, PRIMARY KEY (store, method)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_brought(db: Database) -> None:
    """A store may bring goods itself, too."""
    for sql in (
        """CREATE TABLE delivery_new (
            store TEXT NOT NULL REFERENCES store (store),
            method TEXT NOT NULL CHECK (method IN ('ship', 'delivery', 'pickup')),
            ready_minutes_min INTEGER NOT NULL, ready_minutes_max INTEGER NOT NULL,
            fee_minor INTEGER NOT NULL, free_from_minor INTEGER, cutoff TEXT NOT NULL, PRIMARY KEY (store, method)
        ) STRICT, WITHOUT ROWID""",
        "INSERT INTO delivery_new SELECT * FROM delivery",
        "DROP TABLE delivery",
        "ALTER TABLE delivery_new RENAME TO delivery",
    ):
        db.conn.execute(sql)


class Spot(Struct, frozen=True):
    """One thing on a store's floor, in centimetres."""

    store: str
    kind: str
    """shelf, entrance, till, pickup or kiosk."""
    name: str
    """Of a shelf its aisle, of a till or kiosk its device."""
    x: int
    y: int
    w: int = 0
    h: int = 0
    bays: int = 0
    """Of a shelf: how many stand along its longer side; 0 if nobody said."""


class Delivery(Struct, frozen=True):
    """What a store promises."""

    store: str
    method: str
    """ship (with a carrier), delivery (brought by the store) or pickup."""
    ready_minutes_min: int
    ready_minutes_max: int
    fee_minor: int
    free_from_minor: int | None
    """None: the fee is always asked."""
    cutoff: str
    """HH:MM of the shop, or empty."""


def draw(change: Change, spots: Sequence[Spot]) -> None:
    """Draw the plans of the stores that these are in anew; they travel with the next release."""
    for store in {one.store for one in spots}:
        change.db.execute("DELETE FROM plan_shelf WHERE store = ?", (store,))
        change.db.execute("DELETE FROM plan_place WHERE store = ?", (store,))
    for one in spots:
        if one.kind == "shelf":
            row = (one.store, one.name, one.x, one.y, one.w, one.h, one.bays)
            change.db.execute("INSERT INTO plan_shelf VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        else:
            change.db.execute(
                "INSERT INTO plan_place VALUES (?, ?, ?, ?, ?)", (one.store, one.kind, one.name, one.x, one.y)
            )
    changed(change)


def promise(change: Change, deliveries: Sequence[Delivery]) -> None:
    """Say what the stores that these are of promise, in the place of all that they promised before."""
    for store in {one.store for one in deliveries}:
        change.db.execute("DELETE FROM delivery WHERE store = ?", (store,))
    change.db.executemany(
        "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(one.store, one.method, one.ready_minutes_min, one.ready_minutes_max, one.fee_minor),
                *(one.free_from_minor, one.cutoff),
            )
            for one in deliveries
        ],
    )
    changed(change)


def set_way(change: Change, one: Delivery) -> None:
    """Say what a store promises of one way, in the place of what it promised of it before."""
    row = (one.ready_minutes_min, one.ready_minutes_max, one.fee_minor, one.free_from_minor, one.cutoff)
    change.db.execute("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?)", (one.store, one.method, *row))
    changed(change)


def end_way(change: Change, store: str, method: str) -> bool:
    """A store does not offer a way any more; False if it did not."""
    done = change.db.execute("DELETE FROM delivery WHERE store = ? AND method = ?", (store, method)).rowcount > 0
    if done:
        changed(change)
    return done


def ways(db: sqlite3.Connection, store: str) -> list[Delivery]:
    """What a store promises."""
    rows = db.execute(
        """SELECT store, method, ready_minutes_min, ready_minutes_max, fee_minor, free_from_minor, cutoff
           FROM delivery WHERE store = ? ORDER BY method""",
        (store,),
    )
    return [Delivery(*row) for row in rows]


def changed(change: Change) -> None:
    """Something is new that only whole snapshots hold: a delta from before it would leave a device without."""
    database.set_setting(change.db, _CHANGED, str(change.version()))


def changed_at(db: sqlite3.Connection) -> int:
    """The version since which a snapshot holds all that deltas do not carry."""
    return int(database.get_setting(db, _CHANGED, "0"))


def fill(db: sqlite3.Connection, store: str) -> None:
    """Write what is known into the snapshot that is being made; head office's database is attached as `hq`."""
    db.execute(
        "INSERT INTO main.plan_shelf SELECT aisle, x, y, w, h, bays FROM hq.plan_shelf WHERE store = ?", (store,)
    )
    db.execute("INSERT INTO main.plan_place SELECT kind, name, x, y FROM hq.plan_place WHERE store = ?", (store,))
    db.execute(
        """INSERT INTO main.delivery SELECT method, ready_minutes_min, ready_minutes_max, fee_minor, free_from_minor,
               cutoff FROM hq.delivery WHERE store = ?""",
        (store,),
    )
