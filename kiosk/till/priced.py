"""Brings a basket before the price book: the same engine for every channel, so one basket has one price."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.money import Money
from kiosk.pricing import tables as books
from kiosk.pricing.model import (
    Book,
    Coupon,
    Earning,
    Item,
    Manual,
    Occasion,
    Priced,
    PricedLine,
    Shopper,
    earned,
    price,
)
from kiosk.pricing.model.tax import tax
from kiosk.register import Register
from kiosk.till import needs, quoting
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction
from sync.formats.price_book import Channel
from sync.messages import Reduction, Terms


def reprice(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """The basket as the price book in force prices it now. Goods that come back keep what was paid for them."""
    priced = evaluate(tx.db, tx.now, register, basket)
    by_id = {one.line_id: one for one in priced.lines}
    lines = tuple(
        as_priced(line, by_id[line.line_id], tax_added=priced.tax_added) if line.line_id in by_id else line
        for line in basket.lines
    )
    return quoting.hold(tx.db, replace(basket, lines=lines, book_version=priced.book_version))


def stands(book: Book, basket: Basket) -> bool:
    """Whether the basket's prices are those of the book in force without a second look.

    They are if the same book priced it, and no rule of that book asks for the time, a quota or who stands there. What
    changes lines, terms or customer prices the basket then.
    """
    return book.version == basket.book_version and not book.conditional


def evaluate(db: sqlite3.Connection, now: datetime, register: Register, basket: Basket) -> Priced:
    """What the engine says of the basket, with nudges and all."""
    lines = [line for line in basket.lines if not line.fixed]
    book = books.book_in_force(db, now)
    shelves = catalogue.shelves(db, {line.gtin for line in lines})
    terms = basket.terms
    shopper = Shopper(
        basket.customer,
        terms.tier,
        frozenset(terms.segments) | needs.segments(basket),
        employee=terms.employee,
        price_list=terms.price_list,
    )
    occasion = Occasion(now, register.zone, register.store_gln, cast(Channel, register.channel))
    return price(
        book,
        [_item(line, shelves.get(line.gtin, ("", ""))) for line in lines],
        shopper,
        occasion,
        coupons=tuple(_coupon(one) for one in terms.coupons),
        quota=books.quota_left(db, book),
        whole=_whole(terms),
    )


class Tag(Struct, frozen=True):
    """What a price tag says of one unit."""

    amount: Money
    listed: Money
    """Before any rule."""
    reductions: tuple[Reduction, ...] = ()
    book_version: int = 0


def tag(
    db: sqlite3.Connection, now: datetime, register: Register, product: Product, customer: str = "", tier: str = ""
) -> Tag:
    """What one unit costs whoever stands here, by the same engine that prices the basket."""
    listed = shelf_price(db, now, product)
    line = Line("", product.gtin, 1, listed)
    basket = Basket("", listed.currency, (line,), customer, terms=Terms(tier=tier))
    priced = evaluate(db, now, register, basket)
    found = as_priced(line, priced.lines[0], tax_added=priced.tax_added)
    return Tag(found.amount, listed, found.reductions, priced.book_version)


def shelf_price(db: sqlite3.Connection, now: datetime, product: Product) -> Money:
    """What one unit costs before any rule: the price book may set it ahead of time, else the catalogue says it."""
    set_minor = books.book_in_force(db, now).base_price(product.gtin)
    return product.price if set_minor is None else Money(set_minor, product.price.currency)


def taxed_alone(tx: Transaction, line: Line) -> Line:
    """A line that comes back for a price of its own, with the tax that is in it today."""
    book = books.book_in_force(tx.db, tx.now)
    category = catalogue.shelves(tx.db, {line.gtin}).get(line.gtin, ("", ""))[0]
    rate = book.tax_of(Item(line.line_id, line.gtin, 1, line.unit_price.minor, category=category))
    added = book.source.tax.prices == "exclusive"
    found = tax([abs(line.listed.minor)], [rate], added=added).taxes[0]
    minor = -found if line.quantity < 0 else found
    return replace(line, tax_code=rate.code, tax_rate_bp=rate.rate_bp, tax_minor=minor, tax_added=added)


def points(tx: Transaction, basket: Basket) -> int:
    """What a member earns with this basket: nothing for what is paid in points, nothing for gift cards.

    Less than zero where more goes back with returned goods.
    """
    return points_at(tx.db, tx.now, basket)


def points_at(db: sqlite3.Connection, now: datetime, basket: Basket) -> int:
    """The same, for whoever only looks."""
    back = sum(line.particulars.points_back for line in basket.lines)
    if not basket.customer:
        return -back
    rule = books.book_in_force(db, now).source.loyalty
    if not rule.earn_points:
        return -back
    lines = [line for line in basket.lines if line.agreed or not line.fixed]
    shelves = catalogue.shelves(db, {line.gtin for line in lines})
    worth = [Earning(line.amount.minor, line.kind, shelves.get(line.gtin, ("", ""))[0]) for line in lines]
    in_points = sum(one.amount.minor for one in basket.tenders if one.kind == "points")
    return earned(worth, max(0, in_points), rule) - back


def _item(line: Line, shelf: tuple[str, str]) -> Item:
    special = line.particulars
    manual = Manual(special.manual, special.manual_value, special.manual_reason) if special.manual else None  # type: ignore[arg-type]  # checked when it was given
    return Item(
        line.line_id,
        line.gtin,
        line.quantity,
        line.unit_price.minor,
        category=shelf[0],
        brand=shelf[1],
        manual=manual,
        discountable=line.kind in ("product", "plan"),
    )


def _coupon(text: str) -> Coupon:
    name, _, nonce = text.partition("#")
    return Coupon(name, nonce)


def _whole(terms: Terms) -> Manual | None:
    if not terms.manual:
        return None
    return Manual(terms.manual, terms.manual_value, terms.manual_reason)  # type: ignore[arg-type]  # checked when given


def as_priced(line: Line, found: PricedLine, *, tax_added: bool) -> Line:
    """The line with what the engine found for it."""
    return replace(
        line,
        reductions=tuple(
            Reduction(rule=one.rule_id, kind=one.kind, amount_minor=one.amount_minor, units=one.units)
            for one in found.reductions
        ),
        tax_code=found.tax_code,
        tax_rate_bp=found.tax_rate_bp,
        tax_minor=found.tax_minor,
        tax_added=tax_added,
    )
