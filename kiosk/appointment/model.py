"""Appointments as this device knows them: services, bookings, and tickets of those who came without one.

Which hours are free is read out of all bookings alike everywhere: `sync.formats.appointments`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.catalogue.model import Names
from kiosk.record.model import Record
from sync.formats.appointments import (
    BOOKED,
    CANCELLED,
    DAYS,
    HERE,
    KIND,
    LEAD,
    LONGEST,
    MISSED,
    SERVED,
    SERVICE,
    STANDING,
    STEP,
    Slot,
    free_hosts,
    hosted,
    number_of,
    slots,
)

__all__ = [
    "BOOKED",
    "CALLED",
    "CANCELLED",
    "DAYS",
    "GONE",
    "HERE",
    "KIND",
    "LATE",
    "LEAD",
    "LONGEST",
    "MISSED",
    "SERVED",
    "SERVICE",
    "SOURCES",
    "STANDING",
    "STEP",
    "WAITING",
    "WALK_IN",
    "Appointment",
    "Service",
    "Slot",
    "Ticket",
    "appointment_of",
    "free_hosts",
    "hosted",
    "number_of",
    "service_of",
    "slots",
    "ticket_of",
]

WALK_IN = "walk_in"

WAITING, CALLED, GONE = "waiting", "called", "gone"

SOURCES = ("kiosk", "tablet", "web", "phone")

LATE = timedelta(minutes=15)
"""Whoever is not here by then is missed, and their host is free."""


class Service(Struct, frozen=True):
    """Something that takes a colleague's time."""

    service_id: str
    names: Names
    minutes: int
    skill: str
    """What a host must be able to do; shown to colleagues."""
    hosts: tuple[str, ...]
    """Names of those who can."""
    questions: tuple[Names, ...] = ()
    """What the shopper is asked when booking."""
    opens: str = ""
    """HH:MM by the shop's clock; empty: as the store."""
    closes: str = ""

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class Appointment(Struct, frozen=True):
    """One booking, as far as this device has heard."""

    appointment_id: str
    service: str
    starts: datetime
    minutes: int
    state: str
    name: str
    member: str
    contact: str
    needs: tuple[tuple[str, str], ...]
    """(question, answer) in the words that were read."""
    wished: str
    """The host that was asked for; empty: anybody."""
    source: str
    made_at: datetime
    order: tuple[str, str, str]
    """Where it stands among all bookings: reading, device, id."""

    @property
    def number(self) -> str:
        """What people call it."""
        return number_of(self.appointment_id)

    @property
    def ends(self) -> datetime:
        """When the host is free again."""
        return self.starts + timedelta(minutes=self.minutes)


class Ticket(Struct, frozen=True):
    """Somebody who came without an appointment."""

    ticket_id: str
    number: str
    """Letter of the device and a number of the day: two devices never give the same."""
    about: str
    state: str
    made_at: datetime
    called_by: str = ""


def service_of(record: Record) -> Service | None:
    """The service of a record; None while it is incomplete or nobody does it."""
    hosts = tuple(part for part in record.text("hosts").split("|") if part)
    minutes = record.number("minutes")
    if not record.text("name_zh_hans") or not minutes or minutes < 1 or record.text("state") == "ended":
        return None
    asked = zip(*(record.text(f"questions_{name}").split("|") for name in ("zh_hans", "zh_hant", "en")), strict=False)
    return Service(
        service_id=record.record_id,
        names=Names(record.text("name_zh_hans"), record.text("name_zh_hant"), record.text("name_en")),
        minutes=minutes,
        skill=record.text("skill"),
        hosts=hosts,
        questions=tuple(Names(*three) for three in asked if three[0]),
        opens=record.text("opens"),
        closes=record.text("closes"),
    )


def appointment_of(record: Record) -> Appointment | None:
    """The booking of a record; None while the part of it that says when is still on its way."""
    starts, made_at, minutes = record.time("starts"), record.time("made_at"), record.number("minutes")
    if starts is None or made_at is None or not minutes or not record.text("service"):
        return None
    # Whoever moves an appointment asks for the new hour now, not when the old one was booked.
    when = record.fields["starts"]
    needs = []
    for line in record.text("needs").splitlines():
        question, _, answer = line.partition("\t")
        needs.append((question, answer))
    return Appointment(
        appointment_id=record.record_id,
        service=record.text("service"),
        starts=starts,
        minutes=minutes,
        state=record.text("state", BOOKED),
        name=record.text("name"),
        member=record.text("member"),
        contact=record.text("contact"),
        needs=tuple(needs),
        wished=record.text("wished"),
        source=record.text("source") if record.text("source") in SOURCES else "tablet",
        made_at=made_at,
        order=(when.at, when.device, record.record_id),
    )


def ticket_of(record: Record) -> Ticket | None:
    """The waiting ticket of a record; None while it is incomplete."""
    made_at = record.time("made_at")
    if made_at is None or not record.text("number"):
        return None
    return Ticket(
        record.record_id,
        record.text("number"),
        record.text("about"),
        record.text("state", WAITING),
        made_at,
        record.text("called_by"),
    )
