"""Writing a new order down: its number, its six digits, its last day, and the devices that decide about it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from sync.headoffice import members, order_news, presence, stores
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change
from sync.headoffice.order_shown import Order, get
from sync.messages import OrderMethod, OrderPlaced
from sync.readings import next_reading

HOME_ROLES = ("associate", "edge", "manager", "till", "shopper")
"""Who goes on with an order where the arbiter is away and the store has no device set for it, the best first."""

KEPT = timedelta(days=7)
"""How long goods wait for their shopper after they were promised."""

HELD = timedelta(minutes=30)
"""How long goods are laid aside that somebody wants to try on."""

FETCHED: frozenset[OrderMethod] = frozenset({"pickup", "try_on"})
"""Ways that end with the shopper in the store, so with a code and with a last day."""


def write_down(
    change: Change, placed: OrderPlaced, amounts: Sequence[int], *, contact: str = "", language: str = ""
) -> Order:
    """Give a new order its number, code and devices, write it down and tell its store.

    `amounts`: what each line costs as a whole.
    """
    db, store = change.db, placed.store
    shop = stores.get(db, store)
    expires_at = placed.expires_at
    if expires_at is None and placed.method in FETCHED:
        expires_at = change.now + HELD if placed.method == "try_on" else (placed.promised_at or change.now) + KEPT
    order = replace(
        placed,
        number=next_number(db, store),
        home=home_device(db, shop),
        arbiter=arbiter(db, store),
        placed=next_reading(db, change.now),
        expires_at=expires_at,
        pickup_code=_fresh_code(db, store) if placed.method in FETCHED else "",
        version=change.version(),
    )
    tables.insert(db, order, amounts, contact, language)
    change.post(store, order)
    members.bought(change, order.member)
    row = tables.find(db, order.order_id)
    assert row is not None
    order_news.tell(change, row, "placed", "placed", order.version)
    return get(db, order.order_id)


def home_device(db: sqlite3.Connection, shop: stores.Store) -> str:
    """The device that goes on with the store's orders where the arbiter is away; empty while there is none at all."""
    if shop.home_device:
        return shop.home_device
    devices = [row for row in presence.devices(db, shop.store) if row.role in HOME_ROLES]
    devices.sort(key=lambda row: (HOME_ROLES.index(row.role), row.first_at, row.device))
    return devices[0].device if devices else ""


def arbiter(db: sqlite3.Connection, store: str) -> str:
    """The device that decides who works on what: the store's edge device; empty where there is none."""
    edges = [row for row in presence.devices(db, store) if row.role == "edge"]
    return min(edges, key=lambda row: (row.first_at, row.device)).device if edges else ""


def next_number(db: sqlite3.Connection, store: str) -> str:
    """B-0001, B-0002, ...: short enough to be called out, unique within the store."""
    row = db.execute(
        """INSERT INTO counter (name, value) VALUES ('order/' || ?, 1)
           ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value""",
        (store,),
    ).fetchone()
    return f"B-{row[0]:04d}"


def _fresh_code(db: sqlite3.Connection, store: str) -> str:
    """Six digits that no open order of the store has."""
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not tables.code_taken(db, store, code):
            return code
