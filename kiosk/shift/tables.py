"""Shifts, cash movements, counts and Z reports on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from kiosk.shift.model import CashMovement, Count, Shift
from kiosk.shift.report import Report
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("shift")


@MIGRATIONS()
def m001_shift(db: Database) -> None:
    """At most one shift is open on a device. Movements, counts and reports are never changed and never deleted."""
    for sql in (
        """CREATE TABLE shift (
            shift_id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE CHECK (place > 0), store_gln TEXT NOT NULL,
            workstation TEXT NOT NULL, business_date TEXT NOT NULL, currency TEXT NOT NULL, opened_at TEXT NOT NULL,
            opened_by TEXT NOT NULL, float_minor INTEGER NOT NULL CHECK (float_minor >= 0),
            by_itself INTEGER NOT NULL CHECK (by_itself IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN ('open', 'closed'))
        ) STRICT, WITHOUT ROWID""",
        "CREATE UNIQUE INDEX one_open_shift ON shift (state) WHERE state = 'open'",
        """CREATE TABLE cash_movement (
            movement_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL REFERENCES shift, place INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('float', 'paid_in', 'paid_out', 'drop', 'pickup', 'no_sale')),
            amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), reason TEXT NOT NULL, note TEXT NOT NULL,
            operator TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (shift_id, place)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE drawer_count (
            count_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL REFERENCES shift, place INTEGER NOT NULL,
            counted_minor INTEGER NOT NULL, expected_minor INTEGER NOT NULL, mark TEXT NOT NULL,
            operator TEXT NOT NULL, at TEXT NOT NULL, pieces TEXT NOT NULL, UNIQUE (shift_id, place)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE z_report (
            shift_id TEXT PRIMARY KEY REFERENCES shift, series TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0), report TEXT NOT NULL, event_id TEXT NOT NULL,
            UNIQUE (series, number)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


def open_id(db: sqlite3.Connection) -> str | None:
    """Id of the open shift; cheap enough to ask within every sale."""
    row = db.execute("SELECT shift_id FROM shift WHERE state = 'open'").fetchone()
    return None if row is None else str(row[0])


def current(db: sqlite3.Connection) -> Shift | None:
    """The open shift."""
    row = db.execute("SELECT * FROM shift WHERE state = 'open'").fetchone()
    return None if row is None else _shift(row)


def load(db: sqlite3.Connection, shift_id: str) -> Shift | None:
    """A shift of this device."""
    row = db.execute("SELECT * FROM shift WHERE shift_id = ?", (shift_id,)).fetchone()
    return None if row is None else _shift(row)


def before(db: sqlite3.Connection, shift: Shift) -> Report | None:
    """The Z of the shift before; None for the first one of the device."""
    row = db.execute(
        "SELECT z.report FROM z_report AS z JOIN shift USING (shift_id) WHERE place < ? ORDER BY place DESC LIMIT 1",
        (shift.place,),
    ).fetchone()
    return None if row is None else _report(row[0])


def next_place(db: sqlite3.Connection) -> int:
    """The next shift's place in the order of opening; shifts are never deleted, so the last one tells."""
    row = db.execute("SELECT max(place) FROM shift").fetchone()
    return 1 + int(row[0] or 0)


def insert(db: sqlite3.Connection, shift: Shift) -> None:
    """Write a shift that begins. The index allows one open shift."""
    db.execute(
        "INSERT INTO shift VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(shift.shift_id, shift.place, shift.store_gln, shift.workstation, shift.business_date.isoformat()),
            *(shift.currency, clock.stamp(shift.opened_at), shift.opened_by, shift.float_minor),
            *(int(shift.by_itself), shift.state),
        ),
    )


def movements(db: sqlite3.Connection, shift_id: str) -> list[CashMovement]:
    """What moved in a shift without a sale, in order."""
    rows = db.execute("SELECT * FROM cash_movement WHERE shift_id = ? ORDER BY place", (shift_id,))
    return [
        CashMovement(
            movement_id=row["movement_id"],
            shift_id=row["shift_id"],
            place=row["place"],
            kind=row["kind"],
            amount_minor=row["amount_minor"],
            reason=row["reason"],
            note=row["note"],
            operator=row["operator"],
            at=clock.parse(row["at"]),
        )
        for row in rows
    ]


def next_movement(db: sqlite3.Connection, shift_id: str) -> int:
    """The next movement's place in its shift."""
    row = db.execute("SELECT max(place) FROM cash_movement WHERE shift_id = ?", (shift_id,)).fetchone()
    return 1 + int(row[0] or 0)


def insert_movement(db: sqlite3.Connection, one: CashMovement) -> None:
    """Write a movement."""
    db.execute(
        "INSERT INTO cash_movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.movement_id, one.shift_id, one.place, one.kind, one.amount_minor),
            *(one.reason, one.note, one.operator, clock.stamp(one.at)),
        ),
    )


def counts(db: sqlite3.Connection, shift_id: str) -> list[Count]:
    """How often the drawer was counted in a shift, in order."""
    rows = db.execute("SELECT * FROM drawer_count WHERE shift_id = ? ORDER BY place", (shift_id,))
    return [
        Count(
            count_id=row["count_id"],
            shift_id=row["shift_id"],
            place=row["place"],
            counted_minor=row["counted_minor"],
            expected_minor=row["expected_minor"],
            mark=row["mark"],
            operator=row["operator"],
            at=clock.parse(row["at"]),
            pieces=msgspec.json.decode(row["pieces"], type=dict[str, int]),
        )
        for row in rows
    ]


def insert_count(db: sqlite3.Connection, one: Count) -> None:
    """Write a count."""
    db.execute(
        "INSERT INTO drawer_count VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.count_id, one.shift_id, one.place, one.counted_minor, one.expected_minor),
            *(one.mark, one.operator, clock.stamp(one.at), _json(one.pieces)),
        ),
    )


def next_number(db: sqlite3.Connection, series: str) -> int:
    """The next Z's number in a series, inside the transaction that closes the shift: so there are no gaps."""
    row = db.execute("SELECT max(number) FROM z_report WHERE series = ?", (series,)).fetchone()
    return 1 + int(row[0] or 0)


def insert_z(db: sqlite3.Connection, report: Report, event_id: str) -> None:
    """Write a Z and close its shift."""
    db.execute(
        "INSERT INTO z_report VALUES (?, ?, ?, ?, ?)",
        (report.shift_id, report.series, report.number, msgspec.json.encode(report).decode(), event_id),
    )
    db.execute("UPDATE shift SET state = 'closed' WHERE shift_id = ?", (report.shift_id,))


def load_z(db: sqlite3.Connection, shift_id: str) -> Report | None:
    """A Z exactly as it was made."""
    row = db.execute("SELECT report FROM z_report WHERE shift_id = ?", (shift_id,)).fetchone()
    return None if row is None else _report(row[0])


def z_event(db: sqlite3.Connection, shift_id: str) -> str:
    """Id of the journal's event that tells head office of a Z; empty if the shift has none."""
    row = db.execute("SELECT event_id FROM z_report WHERE shift_id = ?", (shift_id,)).fetchone()
    return "" if row is None else str(row[0])


def recent_z(db: sqlite3.Connection, limit: int = 30) -> list[Report]:
    """The newest Z reports, the last closed first; by their order and not by time."""
    rows = db.execute(
        "SELECT z.report FROM z_report AS z JOIN shift USING (shift_id) ORDER BY place DESC LIMIT ?", (limit,)
    )
    return [_report(row[0]) for row in rows]


def _shift(row: sqlite3.Row) -> Shift:
    return Shift(
        shift_id=row["shift_id"],
        place=row["place"],
        store_gln=row["store_gln"],
        workstation=row["workstation"],
        business_date=date.fromisoformat(row["business_date"]),
        currency=row["currency"],
        opened_at=clock.parse(row["opened_at"]),
        opened_by=row["opened_by"],
        float_minor=row["float_minor"],
        by_itself=bool(row["by_itself"]),
        state=row["state"],
    )


def _report(text: str) -> Report:
    return msgspec.json.decode(text, type=Report)


def _json(pieces: Mapping[str, int]) -> str:
    return msgspec.json.encode(dict(pieces)).decode()
