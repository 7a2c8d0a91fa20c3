"""What the sales of a shift add up to, worked out by the database in one reading each."""

from __future__ import annotations

import sqlite3
from datetime import date

from kiosk.shift.report import Numbers, TaxSum, TenderSum, Turnover
from sync.formats.shift_digest import DigestSale, digest


def turnover(db: sqlite3.Connection, shift_id: str) -> Turnover:
    """What was sold in a shift; `no_sales` is not known here."""
    sales = db.execute(
        """SELECT count(*), coalesce(sum(total_minor), 0), coalesce(sum(kind IN ('return', 'exchange')), 0),
                  coalesce(sum(kind = 'exchange'), 0), coalesce(sum(kind = 'void'), 0),
                  coalesce(sum(CASE WHEN kind = 'void' THEN total_minor ELSE 0 END), 0),
                  coalesce(sum(points_earned), 0)
           FROM sale WHERE shift_id = ? AND shift_id <> ''""",
        (shift_id,),
    ).fetchone()
    lines = db.execute(
        """SELECT coalesce(sum(CASE WHEN l.quantity > 0 THEN l.quantity * l.unit_price_minor END), 0),
                  coalesce(sum(CASE WHEN l.quantity > 0 THEN l.amount_minor END), 0),
                  coalesce(sum(CASE WHEN l.quantity > 0 AND l.tax_added THEN l.tax_minor END), 0),
                  coalesce(sum(CASE WHEN l.quantity < 0 THEN l.amount_minor END), 0),
                  coalesce(sum(CASE WHEN l.quantity > 0 AND l.kind = 'gift_card' THEN l.amount_minor END), 0)
           FROM sale AS s JOIN sale_line AS l USING (sale_id) WHERE s.shift_id = ? AND s.shift_id <> ''
             AND s.kind <> 'void'""",
        (shift_id,),
    ).fetchone()
    points = db.execute(
        """SELECT coalesce(sum(t.units), 0) FROM sale AS s JOIN tender AS t USING (sale_id)
           WHERE s.shift_id = ? AND s.shift_id <> '' AND t.kind = 'points'""",
        (shift_id,),
    ).fetchone()
    gross, charged, tax_added, back, cards = lines
    return Turnover(
        sales=sales[0],
        gross_minor=gross,
        reductions_minor=gross + tax_added - charged,
        tax_added_minor=tax_added,
        returns=sales[2],
        returns_minor=back,
        exchanges=sales[3],
        voids=sales[4],
        voids_minor=sales[5],
        total_minor=sales[1],
        points_issued=sales[6],
        points_redeemed=points[0],
        gift_cards_minor=cards,
    )


def tenders(db: sqlite3.Connection, shift_id: str) -> tuple[TenderSum, ...]:
    """What was paid with in a shift, by kind, refunds taken off."""
    rows = db.execute(
        """SELECT t.kind, count(*), sum(t.amount_minor) FROM sale AS s JOIN tender AS t USING (sale_id)
           WHERE s.shift_id = ? AND s.shift_id <> '' GROUP BY t.kind ORDER BY t.kind""",
        (shift_id,),
    )
    return tuple(TenderSum(*row) for row in rows)


def taxes(db: sqlite3.Connection, shift_id: str) -> tuple[TaxSum, ...]:
    """Tax by code and rate in a shift, returns taken off; lines without a code are not taxed and not listed."""
    rows = db.execute(
        """SELECT l.tax_code, l.tax_rate_bp, sum(l.amount_minor - l.tax_minor), sum(l.tax_minor)
           FROM sale AS s JOIN sale_line AS l USING (sale_id)
           WHERE s.shift_id = ? AND s.shift_id <> '' AND l.tax_code <> '' GROUP BY 1, 2 ORDER BY 2 DESC, 1""",
        (shift_id,),
    )
    return tuple(TaxSum(*row) for row in rows)


def cash(db: sqlite3.Connection, shift_id: str) -> tuple[int, int]:
    """(cash that sales brought, cash that went back to shoppers), both zero or more, minor units."""
    row = db.execute(
        """SELECT coalesce(sum(max(t.amount_minor, 0)), 0), coalesce(sum(max(-t.amount_minor, 0)), 0)
           FROM sale AS s JOIN tender AS t USING (sale_id)
           WHERE s.shift_id = ? AND s.shift_id <> '' AND t.kind = 'cash'""",
        (shift_id,),
    ).fetchone()
    return int(row[0]), int(row[1])


def numbers(db: sqlite3.Connection, shift_id: str) -> tuple[Numbers, ...]:
    """The sale numbers in a shift, one range for each business day and series; what is missing counts from 1 on."""
    rows = db.execute(
        """SELECT business_date, series, first, last, count,
                  last - (SELECT count(*) FROM sale AS a WHERE a.business_date = r.business_date
                          AND a.series = r.series AND a.sequence <= r.last) AS missing
           FROM (SELECT business_date, series, min(sequence) AS first, max(sequence) AS last, count(*) AS count
                 FROM sale WHERE shift_id = ? AND shift_id <> '' GROUP BY business_date, series) AS r
           ORDER BY length(series), series, business_date""",
        (shift_id,),
    )
    return tuple(
        Numbers(date.fromisoformat(row[0]), row[1], first=row[2], last=row[3], count=row[4], missing=row[5])
        for row in rows
    )


def sales_digest(db: sqlite3.Connection, shift_id: str) -> str:
    """The digest over the shift's sales that stands in its Z."""
    rows = db.execute(
        "SELECT business_date, series, sequence, sale_id, total_minor FROM sale WHERE shift_id = ? AND shift_id <> ''",
        (shift_id,),
    )
    return digest(DigestSale(date.fromisoformat(row[0]), *row[1:]) for row in rows)


def held_cash(db: sqlite3.Connection) -> int:
    """Cash in the drawer that belongs to baskets which are not paid in full yet, minor units."""
    row = db.execute(
        """SELECT coalesce(sum(t.amount_minor), 0) FROM basket_tender AS t JOIN basket USING (basket_id)
           WHERE t.kind = 'cash' AND state IN ('open', 'parked') AND json_extract(terms, '$.training') IS NULL"""
    ).fetchone()
    return int(row[0])


def open_baskets(db: sqlite3.Connection, device: str) -> list[tuple[str, str]]:
    """(basket id, state) of this device's baskets with something in them that are neither paid nor given up."""
    rows = db.execute(
        """SELECT basket_id, state FROM basket AS b WHERE device = ? AND state IN ('open', 'parked')
             AND json_extract(terms, '$.training') IS NULL
             AND (EXISTS (SELECT 1 FROM basket_line AS l WHERE l.basket_id = b.basket_id)
                  OR EXISTS (SELECT 1 FROM basket_tender AS t WHERE t.basket_id = b.basket_id))
           ORDER BY at, basket_id""",
        (device,),
    )
    return [(row[0], row[1]) for row in rows]


def open_payments(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """(intent id, amount) of payments whose end nobody knows, or that are approved and have paid for nothing yet."""
    rows = db.execute(
        """SELECT intent_id, amount_minor FROM payment_intent AS p
           WHERE state IN ('created', 'sent', 'pending', 'unknown', 'reversing')
             OR (state = 'approved' AND basket_id NOT IN (SELECT sale_id FROM sale)
                 AND NOT EXISTS (SELECT 1 FROM basket_tender AS t
                                 WHERE t.basket_id = p.basket_id AND t.tender_id = p.intent_id))
           ORDER BY at, intent_id"""
    )
    return [(row[0], row[1]) for row in rows]


def unprinted_receipts(db: sqlite3.Connection) -> int:
    """Receipts that wait for paper, or were left behind because none came out."""
    row = db.execute(
        """SELECT count(*) FROM print_job
           WHERE kind = 'receipt' AND state IN ('waiting', 'printing', 'expired', 'failed')"""
    ).fetchone()
    return int(row[0])
