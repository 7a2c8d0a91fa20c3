"""Sales that other devices made, what came back of any sale, and which units are reserved for whom."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.till.model.basket import LINE_KINDS, LineKind, TenderKind
from kiosk.till.model.returning import Back, Known, Origin, Paid, SoldLine
from kiosk.till.model.sale import Sale
from kiosk.till.tables import columns
from kiosk.till.tables.sales import load_sale, of_customer
from sync import clock
from sync.formats.receipt_proof import same_name
from sync.messages import CopiedLine, CopiedSale, CopiedTender, GoodsBack

if TYPE_CHECKING:
    from sqlite_utils import Database

RequestState = Literal["asked", "granted", "refused", "given_up", "used"]

COPIES_DAYS = 35
"""Copies of other devices' sales are kept a little longer than goods commonly may come back."""

_NUMBER = re.compile(r"(?P<series>[A-Z]*)(?P<sequence>[0-9]{1,9})")
"""No till sells more often in a day, and a barcode in the wrong field is longer."""

_COPY = msgspec.json.Decoder(CopiedSale)


def make_tables(db: Database) -> None:
    """A step of the till's migrations."""
    for sql in (
        """CREATE TABLE sale_copy (
            sale_id TEXT PRIMARY KEY, known TEXT NOT NULL CHECK (known IN ('store', 'receipt', 'head_office')),
            store TEXT NOT NULL, device TEXT NOT NULL, business_date TEXT NOT NULL, series TEXT NOT NULL,
            sequence INTEGER NOT NULL, at TEXT NOT NULL, customer TEXT NOT NULL, body TEXT NOT NULL,
            came_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX sale_copy_number ON sale_copy (series, sequence)",
        "CREATE INDEX sale_copy_customer ON sale_copy (customer, at) WHERE customer <> ''",
        "CREATE INDEX sale_copy_came ON sale_copy (came_at)",
        """CREATE TABLE goods_back (
            back_line TEXT PRIMARY KEY, back_sale TEXT NOT NULL, sale_id TEXT NOT NULL, line TEXT NOT NULL,
            units INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
            points INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX goods_back_sale ON goods_back (sale_id)",
        """CREATE TABLE return_grant (
            grant_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, line TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0), amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
            device TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('granted', 'given_up')), at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX return_grant_sale ON return_grant (sale_id)",
        """CREATE TABLE return_request (
            grant_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, line TEXT NOT NULL, units INTEGER NOT NULL,
            home TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'given_up', 'used')),
            units_left INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX basket_line_returned ON basket_line (returned_from) WHERE returned_from <> ''",
    ):
        db.conn.execute(sql)


class Request(Struct, frozen=True):
    """What this device asked the home of a sale."""

    grant_id: str
    sale_id: str
    line: str
    units: int
    home: str
    state: RequestState
    left: int
    amount_minor: int
    tax_minor: int
    at: datetime


# ---------------------------------------------------------------- sales, ours and others'


def load_origin(db: sqlite3.Connection, sale_id: str, device: str) -> Origin | None:
    """A sale that this device knows, with what came back of it; `device` is this one."""
    sale = load_sale(db, sale_id)
    if sale is not None:
        return replace(_own(sale), back=tuple(backs(db, sale_id, device)))
    row = db.execute("SELECT known, body FROM sale_copy WHERE sale_id = ?", (sale_id,)).fetchone()
    if row is None:
        return None
    return replace(_copied(_COPY.decode(row["body"]), row["known"]), back=tuple(backs(db, sale_id, device)))


def backs(db: sqlite3.Connection, sale_id: str, device: str) -> list[Back]:
    """What came back of a sale, what others reserved, and what lies in this device's open baskets to come back."""
    rows = db.execute(
        """SELECT l.line_id AS back_line, l.sale_id AS back_sale, l.returned_line AS line, -l.quantity AS units,
                  -l.amount_minor AS amount_minor, -l.tax_minor AS tax_minor,
                  coalesce(json_extract(l.particulars, '$.points_back'), 0) AS points, s.at AS at, '' AS device
           FROM sale_line AS l JOIN sale AS s USING (sale_id) WHERE l.returned_from = ?1 AND l.returned_from <> ''
           UNION ALL
           SELECT back_line, back_sale, line, units, amount_minor, tax_minor, points, at, '' FROM goods_back
           WHERE sale_id = ?1
           UNION ALL
           SELECT grant_id, '', line, units, amount_minor, tax_minor, 0, at, device FROM return_grant
           WHERE sale_id = ?1 AND state = 'granted' AND grant_id NOT IN (SELECT back_line FROM goods_back)""",
        (sale_id,),
    )
    found = [
        Back(
            *(row["back_line"], row["back_sale"], same_name(row["line"]), row["units"], row["amount_minor"]),
            *(row["tax_minor"], row["points"], clock.parse(row["at"]), row["device"]),
        )
        for row in rows
    ]
    return found + _in_baskets(db, sale_id, device)


def _in_baskets(db: sqlite3.Connection, sale_id: str, device: str) -> list[Back]:
    rows = db.execute(
        """SELECT l.*, b.at FROM basket_line AS l JOIN basket AS b USING (basket_id)
           WHERE l.returned_from = ? AND l.returned_from <> '' AND b.device = ? AND b.state IN ('open', 'parked')""",
        (sale_id, device),
    )
    found = []
    for row in rows:
        off = sum(one.amount_minor for one in columns.reductions(row["reductions"]))
        amount = row["unit_price_minor"] * row["quantity"] - off + (row["tax_minor"] if row["tax_added"] else 0)
        points = columns.particulars(row["particulars"]).points_back
        found.append(
            Back(
                *(row["line_id"], "", same_name(row["returned_line"]), -row["quantity"], -amount, -row["tax_minor"]),
                *(points, clock.parse(row["at"]), device),
            )
        )
    return found


def save_copy(db: sqlite3.Connection, sale: CopiedSale, known: Known, now: datetime) -> bool:
    """Keep another device's sale; what a receipt alone told is replaced by what knows more. True if it is news."""
    cursor = db.execute(
        """INSERT INTO sale_copy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sale_id) DO UPDATE SET
             known = excluded.known, customer = excluded.customer, body = excluded.body, came_at = excluded.came_at
           WHERE sale_copy.known = 'receipt' AND excluded.known <> 'receipt'""",
        (
            *(sale.sale_id, known, sale.store, sale.workstation, sale.business_date.isoformat(), sale.series),
            *(sale.sequence, clock.stamp(sale.at), sale.customer, msgspec.json.encode(sale).decode()),
            clock.stamp(now),
        ),
    )
    return cursor.rowcount > 0


def load_copy(db: sqlite3.Connection, sale_id: str) -> CopiedSale | None:
    """Another device's sale as it was told."""
    row = db.execute("SELECT body FROM sale_copy WHERE sale_id = ?", (sale_id,)).fetchone()
    return None if row is None else _COPY.decode(row["body"])


def forget_copies(db: sqlite3.Connection, before: datetime, most: int = 500) -> None:
    """Let old copies go, some at a time."""
    db.execute(
        "DELETE FROM sale_copy WHERE sale_id IN (SELECT sale_id FROM sale_copy WHERE came_at < ? LIMIT ?)",
        (clock.stamp(before), most),
    )


def as_copy(sale: Sale) -> CopiedSale:
    """An own sale as other devices keep it."""
    number = sale.number
    return CopiedSale(
        sale_id=sale.sale_id,
        store=number.store_gln,
        workstation=number.workstation,
        business_date=number.business_date,
        series=number.series,
        sequence=number.sequence,
        at=sale.at,
        currency=sale.total.currency,
        kind=sale.kind,
        customer=sale.customer,
        # What its own goods earned: what went back with returned ones belongs to the sales that they came from.
        points_earned=sale.points_earned + sum(line.particulars.points_back for line in sale.lines),
        lines=tuple(
            CopiedLine(
                *(line.line_id, line.gtin, line.quantity, line.unit_price.minor, line.amount.minor, line.tax_code),
                *(line.tax_rate_bp, line.tax_minor, line.tax_added, line.kind, line.returned_from, line.returned_line),
                *(line.particulars.attached_to, line.particulars.serial),
            )
            for line in sale.lines
        ),
        tenders=tuple(CopiedTender(one.kind, one.amount.minor, one.reference, one.units) for one in sale.tenders),
    )


def own_copy(db: sqlite3.Connection, sale_id: str) -> CopiedSale | None:
    """A sale of this device as others keep it."""
    sale = load_sale(db, sale_id)
    return None if sale is None else as_copy(sale)


def find_sales(db: sqlite3.Connection, typed: str) -> list[str]:
    """Ids of the sales whose receipt shows this number, newest first: `42` (of any series), `A0042`, `till-1-A0042` or
    the whole number."""
    head, _, tail = typed.strip().upper().rpartition("-")
    number = _NUMBER.fullmatch(tail)
    if number is None:
        return []
    rows = db.execute(
        """SELECT sale_id, store, device, business_date FROM sale_copy
           WHERE (?1 = '' OR series = ?1) AND sequence = ?2
           UNION SELECT sale_id, store_gln, workstation, business_date FROM sale
           WHERE (?1 = '' OR series = ?1) AND sequence = ?2
           ORDER BY business_date DESC, device""",
        (number["series"], int(number["sequence"])),
    ).fetchall()
    return [row["sale_id"] for row in rows if head in ("", row["device"].upper(), _whole(row).upper())]


def sales_of_member(db: sqlite3.Connection, customer: str, limit: int = 30) -> list[str]:
    """Ids of a member's sales that this device knows of, newest first."""
    rows = db.execute(
        "SELECT sale_id, at FROM sale_copy WHERE customer = ? AND customer <> '' ORDER BY at DESC LIMIT ?",
        (customer, limit),
    ).fetchall()
    found = {row["sale_id"]: row["at"] for row in rows}
    for sale_id in of_customer(db, customer, limit):
        sale = db.execute("SELECT at FROM sale WHERE sale_id = ?", (sale_id,)).fetchone()
        found[sale_id] = sale["at"]
    return sorted(found, key=lambda one: found[one], reverse=True)[:limit]


# ---------------------------------------------------------------- what came back elsewhere, what is reserved


def add_backs(db: sqlite3.Connection, goods: tuple[GoodsBack, ...]) -> bool:
    """Note what came back on other devices; what this device took back itself stands in its sales. True if new."""
    before = db.total_changes
    db.executemany(
        """INSERT OR IGNORE INTO goods_back SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
           WHERE NOT EXISTS (SELECT 1 FROM sale_line WHERE line_id = ?1 AND sale_id = ?2)""",
        [
            (
                *(one.back_line, one.back_sale, one.sale_id, same_name(one.line), one.units, one.amount_minor),
                *(one.tax_minor, one.points, clock.stamp(one.at)),
            )
            for one in goods
        ],
    )
    return db.total_changes > before


def load_grant(db: sqlite3.Connection, grant_id: str) -> tuple[Back, str] | None:
    """(what is reserved for another device, its state)."""
    row = db.execute("SELECT * FROM return_grant WHERE grant_id = ?", (grant_id,)).fetchone()
    if row is None:
        return None
    found = Back(
        *(row["grant_id"], "", row["line"], row["units"], row["amount_minor"], row["tax_minor"], 0),
        *(clock.parse(row["at"]), row["device"]),
    )
    return found, row["state"]


def save_grant(db: sqlite3.Connection, sale_id: str, one: Back, state: str) -> None:
    """Reserve units for another device, or let them go."""
    db.execute(
        """INSERT INTO return_grant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (grant_id) DO UPDATE SET state = excluded.state""",
        (
            *(one.back_line, sale_id, one.line, one.units, one.amount_minor, one.tax_minor, one.device, state),
            clock.stamp(one.at),
        ),
    )


def expire_grants(db: sqlite3.Connection, before: datetime) -> None:
    """Let go what was reserved long ago and never heard of again."""
    db.execute(
        """UPDATE return_grant SET state = 'given_up' WHERE state = 'granted' AND at < ?
           AND grant_id NOT IN (SELECT back_line FROM goods_back)""",
        (clock.stamp(before),),
    )


def save_request(db: sqlite3.Connection, one: Request) -> None:
    """Keep what was asked, as it stands now."""
    db.execute(
        "INSERT OR REPLACE INTO return_request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.grant_id, one.sale_id, one.line, one.units, one.home, one.state, one.left, one.amount_minor),
            *(one.tax_minor, clock.stamp(one.at)),
        ),
    )


def load_request(db: sqlite3.Connection, grant_id: str) -> Request | None:
    """What was asked under this id."""
    row = db.execute("SELECT * FROM return_request WHERE grant_id = ?", (grant_id,)).fetchone()
    return None if row is None else _request(row)


def open_requests(db: sqlite3.Connection) -> list[Request]:
    """What was asked and is neither used nor known to be free again."""
    rows = db.execute("SELECT * FROM return_request WHERE state <> 'used' ORDER BY at")
    return [_request(row) for row in rows]


def drop_request(db: sqlite3.Connection, grant_id: str) -> None:
    """The home knows that it is given up."""
    db.execute("DELETE FROM return_request WHERE grant_id = ?", (grant_id,))


def lies_in_basket(db: sqlite3.Connection, line_id: str, device: str) -> bool:
    """Whether a line lies in one of this device's open baskets."""
    sql = """SELECT 1 FROM basket_line JOIN basket USING (basket_id)
             WHERE line_id = ? AND returned_from <> '' AND device = ? AND state IN ('open', 'parked')"""
    return db.execute(sql, (line_id, device)).fetchone() is not None


def lately_back(db: sqlite3.Connection, since: datetime, most: int = 200) -> list[GoodsBack]:
    """What this device took back lately, for devices that could not hear it."""
    rows = db.execute(
        """SELECT l.line_id, l.sale_id, l.returned_from, l.returned_line, -l.quantity, -l.amount_minor, -l.tax_minor,
                  coalesce(json_extract(l.particulars, '$.points_back'), 0), s.at
           FROM sale AS s JOIN sale_line AS l USING (sale_id)
           WHERE l.returned_from <> '' AND s.sale_id IN (SELECT sale_id FROM sale ORDER BY sale_id DESC LIMIT 200)
             AND s.at >= ? ORDER BY s.at DESC LIMIT ?""",
        (clock.stamp(since), most),
    )
    return [
        GoodsBack(row[0], row[1], row[2], same_name(row[3]), row[4], row[5], row[6], row[7], clock.parse(row[8]))
        for row in rows
    ]


def _whole(row: sqlite3.Row) -> str:
    """A sale's number without its last part."""
    return f"{row['store']}-{row['device']}-{row['business_date'].replace('-', '')}"


def _request(row: sqlite3.Row) -> Request:
    return Request(
        *(row["grant_id"], row["sale_id"], row["line"], row["units"], row["home"], row["state"], row["units_left"]),
        *(row["amount_minor"], row["tax_minor"], clock.parse(row["at"])),
    )


def _own(sale: Sale) -> Origin:
    return replace(_copied(as_copy(sale), "own"), voided_by=sale.voided_by)


def _copied(sale: CopiedSale, known: str) -> Origin:
    short = f"{sale.workstation}-{sale.series}{sale.sequence:04d}"
    day: date = sale.business_date
    return Origin(
        sale_id=sale.sale_id,
        known=cast(Known, known),
        store=sale.store,
        device=sale.workstation,
        number=f"{sale.store}-{sale.workstation}-{day:%Y%m%d}-{sale.series}{sale.sequence:04d}",
        short=short,
        business_date=day,
        at=sale.at,
        currency=sale.currency,
        kind=sale.kind,
        customer=sale.customer,
        points_earned=sale.points_earned,
        lines=tuple(
            SoldLine(
                *(line.line_id, line.gtin, line.quantity, line.unit_price_minor, line.amount_minor, line.tax_code),
                *(line.tax_rate_bp, line.tax_minor, line.tax_added),
                cast(LineKind, line.kind if line.kind in LINE_KINDS else "product"),
                *(line.returned_from, line.attached_to, line.serial),
            )
            for line in sale.lines
        ),
        paid=tuple(
            Paid(cast(TenderKind, one.kind), one.amount_minor, one.reference, one.units) for one in sale.tenders
        ),
    )
