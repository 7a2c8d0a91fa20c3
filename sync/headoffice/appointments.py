"""What stores offer by appointment, and hours booked from outside: the web page, the telephone, another system.

All of it are records that stores and head office keep together; who has which hour is read out of them alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from sync.clock import parse, stamp
from sync.formats.appointments import (
    BOOKED,
    CANCELLED,
    DAYS,
    KIND,
    LEAD,
    LONGEST,
    MISSED,
    SERVICE,
    Slot,
    free_hosts,
    hosted,
    number_of,
    slots,
)
from sync.headoffice import members, records, stores
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.records import Record
from sync.messages import Gln, Id, Texts
from sync.messages.records import Value

ENDED = "ended"
"""State of a service that is not offered any more."""


class Need(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question and its answer, in the words that were read."""

    question: Annotated[str, Meta(max_length=120)]
    answer: Annotated[str, Meta(max_length=200)]


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A booking that somebody asks for."""

    store: Gln
    service: Id
    starts: datetime
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    source: Literal["web", "phone"] = "web"
    member: str = ""
    contact: Annotated[str, Meta(max_length=80)] = ""
    needs: tuple[Need, ...] = ()
    wished: Annotated[str, Meta(max_length=60)] = ""
    """A host that was asked for."""
    language: Annotated[str, Meta(max_length=12)] = ""
    """In which the shopper is told of it; empty: the member's, or the shop's."""


class ServiceAnswer(Struct, frozen=True, kw_only=True):
    """Something that can be booked in a store."""

    service: str
    store: str
    name: Texts
    minutes: int
    hosts: tuple[str, ...]
    questions: tuple[Texts, ...]


class AppointmentAnswer(Struct, frozen=True, kw_only=True):
    """A booking as it stands."""

    appointment: str
    number: str
    """What people call it."""
    store: str
    service: str
    starts: str
    minutes: int
    state: str
    host: str
    """Who looks after the shopper; empty: nobody could be found, and the store calls."""
    name: str
    source: str


class Service(Struct, frozen=True):
    """Something that takes a colleague's time."""

    service_id: str
    store: str
    names: Texts
    minutes: int
    skill: str
    hosts: tuple[str, ...]
    questions: tuple[Texts, ...]
    opens: str
    closes: str


class Booking(Struct, frozen=True):
    """One booking."""

    appointment_id: str
    store: str
    service: str
    starts: datetime
    minutes: int
    state: str
    wished: str
    order: tuple[str, str, str]
    name: str
    source: str

    @property
    def answer(self) -> AppointmentAnswer:
        """The booking in the words of the interface, without its host."""
        return AppointmentAnswer(
            appointment=self.appointment_id,
            number=number_of(self.appointment_id),
            store=self.store,
            service=self.service,
            starts=stamp(self.starts),
            minutes=self.minutes,
            state=self.state,
            host="",
            name=self.name,
            source=self.source,
        )


# ---------------------------------------------------------------- services


def offer(
    change: Change,
    store: str,
    names: Texts,
    minutes: int,
    hosts: Sequence[str],
    *,
    skill: str = "",
    questions: Sequence[Texts] = (),
    opens: str = "",
    closes: str = "",
    service_id: str = "",
) -> str:
    """A store offers something by appointment, or offers it otherwise than before; gives the service's id.

    Raises:
        Unknown: the store.
        Invalid: no name, no hosts, no such length, or a name with a bar in it.
    """
    if not names.zh_hans.strip():
        raise Invalid("name", "it needs one in zh-CN")
    if not 5 <= minutes <= 480:
        raise Invalid("minutes", "from 5 to 480")
    if not hosts:
        raise Invalid("hosts", "somebody has to do it")
    asked = [text for one in questions for text in (one.zh_hans, one.zh_hant, one.en)]
    if any("|" in text or "\n" in text or "\t" in text for text in (*hosts, *asked)):
        raise Invalid("hosts", "no bars, tabs or line breaks in names and questions")
    values: dict[str, Value] = {
        "name_zh_hans": names.zh_hans,
        "name_zh_hant": names.zh_hant,
        "name_en": names.en,
        "minutes": minutes,
        "skill": skill,
        "hosts": "|".join(hosts),
        "questions_zh_hans": "|".join(one.zh_hans for one in questions),
        "questions_zh_hant": "|".join(one.zh_hant for one in questions),
        "questions_en": "|".join(one.en for one in questions),
        "opens": opens,
        "closes": closes,
        "state": "offered",
    }
    return records.set_fields(change, store, SERVICE, service_id or change.new_id(), values).record_id


def end(change: Change, service_id: str) -> None:
    """Nobody can book it any more.

    Raises:
        Unknown: the service.
    """
    known = records.get(change.db, SERVICE, service_id)
    records.set_fields(change, known.store, SERVICE, service_id, {"state": ENDED})


def services(db: sqlite3.Connection, store: str = "") -> list[Service]:
    """What can be booked, by store and name."""
    found = [_service(one) for one in records.all_of(db, SERVICE, store=store)]
    return sorted((one for one in found if one is not None), key=lambda one: (one.store, one.names.zh_hans))


def offered(db: sqlite3.Connection, store: str) -> list[ServiceAnswer]:
    """The same in the words of the interface.

    Raises:
        Unknown: the store.
    """
    stores.get(db, store)
    return [
        ServiceAnswer(
            service=one.service_id,
            store=one.store,
            name=one.names,
            minutes=one.minutes,
            hosts=one.hosts,
            questions=one.questions,
        )
        for one in services(db, store)
    ]


# ---------------------------------------------------------------- hours


def free(db: sqlite3.Connection, store: str, service_id: str, day: date, now: datetime) -> list[Slot]:
    """What can be booked on a day, in order; nothing on days that are too far ahead.

    Raises:
        Unknown: the store, or the service.
    """
    shop = stores.get(db, store)
    known = services(db, store)
    service = next((one for one in known if one.service_id == service_id), None)
    if service is None:
        raise Unknown("service", service_id)
    if day > (now + timedelta(days=DAYS)).date():
        return []
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
    booked = _around(db, store, noon)
    return slots(service, known, booked, day, now, (shop.opens or "00:00", shop.closes or "00:00"), shop.time_zone)


def book(change: Change, wanted: Wanted) -> AppointmentAnswer:
    """Book an hour, and tell the store.

    Raises:
        Unknown: the store, the service or the member.
        Conflict: the hour is taken, or too soon.
    """
    known = services(change.db, wanted.store)
    service = next((one for one in known if one.service_id == wanted.service), None)
    if service is None:
        stores.get(change.db, wanted.store)
        raise Unknown("service", wanted.service)
    if wanted.member and members.find(change.db, wanted.member) is None:
        raise Unknown("member", wanted.member)
    if wanted.starts.tzinfo is None:
        raise Invalid("starts", "it needs an offset")
    if wanted.starts < change.now + LEAD:
        raise Conflict("starts", "too soon")
    if wanted.starts > change.now + timedelta(days=DAYS + 1):
        raise Conflict("starts", f"at most {DAYS} days ahead")
    if not free_hosts(service, known, _around(change.db, wanted.store, wanted.starts), wanted.starts):
        raise Conflict("starts", "taken")
    values: dict[str, Value] = {
        "service": service.service_id,
        "starts": stamp(wanted.starts),
        "due": stamp(wanted.starts),
        "minutes": service.minutes,
        "state": BOOKED,
        "name": wanted.name.strip(),
        "source": wanted.source,
        "made_at": stamp(change.now),
    }
    needs = "\n".join(f"{_line(one.question)}\t{_line(one.answer)}" for one in wanted.needs if one.answer.strip())
    optional = {
        "member": wanted.member,
        "contact": wanted.contact.strip(),
        "needs": needs[:LONGEST],
        "wished": wanted.wished,
        "language": wanted.language,
    }
    values |= {name: value for name, value in optional.items() if value}
    record = records.set_fields(change, wanted.store, KIND, change.new_id(), values)
    return get(change.db, record.record_id)


def cancel(change: Change, appointment_id: str) -> AppointmentAnswer:
    """The shopper takes it back; a second time changes nothing.

    Raises:
        Unknown: the booking.
        Conflict: the shopper is there already.
    """
    known = get(change.db, appointment_id)
    if known.state not in (BOOKED, MISSED, CANCELLED):
        raise Conflict("state", f"it is {known.state}")
    if known.state == BOOKED:
        records.set_fields(change, known.store, KIND, appointment_id, {"state": CANCELLED})
    return get(change.db, appointment_id)


def get(db: sqlite3.Connection, appointment_id: str) -> AppointmentAnswer:
    """A booking, and who looks after the shopper.

    Raises:
        Unknown: if there is none.
    """
    one = booking_of(records.get(db, KIND, appointment_id))
    if one is None:
        raise Unknown(KIND, appointment_id)
    host = hosted(services(db, one.store), _around(db, one.store, one.starts)).get(appointment_id, "")
    return msgspec.structs.replace(one.answer, host=host)


def _around(db: sqlite3.Connection, store: str, at: datetime) -> list[Booking]:
    found = records.all_of(
        db,
        KIND,
        store=store,
        due_from=stamp(at - timedelta(days=1)),
        due_before=stamp(at + timedelta(days=2)),
    )
    return [one for one in map(booking_of, found) if one is not None]


def _service(record: Record) -> Service | None:
    values = record.values
    minutes = values.get("minutes")
    if not record.text("name_zh_hans") or not isinstance(minutes, int) or minutes < 1 or record.text("state") == ENDED:
        return None
    asked = zip(*(record.text(f"questions_{name}").split("|") for name in ("zh_hans", "zh_hant", "en")), strict=False)
    return Service(
        service_id=record.record_id,
        store=record.store,
        names=Texts(record.text("name_zh_hans"), record.text("name_zh_hant"), record.text("name_en")),
        minutes=minutes,
        skill=record.text("skill"),
        hosts=tuple(one for one in record.text("hosts").split("|") if one),
        questions=tuple(Texts(*three) for three in asked if three[0]),
        opens=record.text("opens"),
        closes=record.text("closes"),
    )


def booking_of(record: Record) -> Booking | None:
    """The booking of a record; None while parts of it are on their way."""
    minutes = record.values.get("minutes")
    try:
        starts = parse(record.text("starts"))
    except ValueError:
        return None
    if not isinstance(minutes, int) or minutes < 1 or not record.text("service"):
        return None
    when = record.fields["starts"]
    return Booking(
        appointment_id=record.record_id,
        store=record.store,
        service=record.text("service"),
        starts=starts,
        minutes=minutes,
        state=record.text("state", BOOKED),
        wished=record.text("wished"),
        order=(when.at, when.device, record.record_id),
        name=record.text("name"),
        source=record.text("source"),
    )


def _line(text: str) -> str:
    return " ".join(text.split())
