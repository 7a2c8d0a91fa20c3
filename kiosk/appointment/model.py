"""Appointments: which hours are free, who has which, and what becomes of two who booked the same one apart.

Nobody can lock an hour while cables are pulled. So every booking is kept, and all devices read the same hour out of
them alike: in the order in which they were made (the hybrid clock, then the device), each takes a host who is free, and
whoever finds none has no hour and is told. As long as devices hear each other nobody comes to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.catalogue.model import Names
from kiosk.record.model import Record

SERVICE, KIND, WALK_IN = "service", "appointment", "walk_in"

BOOKED, HERE, SERVED, CANCELLED, MISSED = "booked", "here", "served", "cancelled", "missed"
STANDING = (BOOKED, HERE, SERVED)
"""These take a host's time."""

WAITING, CALLED, GONE = "waiting", "called", "gone"

SOURCES = ("kiosk", "tablet", "web", "phone")

STEP = timedelta(minutes=15)
"""Hours are offered at each quarter."""

LEAD = timedelta(minutes=15)
"""Nobody is promised a colleague sooner than that; whoever cannot wait takes a ticket."""

DAYS = 14
"""So far ahead can be booked."""

LATE = timedelta(minutes=15)
"""Whoever is not here by then is missed, and their host is free."""

LONGEST = 400
"""Characters of what somebody needs."""


@dataclass(frozen=True, slots=True)
class Service:
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


@dataclass(frozen=True, slots=True)
class Appointment:
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
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment that can be booked, and by how many still."""

    starts: datetime
    free: tuple[str, ...]
    """Hosts who are free."""


@dataclass(frozen=True, slots=True)
class Ticket:
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


def hosted(services: Iterable[Service], booked: Iterable[Appointment]) -> dict[str, str]:
    """Who looks after whom: appointment id -> host; an empty host: there is none, and the shopper must be told.

    The same on every device that knows the same bookings, whatever order they came in.
    """
    by_id = {one.service_id: one for one in services}
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    found = {}
    for one in sorted((one for one in booked if one.state in STANDING), key=lambda one: one.order):
        service = by_id.get(one.service)
        hosts = service.hosts if service is not None else ()
        wanted = sorted(hosts, key=lambda host: (host != one.wished, len(busy.get(host, ())), host))
        host = next((host for host in wanted if _is_free(busy.get(host, ()), one.starts, one.ends)), "")
        if host:
            busy.setdefault(host, []).append((one.starts, one.ends))
        found[one.appointment_id] = host
    return found


def slots(
    service: Service,
    services: Sequence[Service],
    booked: Sequence[Appointment],
    day: date,
    now: datetime,
    hours: tuple[str, str],
    zone: str,
) -> list[Slot]:
    """What can be booked of a service on a day, in order. `hours`: of the store, HH:MM by its clock."""
    here = ZoneInfo(zone)
    opens, closes = (time.fromisoformat(text) for text in (service.opens or hours[0], service.closes or hours[1]))
    at = datetime.combine(day, opens, here)
    end = datetime.combine(day, closes, here)
    if closes <= opens:
        end += timedelta(days=1)
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    by_id = {one.appointment_id: one for one in booked}
    for appointment_id, host in hosted(services, booked).items():
        one = by_id[appointment_id]
        busy.setdefault(host, []).append((one.starts, one.ends))
    found = []
    while at + service.length <= end:
        if at >= now + LEAD:
            free = tuple(host for host in service.hosts if _is_free(busy.get(host, ()), at, at + service.length))
            if free:
                found.append(Slot(at.astimezone(now.tzinfo), free))
        at += STEP
    return found


def _is_free(taken: Iterable[tuple[datetime, datetime]], starts: datetime, ends: datetime) -> bool:
    return all(ends <= other_starts or starts >= other_ends for other_starts, other_ends in taken)
