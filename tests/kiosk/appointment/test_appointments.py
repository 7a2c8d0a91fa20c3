"""Appointments: hours that are free, hosts who can, two who book one hour apart, and a line for all others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.appointment import actions, tables
from kiosk.appointment.model import BOOKED, HERE, KIND, MISSED, SERVED, Appointment, hosted, slots
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.task import tables as tasks
from tests.kiosk.record.stores import Floor, One, open_floor

SHOP = ZoneInfo("Asia/Shanghai")
SKIN = "skin"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    """A kiosk and two tablets that know of one service with two hosts."""
    with open_floor(tmp_path, "kiosk-1", "tablet-1", "tablet-2") as opened:
        one = opened["tablet-1"]
        serve(one, "Yue|Chen")
        opened.talk()
        yield opened


def serve(one: One, hosts: str, minutes: int = 30) -> None:
    """The store offers it, by these people."""
    store = one.device.store
    values = {"name_zh_hans": "肤质咨询", "name_en": "Skin advice", "minutes": minutes, "hosts": hosts}
    one.device.do(records.set_fields, store.vault, store.register, "service", SKIN, values)


def tomorrow(one: One, hour: int, minute: int = 0) -> datetime:
    """A moment of the day after the device's, by the shop's clock."""
    now = one.device.store.clock()
    day = (now.astimezone(SHOP) + timedelta(days=1)).date()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHOP).astimezone(now.tzinfo)


def book(one: One, at: datetime, name: str = "Lin", **more: str) -> Appointment:
    """Somebody books here."""
    wanted = actions.Wanted(SKIN, at, name, "tablet", **more)  # type: ignore[arg-type] # texts, all of them
    found: Appointment = one.device.do(actions.book, one.device.store.vault, one.device.store.register, wanted)
    return found


def hosts_of(one: One, at: datetime) -> dict[str, str]:
    """Name -> host, as this device reads it."""
    vault = one.device.store.vault
    found = tables.around(one.device.db, vault, at)
    by = hosted(tables.services(one.device.db, vault), found)
    return {
        appointment.name: by[appointment.appointment_id] for appointment in found if appointment.appointment_id in by
    }


def test_an_hour_is_free_until_all_who_can_are_busy(floor: Floor) -> None:
    one = floor["tablet-1"]
    at = tomorrow(one, 15)

    book(one, at, "Lin", wished="Chen")
    book(one, at + timedelta(minutes=15), "Wang")
    with pytest.raises(Refused, match=r"appointment\.taken"):
        book(one, at + timedelta(minutes=15), "Zhao")

    assert hosts_of(one, at) == {"Lin": "Chen", "Wang": "Yue"}


def test_free_hours_follow_the_shop_s_day_and_who_is_busy(floor: Floor) -> None:
    one = floor["kiosk-1"]
    store = one.device.store
    at = tomorrow(one, 15)
    book(one, at, "Lin")
    book(one, at, "Wang")
    services = tables.services(one.device.db, store.vault)

    def offered(day: date) -> list[str]:
        found = slots(
            services[0],
            services,
            tables.around(one.device.db, store.vault, at),
            day,
            store.clock(),
            ("10:00", "17:00"),
            "Asia/Shanghai",
        )
        return [slot.starts.astimezone(SHOP).strftime("%H:%M") for slot in found]

    hours = offered(at.astimezone(SHOP).date())
    assert hours[0] == "10:00"
    assert hours[-1] == "16:30"
    assert not {"14:45", "15:00", "15:15"} & set(hours)
    assert offered(at.astimezone(SHOP).date() - timedelta(days=2)) == []


def test_two_who_book_the_last_hour_apart_are_read_alike_everywhere_and_the_later_one_is_told(floor: Floor) -> None:
    kiosk, tablet, other = floor["kiosk-1"], floor["tablet-1"], floor["tablet-2"]
    at = tomorrow(tablet, 11)
    book(tablet, at, "Lin")
    floor.talk()

    book(kiosk, at, "Wang")
    other.device.clock.now += timedelta(seconds=5)
    book(other, at, "Zhao")
    floor.talk()

    assert hosts_of(kiosk, at) == hosts_of(tablet, at) == hosts_of(other, at)
    assert [name for name, host in hosts_of(kiosk, at).items() if not host] == ["Zhao"]
    for one in (tablet, other):
        one.device.do(actions.watch, one.device.store.vault, one.device.store.register)
    floor.talk()
    waiting = [
        task
        for task in tasks.open_tasks(tablet.device.db, tablet.device.store.vault, tablet.device.store.clock())
        if task.matter == "appointment"
    ]
    assert [(task.details["kind"], task.details["name"]) for task in waiting] == [("no_hour", "Zhao")]


def test_a_moved_appointment_asks_for_its_new_hour_now(floor: Floor) -> None:
    one = floor["tablet-1"]
    store = one.device.store
    at = tomorrow(one, 11)
    first = book(one, at, "Lin")
    book(one, at + timedelta(hours=1), "Wang")
    book(one, at + timedelta(hours=1), "Zhao")

    with pytest.raises(Refused, match=r"appointment\.taken"):
        one.device.do(actions.move, store.vault, store.register, first.appointment_id, at + timedelta(hours=1))
    moved = one.device.do(actions.move, store.vault, store.register, first.appointment_id, at + timedelta(hours=2))

    assert moved.starts == at + timedelta(hours=2)


def test_a_host_is_reminded_who_came_is_here_and_who_did_not_is_missed(floor: Floor) -> None:
    one = floor["tablet-1"]
    store = one.device.store
    at = tomorrow(one, 11)
    came, missed = book(one, at, "Lin"), book(one, at, "Wang")

    one.device.clock.now = at - timedelta(minutes=10)
    one.device.do(actions.watch, store.vault, store.register)
    one.device.do(actions.advance, store.vault, store.register, came.appointment_id, HERE)
    one.device.clock.now = at + timedelta(minutes=16)
    one.device.do(actions.watch, store.vault, store.register)
    one.device.do(actions.advance, store.vault, store.register, came.appointment_id, SERVED)

    states = {one.name: one.state for one in tables.around(one.device.db, store.vault, at)}
    assert states == {"Lin": SERVED, "Wang": MISSED}
    with pytest.raises(Refused, match=r"appointment\.not_now"):
        one.device.do(actions.advance, store.vault, store.register, missed.appointment_id, SERVED)


@pytest.mark.parametrize(
    ("minutes", "name", "service", "refused"),
    [(5, "Lin", SKIN, "too_soon"), (600, " ", SKIN, "name_needed"), (600, "Lin", "massage", "no_service")],
)
def test_what_cannot_be_booked_is_refused_in_plain_words(
    floor: Floor, minutes: int, name: str, service: str, refused: str
) -> None:
    one = floor["kiosk-1"]
    at = one.device.store.clock() + timedelta(minutes=minutes)
    wanted = actions.Wanted(service, at, name, "kiosk")

    with pytest.raises(Refused, match=rf"appointment\.{refused}"):
        one.device.do(actions.book, one.device.store.vault, one.device.store.register, wanted)
    assert tables.around(one.device.db, one.device.store.vault, at) == []


def test_tickets_of_two_devices_never_share_a_number_and_the_first_is_called_first(floor: Floor) -> None:
    kiosk, tablet = floor["kiosk-1"], floor["tablet-1"]
    numbers = []
    for one in (kiosk, tablet, kiosk):
        store = one.device.store
        numbers.append(one.device.do(actions.take_ticket, store.vault, store.register, SKIN).number)
        for other in floor.devices.values():
            other.device.clock.now += timedelta(seconds=20)
    floor.talk()

    called = tablet.device.do(actions.call_next, tablet.device.store.vault, tablet.device.store.register)
    floor.talk()

    assert len(set(numbers)) == 3
    assert called.number == numbers[0]
    start = actions.day_start(kiosk.device.store.register, kiosk.device.store.clock())
    assert [one.state for one in tables.line(kiosk.device.db, kiosk.device.store.vault, start)] == [
        "called",
        "waiting",
        "waiting",
    ]
    tablet.device.do(
        actions.end_ticket, tablet.device.store.vault, tablet.device.store.register, called.ticket_id, served=True
    )
    assert len(tables.line(tablet.device.db, tablet.device.store.vault, start)) == 2


def test_a_record_that_is_only_half_there_is_no_appointment_yet(floor: Floor) -> None:
    one = floor["kiosk-1"]
    store = one.device.store
    one.device.do(records.set_fields, store.vault, store.register, KIND, "half", {"state": BOOKED, "name": "Lin"})

    assert tables.load(one.device.db, store.vault, "half") is None
