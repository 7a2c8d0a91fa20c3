"""Orders ahead: what somebody wants to find prepared when they come, and the one tap that says it is."""

from __future__ import annotations

import sqlite3

from kiosk.pickup import tables
from kiosk.pickup.actions import claims, picking, staging
from kiosk.pickup.actions.course import Course
from kiosk.pickup.model import Order
from kiosk.worker import Transaction
from sync.security import Vault

AHEAD = "ahead"
"""The channel of an order that is prepared for an hour, and not only fetched from its shelf."""

COUNTER = "counter"
"""The slot of what is handed over the counter."""


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
