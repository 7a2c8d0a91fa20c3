"""What a few more units would change by the customer's price list: minimum quantities are easily missed."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct

from kiosk.money import Money
from kiosk.pricing import tables as books
from kiosk.till.model import Basket


class NearOffer(Struct, frozen=True):
    """A price of the list that begins a little higher up."""

    line_id: str
    gtin: str
    missing: int
    """Units."""
    units: int
    """From so many units on."""
    price: Money
    """Of one unit then."""


def near_offers(db: sqlite3.Connection, now: datetime, basket: Basket) -> tuple[NearOffer, ...]:
    """For each product of the basket the next step of the customer's price list that is cheaper than what holds now."""
    price_list = basket.terms.price_list
    if not price_list:
        return ()
    book = books.book_in_force(db, now)
    offers = book.source.price_lists.get(price_list, {})
    found = []
    for gtin in dict.fromkeys(line.gtin for line in basket.lines if not line.fixed and line.kind == "product"):
        line = next(line for line in basket.lines if line.gtin == gtin and not line.fixed)
        have = basket.units_of(gtin)
        holds = book.list_price(price_list, gtin, have)
        now_minor = line.unit_price.minor if holds is None else min(holds, line.unit_price.minor)
        better = [one for one in offers.get(gtin, ()) if one.units > have and one.price_minor < now_minor]
        if better:
            step = min(better, key=lambda one: one.units)
            price = Money(step.price_minor, basket.currency)
            found.append(NearOffer(line.line_id, gtin, step.units - have, step.units, price))
    return tuple(found)
