"""What lies ahead of a basket: the points it earns, what a little more would give, prices that moved since the scan."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.pricing import explain, guard
from kiosk.pricing import tables as books
from kiosk.pricing.guard import Claim, Decision
from kiosk.register import Register
from kiosk.till import priced
from kiosk.till.model import Basket, Line


class Move(Struct, frozen=True):
    """The shelf price of a line moved since it was scanned."""

    was: Money
    """Of one unit, as scanned: what the shopper pays as things stand."""
    now: Money
    """What the shelf says now."""
    decision: Decision
    """Of the book's guard about the older price: honoured (it stays, unasked), asked (the shopper says), or ours."""

    @property
    def cheaper(self) -> bool:
        """Whether the shopper does better with the new price."""
        return self.now < self.was

    @property
    def open(self) -> bool:
        """Whether somebody must say something before it is paid."""
        return not self.cheaper and self.decision != "honoured"


def moves(db: sqlite3.Connection, now: datetime, basket: Basket) -> dict[str, Move]:
    """line_id -> how its price moved, for those whose shopper has not answered to it yet."""
    policy = books.book_in_force(db, now).source.guard
    found = {}
    for line in basket.lines:
        shelf = shelf_now(db, now, line)
        if shelf is None or shelf == line.unit_price or line.particulars.kept_price == shelf.minor:
            continue
        claim = Claim(line.gtin, line.unit_price.minor, basket.currency, "signed_label", issued=now)
        verdict = guard.decide(claim, shelf.minor, line.quantity, basket.currency, policy, now)
        found[line.line_id] = Move(line.unit_price, shelf, verdict.decision)
    return found


def shelf_now(db: sqlite3.Connection, now: datetime, line: Line) -> Money | None:
    """What a unit costs on the shelf; None where a line has a price of its own, or is no product of the shop."""
    if line.kind != "product" or line.fixed or line.particulars.manual or line.particulars.weight_g:
        return None
    product = catalogue.find(db, line.gtin, line.unit_price.currency)
    return None if product is None else priced.shelf_price(db, now, product)


def near_miss(db: sqlite3.Connection, now: datetime, register: Register, basket: Basket, words: Translator) -> str:
    """What a little more would give, in words; empty for nothing."""
    if not basket.lines:
        return ""
    for near in priced.evaluate(db, now, register, basket).nudges:
        why = explain.nudge(near, books.book_in_force(db, now))
        if why is not None:
            said, name = explain.say(why, words, basket.currency), explain.in_language(why.name, words.language)
            whole = name in said or why.key == "pricing.nudge.money_off"
            return said if whole else f"{name}·{said}"
    return ""
