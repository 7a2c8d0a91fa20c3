"""What shoppers are told of their appointments: booked, moved, soon, called off; once each, and only who agreed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.formats.appointments import BOOKED, CANCELLED, KIND
from sync.headoffice import appointments, members, outreach, records, stores
from sync.headoffice.appointments import Booking
from sync.headoffice.change import Change
from sync.headoffice.notice_words import APPOINTMENT_WORDS, language_of
from sync.headoffice.notices import KEEP, MOST, Words, awake
from sync.headoffice.records import Record

MIGRATIONS = Migrations("appointment_notices")

REMINDED = (timedelta(days=1), timedelta(hours=2))
"""How long before the hour a shopper is reminded."""

CLOSE = timedelta(minutes=30)
"""Nobody is told so shortly before the hour: they are on their way, or read it too late."""

CANCELLED_KIND = "cancelled"


@MIGRATIONS()
def m001_appointment_notice(db: Database) -> None:
    """One row a notice; `starts` is the hour that it speaks of, so a moved appointment may be told anew."""
    db.conn.execute(
        """CREATE TABLE appointment_notice (
            n INTEGER PRIMARY KEY AUTOINCREMENT, appointment TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
            starts TEXT NOT NULL, due_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
            channels TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
            UNIQUE (appointment, kind, starts)
        ) STRICT"""
    )
    db.conn.execute("CREATE INDEX appointment_notice_due ON appointment_notice (due_at) WHERE state = 'waiting'")


class AppointmentNotice(Struct, frozen=True, kw_only=True):
    """One notice of an appointment, as its record."""

    n: int
    appointment: str
    store: str
    kind: str
    """booked, moved, reminder1, reminder2, cancelled."""
    starts: str
    due_at: str
    state: str
    """waiting, sent, or dropped: it was no longer true, too much, or nobody agreed to it."""
    channels: str
    sent_at: str
    reason: str


def newest(db: sqlite3.Connection) -> int:
    """The version of the appointment that changed last; one look at an index."""
    row = db.execute("SELECT max(version) FROM record WHERE kind = ?", (KIND,)).fetchone()
    return int(row[0] or 0)


def plan(change: Change, record: Record) -> None:
    """An appointment changed: what its shopper has to hear of it, and what is no longer true. Twice is as once."""
    one = appointments.booking_of(record)
    if one is None:
        return
    starts = stamp(one.starts)
    if one.state == CANCELLED:
        _drop(change, one.appointment_id, "it was called off")
        told = change.db.execute(
            "SELECT 1 FROM appointment_notice WHERE appointment = ? AND state = 'sent' LIMIT 1", (one.appointment_id,)
        ).fetchone()
        if told and change.now < one.starts:
            _plan(change, one, CANCELLED_KIND, change.now)
        return
    if one.state != BOOKED:
        _drop(change, one.appointment_id, "the shopper came, or the hour is over")
        return
    _drop(change, one.appointment_id, "it has another hour", besides=starts)
    if change.now + CLOSE > one.starts:
        return
    before = change.db.execute(
        "SELECT 1 FROM appointment_notice WHERE appointment = ? AND starts <> ? AND state = 'sent' LIMIT 1",
        (one.appointment_id, starts),
    ).fetchone()
    _plan(change, one, "moved" if before else "booked", change.now)
    zone = ZoneInfo(stores.get(change.db, one.store).time_zone)
    for place, ahead in enumerate(REMINDED, 1):
        at = awake(one.starts - ahead, zone)
        if change.now + CLOSE < at <= one.starts - CLOSE:
            _plan(change, one, f"reminder{place}", at)


def due(db: sqlite3.Connection, now: datetime, most: int = 100) -> list[AppointmentNotice]:
    """What is to be sent now, oldest first."""
    rows = db.execute(
        "SELECT * FROM appointment_notice WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, n LIMIT ?",
        (stamp(now), most),
    )
    return [_notice(row) for row in rows]


def of_appointment(db: sqlite3.Connection, appointment_id: str) -> list[AppointmentNotice]:
    """All notices of an appointment, oldest first."""
    rows = db.execute("SELECT * FROM appointment_notice WHERE appointment = ? ORDER BY n", (appointment_id,))
    return [_notice(row) for row in rows]


def reason_against(db: sqlite3.Connection, notice: AppointmentNotice, now: datetime) -> str:
    """Why a notice may not go out: gone, over, moved, no_hour, nobody, consent; empty: it may.

    Whoever left a telephone or mail with the booking asked to be reached about it. A member who left none is written
    to only if they agreed to messages, as with every other message (`outreach`).
    """
    record = records.load(db, KIND, notice.appointment)
    one = appointments.booking_of(record) if record is not None else None
    if record is None or one is None:
        return "gone"
    return _untrue(db, notice, one, now) or _unasked(db, record)


def words(db: sqlite3.Connection, notice: AppointmentNotice, now: datetime, path: Callable[[str, str], str]) -> Words:
    """A notice in its shopper's language. `path`: store, appointment -> the shopper's page of it."""
    record = records.get(db, KIND, notice.appointment)
    one = appointments.get(db, notice.appointment)
    shop = stores.get(db, one.store)
    member = members.find(db, record.text("member")) if record.text("member") else None
    language = language_of(record.text("language") or (member.language if member is not None else ""))
    names = {"zh_CN": shop.name.zh_hans, "zh_TW": shop.name.zh_hant, "en": shop.name.en}
    service = next((each for each in appointments.services(db, one.store) if each.service_id == one.service), None)
    offered = service.names if service is not None else None
    called = {"zh_CN": offered.zh_hans, "zh_TW": offered.zh_hant, "en": offered.en} if offered is not None else {}
    kind = notice.kind.rstrip("0123456789")
    local = parse(one.starts if kind != CANCELLED_KIND else notice.starts).astimezone(ZoneInfo(shop.time_zone))
    text = APPOINTMENT_WORDS[language][kind].format(
        store=names[language] or shop.name.zh_hans,
        service=called.get(language) or (offered.zh_hans if offered is not None else ""),
        when=f"{local:%m-%d %H:%M}",
        host=one.host,
        number=one.number,
    )
    return Words(
        id=f"appointment-notice-{notice.n}",
        kind=f"appointment_{notice.kind}",
        order_id="",
        appointment=notice.appointment,
        number=one.number,
        store=one.store,
        member=member.member if member is not None else "",
        contact=record.text("contact"),
        language=language,
        text=text,
        path=path(one.store, notice.appointment),
        at=stamp(now),
    )


def sent(change: Change, notice: AppointmentNotice, channels: list[str]) -> None:
    """It went out by these."""
    change.db.execute(
        "UPDATE appointment_notice SET state = 'sent', channels = ?, sent_at = ? WHERE n = ? AND state = 'waiting'",
        (" ".join(channels), stamp(change.now), notice.n),
    )


def dropped(change: Change, notice: AppointmentNotice, reason: str) -> None:
    """It does not go out, and why."""
    change.db.execute(
        "UPDATE appointment_notice SET state = 'dropped', reason = ? WHERE n = ? AND state = 'waiting'",
        (reason, notice.n),
    )


def forget_old(change: Change) -> int:
    """Drop notices of long ago; gives how many."""
    sql = "DELETE FROM appointment_notice WHERE state <> 'waiting' AND due_at < ?"
    return change.db.execute(sql, (stamp(change.now - KEEP),)).rowcount


def _plan(change: Change, one: Booking, kind: str, at: datetime) -> None:
    counted = change.db.execute(
        "SELECT count(*) FROM appointment_notice WHERE appointment = ? AND state <> 'dropped'", (one.appointment_id,)
    ).fetchone()[0]
    if counted >= MOST and kind != CANCELLED_KIND:
        return
    change.db.execute(
        "INSERT OR IGNORE INTO appointment_notice (appointment, store, kind, starts, due_at) VALUES (?, ?, ?, ?, ?)",
        (one.appointment_id, one.store, kind, stamp(one.starts), stamp(at)),
    )


def _drop(change: Change, appointment_id: str, reason: str, besides: str = "") -> None:
    change.db.execute(
        "UPDATE appointment_notice SET state = 'dropped', reason = ? "
        "WHERE appointment = ? AND state = 'waiting' AND starts <> ?",
        (reason, appointment_id, besides),
    )


def _untrue(db: sqlite3.Connection, notice: AppointmentNotice, one: Booking, now: datetime) -> str:
    if notice.kind == CANCELLED_KIND:
        return "" if one.state == CANCELLED else "over"
    if one.state != BOOKED or now > one.starts - CLOSE / 2:
        return "over"
    if stamp(one.starts) != notice.starts:
        return "moved"
    return "" if appointments.get(db, one.appointment_id).host else "no_hour"


def _unasked(db: sqlite3.Connection, record: Record) -> str:
    member = record.text("member")
    if member and members.find(db, member) is None:
        return "gone"
    if record.text("contact"):
        return ""
    if not member:
        return "nobody"
    return "" if outreach.agreed(db, member) else "consent"


def _notice(row: sqlite3.Row) -> AppointmentNotice:
    return AppointmentNotice(**{name: row[name] for name in AppointmentNotice.__struct_fields__})
