"""Quotations that the stores gave, and the sales that they became: one each, or somebody should look at it."""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import QuoteGiven, SaleCompleted

MIGRATIONS = Migrations("quotes")


@MIGRATIONS()
def m001_quote(db: Database) -> None:
    """A quotation and what it became are facts that come in any order, from devices that cannot hear one another."""
    db.conn.execute(
        """CREATE TABLE quote (
            quote_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, number TEXT NOT NULL,
            business TEXT NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, until TEXT NOT NULL,
            operator TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute(
        """CREATE TABLE quote_sale (
            quote_id TEXT NOT NULL, sale_id TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
            PRIMARY KEY (quote_id, sale_id)
        ) STRICT, WITHOUT ROWID"""
    )


class Quote(Struct, frozen=True):
    """A quotation as head office lists it."""

    store: str
    number: str
    business: str
    total_minor: int
    currency: str
    until: str
    sales: tuple[str, ...]
    """The sales that it became; more than one is a fault, and flagged."""


def given(change: Change, store: str, device: str, event: QuoteGiven) -> None:
    """A device gave a quotation."""
    number = f"{event.workstation}-Q{event.series}{event.sequence:04d}"
    change.db.execute(
        "INSERT OR IGNORE INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.quote_id, store, device, number, event.terms.business, event.currency, event.total_minor),
            *(event.valid_until.isoformat(), event.operator, stamp(event.at)),
        ),
    )


def sold(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was booked for the first time: if it came from a quotation, that is used up now."""
    quote = sale.terms.quote
    if not quote or sale.kind == "void":
        return
    change.db.execute("INSERT OR IGNORE INTO quote_sale VALUES (?, ?, ?, ?)", (quote, sale.sale_id, store, device))
    others = [one for one in _sales(change.db, quote) if one != sale.sale_id]
    if others:
        detail = f"quotation {quote} became {', '.join(others)} before"
        flags.raise_flag(change, "quote_used_twice", store, device, sale.sale_id, detail)


def newest(db: sqlite3.Connection, store: str = "", limit: int = 200) -> list[Quote]:
    """The last quotations, newest first; of one store or of all."""
    rows = db.execute(
        "SELECT * FROM quote WHERE ?1 = '' OR store = ?1 ORDER BY at DESC, quote_id DESC LIMIT ?2", (store, limit)
    ).fetchall()
    return [
        Quote(
            *(row["store"], row["number"], row["business"], row["total_minor"], row["currency"], row["until"]),
            tuple(_sales(db, row["quote_id"])),
        )
        for row in rows
    ]


def _sales(db: sqlite3.Connection, quote: str) -> list[str]:
    rows = db.execute("SELECT sale_id FROM quote_sale WHERE quote_id = ? ORDER BY sale_id", (quote,))
    return [row[0] for row in rows]
