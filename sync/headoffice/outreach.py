"""Messages that colleagues draft to customers: sent from here if the customer agreed and the week's are not used up."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sync.clock import parse, stamp
from sync.formats import outreach_cap
from sync.headoffice import members, records
from sync.headoffice.change import Change
from sync.headoffice.notices import Words
from sync.headoffice.records import Record

KIND, CLIENT = "outreach", "client"

QUEUED, SENT, REFUSED = "queued", "sent", "refused"


def newest(db: sqlite3.Connection) -> int:
    """The version of the message that changed last; one look at an index."""
    row = db.execute("SELECT max(version) FROM record WHERE kind = ?", (KIND,)).fetchone()
    return int(row[0] or 0)


def queued(db: sqlite3.Connection) -> list[Record]:
    """The messages that wait, in the order in which head office heard of them."""
    return sorted(records.all_of(db, KIND, states=(QUEUED,)), key=lambda one: one.version)


def sent_at(db: sqlite3.Connection, member: str) -> list[datetime]:
    """When messages went out to a member, from whatever store."""
    found = records.all_of(db, KIND, states=(SENT,), member=member)
    return [parse(one.text("sent_at")) for one in found if one.text("sent_at")]


def agreed(db: sqlite3.Connection, member: str) -> bool:
    """Whether a member said that they may be written to, and never took it back."""
    said = [one.fields["may_write"].value for one in records.all_of(db, CLIENT, member=member) if _asked(one)]
    return said == [True]


def reason_against(db: sqlite3.Connection, record: Record, now: datetime) -> str:
    """Why a message may not go out: gone, consent, cap; empty: it may."""
    member = record.text("member")
    if members.find(db, member) is None or not record.text("text"):
        return "gone"
    if not agreed(db, member):
        return "consent"
    return "cap" if outreach_cap.within(sent_at(db, member), now) >= outreach_cap.MOST else ""


def refuse(change: Change, record: Record, reason: str) -> None:
    """It does not go out; whoever drafted it reads why."""
    values = {"state": REFUSED, "reason": reason, "sent_at": ""}
    records.set_fields(change, record.store, KIND, record.record_id, values)


def sent(change: Change, record: Record, channels: list[str]) -> None:
    """It went out."""
    values = {"state": SENT, "sent_at": stamp(change.now), "channels": ",".join(channels)}
    records.set_fields(change, record.store, KIND, record.record_id, values)


def words(db: sqlite3.Connection, record: Record, now: datetime) -> Words:
    """The message as it goes out."""
    member = members.get(db, record.text("member"))
    return Words(
        id=record.record_id,
        kind="message",
        order_id="",
        number="",
        store=record.store,
        member=member.member,
        contact="",
        language=member.language,
        text=record.text("text"),
        path="",
        at=stamp(now),
    )


def _asked(record: Record) -> bool:
    return "may_write" in record.fields
