"""Tickets on disk are records; this reads them as tickets."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from kiosk.record import tables as records
from kiosk.ticket.model import ANSWERED, CLOSED, KIND, OPEN, UNSETTLED, Ticket, ticket_of
from sync.security import Vault

SHOWN_SETTLED = timedelta(days=14)
"""So long answered tickets stand in the list: shoppers come back with "you wrote to me"."""


def load(db: sqlite3.Connection, vault: Vault, ticket_id: str) -> Ticket | None:
    """The ticket, or None if nobody told of it."""
    record = records.load(db, vault, KIND, ticket_id)
    return None if record is None else ticket_of(record)


def unsettled(db: sqlite3.Connection, vault: Vault) -> list[Ticket]:
    """What waits for an answer, the soonest due first."""
    found = [ticket_of(record) for record in records.all_of(db, vault, KIND, states=UNSETTLED)]
    return [ticket for ticket in found if ticket is not None]


def unheard(db: sqlite3.Connection, vault: Vault) -> list[Ticket]:
    """What nobody has begun to deal with."""
    found = [ticket_of(record) for record in records.all_of(db, vault, KIND, states=(OPEN,))]
    return [ticket for ticket in found if ticket is not None]


def settled(db: sqlite3.Connection, vault: Vault, now: datetime, limit: int = 40) -> list[Ticket]:
    """What was answered in the last days, the newest first."""
    found = [ticket_of(record) for record in records.all_of(db, vault, KIND, states=(ANSWERED, CLOSED))]
    since = now - SHOWN_SETTLED
    recent = [one for one in found if one is not None and (one.answered_at or one.made_at) >= since]
    return sorted(recent, key=lambda one: one.answered_at or one.made_at, reverse=True)[:limit]


def of_sale(db: sqlite3.Connection, vault: Vault, sale_id: str) -> list[Ticket]:
    """The tickets about one sale, the newest first. Few are open at a time, so all are looked at."""
    found = [ticket_of(record) for record in records.all_of(db, vault, KIND)]
    mine = [one for one in found if one is not None and one.sale_id == sale_id]
    return sorted(mine, key=lambda one: one.made_at, reverse=True)


def of_member(db: sqlite3.Connection, vault: Vault, member: str) -> list[Ticket]:
    """A member's tickets, the newest first."""
    found = [ticket_of(record) for record in records.all_of(db, vault, KIND, member=member)]
    return sorted((one for one in found if one is not None), key=lambda one: one.made_at, reverse=True)


def count_unsettled(db: sqlite3.Connection) -> int:
    """How many wait for an answer; quick enough to be asked every second."""
    return records.count(db, KIND, UNSETTLED)
