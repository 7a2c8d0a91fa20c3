"""Prices, stock and words of products as they hold at this moment, from head office's own tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from sync.headoffice import allocations, stores
from sync.headoffice.change import Unknown
from sync.headoffice.pages.answers import PageChoice, PageElsewhere, PageProduct, PageProductMore
from sync.messages import Texts

MOST_TOLD = 20
"""A shopper need not know more, and a competitor should not."""

MOST_CHOICES = 24


class PageWords(Struct, frozen=True):
    """What a line of an order shows of its product."""

    name: Texts
    size: str
    colour: str
    image: str


_SELECT = """SELECT p.*, l.price_minor FROM listing AS l JOIN product AS p USING (gtin)
    WHERE l.store = ? AND l.removed = 0"""


def products(db: sqlite3.Connection, store: str, gtins: Sequence[str]) -> list[PageProduct]:
    """These products in this order; what the store does not sell (any more) is left out."""
    marks = ",".join("?" * len(gtins))
    rows = {row["gtin"]: row for row in db.execute(f"{_SELECT} AND l.gtin IN ({marks})", (store, *gtins))}
    return [_product(db, store, rows[gtin]) for gtin in gtins if gtin in rows]


def more(db: sqlite3.Connection, store: str, gtin: str) -> PageProductMore:
    """All about one product.

    Raises:
        Unknown: if the store does not sell it.
    """
    row = db.execute(f"{_SELECT} AND l.gtin = ?", (store, gtin)).fetchone()
    if row is None:
        raise Unknown("gtin", gtin)
    choices = []
    if row["variant_of"]:
        others = db.execute(
            f"{_SELECT} AND p.variant_of = ? ORDER BY l.price_minor, l.gtin LIMIT ?",
            (store, row["variant_of"], MOST_CHOICES),
        )
        choices = [
            PageChoice(
                gtin=other["gtin"],
                size=other["size"],
                colour=other["colour"],
                price_minor=other["price_minor"],
                free=free(db, store, other["gtin"]),
            )
            for other in others
        ]
    return PageProductMore(
        product=_product(db, store, row),
        claim=Texts(row["claim_zh_hans"], row["claim_zh_hant"], row["claim_en"]),
        origin=row["origin"],
        allergens=row["allergens"],
        care=row["care"],
        choices=tuple(choices),
        elsewhere=tuple(_elsewhere(db, store, gtin)),
    )


def free(db: sqlite3.Connection, store: str, gtin: str) -> int | None:
    """How many may be ordered, at most `MOST_TOLD`; None: nobody counts them."""
    if not allocations.routable(db, store, gtin):
        return 0
    units = allocations.free(db, store, gtin)
    return None if units is None else min(MOST_TOLD, units)


def _elsewhere(db: sqlite3.Connection, store: str, gtin: str) -> list[PageElsewhere]:
    found = []
    for other, metres in stores.near(db, store):
        row = db.execute(f"{_SELECT} AND l.gtin = ?", (other.store, gtin)).fetchone()
        there = 0 if row is None else free(db, other.store, gtin)
        if there is None or there > 0:
            found.append(PageElsewhere(store=other.store, name=other.name, distance_m=metres, free=there))
    return found[:4]


def _product(db: sqlite3.Connection, store: str, row: sqlite3.Row) -> PageProduct:
    return PageProduct(
        gtin=row["gtin"],
        name=Texts(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]),
        brand=row["brand"],
        size=row["size"],
        colour=row["colour"],
        image=row["image"],
        price_minor=row["price_minor"],
        free=free(db, store, row["gtin"]),
    )


def sold(db: sqlite3.Connection, store: str, gtin: str) -> bool:
    """Whether the store sells it."""
    return db.execute(f"{_SELECT} AND l.gtin = ?", (store, gtin)).fetchone() is not None


def words(db: sqlite3.Connection, gtin: str) -> PageWords | None:
    """Name and picture of any product of the chain, sold here or not; None if it was never known."""
    row = db.execute("SELECT * FROM product WHERE gtin = ?", (gtin,)).fetchone()
    if row is None:
        return None
    return PageWords(
        Texts(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]), row["size"], row["colour"], row["image"]
    )
