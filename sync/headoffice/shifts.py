"""Shifts as booked at head office, and whether each Z says what head office's own sales say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats.shift_digest import DigestSale, digest
from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import CashMoved, DrawerCounted, ShiftClosed, ShiftOpened

MIGRATIONS = Migrations("shifts")


@MIGRATIONS()
def m001_shifts(db: Database) -> None:
    """A shift, what moved in its drawer, how it was counted, and its Z word for word."""
    for sql in (
        """CREATE TABLE shift (
            shift_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, workstation TEXT NOT NULL,
            business_date TEXT NOT NULL, place INTEGER NOT NULL, currency TEXT NOT NULL, float_minor INTEGER NOT NULL,
            by_itself INTEGER NOT NULL, operator TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE cash_movement (
            movement_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
            amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
            operator TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX cash_movement_shift ON cash_movement (shift_id)",
        """CREATE TABLE drawer_count (
            count_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL, store TEXT NOT NULL, counted_minor INTEGER NOT NULL,
            expected_minor INTEGER NOT NULL, currency TEXT NOT NULL, pieces TEXT NOT NULL, operator TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE z_report (
            shift_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, workstation TEXT NOT NULL,
            business_date TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
            document TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX z_report_number ON z_report (store, workstation, series, number)",
    ):
        db.conn.execute(sql)


class Checked(Struct, frozen=True):
    """One Z, and in what it differs from head office's own books; nothing if it is right."""

    z: ShiftClosed
    differences: tuple[str, ...]


class Open(Struct, frozen=True):
    """A shift that has no Z yet, or whose Z has not arrived."""

    store: str
    workstation: str
    business_date: str
    shift_id: str
    since: str


class MissingZ(Struct, frozen=True):
    """Numbers of Z reports that head office has not got, though it has a later one of the same series."""

    store: str
    workstation: str
    series: str
    first: int
    last: int


def opened(change: Change, device: str, store: str, event: ShiftOpened) -> None:
    """Book that a shift began."""
    change.db.execute(
        "INSERT OR IGNORE INTO shift VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.shift_id, store, device, event.workstation, event.business_date.isoformat(), event.place),
            *(event.currency, event.float_minor, int(event.by_itself), event.operator, stamp(event.at)),
        ),
    )


def moved(change: Change, store: str, event: CashMoved) -> None:
    """Book cash that moved without a sale."""
    change.db.execute(
        "INSERT OR IGNORE INTO cash_movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.movement_id, event.shift_id, store, event.kind, event.amount_minor, event.currency),
            *(event.reason, event.note, event.operator, stamp(event.at)),
        ),
    )


def counted(change: Change, store: str, event: DrawerCounted) -> None:
    """Book a count of the drawer."""
    change.db.execute(
        "INSERT OR IGNORE INTO drawer_count VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.count_id, event.shift_id, store, event.counted_minor, event.expected_minor, event.currency),
            *(json.dumps(event.pieces), event.operator, stamp(event.at)),
        ),
    )


def closed(change: Change, device: str, store: str, event: ShiftClosed) -> None:
    """Book a Z, and say at once if it is odd. A device's sales come before its Z, in the same lane."""
    db = change.db
    before = db.execute("SELECT series, number FROM z_report WHERE shift_id = ?", (event.shift_id,)).fetchone()
    if before is not None:
        detail = f"as {before['series']}{before['number']} and as {event.series}{event.number}"
        flags.raise_flag(change, "same_shift", store, device, event.shift_id, detail)
        return
    twin = db.execute(
        "SELECT shift_id FROM z_report WHERE store = ? AND workstation = ? AND series = ? AND number = ?",
        (store, event.workstation, event.series, event.number),
    ).fetchone()
    if twin is not None:
        flags.raise_flag(change, "same_z", store, device, event.shift_id, f"number of {twin[0]}")
    db.execute(
        "INSERT INTO z_report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.shift_id, store, device, event.workstation, event.business_date.isoformat(), event.series),
            *(event.number, stamp(event.at), msgspec.json.encode(event).decode()),
        ),
    )
    for difference in differences(db, store, event):
        flags.raise_flag(change, "z_differs", store, device, event.shift_id, difference)
    if event.variance_minor:
        flags.raise_flag(
            change, "drawer_off", store, device, event.shift_id, f"{event.variance_minor} {event.variance_reason}"
        )


def differences(db: sqlite3.Connection, store: str, z: ShiftClosed) -> list[str]:
    """In what a Z does not say what head office's own sales of the shift say."""
    found: list[str] = []
    sales: list[DigestSale] = []
    for span in z.numbers:
        own = _sales(db, store, z.workstation, span.business_date, span.series, span.first, span.last)
        if len(own) != span.count:
            where = f"{span.business_date} {span.series}{span.first} to {span.series}{span.last}"
            found.append(f"{where}: {span.count} sales in the Z, {len(own)} here")
        sales += own
    total = sum(sale.total_minor for sale in sales)
    if total != z.total_minor:
        found.append(f"total {z.total_minor} in the Z, {total} here")
    if not found and digest(sales) != z.digest:
        found.append("the same number of sales and the same total, but not the same sales")
    if not found:
        found += _tenders(db, z, [sale.sale_id for sale in sales])
    found += _cash(db, z)
    return found


def checked(db: sqlite3.Connection, store: str = "") -> Iterator[Checked]:
    """Every Z compared anew, of one store or of all, the oldest first."""
    rows = db.execute(
        "SELECT store, document FROM z_report WHERE ?1 = '' OR store = ?1 ORDER BY store, workstation, series, number",
        (store,),
    ).fetchall()
    for row in rows:
        z = msgspec.json.decode(row["document"], type=ShiftClosed)
        yield Checked(z, tuple(differences(db, row["store"], z)))


def still_open(db: sqlite3.Connection, store: str = "") -> list[Open]:
    """Shifts without a Z, of one store or of all."""
    rows = db.execute(
        """SELECT store, workstation, business_date, shift_id, at FROM shift
           WHERE (?1 = '' OR store = ?1) AND shift_id NOT IN (SELECT shift_id FROM z_report)
           ORDER BY store, workstation, place""",
        (store,),
    )
    return [Open(*row) for row in rows]


def missing(db: sqlite3.Connection, store: str = "") -> list[MissingZ]:
    """Gaps in the numbers of Z reports; each series begins with 1."""
    rows = db.execute(
        """SELECT store, workstation, series, before + 1, number - 1 FROM (
               SELECT store, workstation, series, number,
                      lag(number, 1, 0) OVER (PARTITION BY store, workstation, series ORDER BY number) AS before
               FROM z_report WHERE ?1 = '' OR store = ?1
           ) WHERE number > before + 1 ORDER BY 1, 2, 3, 4""",
        (store,),
    )
    return [MissingZ(*row) for row in rows]


def _sales(
    db: sqlite3.Connection, store: str, workstation: str, day: date, series: str, first: int, last: int
) -> list[DigestSale]:
    rows = db.execute(
        """SELECT sequence, sale_id, total_minor FROM sale
           WHERE store = ? AND workstation = ? AND business_date = ? AND series = ? AND sequence BETWEEN ? AND ?""",
        (store, workstation, day.isoformat(), series, first, last),
    )
    return [DigestSale(day, series, *row) for row in rows]


def _tenders(db: sqlite3.Connection, z: ShiftClosed, sale_ids: Sequence[str]) -> list[str]:
    rows = db.execute(
        """SELECT kind, sum(amount_minor) FROM sale_tender
           WHERE sale_id IN (SELECT value FROM json_each(?)) GROUP BY kind""",
        (json.dumps(sale_ids),),
    )
    own = {str(row[0]): int(row[1]) for row in rows}
    said = {one.kind: one.amount_minor for one in z.tenders}
    return [
        f"{kind} {said.get(kind, 0)} in the Z, {own.get(kind, 0)} here"
        for kind in sorted(own.keys() | said.keys())
        if own.get(kind, 0) != said.get(kind, 0)
    ]


def _cash(db: sqlite3.Connection, z: ShiftClosed) -> list[str]:
    """Movements of cash, as each was told by itself, against the sums in the Z."""
    rows = db.execute("SELECT kind, sum(amount_minor) FROM cash_movement WHERE shift_id = ? GROUP BY 1", (z.shift_id,))
    own = {str(row[0]): int(row[1]) for row in rows}
    began = db.execute("SELECT float_minor FROM shift WHERE shift_id = ?", (z.shift_id,)).fetchone()
    own["float"] = own.get("float", 0) + (int(began[0]) if began is not None else 0)
    said = {
        "float": z.cash.float_minor,
        "paid_in": z.cash.paid_in_minor,
        "paid_out": z.cash.paid_out_minor,
        "drop": z.cash.dropped_minor,
        "pickup": z.cash.picked_up_minor,
    }
    return [
        f"{kind} {amount} in the Z, {own.get(kind, 0)} here"
        for kind, amount in said.items()
        if amount != own.get(kind, 0)
    ]
