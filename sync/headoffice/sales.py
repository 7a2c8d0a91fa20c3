"""Sales as booked at head office, and which ones are still missing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import SaleCompleted

MIGRATIONS = Migrations("sales")


@MIGRATIONS()
def m001_sales(db: Database) -> None:
    """Sale, lines and tenders as the device settled them."""
    for sql in (
        """CREATE TABLE sale (
            sale_id TEXT PRIMARY KEY, store TEXT NOT NULL, workstation TEXT NOT NULL, business_date TEXT NOT NULL,
            series TEXT NOT NULL, sequence INTEGER NOT NULL, device TEXT NOT NULL, at TEXT NOT NULL,
            currency TEXT NOT NULL, total_minor INTEGER NOT NULL, customer TEXT NOT NULL, operator TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX sale_number ON sale (store, workstation, business_date, series, sequence)",
        "CREATE INDEX sale_customer ON sale (customer, at) WHERE customer <> ''",
        """CREATE TABLE sale_line (
            sale_id TEXT NOT NULL, line_id TEXT NOT NULL, gtin TEXT NOT NULL, name TEXT NOT NULL,
            quantity INTEGER NOT NULL, unit_price_minor INTEGER NOT NULL, amount_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL,
            returned_line TEXT NOT NULL, PRIMARY KEY (sale_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sale_tender (
            sale_id TEXT NOT NULL, tender_id TEXT NOT NULL, kind TEXT NOT NULL, amount_minor INTEGER NOT NULL,
            reference TEXT NOT NULL, PRIMARY KEY (sale_id, tender_id)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Totals(Struct, frozen=True):
    """What head office has booked."""

    sales: int
    lines: int
    currency: str
    total_minor: int
    tendered_minor: int


class Missing(Struct, frozen=True):
    """Receipt numbers that head office has not got, though it has a later one of the same workstation and day."""

    store: str
    workstation: str
    business_date: str
    series: str
    first: int
    last: int


def book(change: Change, device: str, store: str, booked: Sequence[SaleCompleted]) -> set[str]:
    """Write sales of one device down; the ids of those that did not stand already.

    Whatever is odd about a sale is flagged, never refused.
    """
    db = change.db
    known = _known(db, booked)
    fresh = list({sale.sale_id: sale for sale in reversed(booked) if sale.sale_id not in known}.values())[::-1]
    db.executemany(
        "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(sale.sale_id, store, sale.workstation, sale.business_date.isoformat(), sale.series, sale.sequence),
                *(device, stamp(sale.at), sale.currency, sale.total_minor, sale.customer, sale.operator),
            )
            for sale in fresh
        ],
    )
    db.executemany(
        "INSERT OR IGNORE INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(sale.sale_id, line.line_id, line.gtin, line.name, line.quantity, line.unit_price_minor),
                *(line.amount_minor, line.price_version, line.origin, line.returned_from, line.returned_line),
            )
            for sale in fresh
            for line in sale.lines
        ],
    )
    db.executemany(
        "INSERT OR IGNORE INTO sale_tender VALUES (?, ?, ?, ?, ?)",
        [
            (sale.sale_id, one.tender_id, one.kind, one.amount_minor, one.reference)
            for sale in fresh
            for one in sale.tenders
        ],
    )
    for sale_id, twin in _twins(db, fresh):
        flags.raise_flag(change, "same_number", store, device, sale_id, f"number of {twin}")
    for sale in fresh:
        _flag_oddities(change, device, store, sale)
    return {sale.sale_id for sale in fresh}


def _known(db: sqlite3.Connection, booked: Sequence[SaleCompleted]) -> set[str]:
    ids = json.dumps([sale.sale_id for sale in booked])
    return {
        row[0]
        for row in db.execute("SELECT sale_id FROM sale WHERE sale_id IN (SELECT value FROM json_each(?))", (ids,))
    }


def _twins(db: sqlite3.Connection, fresh: Sequence[SaleCompleted]) -> list[tuple[str, str]]:
    """(sale, an older sale with the same number) for each fresh one that is not the first of its number."""
    ids = json.dumps([sale.sale_id for sale in fresh])
    rows = db.execute(
        """SELECT new.value, min(old.sale_id) FROM json_each(?1) AS new
           JOIN sale AS s ON s.sale_id = new.value
           JOIN sale AS old ON old.store = s.store AND old.workstation = s.workstation
               AND old.business_date = s.business_date AND old.series = s.series AND old.sequence = s.sequence
           LEFT JOIN json_each(?1) AS other ON other.value = old.sale_id
           WHERE old.sale_id <> new.value AND (other.key IS NULL OR other.key < new.key)
           GROUP BY new.key""",
        (ids,),
    )
    return [(row[0], row[1]) for row in rows]


def _flag_oddities(change: Change, device: str, store: str, sale: SaleCompleted) -> None:
    if sale.store != store:
        flags.raise_flag(change, "wrong_store", store, device, sale.sale_id, sale.store)
    lines_minor = sum(line.amount_minor for line in sale.lines)
    tendered_minor = sum(one.amount_minor for one in sale.tenders)
    if not lines_minor == tendered_minor == sale.total_minor:
        detail = f"lines {lines_minor}, tenders {tendered_minor}, total {sale.total_minor}"
        flags.raise_flag(change, "wrong_total", store, device, sale.sale_id, detail)


def totals(db: sqlite3.Connection, store: str = "", business_date: str = "") -> list[Totals]:
    """Count and money of the booked sales, one row a currency; of one store and day if they are given."""
    where = "(?1 = '' OR s.store = ?1) AND (?2 = '' OR s.business_date = ?2)"
    rows = db.execute(
        f"""SELECT count(*), sum((SELECT count(*) FROM sale_line AS l WHERE l.sale_id = s.sale_id)), s.currency,
                   sum(s.total_minor),
                   sum((SELECT coalesce(sum(t.amount_minor), 0) FROM sale_tender AS t WHERE t.sale_id = s.sale_id))
            FROM sale AS s WHERE {where} GROUP BY s.currency ORDER BY s.currency""",
        (store, business_date),
    )
    return [Totals(*row) for row in rows]


def missing(db: sqlite3.Connection, store: str = "") -> list[Missing]:
    """The gaps in the receipt numbers, of one store or of all. Each day's numbers begin with 1."""
    rows = db.execute(
        """SELECT store, workstation, business_date, series, before + 1, sequence - 1 FROM (
               SELECT store, workstation, business_date, series, sequence,
                      lag(sequence, 1, 0) OVER (
                          PARTITION BY store, workstation, business_date, series ORDER BY sequence
                      ) AS before
               FROM sale WHERE ?1 = '' OR store = ?1
           ) WHERE sequence > before + 1 ORDER BY 1, 2, 3, 4, 5""",
        (store,),
    )
    return [Missing(*row) for row in rows]
