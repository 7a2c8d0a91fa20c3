"""Consents, notes, clients, lists and messages on disk are records; this reads them as what they are."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kiosk.clienteling.model import (
    CLIENT,
    CONSENT,
    LOOK,
    NOTE,
    OPEN,
    OUTREACH,
    QUEUED,
    REFUSED,
    SENT,
    Client,
    Consent,
    Look,
    Mask,
    Note,
    Outreach,
    client_id,
    client_of,
    consent_of,
    look_of,
    mask_of,
    note_of,
    outreach_of,
)
from kiosk.record import tables as records
from kiosk.staff import tables as staff
from kiosk.staff.model import BUILT_IN, ORDINARY, Operator, Role
from sync.formats import outreach_cap
from sync.security import Vault


def who(db: sqlite3.Connection) -> tuple[str, Role]:
    """(operator id, role) of whoever stands at this device; without operators everything is everybody's."""
    operator: Operator | None = staff.signed_in(db)
    if operator is not None:
        return operator.operator_id, staff.role(db, operator.role)
    return "", ORDINARY if staff.any_known(db) else BUILT_IN["manager"]


def mask(db: sqlite3.Connection) -> Mask:
    """How much whoever stands at this device sees."""
    return mask_of(who(db)[1])


def open_consents(db: sqlite3.Connection, vault: Vault, device: str) -> list[Consent]:
    """The consents that were given on this device and not ended, the newest last."""
    found = [consent_of(record) for record in records.all_of(db, vault, CONSENT, states=(OPEN,))]
    return sorted((one for one in found if one is not None and one.device == device), key=lambda one: one.at)


def consent_now(db: sqlite3.Connection, vault: Vault, device: str, now: datetime) -> Consent | None:
    """The consent under which a card may be seen on this device, by who is signed in, at this moment."""
    operator = who(db)[0]
    holding = [one for one in open_consents(db, vault, device) if one.holds(now, device, operator)]
    return holding[-1] if holding else None


def notes(db: sqlite3.Connection, vault: Vault, member: str) -> list[Note]:
    """What whoever stands here may read of the notes on a member, the newest first."""
    operator, role = who(db)
    seen = mask_of(role)
    found = [note_of(record) for record in records.all_of(db, vault, NOTE, states=(OPEN,), member=member)]
    readable = [one for one in found if one is not None and one.seen_by(seen, operator)]
    return sorted(readable, key=lambda one: one.at, reverse=True)


def client(db: sqlite3.Connection, vault: Vault, member: str) -> Client | None:
    """The member in the client book, or None."""
    record = records.load(db, vault, CLIENT, client_id(member))
    return None if record is None else client_of(record)


def clients(db: sqlite3.Connection, vault: Vault) -> list[Client]:
    """Everybody in the book whom somebody looks after."""
    found = [client_of(record) for record in records.all_of(db, vault, CLIENT)]
    return [one for one in found if one is not None and one.associates]


def looks(db: sqlite3.Connection, vault: Vault, member: str) -> list[Look]:
    """The lists that were laid together for a member, the newest first."""
    found = [look_of(record) for record in records.all_of(db, vault, LOOK, states=(OPEN,), member=member)]
    return sorted((one for one in found if one is not None), key=lambda one: one.at, reverse=True)


def look(db: sqlite3.Connection, vault: Vault, look_id: str) -> Look | None:
    """One list, or None if it was put away."""
    record = records.load(db, vault, LOOK, look_id)
    return None if record is None else look_of(record)


def outreaches(db: sqlite3.Connection, vault: Vault, member: str) -> list[Outreach]:
    """The messages to a member, the newest first."""
    found = records.all_of(db, vault, OUTREACH, states=(QUEUED, SENT, REFUSED), member=member)
    messages = [outreach_of(record) for record in found]
    return sorted((one for one in messages if one is not None), key=lambda one: one.at, reverse=True)


def written(db: sqlite3.Connection, vault: Vault, member: str) -> list[datetime]:
    """When each message was sent, or drafted where it waits: what counts against the cap, as far as is known here."""
    return [one.sent_at or one.at for one in outreaches(db, vault, member) if one.state in (QUEUED, SENT)]


def written_this_week(db: sqlite3.Connection, vault: Vault, member: str, now: datetime) -> int:
    """How many of the week's messages are used up."""
    return outreach_cap.within(written(db, vault, member), now)
