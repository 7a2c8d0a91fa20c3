"""Books, moves and ends appointments, calls who waits; all of it with every cable pulled."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.appointment import tables
from kiosk.appointment.model import (
    BOOKED,
    CALLED,
    CANCELLED,
    GONE,
    HERE,
    KIND,
    LATE,
    LEAD,
    LONGEST,
    MISSED,
    SERVED,
    WAITING,
    WALK_IN,
    Appointment,
    Service,
    Ticket,
    free_hosts,
    hosted,
    ticket_of,
)
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record import tables as record_tables
from kiosk.register import Register
from kiosk.task import actions as tasks
from kiosk.task.model import Wanted as WantedTask
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault

TOPICS = frozenset({records.topic(KIND), records.topic(WALK_IN), records.topic("service")})

SCREEN = "appointment.day"

REMIND = timedelta(minutes=15)
"""So long before its host is told."""

_NEXT = {BOOKED: (HERE, CANCELLED, MISSED), HERE: (SERVED, CANCELLED), MISSED: (HERE,), SERVED: (), CANCELLED: ()}


class Wanted(Struct, frozen=True):
    """A booking that somebody asks for."""

    service: str
    starts: datetime
    name: str
    source: str
    member: str = ""
    contact: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    wished: str = ""
    language: str = ""
    """In which the shopper is told of it; empty: the member's, or the shop's."""


def book(tx: Transaction, vault: Vault, register: Register, wanted: Wanted) -> Appointment:
    """Book an hour that is free by all that this device knows.

    Raises:
        Refused: ``appointment.no_service``, ``appointment.name_needed``, ``appointment.too_soon``,
            ``appointment.taken``, ``record.too_large``.
    """
    service = _service(tx, vault, wanted.service)
    if not wanted.name.strip():
        raise Refused("appointment.name_needed")
    _check_free(tx, vault, service, wanted.starts, "")
    values: dict[str, Value] = {
        "service": service.service_id,
        "starts": clock.stamp(wanted.starts),
        "due": clock.stamp(wanted.starts),
        "minutes": service.minutes,
        "state": BOOKED,
        "name": wanted.name.strip()[:60],
        "source": wanted.source,
        "made_at": clock.stamp(tx.now),
    }
    needs = "\n".join(f"{question}\t{answer}" for question, answer in wanted.needs if answer.strip())
    optional = {
        "member": wanted.member,
        "contact": wanted.contact[:80],
        "needs": needs[:LONGEST],
        "wished": wanted.wished,
        "language": wanted.language,
    }
    values |= {name: value for name, value in optional.items() if value}
    record = records.new_record(tx, vault, register, KIND, values)
    return _get(tx, vault, record.record_id)


def move(tx: Transaction, vault: Vault, register: Register, appointment_id: str, starts: datetime) -> Appointment:
    """Another hour for the same appointment.

    Raises:
        Refused: ``appointment.unknown``, ``appointment.not_now``, ``appointment.too_soon``, ``appointment.taken``.
    """
    one = _load(tx, vault, appointment_id)
    if one.state not in (BOOKED, MISSED):
        raise Refused("appointment.not_now", state=one.state)
    _check_free(tx, vault, _service(tx, vault, one.service), starts, appointment_id)
    values: dict[str, Value] = {"starts": clock.stamp(starts), "due": clock.stamp(starts), "state": BOOKED}
    records.set_fields(tx, vault, register, KIND, appointment_id, values)
    return _get(tx, vault, appointment_id)


def advance(tx: Transaction, vault: Vault, register: Register, appointment_id: str, state: str) -> Appointment:
    """The shopper is here, was served, did not come, or took it back.

    Raises:
        Refused: ``appointment.unknown``, ``appointment.not_now``.
    """
    one = _load(tx, vault, appointment_id)
    if state not in _NEXT.get(one.state, ()):
        raise Refused("appointment.not_now", state=one.state)
    records.set_fields(tx, vault, register, KIND, appointment_id, {"state": state})
    if state == HERE:
        _task(tx, vault, register, one, "here", tx.now)
    return _get(tx, vault, appointment_id)


def take_ticket(tx: Transaction, vault: Vault, register: Register, about: str) -> Ticket:
    """Somebody came without an appointment and waits.

    The number counts what this device has given out today, behind what stands for the device: nobody has to be asked,
    and no two are the same.
    """
    start = day_start(register, tx.now)
    own = [
        record
        for record in record_tables.all_of(tx.db, vault, WALK_IN, due_from=clock.stamp(start))
        if record.set_on("number") == register.workstation
    ]
    values: dict[str, Value] = {
        "number": f"{_mark(register.workstation)}-{len(own) + 1:02d}",
        "about": about,
        "state": WAITING,
        "made_at": clock.stamp(tx.now),
        "due": clock.stamp(tx.now),
    }
    record = records.new_record(tx, vault, register, WALK_IN, values)
    found = ticket_of(record)
    assert found is not None, "it was just written"
    return found


def call_next(tx: Transaction, vault: Vault, register: Register, ticket_id: str = "") -> Ticket:
    """The first who waits (or this one) is called to whoever works here.

    Raises:
        Refused: ``appointment.nobody_waits``.
    """
    waiting = [one for one in tables.line(tx.db, vault, day_start(register, tx.now)) if one.state == WAITING]
    one = next((one for one in waiting if ticket_id in ("", one.ticket_id)), None)
    if one is None:
        raise Refused("appointment.nobody_waits")
    by = tasks.person_here(tx.db, register)[1] or register.workstation
    return _set_ticket(tx, vault, register, one.ticket_id, {"state": CALLED, "called_by": by})


def end_ticket(tx: Transaction, vault: Vault, register: Register, ticket_id: str, *, served: bool) -> Ticket:
    """Who was called was looked after, or is not there any more."""
    return _set_ticket(tx, vault, register, ticket_id, {"state": SERVED if served else GONE})


def watch(tx: Transaction, vault: Vault, register: Register) -> None:
    """Now and then: hosts are reminded, who did not come is missed, who has no hour after all becomes a task."""
    found = tables.around(tx.db, vault, tx.now)
    hosts = hosted(tables.services(tx.db, vault), found)
    for one in found:
        if one.state == BOOKED and tx.now > one.starts + LATE:
            records.set_fields(tx, vault, register, KIND, one.appointment_id, {"state": MISSED})
        elif one.state == BOOKED and one.starts - REMIND <= tx.now:
            _task(tx, vault, register, one, "soon", one.starts - REMIND)
        if one.state == BOOKED and not hosts.get(one.appointment_id) and one.starts > tx.now:
            _task(tx, vault, register, one, "no_hour", one.made_at)


def day_start(register: Register, now: datetime) -> datetime:
    """Midnight of the shop's day."""
    local = now.astimezone(ZoneInfo(register.zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _mark(device: str) -> str:
    """What stands for a device in what people call out: `K1` for kiosk-1; for a name of another form, four digits of
    its own."""
    kind, _, number = device.rpartition("-")
    if kind.isalpha() and number.isdecimal() and len(number) < 4:
        return f"{kind[0].upper()}{int(number)}"
    return f"{zlib.crc32(device.encode()) % 10_000:04d}"


def _check_free(tx: Transaction, vault: Vault, service: Service, starts: datetime, moved: str) -> None:
    if starts < tx.now + LEAD:
        raise Refused("appointment.too_soon", minutes=int(LEAD.total_seconds()) // 60)
    booked = [one for one in tables.around(tx.db, vault, starts) if one.appointment_id != moved]
    if not free_hosts(service, tables.services(tx.db, vault), booked, starts):
        raise Refused("appointment.taken")


def _service(tx: Transaction, vault: Vault, service_id: str) -> Service:
    found = next((one for one in tables.services(tx.db, vault) if one.service_id == service_id), None)
    if found is None or not found.hosts:
        raise Refused("appointment.no_service")
    return found


def _load(tx: Transaction, vault: Vault, appointment_id: str) -> Appointment:
    found = tables.load(tx.db, vault, appointment_id)
    if found is None:
        raise Refused("appointment.unknown")
    return found


def _get(tx: Transaction, vault: Vault, appointment_id: str) -> Appointment:
    found = tables.load(tx.db, vault, appointment_id)
    assert found is not None, "it was just written"
    return found


def _set_ticket(
    tx: Transaction, vault: Vault, register: Register, ticket_id: str, values: Mapping[str, Value]
) -> Ticket:
    found = ticket_of(records.set_fields(tx, vault, register, WALK_IN, ticket_id, values))
    if found is None:
        raise Refused("appointment.unknown")
    return found


def _task(tx: Transaction, vault: Vault, register: Register, one: Appointment, what: str, moment: datetime) -> None:
    """A colleague finds it among the tasks; every device makes the same one."""
    details = {
        "name": one.name,
        "time": one.starts.astimezone(ZoneInfo(register.zone)).strftime("%H:%M"),
        "kind": what,
        "screen": SCREEN,
        "arg.appointment_id": one.appointment_id,
    }
    wanted = WantedTask(
        "appointment",
        due_at=one.starts,
        about=one.appointment_id,
        details=details,
        member=one.member,
        urgent=what != "soon",
    )
    tasks.follow(tx, vault, register, wanted, (one.appointment_id, what, clock.stamp(one.starts)), moment)
