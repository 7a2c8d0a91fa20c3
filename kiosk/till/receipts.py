"""The code of a receipt: made from the sale and its place in the chain, and believed on any till of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from kiosk import database, trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.identity import Keys
from kiosk.register import Register
from kiosk.till import tables
from kiosk.till.model import Sale
from kiosk.till.model.returning import RETURNABLE, Origin
from kiosk.till.tables import returning
from kiosk.worker import Transaction
from sync import journal
from sync.formats import receipt_proof
from sync.messages import CopiedLine, CopiedSale, CopiedTender


def look_up(tx: Transaction, register: Register, code: OwnCode) -> Origin:
    """The sale that a receipt's code names, with what came back of it so far.

    A sale of another device is kept as the code proves it, unless more is known of it here.

    Raises:
        Refused: ``code.*`` if the code may not be believed, ``till.no_such_sale`` if it proves too little and nobody
            here knows more.
    """
    trust.check(tx, code.token)
    origin = tables.load_origin(tx.db, code.token.subject, register.workstation)
    if origin is None or (origin.known == "receipt" and not origin.lines):
        copy = _proven(code)
        if copy is None:
            raise Refused("till.no_such_sale")
        returning.save_copy(tx.db, copy, "receipt", tx.now)
        origin = tables.load_origin(tx.db, code.token.subject, register.workstation)
    if origin is None:
        raise Refused("till.no_such_sale")
    return origin


def writer(folder: Path, keys: Keys) -> Callable[[str, str, datetime], str]:
    """What makes the text of a receipt's code from (sale id, number, when). From any thread; the same every time.

    It names also what is no sale of this device (a Z), without a proof.
    """
    kept: dict[str, str] = {}

    def text(sale_id: str, number: str, at: datetime) -> str:
        if sale_id not in kept:
            with closing(database.open_reader(folder)) as db:
                sale = tables.load_sale(db, sale_id)
                data = b"" if sale is None else proof(db, keys, sale)
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[sale_id] = keys.receipt_code(sale_id, number, at, data)
        return kept[sale_id]

    return text


MOST_KEPT = 16
"""A page is drawn again and again; more than a few receipts are not looked at in a row."""


def proof(db: sqlite3.Connection, keys: Keys, sale: Sale) -> bytes:
    """What the receipt of an own sale proves; as much as one code holds."""
    place = journal.first_place(db, sale.event_id)
    if place is None:
        return b""
    epoch, seq, digest = place
    taxes = tuple(dict.fromkeys((line.tax_code, line.tax_rate_bp) for line in sale.lines if line.tax_code))
    in_points = any(one.kind == "points" for one in sale.tenders)
    whole = receipt_proof.Proof(
        format=receipt_proof.FORMAT,
        digest=bytes.fromhex(digest)[: receipt_proof.DIGEST_BYTES],
        epoch=_bytes_of(epoch),
        seq=seq,
        currency=sale.total.currency,
        total_minor=sale.total.minor,
        kind="" if sale.kind == "sale" else sale.kind,
        tax_added=any(line.tax_added for line in sale.lines),
        customer=sale.customer if sale.points_earned or in_points else "",
        points_earned=returning.as_copy(sale).points_earned,
        taxes=taxes,
        tenders=tuple(
            receipt_proof.Tender(one.kind, one.amount.minor, one.reference, one.units) for one in sale.tenders
        ),
        lines=tuple(
            receipt_proof.Line(
                *(receipt_proof.line_key(line.line_id), int(line.gtin), line.quantity, line.amount.minor),
                *(line.tax_minor, taxes.index((line.tax_code, line.tax_rate_bp)) if line.tax_code else -1),
                "" if line.kind == "product" else line.kind,
            )
            for line in sale.lines
            if line.kind in RETURNABLE and line.quantity > 0
        ),
    )
    number = str(sale.number)
    return receipt_proof.write(whole, lambda data: keys.fits(sale.sale_id, number, sale.at, data))


def _bytes_of(epoch: str) -> bytes:
    try:
        return UUID(epoch).bytes
    except ValueError:
        return epoch.encode()[:16]


def _proven(code: OwnCode) -> CopiedSale | None:
    """The sale as its receipt proves it; None where it proves too little."""
    body = code.token.body
    found = receipt_proof.read(body.proof)
    number = parse_number(body.detail[0]) if body.detail else None
    if found is None or number is None:
        return None
    store, workstation, day, series, sequence = number
    at = datetime.fromtimestamp(body.issued, tz=UTC)
    return CopiedSale(
        sale_id=body.subject,
        store=store,
        workstation=workstation,
        business_date=day,
        series=series,
        sequence=sequence,
        at=at,
        currency=found.currency,
        kind=found.kind or "sale",
        customer=found.customer,
        points_earned=found.points_earned,
        lines=tuple(_line(found, line) for line in found.lines),
        tenders=tuple(CopiedTender(one.kind, one.amount_minor, one.reference, one.units) for one in found.tenders),
    )


def _line(proof: receipt_proof.Proof, line: receipt_proof.Line) -> CopiedLine:
    code, rate = proof.taxes[line.tax] if 0 <= line.tax < len(proof.taxes) else ("", 0)
    before_tax = line.amount_minor - (line.tax_minor if proof.tax_added else 0)
    # The list price is not on the receipt's code; what was paid for one unit stands for it, rounded up.
    unit = -(-before_tax // line.quantity) if line.quantity else 0
    return CopiedLine(
        *(receipt_proof.name_of(line.key), f"{line.gtin:014d}", line.quantity, unit, line.amount_minor, code, rate),
        *(line.tax_minor, proof.tax_added, line.kind or "product"),
    )


def parse_number(text: str) -> tuple[str, str, date, str, int] | None:
    """(store, workstation, business date, series, sequence) of a sale number; None if it is none."""
    head, _, tail = text.rpartition("-")
    head, _, day = head.rpartition("-")
    store, _, workstation = head.partition("-")
    series = tail.rstrip("0123456789")
    try:
        found = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
        return (store, workstation, found, series, int(tail[len(series) :])) if store and workstation else None
    except ValueError:
        return None
