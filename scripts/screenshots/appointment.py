"""Scenes of appointments and of the line: the day on a tablet, booking and a number at the kiosk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from kiosk.appointment import actions
from kiosk.appointment.model import HERE, SERVED, Appointment, Ticket
from kiosk.pickup import actions as pickup
from kiosk.record import actions as records
from scripts.screenshots.scene import TABLET, Scene, Stage
from scripts.screenshots.shopper import sign_in
from sync import messages

SKIN, MAKE_UP = "skin", "make-up"


def _do(stage: Stage, action: Any, *args: Any, **named: Any) -> Any:  # any action, and what it gives
    store = stage.world.store
    return stage.world.do(action, store.vault, store.register, *args, **named)


def _services(stage: Stage) -> None:
    """What the store offers."""
    for service_id, names, minutes, hosts, questions in (
        (
            SKIN,
            ("肤质咨询", "膚質諮詢", "Skin advice"),
            30,
            "陈悦|林岚",
            (("您的肤质？", "您的膚質？", "Your skin type?"),),
        ),
        (MAKE_UP, ("妆容体验", "妝容體驗", "Make-up session"), 45, "林岚", ()),
    ):
        values: dict[str, Any] = {
            "name_zh_hans": names[0],
            "name_zh_hant": names[1],
            "name_en": names[2],
            "minutes": minutes,
            "hosts": hosts,
        }
        for place, language in enumerate(("zh_hans", "zh_hant", "en")):
            values[f"questions_{language}"] = "|".join(three[place] for three in questions)
        _do(stage, records.set_fields, "service", service_id, values)


def _at(stage: Stage, hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A moment by the shop's clock."""
    store = stage.world.store
    day = store.clock().astimezone(ZoneInfo(store.register.zone)).date() + timedelta(days=days)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(store.register.zone))
    return local.astimezone(store.clock().tzinfo)


def _booked(stage: Stage) -> list[Appointment]:
    """A day with some appointments."""
    _services(stage)
    world = stage.world
    now, made = world.clock.now, []
    early = now - timedelta(days=1)
    rows = (
        (SKIN, _at(stage, 11), "周女士", "kiosk", "", ()),
        (SKIN, _at(stage, 14, 30), "林女士", "web", "lin@example.com", (("您的肤质？", "偏干，换季会泛红"),)),
        (MAKE_UP, _at(stage, 17, 15), "Chen", "kiosk", "138 0013 0042", ()),
        (SKIN, _at(stage, 18), "王先生", "phone", "139 0000 2046", (("您的肤质？", "油性"),)),
        (SKIN, _at(stage, 18, 15), "赵女士", "tablet", "", ()),
    )
    world.clock.now = early
    for service, starts, name, source, contact, needs in rows:
        made.append(
            _do(stage, actions.book, actions.Wanted(service, starts, name, source, contact=contact, needs=needs))
        )
    world.clock.now = now
    for one, state in ((made[0], HERE), (made[0], SERVED), (made[1], HERE)):
        _do(stage, actions.advance, one.appointment_id, state)
    return made


def _day(stage: Stage) -> None:
    made = _booked(stage)
    stage.go("appointment.day", appointment_id=made[1].appointment_id)


def _day_move(stage: Stage) -> None:
    made = _booked(stage)
    stage.go("appointment.day", appointment_id=made[3].appointment_id)
    stage.navigator.screen.begin_move(made[3])
    stage.settle()


def _day_new(stage: Stage) -> None:
    made = _booked(stage)
    stage.go("appointment.day", appointment_id=made[1].appointment_id)
    screen = stage.navigator.screen
    screen.begin()
    screen.choose_day(screen.day + timedelta(days=1))
    screen.draft.service = SKIN
    screen.draft.words["name"] = "周女士"
    screen.refresh()
    screen.pick_hour(_at(stage, 15, 0, 1))
    stage.settle()


def _day_empty(stage: Stage) -> None:
    _services(stage)
    stage.go("appointment.day")


def _line(stage: Stage) -> list[Ticket]:
    _services(stage)
    world = stage.world
    now, found = world.clock.now, []
    for minutes, about in ((18, SKIN), (11, ""), (4, MAKE_UP)):
        world.clock.now = now - timedelta(minutes=minutes)
        found.append(_do(stage, actions.take_ticket, about))
    world.clock.now = now
    _do(stage, actions.call_next)
    return found


def _walk_ins(stage: Stage) -> None:
    _line(stage)
    stage.go("queue.tickets")


def _walk_ins_nobody(stage: Stage) -> None:
    stage.go("queue.tickets")


def _book(stage: Stage) -> None:
    _services(stage)
    stage.go("appointment.book")


def _book_when(stage: Stage) -> None:
    from kiosk.appointment import tables

    _booked(stage)
    stage.go("appointment.book")
    store = stage.world.store
    service = next(one for one in tables.services(store.db, store.vault) if one.service_id == SKIN)
    stage.navigator.screen.choose(service)
    stage.settle()


def _book_who(stage: Stage) -> None:
    _book_when(stage)
    screen = stage.navigator.screen
    screen.choose_day(screen.day + timedelta(days=1))
    screen.choose_hour(_at(stage, 15, 0, 1))
    stage.settle()
    for key in "linlan":
        screen._fields.write(screen._fields._entry.press(key))  # noqa: SLF001  as fingers would
    stage.settle()


def _book_done(stage: Stage) -> None:
    _book_when(stage)
    screen = stage.navigator.screen
    screen.choose_day(screen.day + timedelta(days=1))
    screen.choose_hour(_at(stage, 15, 0, 1))
    screen._fields.fill("name", "林岚")
    screen.save()
    stage.settle()


def _take(stage: Stage) -> None:
    _line(stage)
    stage.go("queue.take")


def _take_done(stage: Stage) -> None:
    _line(stage)
    stage.go("queue.take")
    stage.navigator.screen.take(SKIN)
    stage.settle()


def _member_today(stage: Stage) -> None:
    """A member's page on the day of their appointment."""
    _services(stage)
    stage.go("member.sign_in")
    sign_in(stage)
    world = stage.world
    who = world.store.session.member_id
    now = world.clock.now
    world.clock.now = now - timedelta(days=1)
    for service, hour, minute in ((SKIN, 15, 15), (MAKE_UP, 18, 0)):
        _do(stage, actions.book, actions.Wanted(service, _at(stage, hour, minute, 1), "林女士", "kiosk", member=who))
    world.clock.now = now
    stage.go("member.page")


def _phone(stage: Stage) -> None:
    stage.go("order.take")
    screen = stage.navigator.screen
    for rank in (2, 7):
        screen.put(stage.world.gtin(rank))
    screen.words["name"] = "周女士"
    screen.fetch_in(2)
    stage.settle()


def _phone_asked(stage: Stage) -> None:
    _phone(stage)
    stage.navigator.screen.send()
    stage.settle()


def _ahead_orders(stage: Stage) -> None:
    """Three orders ahead: one ready, one in work, one to be made."""
    world, store = stage.world, stage.world.store
    now = world.clock.now
    rows = (("林", "ms", (2, 7), 4), ("Chen", "mr", (15,), 12), ("王", "mr", (7, 15), 31))
    for place, (surname, title, ranks, minutes) in enumerate(rows):
        lines = tuple(
            messages.OrderLine(
                line_id=f"L{rank}", gtin=world.gtin(rank), quantity=1, price_minor=world.products[rank - 1].price_minor
            )
            for rank in ranks
        )
        placed = messages.OrderPlaced(
            order_id=f"ahead-{place}",
            number=f"B-01{place + 7:02d}",
            store=store.settings.device.store,
            home=store.device,
            surname=surname,
            title=title,
            lines=lines,
            total_minor=sum(line.price_minor for line in lines),
            currency="CNY",
            promised_at=now + timedelta(minutes=minutes),
            channel=pickup.AHEAD,
            version=world.next_version(),
            at=now - timedelta(minutes=10),
        )
        world.hear(pickup.on_placed(store.vault, store.device), placed)
    world.do(pickup.prepared, store.vault, store.device, "ahead-0")
    world.do(pickup.claim, store.vault, store.device, "ahead-1")


def _prep(stage: Stage) -> None:
    _ahead_orders(stage)
    stage.go("prep.queue")


def _board(stage: Stage) -> None:
    _ahead_orders(stage)
    stage.go("prep.board")


def _board_wall(stage: Stage) -> None:
    """As a display on the wall that starts with it."""
    store = stage.world.store
    store.settings = structs.replace(store.settings, display=structs.replace(store.settings.display, start="board"))
    _board(stage)


def _order_ahead(stage: Stage) -> None:
    stage.go("member.sign_in")
    sign_in(stage)
    stage.go("order.ahead")


SCENES = [
    Scene("appointment_day", _day, "associate", TABLET, key=True),
    Scene("appointment_day_move", _day_move, "associate", TABLET),
    Scene("appointment_day_new", _day_new, "associate", TABLET),
    Scene("appointment_day_empty", _day_empty, "associate", TABLET),
    Scene("walk_ins", _walk_ins, "associate", TABLET, key=True),
    Scene("walk_ins_nobody", _walk_ins_nobody, "associate", TABLET),
    Scene("phone_order", _phone, "associate", TABLET, key=True),
    Scene("phone_order_asked", _phone_asked, "associate", TABLET),
    Scene("prep_queue", _prep, "associate", TABLET, key=True),
    Scene("prep_board", _board, key=True),
    Scene("member_appointment", _member_today),
    Scene("prep_board_wall", _board_wall),
    Scene("prep_board_wide", _board_wall, size=(960, 540)),
    Scene("order_ahead", _order_ahead, key=True),
    Scene("appointment_book", _book, key=True),
    Scene("appointment_book_when", _book_when, key=True),
    Scene("appointment_book_who", _book_who, key=True),
    Scene("appointment_book_done", _book_done, key=True),
    Scene("queue_take", _take, key=True),
    Scene("queue_take_done", _take_done, key=True),
]
