"""A member's bag: kept while they are away, joined with the one from home, never doubled."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.customer import actions as customer
from kiosk.till import tables
from kiosk.ui import navigation
from sync import messages
from tests.devices import NOON, SERUM, TEA
from tests.kiosk.home.bags import sign_in
from tests.kiosks import Kiosk


def test_a_member_s_bag_waits_and_is_offered_when_they_are_back(kiosk: Kiosk) -> None:
    kiosk.knows()
    sign_in(kiosk)
    kiosk.put(TEA, SERUM)
    kiosk.go("basket.show")
    assert kiosk.says("离开后购物袋为您保留 7 天")
    navigation.end_session()
    kiosk.settle()
    kiosk.device.clock.pass_time(minutes=50)

    sign_in(kiosk)
    assert kiosk.says("12:00 留下的购物袋，2 件，¥246.00")
    kiosk.tap("kept.go_on")

    assert kiosk.name == "basket.show"
    assert kiosk.units() == [(TEA, 1), (SERUM, 1)]
    navigation.end_session()
    assert tables.parked(kiosk.device.db, "CNY") == []


def test_who_does_not_want_that_says_so_once(kiosk: Kiosk) -> None:
    kiosk.knows()
    sign_in(kiosk)
    kiosk.put(TEA)
    kiosk.go("basket.show")
    kiosk.tap("basket.wait_off")
    assert kiosk.says("离开后购物袋不保留")
    navigation.end_session()
    kiosk.settle()

    sign_in(kiosk)

    assert not kiosk.says("留下的购物袋")
    assert tables.kept_for(kiosk.device.db, "member-1") == []


def test_of_a_bag_that_waited_and_the_one_that_is_here_nothing_is_doubled(kiosk: Kiosk) -> None:
    kiosk.knows()
    sign_in(kiosk)
    kiosk.put(TEA, TEA, SERUM)
    navigation.end_session()
    kiosk.settle()
    kiosk.put(TEA)

    sign_in(kiosk)
    kiosk.tap("kept.go_on")

    assert sorted(kiosk.units()) == sorted([(TEA, 2), (SERUM, 1)])


def test_a_stranger_s_bag_is_forgotten_as_ever(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    basket_id = kiosk.device.store.session.basket_id

    navigation.end_session()
    kiosk.settle()

    found = tables.load_basket(kiosk.device.db, basket_id)
    assert found is not None
    assert found.state == "dropped"


def test_where_the_shop_asks_first_the_online_bag_joins_on_a_tap_and_says_where_it_came_from(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    store.register = replace(store.register, online_basket="ask")
    kiosk.knows()
    online = messages.OnlineBasketChanged(
        basket_id="online-1",
        member="member-1",
        lines=(messages.OnlineLine(gtin=TEA, quantity=2), messages.OnlineLine(gtin=SERUM, quantity=1)),
        version=5,
        at=NOON,
    )
    kiosk.device.do(customer.on_online_basket(store.vault), online)
    kiosk.put(TEA)

    sign_in(kiosk)
    kiosk.go("basket.show")
    assert kiosk.units() == [(TEA, 1)]
    assert kiosk.says("加入这里还没有的 2 件，不会重复")
    kiosk.tap("basket.online_join")

    assert sum(units for gtin, units in kiosk.units() if gtin == TEA) == 2
    assert kiosk.says("来自线上购物车")
    assert not kiosk.says("您的线上购物车")
