"""The customer's card, a list and the client book as an adviser sees and taps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.associate.screens.lookup import LookupScreen
from kiosk.clienteling import actions, tables
from kiosk.clienteling.screens.book import BookScreen
from kiosk.clienteling.screens.card import CardScreen
from kiosk.clienteling.screens.look import LookScreen
from kiosk.clienteling.screens.show import ShowScreen
from kiosk.customer import actions as customer
from kiosk.till import tables as till_tables
from sync import messages
from sync.formats import tokens
from tests import staff as people
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import NOON, SERUM, TEA, WATER, open_device
from tests.kiosk.clienteling.test_card import act, know, lin, open_now, sell, sign_in
from tests.orders import KEY, KEY_ID, believe_head_office
from tests.ui import Ui


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        believe_head_office(device)
        people.hire(device)
        here = device.store.register.store_gln
        day = timedelta(days=1)
        know(
            device,
            lin(
                1,
                messages.Bought(at=NOON - 9 * day, gtin=WATER, quantity=2, channel="store", store=here),
                messages.Bought(at=NOON - 20 * day, gtin=TEA, quantity=-1, channel="web"),
            ),
        )
        sell(device, SERUM)
        device.do(customer.set_favourite, device.store.vault, "m1", TEA, True)
        sign_in(device, "wei")
        store = device.store
        screens = {
            "client.card": lambda: CardScreen(store),
            "client.look": lambda: LookScreen(store),
            "client.show": lambda: ShowScreen(store),
            "stock.lookup": lambda: LookupScreen(store),
            "client.book": lambda: BookScreen(store),
        }
        with open_desk(ui, device, screens, "client.card") as opened:
            yield opened


def hold_out(desk: Desk) -> None:
    now = desk.device.clock() - timedelta(minutes=1)
    desk.scan(tokens.sign("loyalty", KEY_ID, KEY, subject="m1", nonce="n", now=now), "QR")


def test_nothing_is_shown_until_the_code_is_held_out_and_nothing_after_ten_minutes(desk: Desk) -> None:
    assert desk.says("请顾客出示会员码")
    assert not desk.says("林女士")

    hold_out(desk)
    assert desk.says("林女士")
    assert desk.says("2,480")
    assert desk.says("已发 0/2 条")

    desk.device.clock.pass_time(minutes=10)
    desk.screen.tick()
    desk.settle()
    assert desk.says("请顾客出示会员码")
    assert not any("林女士" in words or "精华" in words for words in desk.words())


def test_purchases_say_where_and_a_tip_says_why_and_what_to_say(desk: Desk) -> None:
    hold_out(desk)

    assert desk.says("本店·30 ml")
    assert desk.says("11月12日·本店")
    assert desk.says("网上订单")
    assert desk.says("适合搭配 水润玻尿酸保湿精华液")
    assert desk.says("您上次带走的水润玻尿酸保湿精华液用得还好吗")


def test_a_cashier_sees_who_it_is_and_no_purchase_note_or_list(desk: Desk) -> None:
    sign_in(desk.device, "lin")
    hold_out(desk)

    assert desk.says("林女士")
    assert desk.says("购买记录与备注仅对顾问开放")
    assert not desk.says("最近购买")
    assert not desk.says("写备注")
    assert not desk.says("已发")
    assert desk.findings("card of a cashier", HARDEST) == []


def test_locking_the_screen_wipes_the_card(desk: Desk) -> None:
    from kiosk.staff import actions as staff

    hold_out(desk)
    desk.device.do(staff.lock)
    desk.settle()

    assert not desk.says("林女士")
    assert open_now(desk.device) is None


def test_a_note_is_written_for_all_or_for_oneself(desk: Desk) -> None:
    hold_out(desk)
    desk.tap("client.note")
    desk.screen._sheet.line._chosen("皮肤敏感，偏好无香。")
    desk.screen._sheet.enter()
    desk.settle()
    assert desk.says("谁可以看到？")
    desk.tap("client.note_own")

    (note,) = tables.notes(desk.device.db, desk.device.store.vault, "m1")
    assert (note.text, note.shared, note.author) == ("皮肤敏感，偏好无香。", False, "wei")
    assert desk.says("仅自己")


def test_a_scanned_product_goes_onto_the_list_and_the_list_into_a_code(desk: Desk) -> None:
    hold_out(desk)
    desk.scan_product(SERUM)
    desk.scan_product(WATER)
    assert desk.says("2 件，魏强")
    desk.tap_words("专属清单")

    desk.tap("client.hand")

    assert desk.says("30 分钟内可在收银台或自助机扫码")
    assert desk.findings("list with its code", HARDEST) == []
    desk.tap("client.send")
    (look,) = tables.looks(desk.device.db, desk.device.store.vault, "m1")
    assert look.gtins == (SERUM, WATER)
    assert look.handed_at is not None


def looks_of(desk: Desk) -> list[tuple[str, str, tuple[str, ...]]]:
    found = tables.looks(desk.device.db, desk.device.store.vault, "m1")
    return [(one.purpose, one.title, one.gtins) for one in found]


def test_a_look_is_begun_on_the_card_with_a_name_filled_renamed_and_put_away(desk: Desk) -> None:
    hold_out(desk)
    desk.tap("client.new_look")
    desk.screen._sheet.line._chosen("晚宴")
    desk.screen._sheet.enter()
    desk.settle()

    assert desk.navigator.name == "client.look"
    assert desk.says("还是空的")
    desk.scan_product(SERUM)
    desk.scan_product(WATER)
    assert looks_of(desk) == [("look", "晚宴", (SERUM, WATER))]
    desk.tap("client.rename")
    assert desk.screen._sheet.text == "晚宴"
    desk.screen._sheet.line._chosen("，送礼")
    desk.screen._sheet.enter()
    desk.settle()
    assert desk.says("晚宴，送礼")
    assert desk.findings("a look with a name", HARDEST) == []

    desk.tap("client.put_away")
    assert looks_of(desk) == []
    assert desk.navigator.name == "client.card"


def test_a_product_that_was_looked_up_goes_onto_the_list_that_is_chosen(desk: Desk) -> None:
    desk.go("stock.lookup", gtin=SERUM)
    desk.tap("client.put_into")
    assert desk.navigator.name == "client.card"
    assert desk.says("扫码后即可放进顾客的清单")

    hold_out(desk)
    assert desk.says("林女士")
    assert desk.findings("choosing a list", HARDEST) == []
    desk.tap("client.new_private")
    sheet = desk.navigator.top()
    assert sheet is not None
    sheet.line._chosen("心愿单")
    sheet.enter()
    desk.settle()
    desk.go("stock.lookup", gtin=TEA)
    desk.tap("client.put_into")
    desk.tap_words("心愿单")

    assert looks_of(desk) == [("private", "心愿单", (SERUM, TEA))]


def test_the_customer_sees_pictures_and_prices_alone_and_takes_along_what_they_chose(desk: Desk) -> None:
    hold_out(desk)
    act(desk.device, actions.begin_look, "m1", "look", title="周末", gtins=(SERUM, WATER))
    desk.settle()
    desk.tap_words("周末")
    desk.tap("client.show")

    assert desk.says("魏强 为您挑选")
    assert not desk.says("林女士")
    assert not desk.says("2,480")
    assert desk.says("已选 2 件")
    assert desk.findings("shown to the customer", HARDEST) == []
    desk.screen.turn(WATER)
    desk.settle()
    assert desk.says("已选 1 件，¥228")
    desk.tap("client.to_till")
    ((parked, _, _),) = till_tables.parked(desk.device.db, "CNY")
    assert [(line.gtin, line.quantity) for line in parked.lines] == [(SERUM, 1)]
    assert (parked.customer, parked.terms.label) == ("m1", "周末")
    desk.tap("client.hand")
    assert desk.navigator.name == "client.look"
    assert desk.says("30 分钟内可在收银台或自助机扫码")

    desk.device.clock.pass_time(minutes=10)
    desk.screen.tick()
    desk.settle()
    assert desk.says("请顾客出示会员码")


def test_the_client_book_leads_to_their_lists_by_way_of_their_code(desk: Desk) -> None:
    hold_out(desk)
    act(desk.device, actions.join_book, "m1")
    act(desk.device, actions.close_card)
    desk.settle()
    desk.go("client.book")

    desk.tap_words("搭配与清单")

    assert desk.navigator.name == "client.card"
    assert desk.says("请顾客出示会员码，再为其准备清单")


def test_the_customer_agrees_in_person_and_a_message_waits_for_head_office(desk: Desk) -> None:
    hold_out(desk)
    desk.tap("client.allow")
    desk.tap("client.write")
    assert desk.screen._sheet.text == "林女士，您好！"
    desk.screen._sheet.line._chosen("您问过的商品到货了。")
    desk.screen._sheet.enter()
    desk.settle()

    (message,) = tables.outreaches(desk.device.db, desk.device.store.vault, "m1")
    assert (message.text, message.state) == ("林女士，您好！您问过的商品到货了。", "queued")
    assert desk.says("已发 1/2 条")
    assert desk.says("待发送")
    assert desk.findings("full card", HARDEST) == []


def test_the_book_plans_a_contact_and_hands_a_client_over(desk: Desk) -> None:
    hold_out(desk)
    desk.tap("client.join")
    act(desk.device, actions.close_card)
    desk.settle()
    desk.go("client.book")
    assert desk.says("我的客户 1 位，0 位该联系了")

    desk.tap_words("一周后")
    assert desk.says("下次联系 11月28日")
    desk.tap("client.hand_over")
    assert desk.findings("book, handing over", HARDEST) == []
    desk.screen.hand_to("mei")
    desk.settle()

    client = tables.client(desk.device.db, desk.device.store.vault, "m1")
    assert client is not None
    assert client.associates == (("mei", "梅岚"),)
    assert desk.says("我的客户 0 位")
    assert not desk.says("最近购买")
