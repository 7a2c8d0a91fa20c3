"""Which goods have an offer for whoever stands here now, as the price book says it: not product by product."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import cast

from msgspec import Struct

from kiosk.pricing import tables as books
from kiosk.pricing.model import Occasion, Shopper
from kiosk.pricing.model.book import goods_of
from kiosk.pricing.model.situation import Situation
from kiosk.register import Register
from sync.formats.price_book import Channel, Threshold


class Offered(Struct, frozen=True):
    """Goods that some rule names; what a rule leaves out of its own goods is left out."""

    gtins: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()


def offered(db: sqlite3.Connection, now: datetime, register: Register, customer: str, tier: str) -> Offered:
    """The goods of all rules that hold now for this shopper without a coupon. What is about the whole basket, or about
    everything in the shop, marks no product."""
    book = books.book_in_force(db, now)
    shopper = Shopper(customer, tier)
    occasion = Occasion(now, register.zone, register.store_gln, cast(Channel, register.channel))
    situation = Situation.of(shopper, occasion, (), books.quota_left(db, book))
    refused = situation.refused(book)
    gtins: dict[str, None] = {}
    categories: dict[str, None] = {}
    brands: dict[str, None] = {}
    excepted: dict[str, None] = {}
    for place, rule in enumerate(book.source.rules):
        if place in refused or isinstance(rule, Threshold) or rule.when.coupon:
            continue
        for goods in goods_of(rule):
            if not goods.everything:
                gtins.update(dict.fromkeys(goods.gtins))
                categories.update(dict.fromkeys(goods.categories))
                brands.update(dict.fromkeys(goods.brands))
                excepted.update(dict.fromkeys(goods.not_gtins))
    return Offered(tuple(gtins), tuple(categories), tuple(brands), tuple(excepted))
