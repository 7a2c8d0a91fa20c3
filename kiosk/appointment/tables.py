"""Reads services, appointments and waiting tickets out of the shop's records."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from kiosk.appointment.model import (
    CALLED,
    KIND,
    SERVICE,
    WAITING,
    WALK_IN,
    Appointment,
    Service,
    Ticket,
    appointment_of,
    service_of,
    ticket_of,
)
from kiosk.record import tables as records
from sync import clock
from sync.security import Vault


def services(db: sqlite3.Connection, vault: Vault) -> list[Service]:
    """What can be booked in this store, by name."""
    found = [service_of(record) for record in records.all_of(db, vault, SERVICE)]
    return sorted((one for one in found if one is not None), key=lambda one: one.names.zh_hans)


def offers_services(db: sqlite3.Connection) -> bool:
    """Whether a colleague's time can be had here at all."""
    return records.count(db, SERVICE) > 0


def appointments(db: sqlite3.Connection, vault: Vault, since: datetime, until: datetime) -> list[Appointment]:
    """All bookings that begin in this time, the soonest first."""
    found = records.all_of(db, vault, KIND, due_from=clock.stamp(since), due_before=clock.stamp(until))
    known = [appointment_of(record) for record in found]
    return sorted((one for one in known if one is not None), key=lambda one: (one.starts, one.order))


def around(db: sqlite3.Connection, vault: Vault, at: datetime) -> list[Appointment]:
    """All bookings that may meet one at this moment: of the day before and after."""
    return appointments(db, vault, at - timedelta(days=1), at + timedelta(days=2))


def load(db: sqlite3.Connection, vault: Vault, appointment_id: str) -> Appointment | None:
    """One booking."""
    record = records.load(db, vault, KIND, appointment_id)
    return appointment_of(record) if record is not None else None


def line(db: sqlite3.Connection, vault: Vault, since: datetime) -> list[Ticket]:
    """Who waits or is called, of those who came since then: the first one first."""
    found = records.all_of(db, vault, WALK_IN, states=(WAITING, CALLED), due_from=clock.stamp(since))
    known = [ticket_of(record) for record in found]
    return sorted((one for one in known if one is not None), key=lambda one: (one.made_at, one.number))


def tickets_since(db: sqlite3.Connection, vault: Vault, since: datetime) -> list[Ticket]:
    """All tickets of the day, whatever became of them."""
    known = [ticket_of(record) for record in records.all_of(db, vault, WALK_IN, due_from=clock.stamp(since))]
    return [one for one in known if one is not None]
