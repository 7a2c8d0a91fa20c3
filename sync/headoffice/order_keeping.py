"""Orders as time goes by: what nobody ended in its store is ended here, and people are forgotten afterwards."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from sync.clock import parse, stamp
from sync.headoffice import order_tables as tables
from sync.headoffice import orders
from sync.headoffice.change import Change, Conflict

GRACE = timedelta(hours=24)
"""A store's devices end what was not fetched. One that was switched off for so long does not, and its shoppers wait
for their money."""

NAMED = timedelta(days=90)
"""How long after its end an order still names its shopper: for questions, and for what comes back."""

EVENTS_KEPT = timedelta(days=30)


def expire_overdue(change: Change) -> int:
    """End orders whose last day was over long ago; gives how many."""
    before = stamp(change.now - GRACE)
    found = tables.ids(change.db, "ended = 0 AND expires_at <> '' AND expires_at < ?", before)
    count = 0
    for order_id in found:
        order = orders.get(change.db, order_id)
        if order.expires_at >= before:
            continue  # somebody extended it
        try:
            orders.step(change, order_id, "expire", text="overdue", until=parse(order.expires_at))
        except Conflict:
            continue
        count += 1
    return count


def forget_people(change: Change) -> int:
    """Take the names out of orders that ended long ago, or whose member has left; gives how many."""
    change.db.execute("DELETE FROM order_event WHERE at < ?", (stamp(change.now - EVENTS_KEPT),))
    found = change.db.execute(
        """UPDATE pickup_order SET member = '', surname = '', title = '', contact = '', carry_to = '', note = ''
           WHERE ended = 1 AND surname || contact || member || carry_to || note <> ''
             AND (changed_at < ? OR (member <> '' AND member NOT IN (SELECT member FROM member)))
           RETURNING order_id""",
        (stamp(change.now - NAMED),),
    ).fetchall()
    for (order_id,) in found:
        for step in tables.steps_known(change.db, order_id):
            if step.kind in ("delegate", "hand", "arrive"):
                # Who fetched it, with which id and car; that somebody did, and what, stays.
                tables.rewrite_step(
                    change.db, replace(step, more={}, text="" if step.kind == "delegate" else step.text)
                )
    return len(found)
