"""The paths of a colleague's time: free hours, a booking, and with its token how it stands and taking it back.

All of them lie below `/shop/STORE`, so that a proxy needs to open nothing more.
"""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody

from sync.headoffice import files
from sync.headoffice.change import Unknown
from sync.headoffice.idempotent import ANSWERS, READ, Key
from sync.headoffice.office import Office
from sync.headoffice.pages import booking_answers as page
from sync.headoffice.pages import bookings, tokens
from sync.headoffice.pages.order_routes import limits_of


@get("/shop/{store:str}/hours", sync_to_thread=True, summary="Page: free hours of a service", responses=READ)
def hours(request: files.AnyRequest, state: State, store: FromPath[str], service: FromQuery[str]) -> page.PageDays:
    """Free hours of the next days."""
    office: Office = state.office
    limits_of(state).look(request)
    return office.read(lambda db: bookings.days(db, store, service[:64], office.clock()))


@post("/shop/{store:str}/bookings", sync_to_thread=True, summary="Page: book a colleague's time", responses=ANSWERS)
def book(
    request: files.AnyRequest,
    state: State,
    store: FromPath[str],
    data: JSONBody[page.PageBookingRequest],
    key: Key = "",
) -> page.PageBooked:
    """Book. 409 with field `starts`, if somebody was quicker."""
    office: Office = state.office
    limits_of(state).book(request)
    asked = msgspec.json.encode(data)
    return office.change(lambda change: bookings.book(change, office.keys, store, key, asked, data))


@get(
    "/shop/{store:str}/bookings/{key:str}",
    sync_to_thread=True,
    summary="Page: whether a booking arrived that nobody heard back of",
    responses=READ,
)
def booked(request: files.AnyRequest, state: State, store: FromPath[str], key: FromPath[str]) -> page.PageBooked:
    """The answer that got lost."""
    office: Office = state.office
    limits_of(state).act(request)
    return office.read(lambda db: bookings.booked(db, store, key))


@get(
    "/shop/{store:str}/booking/{token:str}", sync_to_thread=True, summary="Page: a booking as it stands", responses=READ
)
def booking(request: files.AnyRequest, state: State, store: FromPath[str], token: FromPath[str]) -> page.PageBooking:
    """A booking."""
    office: Office = state.office
    limits_of(state).look(request)
    found = _whose(request, state, token)
    return office.read(lambda db: bookings.show(db, store, found, office.clock()))


@post(
    "/shop/{store:str}/booking/{token:str}/cancel",
    status_code=200,
    sync_to_thread=True,
    summary="Page: take a booking back",
    responses=ANSWERS,
)
def cancel(request: files.AnyRequest, state: State, store: FromPath[str], token: FromPath[str]) -> page.PageBooking:
    """The shopper does not come."""
    office: Office = state.office
    limits_of(state).act(request)
    found = _whose(request, state, token)
    return office.change(lambda change: bookings.cancel(change, store, found))


def _whose(request: files.AnyRequest, state: State, token: str) -> str:
    """The booking that a token names; who guesses is slowed down.

    Raises:
        Unknown: if the token is none of ours.
        TooMany: if this browser has been wrong too often.
    """
    office: Office = state.office
    found = tokens.read_booking(office.keys, token)
    limits_of(state).guess(request, right=found is not None)
    if found is None:
        raise Unknown("appointment", token[:8])
    return found


HANDLERS = (hours, book, booked, booking, cancel)
