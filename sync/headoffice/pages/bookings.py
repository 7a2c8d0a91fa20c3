"""A colleague's time, booked on the page of a store: what is free, a booking, how it stands, and taking it back."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync.clock import parse, stamp
from sync.formats.appointments import BOOKED, DAYS, LONGEST
from sync.headoffice import appointments, idempotency, stores
from sync.headoffice.appointments import AppointmentAnswer, Need, Service
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.keys import Keys
from sync.headoffice.pages import checkout, tokens
from sync.headoffice.pages.booking_answers import (
    PageBooked,
    PageBooking,
    PageBookingRequest,
    PageDay,
    PageDays,
    PageService,
)
from sync.messages import Texts

SHOWN = timedelta(days=30)
"""So long after its hour a booking is shown."""


def offered(db: sqlite3.Connection, store: str) -> tuple[PageService, ...]:
    """What can be booked in a store."""
    return tuple(
        PageService(service=one.service_id, name=one.names, minutes=one.minutes, questions=one.questions)
        for one in appointments.services(db, store)
    )


def days(db: sqlite3.Connection, store: str, service: str, now: datetime) -> PageDays:
    """The free hours of the next days.

    Raises:
        Unknown: the store, or the service.
    """
    today = now.astimezone(ZoneInfo(stores.get(db, store).time_zone)).date()
    found = []
    for count in range(DAYS):
        day = today + timedelta(days=count)
        free = appointments.free(db, store, service, day, now)
        found.append(PageDay(day=day.isoformat(), starts=tuple(stamp(one.starts) for one in free)))
    return PageDays(service=service, days=tuple(found), at=stamp(now))


def book(change: Change, keys: Keys, store: str, key: str, asked: bytes, data: PageBookingRequest) -> PageBooked:
    """Book an hour; the same key and request again give the same answer and no second booking.

    Raises:
        Unknown: store or service.
        Invalid: no key, no name, more answers than questions.
        Conflict: the hour is taken meanwhile, or was never offered; the field is `starts`.
    """
    checkout.check_key(key)
    return idempotency.once(change, _once(store, key), asked, PageBooked, lambda: _book(change, keys, store, data))


def booked(db: sqlite3.Connection, store: str, key: str) -> PageBooked:
    """What was answered to the booking that was sent under this key.

    Raises:
        Invalid: no such key can be.
        Unknown: if none arrived.
    """
    checkout.check_key(key)
    found = idempotency.answer(db, _once(store, key), PageBooked)
    if found is None:
        raise Unknown("key", key[:8])
    return found


def show(db: sqlite3.Connection, store: str, appointment_id: str, now: datetime) -> PageBooking:
    """A booking as it stands.

    Raises:
        Unknown: if it is none of this store's, or was long ago.
    """
    one = _one(db, store, appointment_id, now)
    service = _service(db, store, one.service)
    return PageBooking(
        number=one.number,
        name=service.names if service is not None else Texts(""),
        starts=one.starts,
        minutes=one.minutes,
        state=one.state,
        host=one.host,
        may_cancel=one.state == BOOKED,
        at=stamp(now),
    )


def cancel(change: Change, store: str, appointment_id: str) -> PageBooking:
    """Take it back; a second time changes nothing.

    Raises:
        Unknown: if it is none of this store's.
        Conflict: the shopper is there already.
    """
    _one(change.db, store, appointment_id, change.now)
    appointments.cancel(change, appointment_id)
    return show(change.db, store, appointment_id, change.now)


def _book(change: Change, keys: Keys, store: str, data: PageBookingRequest) -> PageBooked:
    service = _service(change.db, store, data.service)
    if service is None:
        stores.get(change.db, store)
        raise Unknown("service", data.service)
    name = checkout.one_line(data.name)
    if not name:
        raise Invalid("name", "a name to call is needed")
    needs = _needs(service, data)
    if data.starts.tzinfo is None:
        raise Invalid("starts", "it needs an offset")
    offered = (one.starts for one in days(change.db, store, data.service, change.now).days)
    if stamp(data.starts) not in {start for starts in offered for start in starts}:
        raise Conflict("starts", "taken, or not offered")
    wanted = appointments.Wanted(
        store=store,
        service=data.service,
        starts=data.starts,
        name=name,
        contact=checkout.one_line(data.phone),
        needs=needs,
        language=data.language,
    )
    made = appointments.book(change, wanted)
    return PageBooked(
        number=made.number,
        token=tokens.booking_token(keys, made.appointment),
        name=service.names,
        starts=made.starts,
    )


def _needs(service: Service, data: PageBookingRequest) -> tuple[Need, ...]:
    """The answers with our own questions: what a colleague reads as a question was never a stranger's text."""
    if len(data.answers) > len(service.questions):
        raise Invalid("answers", "more than there are questions")
    questions = (_in(one, data.language) for one in service.questions)
    given = zip(questions, map(checkout.one_line, data.answers), strict=False)
    needs = tuple(Need(question=question, answer=answer) for question, answer in given if answer)
    if sum(len(one.question) + len(one.answer) + 2 for one in needs) > LONGEST:
        raise Invalid("answers", "too long all together")
    return needs


def _in(text: Texts, language: str) -> str:
    own = {"zh-TW": text.zh_hant, "en": text.en}.get(language, "")
    return own or text.zh_hans


def _service(db: sqlite3.Connection, store: str, service_id: str) -> Service | None:
    return next((one for one in appointments.services(db, store) if one.service_id == service_id), None)


def _one(db: sqlite3.Connection, store: str, appointment_id: str, now: datetime) -> AppointmentAnswer:
    one = appointments.get(db, appointment_id)
    if one.store != store or parse(one.starts) + SHOWN < now:
        raise Unknown("appointment", one.number)
    return one


def _once(store: str, key: str) -> str:
    return f"page/{store}/time/{key}"
