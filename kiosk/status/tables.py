"""What the manager's screens read of journal, inbox and sales, and what they keep: who was seen, what was noted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from kiosk.status.model import DaySales, Device, Lane, ToldSale
from sync import clock, journal, messages
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("status")

LATEST = 20
"""So many sales a device tells of one by one; a list that a manager can read."""

_SALES: msgspec.json.Decoder[tuple[messages.SaleTold, ...]] = msgspec.json.Decoder(tuple[messages.SaleTold, ...])


@MIGRATIONS()
def m001_status(db: Database) -> None:
    """Other devices' counts of their sales, when each device was last seen, and which silences were noted."""
    for sql in (
        """CREATE TABLE sales_told (
            device TEXT NOT NULL, business_date TEXT NOT NULL, series TEXT NOT NULL, count INTEGER NOT NULL,
            last INTEGER NOT NULL, acked INTEGER NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL,
            latest TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (business_date, device, series)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE device_seen (
            device TEXT PRIMARY KEY, role TEXT NOT NULL, app TEXT NOT NULL, online INTEGER NOT NULL,
            waiting INTEGER NOT NULL, last_seen TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE silence_noted (
            device TEXT NOT NULL, last_seen TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (device, last_seen)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


# ---------------------------------------------------------------- streams


def lanes(db: sqlite3.Connection) -> list[Lane]:
    """The streams up, in the order in which they are drained, and the stream down."""
    up = [
        Lane(one.lane, one.waiting, _moment(one.acked_at), _moment(one.oldest), one.next_seq - 1)
        for one in journal.status(db).values()
    ]
    # Ids of events grow with time, so the greatest is the newest; the table is ordered by them.
    newest = db.execute("SELECT applied_at FROM inbox ORDER BY id DESC LIMIT 1").fetchone()
    place = db.execute("SELECT max(seq) FROM down_cursor").fetchone()[0]
    return [*up, Lane("down", 0, _moment(newest[0]) if newest else None, position=place or 0)]


def _moment(text: str) -> datetime | None:
    return clock.parse(text) if text else None


# ---------------------------------------------------------------- sales

_ARRIVED = """EXISTS (SELECT 1 FROM journal AS j JOIN stream AS t ON t.lane = j.lane
    WHERE j.id = s.event_id AND j.n = (SELECT max(n) FROM journal WHERE id = s.event_id)
      AND (j.seq <= t.acked OR j.epoch <> t.epoch))"""
"""Whether head office has a sale: the same rule as `journal.is_acked`, for many at once."""


def own_days(db: sqlite3.Connection, device: str, day: date, now: datetime) -> list[DaySales]:
    """This device's own sales of a day, one row a series."""
    rows = db.execute(
        f"""SELECT s.series, max(s.sequence) AS last, count(*) AS count, sum(s.total_minor) AS total,
                   max(s.currency) AS currency, coalesce(max(CASE WHEN {_ARRIVED} THEN s.sequence END), 0) AS acked
            FROM sale AS s WHERE s.workstation = ? AND s.business_date = ? GROUP BY s.series ORDER BY s.series""",
        (device, day.isoformat()),
    ).fetchall()
    return [
        DaySales(
            device=device,
            business_date=day,
            series=row["series"],
            count=row["count"],
            last=row["last"],
            acked=row["acked"],
            total_minor=row["total"],
            currency=row["currency"],
            as_of=now,
        )
        for row in rows
    ]


def own_sales(db: sqlite3.Connection, device: str, day: date, limit: int = LATEST) -> list[ToldSale]:
    """This device's newest sales of a day, newest first."""
    rows = db.execute(
        f"""SELECT s.series, s.sequence, s.at, s.total_minor, {_ARRIVED} AS arrived,
                   (SELECT coalesce(sum(quantity), 0) FROM sale_line AS l WHERE l.sale_id = s.sale_id) AS units
            FROM sale AS s WHERE s.business_date = ? ORDER BY s.at DESC, s.sequence DESC LIMIT ?""",
        (day.isoformat(), limit),
    ).fetchall()
    return [
        ToldSale(
            device,
            row["series"],
            row["sequence"],
            clock.parse(row["at"]),
            row["units"],
            row["total_minor"],
            bool(row["arrived"]),
        )
        for row in rows
    ]


def save_told(db: sqlite3.Connection, message: messages.SalesCounted) -> bool:
    """Another device's count; the newest stands. False if a newer one stands already."""
    cursor = db.execute(
        """INSERT INTO sales_told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (business_date, device, series) DO UPDATE SET
             count = excluded.count, last = excluded.last, acked = excluded.acked, currency = excluded.currency,
             total_minor = excluded.total_minor, latest = excluded.latest, at = excluded.at
           WHERE excluded.at > sales_told.at""",
        (
            *(message.device, message.business_date.isoformat(), message.series, message.count, message.last),
            *(message.acked, message.currency, message.total_minor),
            *(msgspec.json.encode(message.latest).decode(), clock.stamp(message.at)),
        ),
    )
    return cursor.rowcount > 0


def told_days(db: sqlite3.Connection, day: date) -> list[DaySales]:
    """What the other devices told of a day."""
    rows = db.execute("SELECT * FROM sales_told WHERE business_date = ? ORDER BY device, series", (day.isoformat(),))
    return [
        DaySales(
            device=row["device"],
            business_date=day,
            series=row["series"],
            count=row["count"],
            last=row["last"],
            acked=row["acked"],
            total_minor=row["total_minor"],
            currency=row["currency"],
            as_of=clock.parse(row["at"]),
        )
        for row in rows
    ]


def told_sales(db: sqlite3.Connection, day: date) -> list[ToldSale]:
    """The newest sales of the other devices, in no order."""
    rows = db.execute("SELECT * FROM sales_told WHERE business_date = ?", (day.isoformat(),)).fetchall()
    return [
        ToldSale(row["device"], row["series"], one.sequence, one.at, one.units, one.total_minor,
                 one.sequence <= row["acked"])
        for row in rows
        for one in _SALES.decode(row["latest"])
    ]  # fmt: skip


# ---------------------------------------------------------------- devices


def save_seen(db: sqlite3.Connection, devices: Iterable[Device]) -> None:
    """Write when each device was last heard of; an older word never replaces a newer one."""
    db.executemany(
        """INSERT INTO device_seen VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET
             role = excluded.role, app = excluded.app, online = excluded.online, waiting = excluded.waiting,
             last_seen = excluded.last_seen
           WHERE excluded.last_seen >= device_seen.last_seen""",
        [(one.name, one.role, one.app, one.online, one.waiting, clock.stamp(one.last_seen)) for one in devices],
    )


def seen(db: sqlite3.Connection) -> list[Device]:
    """Every device that was ever heard of in this store, and whether somebody noted its silence."""
    rows = db.execute(
        """SELECT d.*, n.at IS NOT NULL AS noted FROM device_seen AS d
           LEFT JOIN silence_noted AS n ON n.device = d.device AND n.last_seen = d.last_seen ORDER BY d.device"""
    ).fetchall()
    return [
        Device(
            name=row["device"],
            role=row["role"],
            app=row["app"],
            online=bool(row["online"]),
            last_seen=clock.parse(row["last_seen"]),
            waiting=row["waiting"],
            acknowledged=bool(row["noted"]),
        )
        for row in rows
    ]


def note_silence(db: sqlite3.Connection, device: str, now: datetime) -> None:
    """Somebody knows that the device is silent; when it was heard of again and falls silent anew, it is news again."""
    db.execute(
        """INSERT INTO silence_noted SELECT device, last_seen, ? FROM device_seen WHERE device = ?
           ON CONFLICT (device, last_seen) DO NOTHING""",
        (clock.stamp(now), device),
    )


# ---------------------------------------------------------------- for a file that is handed on

LOG_LENGTH = 5_000
"""So many of the newest journal entries go into an exported log: days of a busy till."""


def log_rows(db: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    """What an exported log holds, by table: where everything stands, and nothing of what it says about anybody."""
    plans = {
        "epoch": "SELECT number, epoch, series, previous, reason, started_at FROM epoch ORDER BY number",
        "stream": "SELECT lane, epoch, next_seq, acked, head, acked_at FROM stream",
        "journal": f"""SELECT lane, epoch, seq, id, type, hash, length(body) AS bytes, created_at
                       FROM journal ORDER BY n DESC LIMIT {LOG_LENGTH}""",
        "down_cursor": "SELECT source, epoch, seq FROM down_cursor",
        "device_seen": "SELECT * FROM device_seen",
        "dead_letter": """SELECT n, direction, source, event_id, type, seq, reason, detail, first_at, last_at, tries,
                          state FROM dead_letter ORDER BY n""",
    }
    return {name: [dict(row) for row in db.execute(sql)] for name, sql in plans.items()}


def newest_price(db: sqlite3.Connection) -> tuple[int, datetime | None]:
    """(version, when head office said it) of the newest single price over the snapshot; (0, None) if there is none."""
    row = db.execute("SELECT version, at FROM live_price ORDER BY version DESC LIMIT 1").fetchone()
    return (0, None) if row is None else (row["version"], clock.parse(row["at"]))
