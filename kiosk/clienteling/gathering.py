"""Everything that a customer's card shows, put together from what this device knows; no network is asked."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.clienteling import tables
from kiosk.clienteling.model import Client, Look, Mask, Note, Outreach
from kiosk.customer import tables as customers
from kiosk.customer.model import Member
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import READY, Order
from kiosk.recommend import tables as recommend
from kiosk.recommend.model import Unwanted
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.till import tables as till

MOST_BOUGHT = 12
MOST_TIPS = 3
MOST_FAVOURITES = 6
MOST_SIZES = 6

_CONTENTS = re.compile(r"[0-9.,]+ ?(ml|cl|l|g|kg|pcs|m|cm)|[0-9.,]+ ?[xX×].*", re.IGNORECASE)
"""A size that says how much is in it and not whom it fits."""

SAME_PURCHASE = timedelta(seconds=2)
"""This device and head office tell of one sale by clocks of one origin; they keep its moment to the millisecond."""

Why = Literal["goes_with", "usual", "favourite"]


class Purchase(Struct, frozen=True):
    """One product of one purchase."""

    at: datetime
    gtin: str
    quantity: int
    """Negative: it came back."""
    channel: str
    """store, web, phone, kiosk."""
    store: str
    """GLN; empty: not known."""
    product: Product | None
    """None if this store does not sell it."""


class Size(Struct, frozen=True):
    """A size in which the customer bought something to wear."""

    category: str
    """Id of the category."""
    size: str
    times: int


class Tip(Struct, frozen=True):
    """What to offer next, and why."""

    product: Product
    why: Why
    because: Product | None
    """What it goes with."""


class Facts(Struct, frozen=True):
    """A customer's card. What the mask hides is empty and was never read."""

    member: Member
    mask: Mask
    client: Client | None
    purchases: tuple[Purchase, ...]
    returns: tuple[Purchase, ...]
    sizes: tuple[Size, ...]
    favourites: tuple[Product, ...]
    orders: tuple[Order, ...]
    """Open ones, those that are ready first."""
    notes: tuple[Note, ...]
    looks: tuple[Look, ...]
    messages: tuple[Outreach, ...]
    written: int
    """Messages of this week."""
    tips: tuple[Tip, ...]


def facts(store: Store, member_id: str) -> Facts | None:
    """The card as whoever stands here may see it; None if the member has left."""
    db, vault, now = store.db, store.vault, store.clock()
    member = customers.load(db, vault, member_id)
    if member is None:
        return None
    mask = tables.mask(db)
    liked = customers.favourites(db, vault, member_id)
    bought = purchases(store, member) if mask.purchases else ()
    known = catalogue.find_many(db, [*liked[:MOST_FAVOURITES], *(one.gtin for one in bought)], store.currency)
    open_orders = [one for one in pickup.of_member(db, vault, member_id, ended=0) if not one.ended]
    return Facts(
        member=member,
        mask=mask,
        client=tables.client(db, vault, member_id),
        purchases=tuple(one for one in bought if one.quantity > 0)[:MOST_BOUGHT],
        returns=tuple(one for one in bought if one.quantity < 0)[:MOST_BOUGHT],
        sizes=sizes(bought),
        favourites=tuple(known[gtin] for gtin in liked[:MOST_FAVOURITES] if gtin in known),
        orders=tuple(sorted(open_orders, key=lambda one: one.state not in READY)),
        notes=tuple(tables.notes(db, vault, member_id)),
        looks=tuple(tables.looks(db, vault, member_id)) if mask.keeps else (),
        messages=tuple(tables.outreaches(db, vault, member_id)) if mask.keeps else (),
        written=tables.written_this_week(db, vault, member_id, now),
        tips=tips(store, member, bought, liked) if mask.purchases else (),
    )


def purchases(store: Store, member: Member) -> tuple[Purchase, ...]:
    """What the member bought and brought back over all channels, newest first: this device's sales, those that its
    neighbours told of, and what head office had heard when it last told."""
    db = store.db
    found: list[tuple[datetime, str, int, str, str]] = []
    for sale_id in till.sales_of_member(db, member.member_id, MOST_BOUGHT):
        origin = till.load_origin(db, sale_id, store.device)
        if origin is None or origin.voided_by or origin.kind == "void":
            continue
        units: Counter[str] = Counter()
        for line in origin.lines:
            if line.kind == "product":
                units[line.gtin] += line.quantity
        found += [(origin.at, gtin, many, "store", origin.store) for gtin, many in units.items() if many]
    for one in member.recent:
        same = (one.at, one.gtin, one.quantity)
        if not any(abs(at - same[0]) < SAME_PURCHASE and (gtin, many) == same[1:] for at, gtin, many, _, _ in found):
            found.append((one.at, one.gtin, one.quantity, one.channel, one.store))
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    products = catalogue.find_many(db, [one[1] for one in found], store.currency)
    return tuple(Purchase(at, gtin, many, channel, shop, products.get(gtin)) for at, gtin, many, channel, shop in found)


def sizes(bought: Sequence[Purchase]) -> tuple[Size, ...]:
    """The sizes that fit them, by how often; what came back does not fit, so it counts against it."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in bought:
        if one.product is None or not one.product.variant_of or _CONTENTS.fullmatch(one.product.size):
            continue
        if one.product.size:
            counted[(one.product.category, one.product.size)] += 1 if one.quantity > 0 else -1
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Size(category, size, times) for (category, size), times in ordered if times > 0)[:MOST_SIZES]


def tips(
    store: Store, member: Member, bought: Sequence[Purchase], liked: Sequence[str], limit: int = MOST_TIPS
) -> tuple[Tip, ...]:
    """What to try next, each in stock here and none that was refused: what goes with their last purchases, what they
    buy again and again, and what they put among their favourites."""
    db = store.db
    refused = Unwanted().with_refusals(recommend.refusals(db, store.vault, member.member_id))
    anchors = list(dict.fromkeys(one.gtin for one in bought if one.quantity > 0))[:6]
    offered = recommend.offers(db, anchors, member.usual, store.currency, unwanted=refused, limit=limit)
    found = [Tip(one.product, one.offer.reason, one.because_of) for one in offered]
    already = {tip.product.gtin for tip in found} | set(anchors) | refused.gtins
    for product in _here(db, [gtin for gtin in liked if gtin not in already], store.currency):
        if product.category not in refused.kinds:
            found.append(Tip(product, "favourite", None))
    return tuple(found[:limit])


def _here(db: sqlite3.Connection, gtins: Sequence[str], currency: str) -> list[Product]:
    levels = stock.levels(db, gtins)
    there = [gtin for gtin in gtins if gtin in levels and levels[gtin].available > 0]
    products = catalogue.find_many(db, there, currency)
    return [products[gtin] for gtin in there if gtin in products]
