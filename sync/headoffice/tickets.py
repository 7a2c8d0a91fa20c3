"""Service tickets: what stores and shoppers ask, for another system to read and to answer."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sync.clock import stamp
from sync.formats.record_merge import moment
from sync.headoffice import records
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.records import Record
from sync.messages import Gln, Id
from sync.messages.records import Value

KIND = "ticket"

Subject = Literal["repair", "complaint", "bill", "warranty", "feedback"]
State = Literal["open", "in_work", "waiting", "answered", "closed"]

WITHIN = {
    "complaint": timedelta(hours=4),
    "bill": timedelta(hours=24),
    "feedback": timedelta(hours=24),
    "warranty": timedelta(days=2),
    "repair": timedelta(days=2),
}
"""When a shopper is told something, by subject; stores count alike."""

Words = Annotated[str, Meta(max_length=1000)]


class TicketEntry(Struct, frozen=True, kw_only=True):
    """Something that was written about it."""

    at: str
    by: str
    text: str


class TicketAnswer(Struct, frozen=True, kw_only=True):
    """A ticket as it stands."""

    ticket: str
    number: str
    """What people call it."""
    store: str
    subject: str
    state: str
    version: int
    """Rises with each change of any ticket: ask for what is newer than the greatest that was read."""
    made_at: str
    due_at: str
    text: str
    topic: str
    face: str
    gtin: str
    serial: str
    sale_id: str
    sale_number: str
    covered_until: str
    member: str
    name: str
    contact: str
    language: str
    answer: str
    answered_by: str
    answered_at: str
    entries: tuple[TicketEntry, ...]


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ticket to be opened."""

    store: Gln
    subject: Subject
    text: Words
    gtin: Annotated[str, Meta(pattern=r"^(\d{14})?$")] = ""
    serial: Annotated[str, Meta(max_length=64)] = ""
    sale_id: Annotated[str, Meta(max_length=64)] = ""
    sale_number: Annotated[str, Meta(max_length=64)] = ""
    member: Annotated[str, Meta(max_length=64)] = ""
    name: Annotated[str, Meta(max_length=80)] = ""
    contact: Annotated[str, Meta(max_length=120)] = ""
    language: Annotated[str, Meta(max_length=8)] = ""


def open_ticket(change: Change, wanted: Wanted) -> TicketAnswer:
    """Open a ticket; the store finds it among its tasks.

    Raises:
        Unknown: if there is no such store or member.
        Invalid: if nothing is said.
    """
    if not wanted.text.strip():
        raise Invalid("text", "what is it about?")
    if wanted.member and not change.db.execute("SELECT 1 FROM member WHERE member = ?", (wanted.member,)).fetchone():
        raise Unknown("member", wanted.member)
    values: dict[str, Value] = {
        "subject": wanted.subject,
        "state": "open",
        "made_at": stamp(change.now),
        "due": stamp(change.now + WITHIN[wanted.subject]),
    }
    optional = ("text", "gtin", "serial", "sale_id", "sale_number", "member", "name", "contact", "language")
    values |= {name: getattr(wanted, name) for name in optional if getattr(wanted, name)}
    record = records.set_fields(change, wanted.store, KIND, change.new_id(), values)
    return _whole(record)


def answer(change: Change, ticket: str, text: str, by: str) -> TicketAnswer:
    """Say what the shopper is told; the store shows it, and has one task less.

    Raises:
        Unknown: if there is no such ticket.
        Invalid: if nothing is said.
    """
    if not text.strip():
        raise Invalid("text", "what is the answer?")
    found = _get(change.db, ticket)
    values: dict[str, Value] = {
        "answer": text.strip(),
        "answered_by": by,
        "answered_at": stamp(change.now),
        "state": "answered",
    }
    return _whole(records.set_fields(change, found.store, KIND, ticket, values))


def write(change: Change, ticket: str, text: str, by: str) -> TicketAnswer:
    """Put a word to a ticket that colleagues read.

    Raises:
        Unknown: if there is no such ticket.
        Invalid: if nothing is said.
    """
    if not text.strip():
        raise Invalid("text", "what is to be written?")
    found = _get(change.db, ticket)
    fields: dict[str, Value] = {f"entry.{change.new_id()}": f"{by}\n{text.strip()}"}
    return _whole(records.set_fields(change, found.store, KIND, ticket, fields))


def move(change: Change, ticket: str, state: State) -> TicketAnswer:
    """Say how it stands.

    Raises:
        Unknown: if there is no such ticket.
        Conflict: ``answered`` without an answer.
    """
    found = _get(change.db, ticket)
    if state == "answered" and not found.text("answer"):
        raise Conflict("state", "there is no answer yet")
    return _whole(records.set_fields(change, found.store, KIND, ticket, {"state": state}))


def get(db: sqlite3.Connection, ticket: str) -> TicketAnswer:
    """One ticket.

    Raises:
        Unknown: if there is none, or none that is whole yet.
    """
    return _whole(_get(db, ticket))


def newer(
    db: sqlite3.Connection, version: int = 0, store: str = "", state: str = "", limit: int = 200
) -> list[TicketAnswer]:
    """Tickets that changed after a version, in the order in which they did."""
    found: list[TicketAnswer] = []
    while len(found) < limit:
        page = records.changed_since(db, KIND, version, limit)
        for record in page:
            version = record.version
            whole = _answer(record)
            fits = (not store or record.store == store) and (not state or record.text("state") == state)
            if whole is not None and fits and len(found) < limit:
                found.append(whole)
        if len(page) < limit:
            break
    return found


def _get(db: sqlite3.Connection, ticket: str) -> Record:
    return records.get(db, KIND, ticket)


def _whole(record: Record) -> TicketAnswer:
    found = _answer(record)
    if found is None:
        raise Unknown(KIND, record.record_id)
    return found


def _answer(record: Record) -> TicketAnswer | None:
    text = record.text
    if not text("subject") or not text("made_at"):
        return None  # the part that says what it is about is still on its way
    return TicketAnswer(
        ticket=record.record_id,
        number=number_of(record.record_id),
        store=record.store,
        subject=text("subject"),
        state=text("state"),
        version=record.version,
        made_at=text("made_at"),
        due_at=text("due"),
        text=text("text"),
        topic=text("topic"),
        face=text("face"),
        gtin=text("gtin"),
        serial=text("serial"),
        sale_id=text("sale_id"),
        sale_number=text("sale_number"),
        covered_until=text("covered_until"),
        member=text("member"),
        name=text("name"),
        contact=text("contact"),
        language=text("language"),
        answer=text("answer"),
        answered_by=text("answered_by"),
        answered_at=text("answered_at"),
        entries=_entries(record),
    )


def _entries(record: Record) -> tuple[TicketEntry, ...]:
    written = sorted(
        (field.at, str(field.value))
        for name, field in record.fields.items()
        if name.startswith("entry.") and field.value
    )
    found = []
    for at, words in written:
        by, _, text = words.partition("\n")
        found.append(TicketEntry(at=stamp(moment(at)), by=by, text=text))
    return tuple(found)


def number_of(ticket: Id) -> str:
    """Six characters that can be said over a counter; devices make the same of the id."""
    digest = base64.b32encode(hashlib.sha256(ticket.encode()).digest()).decode("ascii")
    return f"S-{digest.replace('O', '8').replace('I', '9')[:6]}"
