"""Orders ahead: what somebody wants to find prepared when they come, and the one tap that says it is."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.actions import claims, picking, staging
from kiosk.pickup.actions.course import Course
from kiosk.pickup.actions.wishing import wish
from kiosk.pickup.model import Order
from kiosk.worker import Transaction
from sync.security import Vault

log = logging.getLogger(__name__)

AHEAD = "ahead"
"""The channel of an order that is prepared for an hour, and not only fetched from its shelf."""

COUNTER = "counter"
"""The slot of what is handed over the counter."""


def may_be_ahead(db: sqlite3.Connection, products: Iterable[Product], categories: Sequence[str]) -> list[Product]:
    """Which of the products may be ordered ahead: those of these categories and of all below them; no category named
    means all."""
    if not categories:
        return list(products)
    parents = {one.id: one.parent for one in catalogue.categories(db)}
    _say_unknown(tuple(one for one in categories if one not in parents))
    allowed = with_those_below(parents, categories)
    return [one for one in products if one.category in allowed]


def order_ahead(
    tx: Transaction,
    vault: Vault,
    device: str,
    store: str,
    products: Sequence[Product],
    *,
    categories: Sequence[str] = (),
    member: str = "",
    surname: str = "",
    title: str = "",
    promised_at: datetime | None = None,
) -> str:
    """A member asks for one of each of these, prepared for the hour. Gives the id of the request, as `wishing.wish`.

    Raises:
        Refused: ``pickup.not_ahead`` with the GTIN, ``pickup.nothing_wanted``.
    """
    allowed = may_be_ahead(tx.db, products, categories)
    for one in products:
        if one not in allowed:
            raise Refused("pickup.not_ahead", gtin=one.gtin.lstrip("0"))
    return wish(
        tx,
        vault,
        device,
        store,
        [(one.gtin, 1, 0) for one in products],
        channel=AHEAD,
        member=member,
        surname=surname,
        title=title,
        promised_at=promised_at,
    )


def prepared(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """All of it is made and stands on the counter. Whoever holds its lines says so.

    Raises:
        Refused: as `claims.claim`, `picking.pick` and `staging.stage`.
    """
    order = Course(tx, vault, device, order_id, operator).order
    if order.arbiter == device and any(line.open for line in order.lines):
        claims.claim(tx, vault, device, order_id, operator=operator)
    for line in order.lines:
        if line.open:
            picking.pick(tx, vault, device, order_id, line.gtin, units=line.open, operator=operator)
    return staging.stage(tx, vault, device, order_id, COUNTER, operator=operator)


def ordered_ahead(db: sqlite3.Connection, vault: Vault) -> list[Order]:
    """What is to be prepared or stands ready, the soonest promise first."""
    found = [one for one in tables.open_orders(db, vault) if one.placed.channel == AHEAD and one.method == "pickup"]
    return sorted(found, key=lambda one: (one.promised_at or one.placed_at, one.number))


def with_those_below(parents: Mapping[str, str], categories: Iterable[str]) -> set[str]:
    """The categories and all that stand below them; `parents` is the catalogue's tree, id -> id of the parent."""
    allowed = set(categories)
    # A category may come before its parent, so it is gone through until nothing is new.
    while fresh := {one for one, parent in parents.items() if parent in allowed and one not in allowed}:
        allowed |= fresh
    return allowed


@cache
def _say_unknown(names: tuple[str, ...]) -> None:
    """Said once a run: the settings are read before there is a catalogue, so this is found out only here."""
    if names:
        log.warning("[ahead] categories: the catalogue has no category %s", ", ".join(map(repr, names)))
