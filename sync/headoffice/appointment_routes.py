"""Appointments over HTTP: what a store offers, which hours are free, and a booking."""

from __future__ import annotations

from datetime import date, timedelta

from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from sync.clock import stamp
from sync.headoffice import appointments
from sync.headoffice.appointments import AppointmentAnswer, ServiceAnswer, Wanted
from sync.headoffice.idempotent import ANSWERS, READ, Key, once
from sync.headoffice.office import Office


class ServicesAnswer(Struct, frozen=True, kw_only=True):
    """What can be booked in a store."""

    services: tuple[ServiceAnswer, ...]


class SlotAnswer(Struct, frozen=True, kw_only=True):
    """A moment that can be booked."""

    starts: str
    ends: str
    hosts: tuple[str, ...]
    """Who is free then."""


class SlotsAnswer(Struct, frozen=True, kw_only=True):
    """The free hours of a day, in order."""

    service: str
    day: str
    slots: tuple[SlotAnswer, ...]


class CancelRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shopper takes it back."""


@get(
    "/v1/stores/{store:str}/services",
    sync_to_thread=True,
    summary="What can be booked in a store by appointment",
    responses=READ,
)
def get_services(state: State, store: FromPath[str]) -> ServicesAnswer:
    """Services."""
    office: Office = state.office
    return ServicesAnswer(services=tuple(office.read(lambda db: appointments.offered(db, store))))


@get(
    "/v1/stores/{store:str}/slots",
    sync_to_thread=True,
    summary="Free hours of a service on a day of the store",
    responses=READ,
)
def get_slots(state: State, store: FromPath[str], service: FromQuery[str], day: FromQuery[date]) -> SlotsAnswer:
    """Free hours."""
    office: Office = state.office
    found = office.read(lambda db: appointments.free(db, store, service, day, office.clock()))
    known = office.read(lambda db: appointments.services(db, store))
    length = timedelta(minutes=next((one.minutes for one in known if one.service_id == service), 0))
    return SlotsAnswer(
        service=service,
        day=day.isoformat(),
        slots=tuple(
            SlotAnswer(starts=stamp(one.starts), ends=stamp(one.starts + length), hosts=one.free) for one in found
        ),
    )


@post("/v1/appointments", sync_to_thread=True, summary="Book an hour in a store", responses=ANSWERS)
def book(state: State, data: JSONBody[Wanted], key: Key = "") -> AppointmentAnswer:
    """Book. 409, if somebody was quicker."""
    return once(state, key, "appointments", data, AppointmentAnswer, lambda change: appointments.book(change, data))


@get("/v1/appointments/{appointment:str}", sync_to_thread=True, summary="A booking as it stands", responses=READ)
def get_appointment(state: State, appointment: FromPath[str]) -> AppointmentAnswer:
    """One booking."""
    office: Office = state.office
    return office.read(lambda db: appointments.get(db, appointment))


@post(
    "/v1/appointments/{appointment:str}/cancel",
    status_code=200,
    sync_to_thread=True,
    summary="Take a booking back",
    responses=ANSWERS,
)
def cancel(state: State, appointment: FromPath[str], data: JSONBody[CancelRequest], key: Key = "") -> AppointmentAnswer:
    """Cancel."""
    path = f"appointments/{appointment}/cancel"
    return once(state, key, path, data, AppointmentAnswer, lambda change: appointments.cancel(change, appointment))


HANDLERS = (get_services, get_slots, book, get_appointment, cancel)
