"""Which hours of a service are free and who looks after whom: the same on every device and at head office.

Nobody can lock an hour while cables are pulled. So every booking is kept, and all read the same hour out of them alike:
in the order in which they were made, each takes a host who is free, and whoever finds none has no hour and is told.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

SERVICE, KIND = "service", "appointment"
"""Kinds of records."""

BOOKED, HERE, SERVED, CANCELLED, MISSED = "booked", "here", "served", "cancelled", "missed"
STANDING = (BOOKED, HERE, SERVED)
"""These take a host's time."""

STEP = timedelta(minutes=15)
"""Hours are offered at each quarter."""

LEAD = timedelta(minutes=15)
"""Nobody is promised a colleague sooner than that; whoever cannot wait takes a ticket."""

DAYS = 14
"""So far ahead can be booked."""

LONGEST = 400
"""Characters of what somebody needs."""


class Offer(Protocol):
    """Something that takes a colleague's time."""

    @property
    def service_id(self) -> str:
        """Its record."""

    @property
    def minutes(self) -> int:
        """How long it takes."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of those who can."""

    @property
    def opens(self) -> str:
        """HH:MM by the shop's clock; empty: as the store."""

    @property
    def closes(self) -> str:
        """The same, for the end."""


class Booking(Protocol):
    """One booking."""

    @property
    def appointment_id(self) -> str:
        """Its record."""

    @property
    def service(self) -> str:
        """What was booked."""

    @property
    def starts(self) -> datetime:
        """When it begins."""

    @property
    def minutes(self) -> int:
        """How long it takes."""

    @property
    def state(self) -> str:
        """booked, here, served, cancelled or missed."""

    @property
    def wished(self) -> str:
        """The host that was asked for; empty: anybody."""

    @property
    def order(self) -> tuple[str, str, str]:
        """Where it stands among all bookings: reading, device, id."""


class Slot(Struct, frozen=True):
    """A moment that can be booked, and by whom still."""

    starts: datetime
    free: tuple[str, ...]
    """Hosts who are free."""


def number_of(appointment_id: str) -> str:
    """Five characters that can be said over a counter; made of the id, so that no device has to ask another for one."""
    digest = base64.b32encode(hashlib.sha256(appointment_id.encode()).digest()).decode("ascii")
    return f"T-{digest.replace('O', '8').replace('I', '9')[:5]}"


def hosted(services: Iterable[Offer], booked: Iterable[Booking]) -> dict[str, str]:
    """Who looks after whom: appointment id -> host; an empty host: there is none, and the shopper must be told.

    The same for everybody who knows the same bookings, whatever order they came in.
    """
    by_id = {one.service_id: one for one in services}
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    found = {}
    for one in sorted((one for one in booked if one.state in STANDING), key=lambda one: one.order):
        service = by_id.get(one.service)
        hosts = service.hosts if service is not None else ()
        starts, ends = _span(one)
        # Who has the fewest comes first, so that a day is shared out.
        wanted = sorted(hosts, key=lambda host: (host != one.wished, len(busy.get(host, ())), host))
        host = next((host for host in wanted if _is_free(busy.get(host, ()), starts, ends)), "")
        if host:
            busy.setdefault(host, []).append((starts, ends))
        found[one.appointment_id] = host
    return found


def free_hosts(
    service: Offer, services: Iterable[Offer], booked: Sequence[Booking], starts: datetime
) -> tuple[str, ...]:
    """Who could begin this service at this moment."""
    busy = _busy(services, booked)
    ends = starts + timedelta(minutes=service.minutes)
    return tuple(host for host in service.hosts if _is_free(busy.get(host, ()), starts, ends))


def slots(
    service: Offer,
    services: Sequence[Offer],
    booked: Sequence[Booking],
    day: date,
    now: datetime,
    hours: tuple[str, str],
    zone: str,
) -> list[Slot]:
    """What can be booked of a service on a day, in order. `hours`: of the store, HH:MM by its clock."""
    here = ZoneInfo(zone)
    # 24:00 is how people write the midnight that ends a day.
    texts = (service.opens or hours[0], (service.closes or hours[1]).replace("24:00", "00:00"))
    opens, closes = (time.fromisoformat(text) for text in texts)
    at, end = datetime.combine(day, opens, here), datetime.combine(day, closes, here)
    if closes <= opens:
        end += timedelta(days=1)
    length, busy = timedelta(minutes=service.minutes), _busy(services, booked)
    found = []
    while at + length <= end:
        if at >= now + LEAD:
            free = tuple(host for host in service.hosts if _is_free(busy.get(host, ()), at, at + length))
            if free:
                found.append(Slot(at.astimezone(now.tzinfo), free))
        at += STEP
    return found


def _busy(services: Iterable[Offer], booked: Sequence[Booking]) -> dict[str, list[tuple[datetime, datetime]]]:
    by_id = {one.appointment_id: one for one in booked}
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    for appointment_id, host in hosted(services, booked).items():
        if host:
            busy.setdefault(host, []).append(_span(by_id[appointment_id]))
    return busy


def _span(one: Booking) -> tuple[datetime, datetime]:
    return one.starts, one.starts + timedelta(minutes=one.minutes)


def _is_free(taken: Iterable[tuple[datetime, datetime]], starts: datetime, ends: datetime) -> bool:
    return all(ends <= other_starts or starts >= other_ends for other_starts, other_ends in taken)
