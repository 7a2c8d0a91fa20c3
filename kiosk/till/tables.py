"""Baskets, sales, tenders and payment intents on disk."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from kiosk.money import Money
from kiosk.till.model import Basket, BasketState, Intent, IntentState, Line, Sale, SaleLine, SaleNumber, Tender
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("till")


@MIGRATIONS()
def m001_till(db: Database) -> None:
    """A sale and its parts are never changed and never deleted."""
    for sql in (
        """CREATE TABLE basket (
            basket_id TEXT PRIMARY KEY, device TEXT NOT NULL, currency TEXT NOT NULL, customer TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'parked', 'paid', 'dropped')),
            revision INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE basket_line (
            basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, line_id TEXT NOT NULL,
            gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0), unit_price_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (basket_id, place)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sale (
            sale_id TEXT PRIMARY KEY, store_gln TEXT NOT NULL, workstation TEXT NOT NULL,
            business_date TEXT NOT NULL, series TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence > 0),
            at TEXT NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, change_minor INTEGER NOT NULL,
            customer TEXT NOT NULL, event_id TEXT NOT NULL,
            UNIQUE (business_date, series, sequence)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sale_line (
            sale_id TEXT NOT NULL REFERENCES sale, line_id TEXT NOT NULL, place INTEGER NOT NULL, gtin TEXT NOT NULL,
            name TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0), unit_price_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL,
            returned_line TEXT NOT NULL, PRIMARY KEY (sale_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX sale_line_returned ON sale_line (returned_from, returned_line) WHERE returned_from <> ''",
        """CREATE TABLE tender (
            sale_id TEXT NOT NULL REFERENCES sale, tender_id TEXT NOT NULL, kind TEXT NOT NULL,
            amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (sale_id, tender_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE payment_intent (
            intent_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL REFERENCES basket, kind TEXT NOT NULL,
            currency TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            state TEXT NOT NULL CHECK (state IN ('created', 'approved', 'declined', 'unknown', 'cancelled')),
            reference TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE UNIQUE INDEX one_open_intent ON payment_intent (basket_id)
           WHERE state IN ('created', 'approved', 'unknown')""",
    ):
        db.conn.execute(sql)


def load_basket(db: sqlite3.Connection, basket_id: str) -> Basket | None:
    """The basket, or None if there is none of that id."""
    row = db.execute("SELECT * FROM basket WHERE basket_id = ?", (basket_id,)).fetchone()
    if row is None:
        return None
    lines = db.execute("SELECT * FROM basket_line WHERE basket_id = ? ORDER BY place", (basket_id,)).fetchall()
    currency = row["currency"]
    return Basket(
        basket_id=basket_id,
        currency=currency,
        lines=tuple(
            Line(
                line_id=line["line_id"],
                gtin=line["gtin"],
                quantity=line["quantity"],
                unit_price=Money(line["unit_price_minor"], currency),
                price_version=line["price_version"],
                origin=line["origin"],
            )
            for line in lines
        ),
        customer=row["customer"],
        state=row["state"],
        revision=row["revision"],
    )


def save_basket(db: sqlite3.Connection, basket: Basket, device: str, now: datetime) -> None:
    """Write the basket as it stands now."""
    db.execute(
        """INSERT INTO basket VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (basket_id) DO UPDATE SET
             device = excluded.device, customer = excluded.customer, state = excluded.state,
             revision = excluded.revision, at = excluded.at""",
        (
            *(basket.basket_id, device, basket.currency, basket.customer),
            *(basket.state, basket.revision, clock.stamp(now)),
        ),
    )
    db.execute("DELETE FROM basket_line WHERE basket_id = ?", (basket.basket_id,))
    db.executemany(
        "INSERT INTO basket_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(basket.basket_id, place, line.line_id, line.gtin, line.quantity),
                *(line.unit_price.minor, line.price_version, line.origin),
            )
            for place, line in enumerate(basket.lines)
        ],
    )


def set_basket_state(db: sqlite3.Connection, basket: Basket, state: BasketState, now: datetime) -> Basket:
    """Close a basket whose lines stay as they are on disk; gives it one revision on."""
    closed = replace(basket, state=state, revision=basket.revision + 1)
    db.execute(
        "UPDATE basket SET state = ?, revision = ?, at = ? WHERE basket_id = ?",
        (state, closed.revision, clock.stamp(now), basket.basket_id),
    )
    return closed


def left_open(db: sqlite3.Connection, device: str) -> list[str]:
    """This device's baskets that are neither paid nor given up and whose money is not under way, newest first."""
    rows = db.execute(
        """SELECT basket_id FROM basket WHERE device = ? AND state = 'open' AND basket_id NOT IN
             (SELECT basket_id FROM payment_intent WHERE state IN ('created', 'approved', 'unknown'))
           ORDER BY at DESC, basket_id DESC""",
        (device,),
    )
    return [row[0] for row in rows]


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
        "INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(sale.sale_id, number.store_gln, number.workstation, number.business_date.isoformat()),
            *(number.series, number.sequence, clock.stamp(sale.at), sale.total.currency, sale.total.minor),
            *(sale.change.minor, sale.customer, sale.event_id),
        ),
    )
    db.executemany(
        "INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(sale.sale_id, line.line_id, place, line.gtin, line.name, line.quantity, line.unit_price.minor),
                *(line.price_version, line.origin, line.returned_from, line.returned_line),
            )
            for place, line in enumerate(sale.lines)
        ],
    )
    db.executemany(
        "INSERT INTO tender VALUES (?, ?, ?, ?, ?)",
        [(sale.sale_id, one.tender_id, one.kind, one.amount.minor, one.reference) for one in sale.tenders],
    )


def load_sale(db: sqlite3.Connection, sale_id: str) -> Sale | None:
    """A finished sale of this device, with what came back of each line."""
    row = db.execute("SELECT * FROM sale WHERE sale_id = ?", (sale_id,)).fetchone()
    if row is None:
        return None
    currency = row["currency"]
    lines = db.execute(
        """SELECT l.*, coalesce((SELECT -sum(r.quantity) FROM sale_line AS r
                                 WHERE r.returned_from = l.sale_id AND r.returned_line = l.line_id), 0) AS returned
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
        tenders=tuple(
            Tender(one["tender_id"], one["kind"], Money(one["amount_minor"], currency), one["reference"])
            for one in tenders
        ),
        customer=row["customer"],
        event_id=row["event_id"],
        change=Money(row["change_minor"], currency),
    )


def recent_sales(db: sqlite3.Connection, limit: int = 50) -> list[str]:
    """Ids of the newest sales, newest first."""
    return [row[0] for row in db.execute("SELECT sale_id FROM sale ORDER BY sale_id DESC LIMIT ?", (limit,))]


def insert_intent(db: sqlite3.Connection, intent: Intent) -> None:
    """Write a payment intent. The index allows one open intent a basket."""
    db.execute(
        "INSERT INTO payment_intent VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(intent.intent_id, intent.basket_id, intent.kind, intent.amount.currency, intent.amount.minor),
            *(intent.state, intent.reference, clock.stamp(intent.at)),
        ),
    )


def load_intent(db: sqlite3.Connection, intent_id: str) -> Intent | None:
    """A payment intent."""
    return _one_intent(db.execute("SELECT * FROM payment_intent WHERE intent_id = ?", (intent_id,)))


def open_intent(db: sqlite3.Connection, basket_id: str) -> Intent | None:
    """The basket's intent whose outcome is not settled, or that is approved but not yet a sale."""
    return _one_intent(
        db.execute(
            "SELECT * FROM payment_intent WHERE basket_id = ? AND state IN ('created', 'approved', 'unknown')",
            (basket_id,),
        )
    )


def unresolved_intents(db: sqlite3.Connection) -> list[Intent]:
    """Intents that a restart has to ask the terminal about."""
    rows = db.execute(
        """SELECT * FROM payment_intent WHERE state IN ('created', 'unknown')
           OR (state = 'approved' AND basket_id NOT IN (SELECT sale_id FROM sale)) ORDER BY at"""
    ).fetchall()
    return [_intent(row) for row in rows]


def set_intent_state(db: sqlite3.Connection, intent_id: str, state: IntentState, reference: str) -> None:
    """Write what became of an intent."""
    db.execute("UPDATE payment_intent SET state = ?, reference = ? WHERE intent_id = ?", (state, reference, intent_id))


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
        returned=row["returned"],
        returned_from=row["returned_from"],
        returned_line=row["returned_line"],
    )


def _one_intent(cursor: sqlite3.Cursor) -> Intent | None:
    row = cursor.fetchone()
    return None if row is None else _intent(row)


def _intent(row: sqlite3.Row) -> Intent:
    return Intent(
        intent_id=row["intent_id"],
        basket_id=row["basket_id"],
        kind=row["kind"],
        amount=Money(row["amount_minor"], row["currency"]),
        state=row["state"],
        reference=row["reference"],
        at=clock.parse(row["at"]),
    )
