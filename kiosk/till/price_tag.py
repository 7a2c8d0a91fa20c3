"""All that a price tag says of one unit: what it costs whoever stands here and why, what members pay, what is near."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue.model import Product
from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.pricing import explain
from kiosk.pricing import tables as books
from kiosk.pricing.model import Book, Nudge
from kiosk.register import Register
from kiosk.till import priced
from kiosk.till.model import Basket, Line
from kiosk.till.reasons import reasons
from sync.messages import Terms

SOMEBODY = "member"
"""Stands for a member whom nobody has named."""

MOST_TIERS = 4


class Buyer(Struct, frozen=True):
    """Who stands before the tag; nobody known, if it is empty."""

    customer: str = ""
    tier: str = ""
    segments: tuple[str, ...] = ()


class PriceTag(Struct, frozen=True):
    """One unit's price, in words that are ready to be shown."""

    amount: Money
    listed: Money
    """Before any rule."""
    reasons: tuple[str, ...] = ()
    """One sentence for each reduction: the rule's name, how much, until when."""
    for_members: bool = False
    """Whether a reduction is there for members only."""
    member_amount: Money | None = None
    """What members pay, where that is less than what whoever stands here does."""
    member_tier: str = ""
    """Of which tier they must be; empty: any member."""
    points: int = 0
    """What a member earns with one unit."""
    nudge: str = ""
    """What one more would give; empty for nothing."""


def tag_of(
    db: sqlite3.Connection,
    now: datetime,
    register: Register,
    product: Product,
    buyer: Buyer,
    words: Translator,
    held: int = 0,
) -> PriceTag:
    """What the tag says. `held`: units of the product that are in the bag already, which a near miss counts in."""
    book = books.book_in_force(db, now)
    listed = priced.shelf_price(db, now, product)
    basket = _one(product.gtin, listed, buyer)
    line, nudges = _evaluate(db, now, register, basket)
    said = reasons(db, now, register, line.reductions, book.version, words)
    whens = {one.rule.rule_id: one.rule.when for one in book.rules} if line.reductions else {}
    special = [whens[one.rule] for one in line.reductions if one.rule in whens]
    found = PriceTag(
        line.amount,
        listed,
        tuple(said),
        for_members=any(when.members or when.tiers for when in special),
        points=_points(db, now, basket, line),
    )
    if not buyer.customer:
        found = _with_member_price(db, now, register, product.gtin, book, found)
    if not held:
        return replace(found, nudge=_nudge(nudges, book, words, listed.currency))
    more, nudges = _evaluate(db, now, register, _one(product.gtin, listed, buyer, held + 1))
    alone = {one.rule for one in line.reductions}
    won = [one for one in more.reductions if one.rule not in alone]
    if won:
        # What one more would give is given with this very unit.
        why = reasons(db, now, register, won[:1], book.version, words)
        return replace(found, nudge=words.text("product.second", n=held, why=why[0]) if why else "")
    return replace(found, nudge=_nudge(nudges, book, words, listed.currency))


def amounts(
    db: sqlite3.Connection, now: datetime, register: Register, products: Iterable[Product], buyer: Buyer
) -> dict[str, Money]:
    """gtin -> what one unit costs whoever stands here: for the small cards beside a tag, which say no more."""
    ruled = bool(books.book_in_force(db, now).rules)
    found = {}
    for product in products:
        listed = priced.shelf_price(db, now, product)
        if ruled:
            line, _ = _evaluate(db, now, register, _one(product.gtin, listed, buyer))
            listed = line.amount
        found[product.gtin] = listed
    return found


def _one(gtin: str, listed: Money, buyer: Buyer, units: int = 1) -> Basket:
    line = Line("", gtin, units, listed)
    terms = Terms(tier=buyer.tier, segments=buyer.segments)
    return Basket("", listed.currency, (line,), buyer.customer, terms=terms)


def _evaluate(
    db: sqlite3.Connection, now: datetime, register: Register, basket: Basket
) -> tuple[Line, tuple[Nudge, ...]]:
    found = priced.evaluate(db, now, register, basket)
    return priced.as_priced(basket.lines[0], found.lines[0], tax_added=found.tax_added), found.nudges


def _points(db: sqlite3.Connection, now: datetime, basket: Basket, line: Line) -> int:
    return priced.points_at(db, now, replace(basket, customer=basket.customer or SOMEBODY, lines=(line,)))


def _with_member_price(
    db: sqlite3.Connection, now: datetime, register: Register, gtin: str, book: Book, found: PriceTag
) -> PriceTag:
    """For who is not signed in: what any member pays, else what the first tier pays that pays less."""
    whens = [one.rule.when for one in book.rules]
    tiers = dict.fromkeys(tier for when in whens for tier in when.tiers)
    if not tiers and not any(when.members for when in whens):
        return found
    for tier in ["", *tiers][: MOST_TIERS + 1]:
        basket = _one(gtin, found.listed, Buyer(SOMEBODY, tier))
        line, _ = _evaluate(db, now, register, basket)
        if line.amount < found.amount:
            # Any member would earn on what any member pays; of a tier's price the others are told nothing.
            points = found.points if tier else _points(db, now, basket, line)
            return replace(found, member_amount=line.amount, member_tier=tier, points=points)
    return found


def _nudge(nudges: tuple[Nudge, ...], book: Book, words: Translator, currency: str) -> str:
    for near in nudges:
        why = explain.nudge(near, book)
        if why is not None:
            said, name = explain.say(why, words, currency), explain.in_language(why.name, words.language)
            return said if name in said else f"{name}·{said}"
    return ""
