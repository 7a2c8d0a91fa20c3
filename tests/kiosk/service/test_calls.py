"""A shopper calls a colleague from the kiosk; the tablet rings, somebody comes, and both screens say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.associate import table
from kiosk.errors import Refused
from kiosk.service import actions, tables
from kiosk.service.model import AGAIN_AFTER, Call
from kiosk.service.screens.call import WAITED_FOR
from kiosk.service.widgets.bell import CallBell
from kiosk.ui import navigation
from sync import messages
from tests.desks import Desk, open_desk
from tests.devices import NOON, SERUM, TestDevice, open_device
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    with open_kiosk(ui, device, tmp_path) as opened:
        device.store.link = SteadyLink()
        yield opened


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with (
        open_device(tmp_path, name="tablet-1", role="associate") as device,
        open_desk(ui, device, table.screens(device.store), table.HOME) as opened,
    ):
        yield opened


def told(call_id: str, device: str = "kiosk-1", **named: object) -> messages.AssistChanged:
    """What a kiosk says of a call that was made at noon."""
    what = {"device": device, "about": "help", "called_at": NOON, "at": NOON} | named
    return messages.AssistChanged(call_id=call_id, place=device, **what)  # type: ignore[arg-type]  # as named


def hears(desk: Desk, message: messages.AssistChanged) -> None:
    desk.device.do(actions.on_changed(desk.device.store.register), message)
    desk.settle()


def calls(desk: Desk) -> list[Call]:
    store = desk.device.store
    return tables.open_calls(store.db, store.clock())


def test_a_shopper_calls_about_a_product_and_reads_who_comes(kiosk: Kiosk) -> None:
    navigation.go("service.call", about="product", gtin=SERUM)
    kiosk.settle()
    assert kiosk.says("正在呼叫店员")
    assert [(call.about, call.gtin, call.state) for call in calls(kiosk)] == [("product", SERUM, "asked")]

    call_id = calls(kiosk)[0].call_id
    hears(kiosk, told(call_id, answered_at=NOON, answered_on="tablet-1", answered_by="Yue", device="tablet-1"))

    assert kiosk.says("Yue 马上就来")


def test_who_goes_on_shopping_is_told_on_the_page_where_they_are(kiosk: Kiosk) -> None:
    navigation.go("service.call", about="help")
    kiosk.settle()
    call_id = calls(kiosk)[0].call_id
    navigation.go("search.find")
    kiosk.settle()

    hears(kiosk, told(call_id, answered_at=NOON, answered_on="till-1", answered_by="Wei", device="till-1"))

    assert kiosk.name == "search.find"
    assert kiosk.says("Wei 马上就来")


def test_calling_twice_is_one_call_and_the_end_of_the_session_ends_it(kiosk: Kiosk) -> None:
    for _ in range(2):
        navigation.go("service.call", about="help")
        kiosk.settle()
        navigation.back()
    assert len(calls(kiosk)) == 1

    navigation.end_session()
    kiosk.device.do(actions.end_all, kiosk.device.store.register)

    assert calls(kiosk) == []


def test_after_a_minute_without_an_answer_it_is_asked_again_and_the_shopper_reads_the_truth(kiosk: Kiosk) -> None:
    navigation.go("service.call", about="help")
    kiosk.settle()
    kiosk.device.clock.now += AGAIN_AFTER

    kiosk.device.do(actions.tell_again, kiosk.device.store.register)
    kiosk.settle()

    assert calls(kiosk)[0].asked == 2
    assert kiosk.says("暂时还没有人应答")


def test_cut_off_from_the_shop_the_kiosk_says_so_at_once_and_names_the_counter(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away")

    navigation.go("service.call", about="help")
    kiosk.settle()

    assert kiosk.says("呼叫现在送不到店员那里")
    assert kiosk.says("收银台")


def test_a_tablet_rings_on_whatever_page_and_one_tap_says_i_am_coming(desk: Desk) -> None:
    hears(desk, told("call-1", about="product", gtin=SERUM, language="en"))
    bell = CallBell(desk.device.store)
    bell.look()
    desk.settle()
    assert desk.says("kiosk-1 有顾客在等")
    assert desk.says("English")

    desk.tap("service.come")
    bell.look()
    desk.settle()

    assert calls(desk)[0].state == "coming"
    assert not desk.says("kiosk-1 有顾客在等")


def test_who_puts_it_aside_hears_it_again_when_nobody_came(desk: Desk) -> None:
    hears(desk, told("call-1"))
    bell = CallBell(desk.device.store)
    bell.look()
    desk.settle()
    desk.tap("service.later")
    bell.look()
    desk.settle()
    assert not desk.says("kiosk-1 有顾客在等")

    desk.device.clock.now += AGAIN_AFTER
    hears(desk, told("call-1", asked=2))
    bell.look()
    desk.settle()

    assert desk.says("kiosk-1 有顾客在等")


def test_a_second_answer_is_told_who_goes_already(desk: Desk) -> None:
    hears(desk, told("call-1", answered_at=NOON, answered_on="tablet-2", answered_by="Wei"))

    with pytest.raises(Refused, match=r"service\.answered"):
        desk.device.do(actions.answer, desk.device.store.register, "call-1")


def test_the_list_shows_who_waits_longest_first_and_lets_go_of_what_is_done(desk: Desk) -> None:
    hears(desk, told("call-2", "kiosk-2", called_at=NOON - timedelta(seconds=90)))
    hears(desk, told("call-1"))
    navigation.go("service.calls")
    desk.settle()
    assert desk.says("2 位顾客在等")
    assert desk.says("1 分钟")
    assert desk.findings("calls") == []

    desk.tap("service.come")
    desk.tap("service.done")

    assert len(calls(desk)) == 1


def test_who_waits_for_a_colleague_is_not_sent_away_meanwhile(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink()
    kiosk.go("service.call")
    kiosk.until(lambda: kiosk.screen.idle_now == "never")

    kiosk.device.clock.now += WAITED_FOR
    kiosk.screen._look(0)

    assert kiosk.screen.idle_now == "question", "whoever waited for so long has gone"
    assert kiosk.screen.dismiss(), "Escape leads back at any time"
    assert kiosk.name == "home.attract"
