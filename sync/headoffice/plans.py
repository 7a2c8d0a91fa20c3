"""Service plans that members hold: each from its sale until it runs out or comes back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.formats import months
from sync.formats.price_book import Goods
from sync.formats.receipt_proof import same_name
from sync.headoffice import price_books, stores
from sync.headoffice.change import Change
from sync.messages import MemberSegment, SaleCompleted, SaleLine

MIGRATIONS = Migrations("plans")


@MIGRATIONS()
def m001_plan(db: Database) -> None:
    """What was bought; what came back of it stands in `goods_back`, and may have arrived before."""
    db.conn.execute(
        """CREATE TABLE plan (
            sale_id TEXT NOT NULL, line TEXT NOT NULL, member TEXT NOT NULL, gtin TEXT NOT NULL,
            units INTEGER NOT NULL, until TEXT NOT NULL, PRIMARY KEY (sale_id, line)
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX plan_member ON plan (member, until)")


def sold(change: Change, store: str, sale: SaleCompleted) -> set[str]:
    """A sale was booked for the first time: plans in it begin, or end; gives the members whose segments may differ."""
    members: set[str] = set()
    for line in sale.lines:
        if line.kind == "plan" and line.quantity > 0 and sale.customer:
            _begin(change, store, sale, line)
            members.add(sale.customer)
        elif line.kind == "plan":
            rows = change.db.execute("SELECT member FROM plan WHERE sale_id = ?", (line.returned_from,))
            members |= {row[0] for row in rows}
    return members


def segments(db: sqlite3.Connection, member: str, now: datetime) -> tuple[MemberSegment, ...]:
    """The segments that a member is in by the plans that run, by name; of two of one kind the longer counts."""
    rows = db.execute(
        """SELECT gtin, max(until) FROM plan AS p WHERE member = ? AND until > ? AND units > coalesce(
               (SELECT sum(b.units) FROM goods_back AS b WHERE b.sale_id = p.sale_id AND b.line = p.line), 0)
           GROUP BY gtin ORDER BY gtin""",
        (member, stamp(now)),
    )
    return tuple(MemberSegment(name=f"plan.{row[0]}", until=parse(row[1])) for row in rows)


def _begin(change: Change, store: str, sale: SaleCompleted, line: SaleLine) -> None:
    length = _length(change.db, store, sale.book_version, line.gtin)
    shop = stores.find(change.db, store)
    if not length or shop is None:
        return
    until = months.end_of(sale.business_date, length, shop.time_zone).astimezone(UTC)
    change.db.execute(
        "INSERT OR IGNORE INTO plan VALUES (?, ?, ?, ?, ?, ?)",
        (sale.sale_id, same_name(line.line_id), sale.customer, line.gtin, line.quantity, stamp(until)),
    )


def _length(db: sqlite3.Connection, store: str, book_version: int, gtin: str) -> int:
    """Months that a plan runs, by the book that it was sold under; 0 if that says nothing of it."""
    book = price_books.find(db, store, book_version)
    if book is None:
        return 0
    row = db.execute("SELECT category, brand FROM product WHERE gtin = ?", (gtin,)).fetchone()
    category, brand = ("", "") if row is None else (row[0], row[1])
    return max((one.plan_months for one in book.needs if _among(one.goods, gtin, category, brand)), default=0)


def _among(goods: Goods, gtin: str, category: str, brand: str) -> bool:
    within = {category[: len(category) if end < 0 else end] for end in _ends(category)}
    if gtin in goods.not_gtins or within & set(goods.not_categories):
        return False
    named = gtin in goods.gtins or (brand != "" and brand in goods.brands) or bool(within & set(goods.categories))
    return goods.everything or named


def _ends(category: str) -> list[int]:
    """Where a category's name and those of all that it lies in end: `dairy.milk` is also `dairy`."""
    return [place for place, letter in enumerate(category) if letter == "."] + ([-1] if category else [])
