"""What the price book asks of a basket beyond money, and the deposits that come with its lines."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import tables as books
from kiosk.pricing.model import Book
from kiosk.pricing.model.needs import needs_of
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction
from sync.formats.price_book import Needs
from sync.messages import Particulars


def of_product(db: sqlite3.Connection, now: datetime, gtin: str) -> Needs:
    """What one product takes."""
    category, brand = catalogue.shelves(db, [gtin]).get(gtin, ("", ""))
    return needs_of(books.book_in_force(db, now), gtin, category, brand)


def of_lines(db: sqlite3.Connection, now: datetime, basket: Basket, book: Book | None = None) -> dict[str, Needs]:
    """line_id -> what it takes, for the lines that are sold and take anything. `book`: the one in force, if known."""
    book = book or books.book_in_force(db, now)
    if not book.source.needs:
        return {}
    # Goods of an earlier sale took then what they take, also where a return of theirs is undone.
    lines = [line for line in basket.lines if not line.returned_from and not line.returned and line.kind == "product"]
    shelves = catalogue.shelves(db, {line.gtin for line in lines})
    return {line.line_id: needs_of(book, line.gtin, *shelves.get(line.gtin, ("", ""))) for line in lines}


def check(tx: Transaction, basket: Basket, book: Book | None = None) -> None:
    """Refuse to take money before everything is there that the goods take.

    Raises:
        Refused: ``till.age_needed`` (with `age`, `line_id`), ``till.serial_needed``, ``till.lot_needed`` (with
            `line_id`).
    """
    for line_id, needs in of_lines(tx.db, tx.now, basket, book).items():
        special = basket.line(line_id).particulars
        if special.age_checked < needs.age:
            raise Refused("till.age_needed", age=needs.age, line_id=line_id)
        if needs.serial and not special.serial:
            raise Refused("till.serial_needed", line_id=line_id)
        if needs.lot and not special.lot:
            raise Refused("till.lot_needed", line_id=line_id)


def with_deposits(tx: Transaction, basket: Basket) -> Basket:
    """Each line that carries a deposit has its deposit line right behind it, for as many units."""
    wanted = {line_id: one for line_id, one in of_lines(tx.db, tx.now, basket).items() if one.deposit_gtin}
    there = {line.particulars.attached_to: line for line in basket.lines if line.kind == "deposit"}
    if not wanted and not there:
        return basket
    lines: list[Line] = []
    for line in basket.lines:
        if line.kind == "deposit" and not line.returned:
            continue
        lines.append(line)
        needs = wanted.get(line.line_id)
        if line.agreed:
            # The quotation says what is charged with it, too.
            lines += [replace(there[line.line_id], quantity=line.quantity)] if line.line_id in there else []
        elif needs is not None:
            lines.append(_deposit(tx, line, needs, there.get(line.line_id)))
    return replace(basket, lines=tuple(lines))


def _deposit(tx: Transaction, line: Line, needs: Needs, own: Line | None) -> Line:
    if own is not None:
        return replace(own, quantity=line.quantity)
    price = Money(needs.deposit_minor, line.unit_price.currency)
    special = Particulars(attached_to=line.line_id)
    return Line(tx.new_id(), needs.deposit_gtin, line.quantity, price, kind="deposit", particulars=special)


def segments(basket: Basket) -> frozenset[str]:
    """Segments that the basket itself gives: who buys a plan has its benefits from this basket on."""
    return frozenset(f"plan.{line.gtin}" for line in basket.lines if line.kind == "plan" and not line.returned)
