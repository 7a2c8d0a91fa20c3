"""Notices of appointments: each once, only to who agreed, never of what is no longer true, and nobody is woken."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sync.clock import stamp
from sync.formats.appointments import HERE, KIND
from sync.headoffice import appointment_notices, appointments, members, notices, outreach, records
from sync.headoffice.appointments import AppointmentAnswer, Wanted
from sync.headoffice.notice_channels import Channel, LogFile, Reminding
from sync.headoffice.notice_words import APPOINTMENT_WORDS
from sync.headoffice.office import Office
from sync.messages import Texts
from sync.messages.records import Value
from tests.headoffice.offices import NOON, STORE
from tests.headoffice.test_notices import Phone

SKIN = Texts("肤质咨询", "膚質諮詢", "Skin advice")
HOUR = timedelta(hours=50)
"""From noon (UTC+8) two days on, at two in the afternoon."""


@pytest.fixture
def service(office: Office) -> str:
    """Skin advice, by Yue alone."""
    return office.change(lambda change: appointments.offer(change, STORE, SKIN, 30, ["Yue"]))


def book(office: Office, service: str, after: timedelta = HOUR, **who: str) -> AppointmentAnswer:
    wanted = Wanted(store=STORE, service=service, starts=NOON + after, name="Lin", **who)  # type: ignore[arg-type]
    return office.change(lambda change: appointments.book(change, wanted))


class Desk:
    """A messenger that is asked by hand."""

    def __init__(self, office: Office, *channels: Channel) -> None:
        self.office = office
        self.phone = Phone()
        self.reminding = Reminding(office, channels or (self.phone,), lambda store, one: f"/shop/{store}#/time/{one}")

    def look(self, after: timedelta = timedelta(0)) -> list[str]:
        """What goes out some time after noon."""
        self.office.clock = lambda: NOON + after
        self.phone.got.clear()
        self.office.read(self.reminding.send_due)
        return [one.kind.removeprefix("appointment_") for one in self.phone.got]

    def told(self, one: AppointmentAnswer) -> list[tuple[str, str, str]]:
        """(kind, state, reason) of everything that was planned."""
        found = self.office.read(lambda db: appointment_notices.of_appointment(db, one.appointment))
        return [(each.kind, each.state, each.reason) for each in found]


def set_fields(office: Office, one: AppointmentAnswer, **values: str) -> None:
    office.change(lambda change: records.set_fields(change, STORE, KIND, one.appointment, values))


def agree(office: Office, member: str, may: bool) -> None:
    values: dict[str, Value] = {"member": member, "may_write": may}
    office.change(lambda change: records.set_fields(change, STORE, outreach.CLIENT, f"client-{member}", values))


def test_a_shopper_is_told_of_the_booking_a_day_before_and_two_hours_before_once_each(
    office: Office, service: str
) -> None:
    desk, one = Desk(office), book(office, service, contact="+86 139", language="en")

    assert desk.look() == ["booked"]
    booked = desk.phone.got[0]
    assert booked.text == f"Jing'an: Skin advice is booked for you on 05-06 14:00 with Yue. Booking {one.number}."
    assert (booked.contact, booked.language, booked.appointment) == ("+86 139", "en", one.appointment)
    assert booked.path == f"/shop/{STORE}#/time/{one.appointment}"
    assert desk.look() == []
    assert desk.look(HOUR - timedelta(hours=24)) == ["reminder1"]
    assert desk.look(HOUR - timedelta(hours=2)) == ["reminder2"]
    assert desk.look(HOUR) == []


def test_a_start_anew_tells_nothing_twice(office: Office, service: str) -> None:
    one = book(office, service, contact="x@example.com")
    assert Desk(office).look() == ["booked"]

    again = Desk(office)
    assert again.look() == []
    assert [kind for kind, _, _ in again.told(one)] == ["booked", "reminder1", "reminder2"]


def test_a_member_without_a_contact_is_told_only_if_they_agreed(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service, member="M1")
    assert desk.look() == []
    assert desk.told(one)[0] == ("booked", "dropped", "consent")

    agree(office, "M1", True)
    assert desk.look(HOUR - timedelta(hours=24)) == ["reminder1"]
    assert desk.phone.got[0].language == "zh_CN"
    agree(office, "M1", False)
    assert desk.look(HOUR - timedelta(hours=2)) == []
    assert desk.told(one)[2] == ("reminder2", "dropped", "consent")


def test_who_left_neither_name_of_a_member_nor_contact_is_told_nothing(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service)

    assert desk.look() == []
    assert desk.told(one)[0] == ("booked", "dropped", "nobody")


def test_a_moved_hour_is_told_anew_and_the_reminders_of_the_old_one_are_dropped(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service, contact="+86 139")
    desk.look()
    later = stamp(NOON + HOUR + timedelta(hours=24))

    set_fields(office, one, starts=later, due=later)

    assert desk.look() == ["moved"]
    assert "05-07 14:00" in desk.phone.got[0].text
    assert desk.look(HOUR - timedelta(hours=2)) == []
    assert desk.look(HOUR) == ["reminder1"]
    assert [state for _, state, _ in desk.told(one)] == ["sent", "dropped", "dropped", "sent", "sent", "waiting"]


def test_who_was_called_off_hears_it_once_and_is_not_reminded(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service, contact="+86 139")
    desk.look()

    office.change(lambda change: appointments.cancel(change, one.appointment))

    assert desk.look() == ["cancelled"]
    assert desk.look(HOUR - timedelta(hours=2)) == []


def test_who_is_there_already_or_has_no_hour_after_all_is_not_told(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service, contact="+86 139")
    set_fields(office, one, state=HERE)
    assert desk.look() == []
    # Two kiosks that could not hear one another gave the same hour twice: the later one has nobody who is free.
    first = book(office, service, HOUR + timedelta(hours=1), contact="+86 138")
    values: dict[str, Value] = {
        "service": service,
        "starts": first.starts,
        "due": first.starts,
        "minutes": 30,
        "state": "booked",
        "name": "Wang",
        "contact": "+86 137",
        "source": "kiosk",
    }
    office.change(lambda change: records.set_fields(change, STORE, KIND, "twin", values))

    assert desk.look() == ["booked"]
    assert desk.phone.got[0].contact == "+86 138"
    twin = office.read(lambda db: appointment_notices.of_appointment(db, "twin"))
    assert (twin[0].state, twin[0].reason) == ("dropped", "no_hour")


def test_nobody_is_woken_and_nobody_is_told_on_their_way(office: Office, service: str) -> None:
    # Noon is 12:00 in the shop; at nine in the morning of the day after somebody is expected.
    desk, early = Desk(office), book(office, service, timedelta(hours=21), contact="+86 139")
    desk.look()
    due = {
        each.kind: each.due_at
        for each in office.read(lambda db: appointment_notices.of_appointment(db, early.appointment))
    }
    assert due == {"booked": stamp(NOON)}, "a day before was before it was booked, and two hours before is at night"

    soon = book(office, service, timedelta(minutes=25), contact="+86 138")
    assert desk.look() == []
    assert desk.told(soon) == []


def test_the_cap_of_orders_holds_for_appointments(office: Office, service: str) -> None:
    desk, one = Desk(office), book(office, service, contact="+86 139")
    desk.look()
    for days in range(1, 8):
        later = stamp(NOON + HOUR + timedelta(days=days))
        set_fields(office, one, starts=later, due=later)
        desk.look()

    sent = [kind for kind, state, _ in desk.told(one) if state == "sent"]
    assert len([1 for _, state, _ in desk.told(one) if state != "dropped"]) <= notices.MOST
    assert sent.count("moved") <= notices.MOST
    office.change(lambda change: appointments.cancel(change, one.appointment))
    assert desk.look() == ["cancelled"]


def test_a_gateway_that_is_out_of_order_gets_it_later_and_a_member_who_left_gets_nothing(
    office: Office, service: str, tmp_path: Path
) -> None:
    desk = Desk(office)
    desk.phone.faults = 1
    book(office, service, contact="+86 139")
    assert desk.look() == []
    assert desk.look() == ["booked"]
    other = book(office, service, HOUR + timedelta(hours=1), member="M1", contact="+86 138")
    office.change(lambda change: members.remove(change, "M1"))

    log = tmp_path / "notices.log"
    Desk(office, LogFile(log)).look(HOUR - timedelta(hours=24))

    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert other.appointment not in {one["appointment"] for one in told}


def test_every_language_has_the_same_words() -> None:
    assert len({tuple(sorted(words)) for words in APPOINTMENT_WORDS.values()}) == 1
