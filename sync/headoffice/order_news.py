"""News of an order that a shopper can see: written down once, for the live page, web-hooks and notices."""

from __future__ import annotations

import sqlite3

from sync.clock import stamp
from sync.headoffice import hooks, notices
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change


def tell(change: Change, order: sqlite3.Row, event: str, state: str, version: int) -> None:
    """Something happened to an order; `state` is how it stands now, `version` the change's."""
    order_id = order["order_id"]
    n = tables.note_event(change.db, order_id, order["store"], event, state, stamp(change.now), version)
    if event != "progress":
        hooks.happened(change, order_id, n, event)
        notices.happened(change, order_id, event)
