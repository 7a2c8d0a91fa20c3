"""A service ticket as its record says it."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.record.model import Record
from sync import clock
from sync.messages.records import Value

KIND = "ticket"

OPEN, IN_WORK, WAITING, ANSWERED, CLOSED = "open", "in_work", "waiting", "answered", "closed"
STATES = (OPEN, IN_WORK, WAITING, ANSWERED, CLOSED)
"""`waiting`: for a part, a repairer, or the shopper."""
UNSETTLED = (OPEN, IN_WORK, WAITING)

REPAIR, COMPLAINT, BILL, WARRANTY, FEEDBACK = "repair", "complaint", "bill", "warranty", "feedback"
SUBJECTS = (REPAIR, COMPLAINT, BILL, WARRANTY, FEEDBACK)

ANSWER_WITHIN = {
    COMPLAINT: timedelta(hours=4),
    BILL: timedelta(hours=24),
    FEEDBACK: timedelta(hours=24),
    WARRANTY: timedelta(days=2),
    REPAIR: timedelta(days=2),
}
"""Whoever complains is told something today."""

FACES = ("good", "fair", "bad")
"""What a shopper may say of a visit with one tap."""

TOPICS = ("staff", "waiting", "price", "product", "kiosk", "other")
"""What it was about, with the second."""

ENTRY = "entry."
"""Prefix of what was written since: one field each, so that two who write at once both keep their words."""

LONGEST = 1000
"""Characters of one text."""


class Entry(Struct, frozen=True):
    """Something that was written about it."""

    at: datetime
    by: str
    text: str


class Wanted(Struct, frozen=True):
    """A ticket that is to be opened."""

    subject: str
    text: str = ""
    """What the shopper says, in their words."""
    topic: str = ""
    face: str = ""
    gtin: str = ""
    serial: str = ""
    sale_id: str = ""
    sale_number: str = ""
    covered_until: str = ""
    """Last day of the warranty, YYYY-MM-DD; empty: nothing covers it, or nobody looked."""
    member: str = ""
    name: str = ""
    """Whom to ask for."""
    contact: str = ""
    """Where the answer goes: a number or an address, as the shopper says it."""
    language: str = ""

    def values(self, now: datetime) -> dict[str, Value]:
        """The fields of its record.

        Raises:
            ValueError: for a subject that nobody knows.
        """
        if self.subject not in SUBJECTS:
            raise ValueError(f"tickets are about {SUBJECTS}, not {self.subject!r}")
        found: dict[str, Value] = {
            "subject": self.subject,
            "state": OPEN,
            "made_at": clock.stamp(now),
            "due": clock.stamp(now + ANSWER_WITHIN[self.subject]),
        }
        optional: dict[str, Value] = {
            name: getattr(self, name)
            for name in (
                *("topic", "face", "gtin", "serial", "sale_id", "sale_number", "covered_until"),
                *("member", "name", "contact", "language"),
            )
        }
        optional["text"] = self.text[:LONGEST]
        return found | {name: value for name, value in optional.items() if value}


class Ticket(Struct, frozen=True):
    """One ticket, as far as this device has heard."""

    ticket_id: str
    subject: str
    state: str
    made_at: datetime
    made_on: str
    due_at: datetime | None = None
    text: str = ""
    topic: str = ""
    face: str = ""
    gtin: str = ""
    serial: str = ""
    sale_id: str = ""
    sale_number: str = ""
    covered_until: str = ""
    member: str = ""
    name: str = ""
    contact: str = ""
    language: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def number(self) -> str:
        """What people call it."""
        return number_of(self.ticket_id)

    @property
    def unsettled(self) -> bool:
        return self.state in UNSETTLED

    def late_at(self, now: datetime) -> bool:
        """Whether the shopper has waited longer than they were told."""
        return self.unsettled and self.due_at is not None and now > self.due_at


def number_of(ticket_id: str) -> str:
    """Six characters that can be said over a counter; made of the id, so that no device has to ask another for one."""
    digest = base64.b32encode(hashlib.sha256(ticket_id.encode()).digest()).decode("ascii")
    return f"S-{digest.replace('O', '8').replace('I', '9')[:6]}"


def ticket_of(record: Record) -> Ticket | None:
    """The ticket of a record; None while the part of it that says what it is about is still on its way."""
    subject, made_at = record.text("subject"), record.time("made_at")
    if made_at is None or not subject or not record.text("state"):
        return None
    return Ticket(
        ticket_id=record.record_id,
        subject=subject if subject in SUBJECTS else COMPLAINT,
        state=record.text("state"),
        made_at=made_at,
        made_on=record.set_on("made_at"),
        due_at=record.time("due"),
        text=record.text("text"),
        topic=record.text("topic") if record.text("topic") in TOPICS else "",
        face=record.text("face") if record.text("face") in FACES else "",
        gtin=record.text("gtin"),
        serial=record.text("serial"),
        sale_id=record.text("sale_id"),
        sale_number=record.text("sale_number"),
        covered_until=record.text("covered_until"),
        member=record.text("member"),
        name=record.text("name"),
        contact=record.text("contact"),
        language=record.text("language"),
        answer=record.text("answer"),
        answered_by=record.text("answered_by"),
        answered_at=record.time("answered_at"),
        entries=_entries(record),
    )


def _entries(record: Record) -> tuple[Entry, ...]:
    found = []
    for name in record.fields:
        at = record.set_at(name)
        if name.startswith(ENTRY) and at is not None and record.text(name):
            by, _, text = record.text(name).partition("\n")
            found.append((record.fields[name].at, Entry(at, by, text)))
    return tuple(entry for _, entry in sorted(found, key=lambda one: one[0]))
