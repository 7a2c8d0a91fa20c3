"""Whoever has something in the bag keeps it, and finds it again, whatever else they do at the kiosk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk.appointment import tables as appointments
from kiosk.appointment.widgets.words import free
from kiosk.home.comparing import cheapest_each
from kiosk.record import actions as records
from kiosk.ui import navigation
from tests.devices import SERUM, TEA
from tests.kiosks import Kiosk


def offer(kiosk: Kiosk) -> None:
    """The store has one service, by one colleague."""
    store = kiosk.device.store
    values = {"name_zh_hans": "肤质咨询", "name_en": "Skin advice", "minutes": 30, "hosts": "Yue"}
    kiosk.device.do(records.set_fields, store.vault, store.register, "service", "skin", values)
    kiosk.settle()


def book(kiosk: Kiosk) -> None:
    """From the first page until the hour is booked."""
    navigation.go("appointment.book")
    kiosk.settle()
    screen: Any = kiosk.screen
    store = kiosk.device.store
    services = appointments.services(store.db, store.vault)
    screen.choose(services[0])
    screen.choose_day(screen.day + timedelta(days=1))
    screen.choose_hour(free(store, services[0], services, screen.day)[0].starts)
    screen._fields.fill("name", "Lin")
    kiosk.settle()
    kiosk.tap("appointment.save")


def take_number(kiosk: Kiosk) -> None:
    """From the first page until the number is on screen."""
    navigation.go("queue.take")
    kiosk.settle()
    screen: Any = kiosk.screen
    screen.take("")
    kiosk.settle()


@pytest.mark.parametrize("errand", [book, take_number])
def test_after_an_errand_the_bag_is_there_and_goes_on(kiosk: Kiosk, errand: Any) -> None:
    offer(kiosk)
    kiosk.put(SERUM)
    errand(kiosk)

    kiosk.tap("appointment.finish")

    assert kiosk.name == "basket.show"
    assert kiosk.units() == [(SERUM, 1)]


@pytest.mark.parametrize("errand", [book, take_number])
def test_after_an_errand_without_a_bag_the_next_one_begins(kiosk: Kiosk, errand: Any) -> None:
    offer(kiosk)
    before = kiosk.device.store.session.basket_id
    errand(kiosk)

    kiosk.tap("appointment.finish")

    assert kiosk.name == "home.attract"
    assert kiosk.device.store.session.basket_id != before


def test_an_hour_and_a_number_are_offered_where_one_scans(kiosk: Kiosk) -> None:
    kiosk.go("home.scan")
    assert not kiosk.says("取号排队")
    offer(kiosk)
    kiosk.go("home.scan")
    assert kiosk.findings("scanning, with services") == []

    kiosk.tap_words("取号排队")

    assert kiosk.name == "queue.take"


def test_from_two_things_side_by_side_one_comes_to_the_bag(kiosk: Kiosk) -> None:
    kiosk.go("product.compare", gtins=(SERUM, TEA))
    assert kiosk.says("再扫一件")

    kiosk.tap("compare.add")
    kiosk.tap_words("购物袋·1 件")

    assert kiosk.name == "basket.show"


def test_from_two_things_side_by_side_one_comes_to_the_page_of_each(kiosk: Kiosk) -> None:
    kiosk.go("product.compare", gtins=(SERUM, TEA))

    kiosk.tap_words("乌龙茶")

    assert kiosk.name == "product.page"
    assert kiosk.says("乌龙茶")


def test_things_of_two_kinds_are_not_compared_by_the_price_of_their_weight() -> None:
    goods = [("30 ml", 22800), ("250 ml", 750)]

    assert cheapest_each(goods, ["skincare.serum", "food.dairy"]) is None
    assert cheapest_each(goods, ["food.dairy", "food.dairy"]) == 1
