"""What a member bought lately, over all channels: for the colleague whom they ask for advice."""

from __future__ import annotations

import sqlite3

from sync.clock import parse
from sync.messages import Bought

MOST = 12
"""As many as are looked at during an advice."""


def recent(db: sqlite3.Connection, member: str, most: int = MOST) -> tuple[Bought, ...]:
    """The last purchases of a member, newest first: in stores, on the web, by telephone.

    What came back stands as a purchase of its own with negative units. An order counts once it is placed; one that is
    paid at the till when it is fetched counts there.
    """
    if not member:
        return ()
    # "<> ''" says what the indexes are limited to: without it each look reads everybody's purchases.
    rows = db.execute(
        """SELECT at, gtin, sum(quantity) AS units, channel, store FROM (
             SELECT at, gtin, quantity, 'store' AS channel, store, basket AS whole FROM history
             WHERE member = ?1 AND member <> ''
             UNION ALL
             SELECT s.at, l.gtin, l.quantity, 'store', s.store, s.sale_id
             FROM sale AS s JOIN sale_line AS l USING (sale_id) WHERE s.customer = ?1 AND s.customer <> ''
             UNION ALL
             SELECT o.placed_at, l.gtin, l.quantity - l.short, o.channel, o.store, o.order_id
             FROM pickup_order AS o JOIN pickup_line AS l USING (order_id)
             WHERE o.member = ?1 AND o.member <> '' AND o.sale = '' AND (o.paid = 1 OR o.ended = 0)
               AND o.state NOT IN ('cancelled', 'expired', 'converted'))
           GROUP BY whole, gtin, quantity < 0 HAVING units <> 0 ORDER BY at DESC, gtin LIMIT ?2""",
        (member, most),
    ).fetchall()
    return tuple(
        Bought(at=parse(row["at"]), gtin=row["gtin"], quantity=row["units"], channel=row["channel"], store=row["store"])
        for row in rows
    )
