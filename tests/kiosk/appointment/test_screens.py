"""A shopper books at the kiosk and takes a number; colleagues see both on the tablet, check in, move and call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.appointment import actions, tables
from kiosk.appointment.model import Appointment
from kiosk.appointment.screens.day import DayScreen
from kiosk.appointment.screens.tickets import WalkInsScreen
from kiosk.appointment.widgets.words import free, today
from kiosk.record import actions as records
from kiosk.ui import navigation
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import TestDevice, open_device
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui

SKIN = "skin"


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    with open_kiosk(ui, device, tmp_path) as opened:
        device.store.link = SteadyLink()
        offer(device)
        opened.settle()
        yield opened


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        store = device.store
        screens = {
            "appointment.day": lambda: DayScreen(store),
            "queue.tickets": lambda: WalkInsScreen(store),
        }
        offer(device)
        with open_desk(ui, device, screens, "appointment.day") as opened:
            yield opened


def offer(device: TestDevice) -> None:
    """The store has one service, by two people, with one question."""
    values = {"name_zh_hans": "肤质咨询", "name_en": "Skin advice", "minutes": 30, "hosts": "Yue|Chen"}
    values |= {"questions_zh_hans": "您的肤质？", "questions_zh_hant": "", "questions_en": "Your skin type?"}
    device.do(records.set_fields, device.store.vault, device.store.register, "service", SKIN, values)


def booked(device: TestDevice) -> list[Appointment]:
    """All that is booked in the days that can be."""
    now = device.clock()
    return tables.appointments(device.db, device.store.vault, now - timedelta(days=1), now + timedelta(days=20))


def first_hour(device: TestDevice, days: int = 1) -> actions.Wanted:
    """What somebody asks for who takes the first hour of a day."""
    services = tables.services(device.db, device.store.vault)
    slot = free(device.store, services[0], services, today(device.store) + timedelta(days=days))[0]
    return actions.Wanted(SKIN, slot.starts, "Lin", "web", contact="138 0013 0042", needs=(("您的肤质？", "偏干"),))


def book(desk: Desk, days: int = 1) -> Appointment:
    store = desk.device.store
    made = desk.device.do(actions.book, store.vault, store.register, first_hour(desk.device, days))
    desk.settle()
    assert isinstance(made, Appointment)
    return made


def choose_hour(kiosk: Kiosk) -> None:
    """From the first page to the keys."""
    navigation.go("appointment.book")
    kiosk.settle()
    kiosk.tap_words("肤质咨询")
    kiosk.screen.choose_day(kiosk.screen.day + timedelta(days=1))
    kiosk.settle()
    services = tables.services(kiosk.device.db, kiosk.device.store.vault)
    kiosk.screen.choose_hour(free(kiosk.device.store, services[0], services, kiosk.screen.day)[0].starts)
    kiosk.settle()


def test_a_shopper_books_with_some_taps_and_reads_the_number(kiosk: Kiosk) -> None:
    choose_hour(kiosk)
    fields = kiosk.screen._fields
    for key in "lin":
        fields.write(fields._entry.press(key))
    fields.enter()
    for key in "13800130042":
        fields.write(fields._entry.press(key))
    fields.enter()
    for key in "gan":
        fields.write(fields._entry.press(key))
    fields.enter()
    kiosk.settle()

    (one,) = booked(kiosk.device)
    assert (one.name, one.contact, one.needs, one.source) == ("lin", "13800130042", (("您的肤质？", "gan"),), "kiosk")
    assert kiosk.says("预约成功")
    assert kiosk.says(one.number)
    kiosk.tap("appointment.finish")
    navigation.go("appointment.book")
    kiosk.settle()
    assert not kiosk.says(one.number)  # nothing of it stays for whoever comes next


def test_a_member_s_name_is_there_already(kiosk: Kiosk) -> None:
    kiosk.knows()
    kiosk.device.store.session.member_id = "member-1"
    choose_hour(kiosk)

    kiosk.tap("appointment.save")

    (one,) = booked(kiosk.device)
    assert (one.name, one.member) == ("林女士", "member-1")


def test_cut_off_it_is_booked_and_said_to_be_known_here_only(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away")
    choose_hour(kiosk)
    kiosk.screen._fields.fill("name", "Lin")
    kiosk.screen.save()
    kiosk.settle()

    assert len(booked(kiosk.device)) == 1
    assert kiosk.says("暂时连不上")


def test_without_a_name_nothing_is_booked(kiosk: Kiosk) -> None:
    choose_hour(kiosk)
    kiosk.screen.save()
    kiosk.settle()

    assert booked(kiosk.device) == []
    assert kiosk.says("请填写称呼")


def test_a_number_shows_who_is_before_and_then_whose_turn_it_is(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    first = kiosk.device.do(actions.take_ticket, store.vault, store.register, "")
    navigation.go("queue.take")
    kiosk.settle()
    kiosk.tap_words("肤质咨询")
    assert kiosk.says("前面还有 1 位")

    kiosk.device.do(actions.call_next, store.vault, store.register)
    kiosk.settle()
    assert kiosk.says(f"{first.number} →")
    assert kiosk.says("您是下一位")
    kiosk.device.do(actions.call_next, store.vault, store.register)
    kiosk.settle()

    assert kiosk.says("轮到您了")


def test_the_call_page_leads_to_an_appointment_or_a_number(kiosk: Kiosk) -> None:
    navigation.go("service.call")
    kiosk.settle()
    kiosk.tap_words("取号排队")
    assert kiosk.name == "queue.take"


def test_the_tablet_shows_what_somebody_needs_checks_them_in_and_ends_it(desk: Desk) -> None:
    one = book(desk)
    desk.go("appointment.day", appointment_id=one.appointment_id)
    assert desk.says("偏干")
    assert desk.says("138 0013 0042")
    assert desk.findings("day", HARDEST) == []

    desk.tap("appointment.check_in")
    assert booked(desk.device)[0].state == "here"
    desk.tap("appointment.serve")

    assert booked(desk.device)[0].state == "served"


def test_it_is_moved_to_another_free_hour_or_cancelled(desk: Desk) -> None:
    one = book(desk)
    desk.go("appointment.day", appointment_id=one.appointment_id)
    desk.tap("appointment.move")
    assert desk.findings("move", HARDEST) == []
    desk.screen.move_to(one.starts + timedelta(hours=2))
    desk.settle()
    (moved,) = booked(desk.device)
    assert moved.starts == one.starts + timedelta(hours=2)

    desk.tap("appointment.cancel")
    assert booked(desk.device)[0].state == "cancelled"


def test_a_colleague_books_for_somebody_on_the_telephone(desk: Desk) -> None:
    desk.tap("appointment.new")
    assert desk.says("请选时间")
    desk.screen.choose_day(desk.screen.day + timedelta(days=1))
    services = tables.services(desk.device.db, desk.device.store.vault)
    desk.screen.pick_hour(free(desk.device.store, services[0], services, desk.screen.day)[0].starts)
    desk.screen.by("phone")
    desk.screen.wish("Yue")
    desk.screen.draft.words["name"] = "Wang"
    desk.screen.refresh()
    desk.settle()
    assert desk.findings("new", HARDEST) == []
    desk.tap("appointment.save")

    (one,) = booked(desk.device)
    assert (one.name, one.source, one.wished) == ("Wang", "phone", "Yue")
    assert desk.says(one.number)


def test_the_line_is_called_one_by_one(desk: Desk) -> None:
    desk.go("queue.tickets")
    assert desk.says("没有人在等")
    desk.tap("queue.give")
    desk.tap("queue.give")
    desk.tap("queue.call_next")
    assert desk.findings("line", HARDEST) == []
    desk.tap("queue.served")
    desk.tap("queue.call_this")
    desk.tap("queue.gone")

    store = desk.device.store
    day = tables.tickets_since(desk.device.db, store.vault, actions.day_start(store.register, store.clock()))
    assert sorted(one.state for one in day) == ["gone", "served"]


def test_a_member_sees_todays_appointment_on_their_page_and_says_that_they_are_here(kiosk: Kiosk) -> None:
    device, store = kiosk.device, kiosk.device.store
    kiosk.knows()
    store.session.member_id = "member-1"
    mine = replace(first_hour(device, 0), member="member-1")
    made = device.do(actions.book, store.vault, store.register, mine)
    device.do(actions.book, store.vault, store.register, first_hour(device, 0))  # somebody else's
    device.clock.pass_time(minutes=(made.starts - device.clock()).total_seconds() / 60 - 20)
    kiosk.go("member.page")

    assert kiosk.says("今天的预约")
    assert [words for words in kiosk.words() if words.startswith("T-")] == [made.number]
    assert kiosk.findings("member's appointment", HARDEST) == []
    kiosk.tap("appointment.i_am_here")

    (one,) = [each for each in booked(device) if each.appointment_id == made.appointment_id]
    assert one.state == "here"
    assert kiosk.says("已告知店员")
    store.session.member_id = ""
    kiosk.go("member.page")
    assert not kiosk.says("今天的预约")


def test_an_appointment_of_another_day_is_not_todays(kiosk: Kiosk) -> None:
    device, store = kiosk.device, kiosk.device.store
    kiosk.knows()
    store.session.member_id = "member-1"
    device.do(actions.book, store.vault, store.register, replace(first_hour(device, 1), member="member-1"))
    kiosk.go("member.page")

    assert not kiosk.says("今天的预约")
