"""What came back of which sale, over all devices: counted, flagged beyond what was sold, told to the stores."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync import clock
from sync.formats.receipt_proof import same_name
from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import (
    CopiedLine,
    CopiedSale,
    CopiedTender,
    GoodsBack,
    ReturnsBooked,
    SaleCompleted,
    SaleShown,
    SaleWanted,
)

MIGRATIONS = Migrations("returns")

MOST_SHOWN = 10
"""A member's newest sales that a device may ask for at once."""

SHOWN_FOR = timedelta(days=1)
BACK_FOR = timedelta(days=400)
"""Longer than goods may come back anywhere."""

_COPY = msgspec.json.Decoder(CopiedSale)


@MIGRATIONS()
def m001_returns(db: Database) -> None:
    """Sales as devices may ask for them, and one row for each line that took goods back."""
    for sql in (
        """CREATE TABLE sale_copy (
            sale_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, number TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX sale_copy_number ON sale_copy (number)",
        """CREATE TABLE goods_back (
            back_line TEXT PRIMARY KEY, back_sale TEXT NOT NULL, sale_id TEXT NOT NULL, line TEXT NOT NULL,
            units INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
            points INTEGER NOT NULL, at TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX goods_back_sale ON goods_back (sale_id)",
    ):
        db.conn.execute(sql)


def booked(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was booked for the first time: keep a copy, count what came back with it, and look at both ends."""
    change.db.execute(
        "INSERT OR IGNORE INTO sale_copy VALUES (?, ?, ?, ?, ?)",
        (sale.sale_id, store, device, _number(sale), msgspec.json.encode(_copy(sale))),
    )
    rows = [
        (
            *(line.line_id, sale.sale_id, line.returned_from, same_name(line.returned_line), -line.quantity),
            *(-line.amount_minor, -line.tax_minor, line.particulars.points_back, clock.stamp(sale.at), store, device),
        )
        for line in sale.lines
        if line.returned_from
    ]
    change.db.executemany("INSERT OR IGNORE INTO goods_back VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for sale_id in {row[2] for row in rows}:
        _look_at(change, sale_id, store, device)
    # What came back may have arrived before what was sold: the device that sold was off the line.
    if change.db.execute("SELECT 1 FROM goods_back WHERE sale_id = ? LIMIT 1", (sale.sale_id,)).fetchone():
        _look_at(change, sale.sale_id, store, device)


def wanted(change: Change, store: str, device: str, wish: SaleWanted) -> None:
    """A device asks for sales that it does not know: by id, by whole number, or the newest of a member."""
    if wish.customer:
        rows = change.db.execute(
            "SELECT sale_id FROM sale WHERE customer = ? ORDER BY at DESC LIMIT ?", (wish.customer, MOST_SHOWN)
        )
    else:
        sql = "SELECT sale_id FROM sale_copy WHERE sale_id = ?1 OR (number = ?2 AND ?2 <> '') LIMIT ?3"
        rows = change.db.execute(sql, (wish.sale_id, wish.number, MOST_SHOWN))
    for (sale_id,) in rows.fetchall():
        copy = change.db.execute("SELECT body FROM sale_copy WHERE sale_id = ?", (sale_id,)).fetchone()
        if copy is not None:
            goods = backs(change.db, sale_id)
            sale = _COPY.decode(copy[0])
            change.post(store, SaleShown(device=device, sale=sale, goods=goods, at=change.now))


def forget_told(change: Change) -> None:
    """Take out of the down streams what no device waits for any more: answers, and returns of long ago."""
    for kind, kept in ((SaleShown, SHOWN_FOR), (ReturnsBooked, BACK_FOR)):
        before = clock.stamp(change.now - kept)
        change.db.execute("DELETE FROM down WHERE type = ? AND time < ?", (kind.TYPE, before))


def backs(db: sqlite3.Connection, sale_id: str) -> tuple[GoodsBack, ...]:
    """All that came back of a sale, oldest first."""
    rows = db.execute(
        "SELECT back_line, back_sale, sale_id, line, units, amount_minor, tax_minor, points, at FROM goods_back"
        " WHERE sale_id = ? ORDER BY at, back_line",
        (sale_id,),
    )
    return tuple(
        GoodsBack(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], clock.parse(row[8])) for row in rows
    )


def _look_at(change: Change, sale_id: str, store: str, device: str) -> None:
    """Flag what came back more often than it was sold, and tell the stores that are concerned."""
    origin = change.db.execute("SELECT store, device FROM sale_copy WHERE sale_id = ?", (sale_id,)).fetchone()
    places = {
        (row[0], row[1])
        for row in change.db.execute("SELECT DISTINCT store, device FROM goods_back WHERE sale_id = ?", (sale_id,))
    }
    if origin is not None:
        _flag_excess(change, sale_id, store, device)
        if places == {(origin[0], origin[1])}:
            return  # the home knows what it took back itself
    stores = {place[0] for place in places} | ({origin[0]} if origin is not None else set())
    for one in sorted(stores):
        told = ReturnsBooked(sale_id=sale_id, goods=backs(change.db, sale_id), version=change.version(), at=change.now)
        change.post(one, told)


def _flag_excess(change: Change, sale_id: str, store: str, device: str) -> None:
    sold: dict[str, int] = {}
    for line_id, quantity in change.db.execute(
        "SELECT line_id, quantity FROM sale_line WHERE sale_id = ? AND quantity > 0", (sale_id,)
    ):
        sold[same_name(line_id)] = quantity
    rows = change.db.execute(
        "SELECT line, sum(units), group_concat(DISTINCT device) FROM goods_back WHERE sale_id = ? GROUP BY line",
        (sale_id,),
    ).fetchall()
    for line, units, devices in rows:
        if units > sold.get(line, 0):
            detail = f"line {line}: {units} of {sold.get(line, 0)} came back, at {devices}"
            flags.raise_flag(change, "returned_twice", store, device, sale_id, detail)


def _number(sale: SaleCompleted) -> str:
    day = f"{sale.business_date:%Y%m%d}"
    return f"{sale.store}-{sale.workstation}-{day}-{sale.series}{sale.sequence:04d}"


def _copy(sale: SaleCompleted) -> CopiedSale:
    return CopiedSale(
        sale_id=sale.sale_id,
        store=sale.store,
        workstation=sale.workstation,
        business_date=sale.business_date,
        series=sale.series,
        sequence=sale.sequence,
        at=sale.at,
        currency=sale.currency,
        kind=sale.kind,
        customer=sale.customer,
        points_earned=sale.points_earned + sum(line.particulars.points_back for line in sale.lines),
        lines=tuple(
            CopiedLine(
                *(line.line_id, line.gtin, line.quantity, line.unit_price_minor, line.amount_minor, line.tax_code),
                *(line.tax_rate_bp, line.tax_minor, line.tax_added, line.kind, line.returned_from, line.returned_line),
                *(line.particulars.attached_to, line.particulars.serial),
            )
            for line in sale.lines
        ),
        tenders=tuple(CopiedTender(one.kind, one.amount_minor, one.reference, one.units) for one in sale.tenders),
    )
