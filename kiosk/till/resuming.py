"""What a sudden stop of the program interrupted at a kiosk: whoever still stands there is shown the truth."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from kiosk.payment import tables as payments
from kiosk.till import tables

WAITS = timedelta(minutes=15)
"""Longer nobody stands before a dark screen: older doubts are for colleagues."""

READS = timedelta(seconds=30)
"""Somebody who has just paid wants to see that they have; the program is back within seconds."""


class Interrupted(Struct, frozen=True):
    """A basket that somebody was paying."""

    basket_id: str
    how: Literal["open", "part", "paid"]
    """`open`: a payment is under way or in doubt. `part`: a part is paid. `paid`: the sale is made."""


def interrupted(db: sqlite3.Connection, device: str, now: datetime) -> Interrupted | None:
    """The newest basket of this device that was being paid when the program stopped; None if nobody waits."""
    for intent in reversed(payments.unresolved(db)):
        if intent.is_open and not intent.is_refund and now - intent.at <= WAITS:
            return Interrupted(intent.basket_id, "open")
    for basket_id in tables.left_open(db, device):
        basket = tables.load_basket(db, basket_id)
        newest = max((one.at for one in payments.of_basket(db, basket_id)), default=None)
        if basket is not None and basket.tenders and newest is not None and now - newest <= WAITS:
            return Interrupted(basket_id, "part")
    for sale_id in tables.recent_sales(db)[:1]:
        sale = tables.load_sale(db, sale_id)
        if sale is not None and sale.kind == "sale" and now - sale.at <= READS and payments.of_basket(db, sale_id):
            return Interrupted(sale_id, "paid")
    return None
