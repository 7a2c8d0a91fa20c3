"""The shops of the chain: where they are, when they are open, which device decides about pickup orders."""

from __future__ import annotations

import sqlite3
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice.change import Change, Unknown
from sync.messages import StoreChanged, Texts

MIGRATIONS = Migrations("stores")

NEAREST = 8
"""So many other shops are shown to a store's shoppers; nobody travels farther."""

EARTH_RADIUS_M = 6_371_000


@MIGRATIONS()
def m001_store(db: Database) -> None:
    """One row a shop."""
    db.conn.execute(
        """CREATE TABLE store (
            store TEXT PRIMARY KEY CHECK (length(store) = 13),
            name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
            address TEXT NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL, time_zone TEXT NOT NULL,
            currency TEXT NOT NULL, latitude REAL, longitude REAL,
            home_device TEXT NOT NULL,
            version INTEGER NOT NULL
        ) STRICT"""
    )


class Store(Struct, frozen=True):
    """A shop."""

    store: str
    """GLN, 13 digits."""
    name: Texts
    address: str
    opens: str
    """Local wall time, HH:MM."""
    closes: str
    time_zone: str
    currency: str
    """ISO 4217; every price of the store is in it."""
    latitude: float | None = None
    longitude: float | None = None
    home_device: str = ""
    """Device that decides about pickup orders; empty: the first of the store's associate or edge devices."""
    version: int = 0


def find(db: sqlite3.Connection, store: str) -> Store | None:
    """The shop, or None."""
    row = db.execute("SELECT * FROM store WHERE store = ?", (store,)).fetchone()
    return None if row is None else _store(row)


def get(db: sqlite3.Connection, store: str) -> Store:
    """The shop.

    Raises:
        Unknown: if there is none.
    """
    found = find(db, store)
    if found is None:
        raise Unknown("store", store)
    return found


def everyone(db: sqlite3.Connection) -> list[Store]:
    """All shops, by number."""
    return [_store(row) for row in db.execute("SELECT * FROM store ORDER BY store")]


def near(db: sqlite3.Connection, store: str) -> list[tuple[Store, int]]:
    """The nearest other shops that share the currency, with their distance in metres, nearest first."""
    here = get(db, store)
    others = [
        (other, distance_m(here, other))
        for other in everyone(db)
        if other.store != store and other.currency == here.currency
    ]
    return sorted(others, key=lambda pair: (pair[1], pair[0].store))[:NEAREST]


def distance_m(one: Store, other: Store) -> int:
    """Metres as the crow flies (haversine), at least 1 between two shops; 0 only for the shop itself."""
    if one.store == other.store:
        return 0
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return 1
    a, b, c, d = map(radians, (one.latitude, one.longitude, other.latitude, other.longitude))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return max(1, round(2 * EARTH_RADIUS_M * asin(sqrt(half))))


def save(change: Change, shops: list[Store]) -> None:
    """Add or change shops, and tell every store what it looks like from there."""
    version = change.version()
    for shop in shops:
        values = (
            *(shop.store, shop.name.zh_hans, shop.name.zh_hant, shop.name.en, shop.address, shop.opens, shop.closes),
            *(shop.time_zone, shop.currency, shop.latitude, shop.longitude, shop.home_device, version),
        )
        change.db.execute(f"INSERT OR REPLACE INTO store VALUES ({', '.join('?' * 13)})", values)
    for shop in everyone(change.db):
        known = [(shop, 0), *near(change.db, shop.store)]
        for other, metres in known:
            change.post(shop.store, _changed(change, other, metres, version))


def _changed(change: Change, shop: Store, metres: int, version: int) -> StoreChanged:
    return StoreChanged(
        store=shop.store,
        name=shop.name,
        address=shop.address,
        distance_m=metres,
        opens=shop.opens,
        closes=shop.closes,
        time_zone=shop.time_zone,
        version=version,
        at=change.now,
    )


def _store(row: sqlite3.Row) -> Store:
    return Store(
        store=row["store"],
        name=Texts(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]),
        address=row["address"],
        opens=row["opens"],
        closes=row["closes"],
        time_zone=row["time_zone"],
        currency=row["currency"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        home_device=row["home_device"],
        version=row["version"],
    )
