"""Orders from before there were steps: each gets those that it must have taken."""

from __future__ import annotations

from kiosk.pickup import tables
from kiosk.worker import Transaction
from sync.formats.order_legacy import LastWord, steps_of
from sync.security import Vault


def begin(tx: Transaction, vault: Vault) -> int:
    """At the start: read old orders as steps; gives how many.

    Every device and head office do so alike from what each of them heard last, so nobody has to be told.
    """
    old = tables.unread(tx.db)
    for order_id, state, slot in old:
        placed = tables.placed_of(tx.db, vault, order_id)
        assert placed is not None, order_id
        progress = tuple(tables.progress_of(tx.db, order_id))
        nonce = tables.nonce_of(tx.db, order_id)
        steps = steps_of(LastWord(order_id, placed.at, placed.home, state, progress, slot, nonce))
        tables.add_steps(tx.db, vault, order_id, steps)
        tables.save(tx.db, vault, placed, tables.steps_of(tx.db, vault, order_id), tx.now)
    if old:
        tx.touch("orders")
    return len(old)
