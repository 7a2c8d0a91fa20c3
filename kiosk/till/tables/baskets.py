"""Baskets on disk, with what was paid so far."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec.structs import replace

from kiosk.money import Money
from kiosk.payment import tables as payments
from kiosk.till.model import Basket, BasketState, Line, Tender
from kiosk.till.tables import columns
from sync import clock

_LINES = """SELECT line_id, gtin, quantity, unit_price_minor, price_version, origin, kind, reference, returned_from,
    returned_line, particulars, reductions, tax_code, tax_rate_bp, tax_minor, tax_added, stamp
    FROM basket_line WHERE basket_id = ? ORDER BY place"""
"""In the order in which `Line` takes them."""


def load_basket(db: sqlite3.Connection, basket_id: str) -> Basket | None:
    """The basket, or None if there is none of that id."""
    row = db.execute("SELECT * FROM basket WHERE basket_id = ?", (basket_id,)).fetchone()
    if row is None:
        return None
    currency = row["currency"]
    lines = db.execute(_LINES, (basket_id,))
    tenders = db.execute("SELECT * FROM basket_tender WHERE basket_id = ? ORDER BY place", (basket_id,)).fetchall()
    gone = db.execute("SELECT line_id, stamp FROM basket_gone WHERE basket_id = ? ORDER BY line_id", (basket_id,))
    return Basket(
        basket_id=basket_id,
        currency=currency,
        lines=tuple([_line(line, currency) for line in lines]),
        customer=row["customer"],
        state=row["state"],
        revision=row["revision"],
        terms=columns.terms(row["terms"]),
        tenders=tuple(tender(one, currency) for one in tenders),
        book_version=row["book_version"],
        gone=tuple((one[0], one[1]) for one in gone),
    )


def save_basket(db: sqlite3.Connection, basket: Basket, device: str, now: datetime) -> None:
    """Write the basket as it stands now."""
    db.execute(
        """INSERT INTO basket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (basket_id) DO UPDATE SET
             device = excluded.device, customer = excluded.customer, state = excluded.state,
             revision = excluded.revision, at = excluded.at, terms = excluded.terms,
             book_version = excluded.book_version""",
        (
            *(basket.basket_id, device, basket.currency, basket.customer),
            *(basket.state, basket.revision, clock.stamp(now), columns.text(basket.terms), basket.book_version),
        ),
    )
    db.execute("DELETE FROM basket_line WHERE basket_id = ?", (basket.basket_id,))
    db.executemany(
        "INSERT INTO basket_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(basket.basket_id, place, line.line_id, line.gtin, line.quantity),
                *(line.unit_price.minor, line.price_version, line.origin, line.returned_from, line.returned_line),
                *(line.kind, line.reference, columns.text(line.reductions), line.tax_code, line.tax_rate_bp),
                *(line.tax_minor, int(line.tax_added), columns.text(line.particulars), line.stamp),
            )
            for place, line in enumerate(basket.lines)
        ],
    )
    if basket.gone:
        db.executemany(
            "INSERT OR REPLACE INTO basket_gone VALUES (?, ?, ?)", [(basket.basket_id, *one) for one in basket.gone]
        )
    db.execute("DELETE FROM basket_tender WHERE basket_id = ?", (basket.basket_id,))
    db.executemany(
        "INSERT INTO basket_tender VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (basket.basket_id, place, one.tender_id, one.kind, one.amount.minor, one.reference, one.units)
            for place, one in enumerate(basket.tenders)
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


def open_baskets(db: sqlite3.Connection, device: str, *, since: datetime | None = None) -> list[str]:
    """This device's baskets that are neither paid nor given up, and were touched after `since`; newest first."""
    rows = db.execute(
        """SELECT basket_id FROM basket WHERE device = ? AND state = 'open' AND at > ?
           ORDER BY at DESC, basket_id DESC""",
        (device, clock.stamp(since) if since is not None else ""),
    )
    return [row[0] for row in rows]


def left_open(db: sqlite3.Connection, device: str) -> list[str]:
    """Those of them whose money is not under way."""
    locked = payments.locked_baskets(db)
    return [one for one in open_baskets(db, device) if one not in locked]


def parked(db: sqlite3.Connection, currency: str) -> list[tuple[Basket, str, datetime]]:
    """The store's parked baskets as (basket, device that parked it, when), the newest first.

    Not those that wait for their member: they are nobody else's business.
    """
    return [one for one in _waiting(db) if one[0].currency == currency and not one[0].terms.kept]


def kept_for(db: sqlite3.Connection, member_id: str) -> list[tuple[Basket, str, datetime]]:
    """The baskets that wait for a member, as (basket, device that they left, when), the newest first."""
    return [one for one in _waiting(db, member_id) if one[0].terms.kept] if member_id else []


def waiting_here(db: sqlite3.Connection, device: str) -> list[tuple[Basket, str, datetime]]:
    """What this device has put aside, for whomever."""
    return [one for one in _waiting(db) if one[1] == device]


def moved_since(db: sqlite3.Connection, device: str, since: datetime) -> list[tuple[Basket, datetime]]:
    """Baskets that this device went on with lately, as they were given up for that, and when."""
    rows = db.execute(
        """SELECT basket_id, at FROM basket WHERE state = 'dropped' AND device = ? AND at >= ?
           AND json_extract(terms, '$.moved_to') <> '' ORDER BY at""",
        (device, clock.stamp(since)),
    ).fetchall()
    found = ((load_basket(db, row["basket_id"]), clock.parse(row["at"])) for row in rows)
    return [(basket, at) for basket, at in found if basket is not None]


def going_on_with(db: sqlite3.Connection, device: str, basket_id: str) -> list[str]:
    """This device's open baskets that go on with one that was held."""
    rows = db.execute(
        """SELECT basket_id FROM basket WHERE state IN ('open', 'parked') AND device = ?
           AND (json_extract(terms, '$.recalled_from') = ? OR EXISTS (
             SELECT 1 FROM json_each(terms, '$.joined') WHERE json_extract(value, '$[0]') = ?))""",
        (device, basket_id, basket_id),
    )
    return [row[0] for row in rows]


def last_told(db: sqlite3.Connection, basket_id: str) -> tuple[str, datetime]:
    """(device, when) of what is known last of a basket.

    Raises:
        LookupError: if there is none of that id.
    """
    row = db.execute("SELECT device, at FROM basket WHERE basket_id = ?", (basket_id,)).fetchone()
    if row is None:
        raise LookupError(basket_id)
    return row[0], clock.parse(row[1])


def _waiting(db: sqlite3.Connection, customer: str = "") -> list[tuple[Basket, str, datetime]]:
    rows = db.execute(
        """SELECT basket_id, device, at FROM basket WHERE state = 'parked' AND (?1 = '' OR customer = ?1)
           ORDER BY at DESC, basket_id""",
        (customer,),
    ).fetchall()
    found = ((load_basket(db, row["basket_id"]), row["device"], clock.parse(row["at"])) for row in rows)
    return [(basket, device, at) for basket, device, at in found if basket is not None]


def holder(db: sqlite3.Connection, basket_id: str) -> str:
    """The device that holds the basket; empty if there is none of that id."""
    row = db.execute("SELECT device FROM basket WHERE basket_id = ?", (basket_id,)).fetchone()
    return row[0] if row else ""


def tender(row: sqlite3.Row, currency: str) -> Tender:
    """One tender of a basket or of a sale."""
    amount = Money(row["amount_minor"], currency)
    return Tender(row["tender_id"], row["kind"], amount, row["reference"], row["units"])


def _line(row: sqlite3.Row, currency: str) -> Line:
    line_id, gtin, quantity, price_minor, version, origin, *rest = row
    kind, reference, from_sale, from_line, special, reductions, code, rate_bp, tax_minor, tax_added, stamp = rest
    price, off = Money(price_minor, currency), columns.reductions(reductions)
    return Line(
        *(line_id, gtin, quantity, price, version, origin, kind, reference, from_sale, from_line),
        particulars=columns.particulars(special),
        reductions=off,
        tax_code=code,
        tax_rate_bp=rate_bp,
        tax_minor=tax_minor,
        tax_added=bool(tax_added),
        stamp=stamp,
    )
