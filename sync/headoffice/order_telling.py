"""Telling a store of its orders' steps: head office's own at once, the rest at most once a second an order."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from sync.clock import stamp
from sync.headoffice import order_tables as tables
from sync.headoffice import outbox
from sync.headoffice.change import Change
from sync.messages import OrderPlaced, OrderStep, OrderToldSteps, OrderWishAnswered

KEEP_TOLD = timedelta(days=7)
"""An order that ended this long ago is of no use to a device that begins anew."""

MOST_BYTES = 150 * 1024
"""All steps of an order have to fit one frame; of a longer history the newest go, and all that was done here."""

OLD_CANCELLATION = "kx.order.cancelled.v1"
"""What stores were told of cancellations before they were told steps."""


def later(change: Change, order_id: str) -> None:
    """The store is told at the next turn: a picker's ten scans are told as one."""
    change.db.execute("INSERT OR IGNORE INTO order_untold VALUES (?)", (order_id,))


def tell(change: Change, order_id: str) -> None:
    """Tell the order's store all steps that are known, now."""
    row = tables.find(change.db, order_id)
    change.db.execute("DELETE FROM order_untold WHERE order_id = ?", (order_id,))
    if row is None:
        return
    steps = _fitting(tables.steps_known(change.db, order_id))
    if steps:
        message = OrderToldSteps(order_id=order_id, steps=steps, version=change.version(), at=change.now)
        change.post(row["store"], message)


def any_untold(db: sqlite3.Connection) -> bool:
    """Whether a store waits to be told."""
    return db.execute("SELECT 1 FROM order_untold LIMIT 1").fetchone() is not None


def tell_untold(change: Change, most: int = 500) -> int:
    """Tell the stores of orders that moved on since last time; gives how many."""
    found = [row[0] for row in change.db.execute("SELECT order_id FROM order_untold LIMIT ?", (most,))]
    for order_id in found:
        tell(change, order_id)
    return len(found)


def forget_ended(change: Change) -> int:
    """Take orders that ended long ago out of the stores' streams; gives how many."""
    rows = change.db.execute(
        """SELECT order_id, store FROM pickup_order WHERE ended = 1 AND changed_at < ?
           AND EXISTS (SELECT 1 FROM down WHERE down.store = pickup_order.store
             AND down.type IN (?, ?) AND down.subject = pickup_order.order_id)""",
        (stamp(change.now - KEEP_TOLD), OrderPlaced.TYPE, OrderToldSteps.TYPE),
    ).fetchall()
    for order_id, store in rows:
        outbox.forget(change.db, store, OrderPlaced.TYPE, order_id)
        outbox.forget(change.db, store, OrderToldSteps.TYPE, order_id)
        outbox.forget(change.db, store, OLD_CANCELLATION, f"{order_id}/cancelled")
    change.db.execute(
        "DELETE FROM down WHERE type = ? AND time < ?", (OrderWishAnswered.TYPE, stamp(change.now - KEEP_TOLD))
    )
    return len(rows)


def _fitting(steps: Sequence[OrderStep]) -> tuple[OrderStep, ...]:
    sizes = {step.step_id: len(msgspec.json.encode(step)) + 1 for step in steps}
    if sum(sizes.values()) <= MOST_BYTES:
        return tuple(steps)
    room = MOST_BYTES
    kept = set()
    for step in sorted(steps, key=lambda one: (one.device == "hq", one.at), reverse=True):
        room -= sizes[step.step_id]
        if room < 0:
            break
        kept.add(step.step_id)
    return tuple(step for step in steps if step.step_id in kept)
