"""Sales on disk: written once, never changed, never deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kiosk.money import Money
from kiosk.till.model import Sale, SaleLine, SaleNumber
from kiosk.till.tables import columns
from kiosk.till.tables.baskets import tender
from sync import clock


def next_sequence(db: sqlite3.Connection, business_date: date, series: str) -> int:
    """The next number of the day, inside the sale's own transaction: sales are never deleted, so the last one tells."""
    row = db.execute(
        "SELECT max(sequence) FROM sale WHERE business_date = ? AND series = ?", (business_date.isoformat(), series)
    ).fetchone()
    return 1 + int(row[0] or 0)


def insert_sale(db: sqlite3.Connection, sale: Sale) -> None:
    """Write a finished sale."""
    number = sale.number
    db.execute(
        "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(sale.sale_id, number.store_gln, number.workstation, number.business_date.isoformat()),
            *(number.series, number.sequence, clock.stamp(sale.at), sale.total.currency, sale.total.minor),
            *(sale.change.minor, sale.customer, sale.event_id, sale.kind, sale.operator, sale.shift_id),
            *(sale.voids, sale.book_version, sale.points_earned, columns.text(sale.terms)),
        ),
    )
    db.executemany(
        "INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(sale.sale_id, line.line_id, place, line.gtin, line.name, line.quantity, line.unit_price.minor),
                *(line.price_version, line.origin, line.returned_from, line.returned_line, line.kind, line.reference),
                *(columns.text(line.reductions), line.tax_code, line.tax_rate_bp, line.tax_minor),
                *(int(line.tax_added), columns.text(line.particulars), line.amount.minor),
            )
            for place, line in enumerate(sale.lines)
        ],
    )
    db.executemany(
        "INSERT INTO tender VALUES (?, ?, ?, ?, ?, ?)",
        [(sale.sale_id, one.tender_id, one.kind, one.amount.minor, one.reference, one.units) for one in sale.tenders],
    )


def load_sale(db: sqlite3.Connection, sale_id: str) -> Sale | None:
    """A finished sale of this device, with what came back of each line."""
    row = db.execute(
        """SELECT s.*, coalesce((SELECT v.sale_id FROM sale AS v
                                 WHERE v.voids = s.sale_id AND v.voids <> ''), '') AS voided_by
           FROM sale AS s WHERE s.sale_id = ?""",
        (sale_id,),
    ).fetchone()
    if row is None:
        return None
    currency = row["currency"]
    lines = db.execute(
        """SELECT l.*, coalesce((SELECT -sum(r.quantity) FROM sale_line AS r
                                 WHERE r.returned_from = l.sale_id AND r.returned_from <> ''
                                   AND r.returned_line = l.line_id), 0) AS returned
           FROM sale_line AS l WHERE l.sale_id = ? ORDER BY l.place""",
        (sale_id,),
    ).fetchall()
    tenders = db.execute("SELECT * FROM tender WHERE sale_id = ? ORDER BY tender_id", (sale_id,)).fetchall()
    return Sale(
        sale_id=sale_id,
        number=_number(row),
        at=clock.parse(row["at"]),
        total=Money(row["total_minor"], currency),
        lines=tuple(_sale_line(line, currency) for line in lines),
        tenders=tuple(tender(one, currency) for one in tenders),
        customer=row["customer"],
        event_id=row["event_id"],
        change=Money(row["change_minor"], currency),
        kind=row["kind"],
        operator=row["operator"],
        shift_id=row["shift_id"],
        voids=row["voids"],
        voided_by=row["voided_by"],
        book_version=row["book_version"],
        points_earned=row["points_earned"],
        terms=columns.terms(row["terms"]),
    )


def recent_sales(db: sqlite3.Connection, limit: int = 50) -> list[str]:
    """Ids of the newest sales, newest first, as their receipts are numbered: an id is as old as the basket it was."""
    rows = db.execute(
        "SELECT sale_id FROM sale ORDER BY business_date DESC, series DESC, sequence DESC LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


def find_number(db: sqlite3.Connection, short: str) -> list[str]:
    """Ids of the sales of this device whose receipt shows this number (`A0042` or `till-1-A0042`), newest first."""
    typed = short.strip().upper().rpartition("-")[2]
    if not (typed[:1].isalpha() and typed[1:].isdigit()):
        return []
    rows = db.execute(
        "SELECT sale_id FROM sale WHERE series = ? AND sequence = ? ORDER BY business_date DESC",
        (typed[0], int(typed[1:])),
    )
    return [row[0] for row in rows]


def of_customer(db: sqlite3.Connection, customer: str, limit: int = 50) -> list[str]:
    """Ids of a member's sales on this device, newest first."""
    rows = db.execute(
        "SELECT sale_id FROM sale WHERE customer = ? AND customer <> '' ORDER BY at DESC, sale_id DESC LIMIT ?",
        (customer, limit),
    )
    return [row[0] for row in rows]


def of_shift(db: sqlite3.Connection, shift_id: str) -> Iterator[Sale]:
    """The sales of a shift in the order of their numbers."""
    rows = db.execute(
        "SELECT sale_id FROM sale WHERE shift_id = ? AND shift_id <> '' ORDER BY business_date, series, sequence",
        (shift_id,),
    ).fetchall()
    for row in rows:
        sale = load_sale(db, row[0])
        if sale is not None:
            yield sale


def _number(row: sqlite3.Row) -> SaleNumber:
    day = date.fromisoformat(row["business_date"])
    return SaleNumber(row["store_gln"], row["workstation"], day, row["series"], row["sequence"])


def _sale_line(row: sqlite3.Row, currency: str) -> SaleLine:
    return SaleLine(
        line_id=row["line_id"],
        gtin=row["gtin"],
        name=row["name"],
        quantity=row["quantity"],
        unit_price=Money(row["unit_price_minor"], currency),
        price_version=row["price_version"],
        origin=row["origin"],
        amount=Money(row["amount_minor"], currency),
        returned=row["returned"],
        returned_from=row["returned_from"],
        returned_line=row["returned_line"],
        kind=row["kind"],
        reference=row["reference"],
        reductions=columns.reductions(row["reductions"]),
        tax_code=row["tax_code"],
        tax_rate_bp=row["tax_rate_bp"],
        tax_minor=row["tax_minor"],
        tax_added=bool(row["tax_added"]),
        particulars=columns.particulars(row["particulars"]),
    )
