"""In which ways a basket can reach its shopper, and what each of them promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from sync.clock import stamp
from sync.headoffice import promises, stores
from sync.headoffice.pages import hours, shelf
from sync.headoffice.pages.answers import PageWay, Way
from sync.headoffice.stores import Store

DEFAULT_MINUTES = 120
"""Of a store that has promised nothing yet."""

MOST_STORES = 3
"""Other stores that are named; nobody reads further."""


def of(db: sqlite3.Connection, store: str, wanted: Mapping[str, int], now: datetime) -> list[PageWay]:
    """The ways from here, and to fetch it from the nearest stores that have all of it.

    `wanted` are units by GTIN; nothing wanted: what the store offers at all.

    Raises:
        Unknown: if there is no such store.
    """
    here = stores.get(db, store)
    found = [_way(db, here, "pickup", 0, wanted, now)]
    found += [_way(db, here, way, 0, wanted, now) for way in ("ship", "delivery") if _row(db, store, way) is not None]
    if wanted:
        for other, metres in stores.near(db, store):
            way = _way(db, other, "pickup", metres, wanted, now)
            if not way.lacking:
                found.append(way)
            if sum(one.distance_m > 0 for one in found) >= MOST_STORES:
                break
    return found


def one(db: sqlite3.Connection, store: str, way: Way, wanted: Mapping[str, int], now: datetime) -> PageWay | None:
    """One way of one store; None if it does not offer it.

    Raises:
        Unknown: if there is no such store.
    """
    shop = stores.get(db, store)
    if way != "pickup" and _row(db, store, way) is None:
        return None
    return _way(db, shop, way, 0, wanted, now)


def fee(way: PageWay, total_minor: int) -> int:
    """What the way costs for goods of this sum."""
    return 0 if way.free_from_minor is not None and total_minor >= way.free_from_minor else way.fee_minor


def _way(
    db: sqlite3.Connection, shop: Store, way: Way, metres: int, wanted: Mapping[str, int], now: datetime
) -> PageWay:
    row = _row(db, shop.store, way)
    return PageWay(
        way=way,
        store=shop.store,
        name=shop.name,
        address=shop.address,
        distance_m=metres,
        ready_at=stamp(_ready(db, shop, way, row, wanted, now)),
        fee_minor=row["fee_minor"] if row and way != "pickup" else 0,
        free_from_minor=row["free_from_minor"] if row else None,
        lacking=tuple(gtin for gtin, units in wanted.items() if not _has(db, shop.store, gtin, units)),
    )


def _ready(
    db: sqlite3.Connection, shop: Store, way: Way, row: sqlite3.Row | None, wanted: Mapping[str, int], now: datetime
) -> datetime:
    if way == "pickup":
        # Before anything is wanted: as for one thing.
        return promises.promise(db, now, shop.store, wanted.items() or [("", 1)]).promised_at
    minutes = int(row["ready_minutes_max"]) if row else DEFAULT_MINUTES
    if way == "ship":
        # A carrier works by the calendar, not by the hours of a shop.
        return now + timedelta(minutes=minutes)
    return hours.after_work(shop.opens, shop.closes, shop.time_zone, now, minutes)


def _row(db: sqlite3.Connection, store: str, way: Way) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM delivery WHERE store = ? AND method = ?", (store, way)
    ).fetchone()
    return row


def _has(db: sqlite3.Connection, store: str, gtin: str, units: int) -> bool:
    if not shelf.sold(db, store, gtin):
        return False
    free = shelf.free(db, store, gtin)
    # Beyond what is told, the order itself is the proof.
    return free is None or units <= free or free >= shelf.MOST_TOLD
