"""Cables are pulled and programs end; the shop goes on, and afterwards nothing is missing and nothing is doubled."""

from __future__ import annotations

import pytest

from kiosk import wiring
from kiosk.till import actions as till_actions
from tests.flows.shops import Shop, booked
from tests.headoffice.offices import MILK, OAT, SOAP


def test_sales_made_with_everything_down_arrive_once_with_numbers_without_gaps(shop: Shop) -> None:
    till, office = shop.stocked(), shop.head_office
    till.close()
    office.close()
    shop.broker.kill()

    till.open()
    totals = [till.sell(MILK, SOAP).total.minor, till.sell(OAT).total.minor]
    till.until(lambda: till.health.next_try is not None, "word of the next try")
    assert (till.health.state, till.on_hand(MILK), till.price(OAT)) == ("broker_away", 11, 1590)
    shop.broker.start()
    till.until(lambda: till.health.state == "head_office_away", "the broker")
    totals.append(till.sell(SOAP).total.minor)
    shop.broker.kill()
    till.until(lambda: till.health.state == "broker_away", "the loss of the broker")
    totals.append(till.sell(SOAP, SOAP).total.minor)
    assert till.waiting() >= 4
    shop.broker.start()
    office.open()

    assert booked(office, till, 4) == [("till-1", "A", number, total) for number, total in enumerate(totals, 1)]
    assert office.get("/v1/sales")["missing"] == []
    assert till.reasons() == []


def test_devices_that_could_not_hear_each_other_catch_up(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "HEARTBEAT_S", 0.3)
    till, kiosk = shop.stocked("till-1"), shop.stocked("kiosk-1", "shopper")
    shop.head_office.close()
    shop.broker.kill()
    kiosk.until(lambda: kiosk.health.state == "broker_away", "the loss of the broker")

    till.sell(SOAP, SOAP, SOAP)
    kiosk.sell(SOAP)
    assert (till.on_hand(SOAP), kiosk.on_hand(SOAP)) == (37, 39)
    shop.broker.start()

    kiosk.until(lambda: kiosk.on_hand(SOAP) == 36, "the till's sale")
    till.until(lambda: till.on_hand(SOAP) == 36, "the kiosk's sale")


def test_a_pulled_cable_is_told_and_put_back_without_a_trace(shop: Shop) -> None:
    till, office = shop.stocked(), shop.head_office
    assert till.store.link is not None

    till.store.link.cut(True)
    till.until(lambda: till.health.state == "cut", "the cut")
    for _ in range(5):
        till.sell(SOAP)
    office.post("/v1/prices", store="9521000000018", gtin=SOAP, price_minor=901)
    assert till.price(SOAP) == 890
    till.store.link.cut(False)

    assert len(booked(office, till, 5)) == 5
    till.until(lambda: till.price(SOAP) == 901, "the price that it missed")
    assert till.numbers() == [("A", number) for number in range(1, 6)]


def test_a_program_that_ends_with_a_basket_open_finds_it_again(shop: Shop) -> None:
    till = shop.stocked()
    basket_id = till.put(MILK, OAT)
    till.close()

    till.open()
    sale = till.do(till_actions.pay_cash, till.store.register, basket_id, 10**6)

    assert [(line.gtin, line.quantity) for line in sale.lines] == [(MILK, 1), (OAT, 1)]
    assert till.numbers() == [("A", 1)]
