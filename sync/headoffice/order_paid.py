"""Which sale paid for which order when it was fetched; what does not add up is flagged, for people to settle."""

from __future__ import annotations

import sqlite3

from sync.headoffice import flags, order_shown
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change
from sync.messages import SaleCompleted

ORDER = "order"
"""Fulfilment of a line that pays for an order; its reference is the order."""


def sold(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was booked: an order that it pays for is noted, and flagged where its money was taken before."""
    for order_id in _paid_for(sale):
        if tables.find(change.db, order_id) is None:
            flags.raise_flag(change, "unknown_order", store, device, order_id, sale.sale_id)
            continue
        order = order_shown.get(change.db, order_id)
        others = change.db.execute("SELECT 1 FROM order_paid WHERE order_id = ? LIMIT 1", (order_id,)).fetchone()
        if others or (order.paid and order.paid_by != sale.sale_id):
            flags.raise_flag(change, "paid_twice", store, device, order_id, sale.sale_id)
        change.db.execute("INSERT OR IGNORE INTO order_paid VALUES (?, ?)", (sale.sale_id, order_id))


def voided(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was voided: an order that it paid for is unpaid again, and flagged where its goods have left."""
    for order_id in orders_of(change.db, sale.voids) or _paid_for(sale):
        if tables.find(change.db, order_id) and tables.fold(change.db, order_id).handed:
            flags.raise_flag(change, "voided_after_collected", store, device, order_id, sale.sale_id)
    change.db.execute("DELETE FROM order_paid WHERE sale = ?", (sale.voids,))


def orders_of(db: sqlite3.Connection, sale_id: str) -> list[str]:
    """Ids of the orders that a sale paid for."""
    rows = db.execute("SELECT order_id FROM order_paid WHERE sale = ? ORDER BY order_id", (sale_id,))
    return [row[0] for row in rows]


def _paid_for(sale: SaleCompleted) -> list[str]:
    return sorted({line.reference for line in sale.lines if line.particulars.fulfilment == ORDER and line.reference})
