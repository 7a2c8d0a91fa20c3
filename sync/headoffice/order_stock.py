"""What a store keeps for an order: promised when it is placed, and let go as its steps say."""

from __future__ import annotations

import sqlite3

from sync.formats.order_state import Order
from sync.headoffice import allocations
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict
from sync.messages import OrderPlaced


def promise(change: Change, order: OrderPlaced) -> None:
    """Keep the goods of a new order back.

    Raises:
        Conflict: if the store cannot promise so many of a product now.
    """
    for place, line in enumerate(order.lines):
        if not allocations.routable(change.db, order.store, line.gtin):
            raise Conflict(f"lines[{place}].gtin", "could not be found there, and is not promised until it is counted")
        if not allocations.take(change, order.store, line.gtin, line.quantity, order.order_id):
            raise Conflict(f"lines[{place}].quantity", "the store cannot promise so many")


def follow(change: Change, order: sqlite3.Row, before: Order, after: Order) -> None:
    """Promises of stock follow the order: what left is spent, what was not found is short, the rest is free again."""
    store, order_id = order["store"], order["order_id"]
    gtins = {row["line_id"]: row["gtin"] for row in tables.lines_of(change.db, order_id)}
    for line_id, line in after.lines.items():
        gtin = gtins.get(line_id, line.gtin)
        was = before.lines.get(line_id)
        held = before.kept(line_id)
        # What was kept for nobody (it was picked after the order had ended) is nobody's promise either.
        handed = min(held, line.handed - (was.handed if was else 0))
        if handed > 0:
            allocations.spent(change, store, gtin, handed, order_id)
            held -= handed
        short = line.short - (was.short if was else 0)
        if short > 0 and not after.ended:
            kept = min(held, short)
            allocations.short(change, store, gtin, kept, order_id, line.reason)
            held -= kept
        more = after.kept(line_id) - held
        if more > 0:
            allocations.promise(change, store, gtin, more, order_id)
        elif more < 0:
            allocations.give_back(change, store, gtin, -more, order_id)
