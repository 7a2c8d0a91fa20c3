"""What a colleague may know of a customer, and what they keep for them; each of it read from its record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from kiosk.record.model import Record, same_id
from kiosk.staff.model import Role

CONSENT, CLIENT, NOTE, LOOK, OUTREACH = "consent", "client", "client_note", "look", "outreach"
"""Kinds of record."""

OPEN, ENDED = "open", "ended"

CONSENT_LASTS = timedelta(minutes=10)
"""As long as an advice takes; then the shopper holds out their code again."""

LONGEST = 500
"""Characters of a note or a message."""

MOST_LOOK = 24
"""Products on one list: as many as somebody looks through on a phone, and as one code carries."""

LONGEST_TITLE = 40
"""Characters of a list's name: what fits on a row of the card."""

WITH = "with."
"""Prefix of the fields that name who looks after a client: one each, so that two who add themselves both stay."""

ITEM = "item."
"""Prefix of the fields that name a list's products; empty: it was taken out again."""

SEE, SEE_ALL = "client", "client_all"
"""Permissions: to see purchases and write notes; to read everybody's notes, the private ones too."""

Purpose = Literal["look", "private"]
PURPOSES: tuple[Purpose, ...] = ("look", "private")
"""A look is worn or used together; a private list is what somebody wants to come back to."""

QUEUED, SENT, REFUSED = "queued", "sent", "refused"


def client_id(member: str) -> str:
    """The record of a member in the client book; the same one in every store."""
    return same_id("client", member)


class Mask(Struct, frozen=True):
    """How much of a card somebody sees."""

    purchases: bool
    """What they bought and in which sizes, and what follows from that."""
    notes: Literal["none", "shared", "all"]
    """`shared`: their own and those that are for everybody."""
    keeps: bool
    """Whether they may write: notes, lists, the book, messages."""


def mask_of(role: Role) -> Mask:
    """What a role sees: nobody sees more because they signed in on another screen."""
    if role.permits(SEE_ALL):
        return Mask(True, "all", True)
    if role.permits(SEE):
        return Mask(True, "shared", True)
    return Mask(False, "none", False)


class Consent(Struct, frozen=True):
    """A shopper held out their code so that their card may be seen."""

    consent_id: str
    member: str
    operator: str
    """Who asked; empty where nobody signs in."""
    device: str
    at: datetime
    until: datetime
    ended: bool

    def holds(self, now: datetime, device: str, operator: str) -> bool:
        """Whether this person may look at the card on this device now; a clock that was put back opens nothing."""
        return (
            not self.ended
            and self.at - timedelta(minutes=1) <= now < self.until
            and (self.device, self.operator) == (device, operator)
        )


def consent_of(record: Record) -> Consent | None:
    """The consent of a record; None while parts of it are on their way."""
    at, until = record.time("at"), record.time("due")
    if at is None or until is None or not record.text("member"):
        return None
    return Consent(
        consent_id=record.record_id,
        member=record.text("member"),
        operator=record.text("operator"),
        device=record.text("device"),
        at=at,
        until=until,
        ended=record.text("state") != OPEN,
    )


class Note(Struct, frozen=True):
    """A word about a customer."""

    note_id: str
    member: str
    author: str
    name: str
    text: str
    shared: bool
    at: datetime

    def seen_by(self, mask: Mask, operator: str) -> bool:
        """Whether somebody reads it."""
        if mask.notes == "all":
            return True
        return mask.notes == "shared" and (self.shared or self.author == operator)


def note_of(record: Record) -> Note | None:
    """The note of a record; None if it was taken back, or is not whole yet."""
    at = record.time("at")
    if at is None or record.text("state") != OPEN or not record.text("text"):
        return None
    return Note(
        note_id=record.record_id,
        member=record.text("member"),
        author=record.text("author"),
        name=record.text("name"),
        text=record.text("text"),
        shared=record.flag("shared"),
        at=at,
    )


class Client(Struct, frozen=True):
    """A member in the client book."""

    member: str
    associates: tuple[tuple[str, str], ...]
    """(operator id, name) of everybody who looks after them, by name."""
    birthday: str
    """MM-DD; empty: not told."""
    next_contact: date | None
    may_write: bool
    """Whether the member agreed to be written to."""
    may_write_at: datetime | None
    """When that was last said."""
    next_why: str = ""

    def looked_after_by(self, operator: str) -> bool:
        """Whether they are somebody's client."""
        return any(who == operator for who, _ in self.associates)

    def due(self, today: date, ahead: timedelta = timedelta(days=7)) -> bool:
        """Whether they want to hear of us: the next contact has come, or the birthday is near."""
        if self.next_contact is not None and self.next_contact <= today:
            return True
        days = days_to_birthday(self.birthday, today)
        return days is not None and days <= ahead.days


def days_to_birthday(birthday: str, today: date) -> int | None:
    """Days until the next birthday; None if it is not known. The 29th of February is kept on the 28th between."""
    try:
        month, day = (int(part) for part in birthday.split("-"))
    except ValueError:
        return None
    for year in (today.year, today.year + 1):
        try:
            comes = date(year, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                return None
            comes = date(year, 2, 28)
        if comes >= today:
            return (comes - today).days
    return None


def client_of(record: Record) -> Client | None:
    """The client of a record; None if nobody looks after them and nothing is agreed."""
    if not record.text("member"):
        return None
    people = [
        (name.removeprefix(WITH), record.text(name))
        for name in record.fields
        if name.startswith(WITH) and record.text(name)
    ]
    try:
        comes = date.fromisoformat(record.text("due"))
    except ValueError:
        comes = None
    return Client(
        member=record.text("member"),
        associates=tuple(sorted(people, key=lambda one: (one[1], one[0]))),
        birthday=record.text("birthday"),
        next_contact=comes,
        may_write=record.flag("may_write"),
        may_write_at=record.set_at("may_write"),
        next_why=record.text("next_why"),
    )


class Look(Struct, frozen=True):
    """Products that a colleague laid together for a customer."""

    look_id: str
    member: str
    purpose: Purpose
    author: str
    name: str
    at: datetime
    gtins: tuple[str, ...]
    """In the order in which they were put on it."""
    handed_at: datetime | None
    """When it was last handed to the customer: as a code, or to a till."""
    title: str = ""
    """What the colleague calls it; empty: what it is for says it."""


def look_of(record: Record) -> Look | None:
    """The list of a record; None if it was put away, or is not whole yet."""
    at = record.time("at")
    if at is None or record.text("state") != OPEN:
        return None
    items = [
        (record.fields[name].at, name.removeprefix(ITEM))
        for name in record.fields
        if name.startswith(ITEM) and record.text(name)
    ]
    return Look(
        look_id=record.record_id,
        member=record.text("member"),
        purpose="look" if record.text("purpose") == "look" else "private",
        author=record.text("author"),
        name=record.text("name"),
        at=at,
        gtins=tuple(gtin for _, gtin in sorted(items)),
        handed_at=record.time("handed_at"),
        title=record.text("title"),
    )


class Outreach(Struct, frozen=True):
    """A message to a customer; head office sends it."""

    outreach_id: str
    member: str
    text: str
    author: str
    name: str
    state: str
    """queued, sent or refused."""
    reason: str
    """Why it was refused: cap, consent."""
    at: datetime
    sent_at: datetime | None


def outreach_of(record: Record) -> Outreach | None:
    """The message of a record; None while parts of it are on their way."""
    at = record.time("at")
    if at is None or record.text("state") not in (QUEUED, SENT, REFUSED):
        return None
    return Outreach(
        outreach_id=record.record_id,
        member=record.text("member"),
        text=record.text("text"),
        author=record.text("author"),
        name=record.text("name"),
        state=record.text("state"),
        reason=record.text("reason"),
        at=at,
        sent_at=record.time("sent_at"),
    )
