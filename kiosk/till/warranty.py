"""What of a sale is under warranty until when: by the price book's months, a plan that was sold with it, its serial."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.pricing import tables as books
from kiosk.pricing.model.needs import needs_of
from kiosk.till.model.returning import Origin, SoldLine
from kiosk.till.tables import load_sale
from sync.formats import months


class Cover(Struct, frozen=True):
    """How one line of a sale is covered."""

    line_id: str
    gtin: str
    units: int
    """That have not come back."""
    until: date | None
    """The last day of the warranty; None: the book names none for these goods."""
    plan_gtin: str = ""
    """The service plan that was sold with it, unless that came back."""
    plan_until: date | None = None
    serial: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day on which anything covers it."""
        days = [day for day in (self.until, self.plan_until) if day is not None]
        return max(days, default=None)

    def covers(self, day: date) -> bool:
        """Whether it is covered on a day."""
        return self.last_day is not None and day <= self.last_day


def of_sale(db: sqlite3.Connection, origin: Origin, now: datetime) -> tuple[Cover, ...]:
    """The goods of a sale that are still with the shopper, as each was sold.

    The months are those of the book that held when it was sold; where that is gone, today's.
    """
    own = load_sale(db, origin.sale_id)
    book = books.find_book(db, own.book_version) if own is not None else None
    book = book or books.book_in_force(db, origin.at)
    if not book.source.version:
        book = books.book_in_force(db, now)
    shelves = catalogue.shelves(db, {line.gtin for line in origin.lines})
    sold = [line for line in origin.lines if line.kind == "product" and line.quantity > 0]
    found = []
    for line in sold:
        units = origin.left(line.line_id)
        if units <= 0:
            continue
        length = needs_of(book, line.gtin, *shelves.get(line.gtin, ("", ""))).warranty_months
        plan = _plan_of(origin, line)
        plan_length = needs_of(book, plan.gtin, *shelves.get(plan.gtin, ("", ""))).plan_months if plan else 0
        found.append(
            Cover(
                line_id=line.line_id,
                gtin=line.gtin,
                units=units,
                until=months.after(origin.business_date, length) if length else None,
                plan_gtin=plan.gtin if plan else "",
                plan_until=months.after(origin.business_date, plan_length) if plan_length else None,
                serial=line.serial,
            )
        )
    return tuple(found)


def _plan_of(origin: Origin, goods: SoldLine) -> SoldLine | None:
    for line in origin.lines:
        if line.kind == "plan" and line.attached_to == goods.line_id and origin.left(line.line_id) > 0:
            return line
    return None
