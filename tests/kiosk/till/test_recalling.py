"""A basket that is gone on with takes nothing away: neither what lies on the counter nor a coupon twice."""

from __future__ import annotations

import pytest

from kiosk.errors import Refused
from kiosk.pricing import tables as books
from kiosk.till import actions, tables
from sync.formats import price_book
from tests.devices import SERUM, TEA, TestDevice
from tests.kiosk.till.test_coupons import BOOK, coupon
from tests.orders import believe_head_office


def parked(device: TestDevice, *, with_coupon: bool = False) -> None:
    register = device.store.register
    device.do(actions.add_product, register, "away", SERUM)
    if with_coupon:
        believe_head_office(device)
        device.do(lambda tx: books.save_book(tx.db, BOOK, price_book.document(BOOK), "", tx.now))
        device.do(actions.lay_coupon, register, "away", coupon())
    device.do(actions.park, register, "away")


def test_a_parked_basket_never_takes_the_place_of_goods_and_money(device: TestDevice) -> None:
    register = device.store.register
    parked(device)
    device.do(actions.add_product, register, "here", TEA)
    device.do(actions.tender_cash, register, "here", 100)

    with pytest.raises(Refused, match=r"till\.not_empty"):
        device.do(actions.recall, register, "away", "here")

    here, away = tables.load_basket(device.db, "here"), tables.load_basket(device.db, "away")
    assert here is not None
    assert away is not None
    assert (here.paid.minor, [line.gtin for line in here.lines], away.state) == (100, [TEA], "parked")


def test_a_parked_basket_is_not_gone_on_with_where_one_was_paid(device: TestDevice) -> None:
    register = device.store.register
    parked(device)
    device.do(actions.add_product, register, "here", TEA)
    device.do(actions.pay_cash, register, "here", 1800)

    with pytest.raises(Refused, match=r"till\.closed"):
        device.do(actions.recall, register, "away", "here")


def test_its_coupon_lies_in_it_still_and_in_no_other_basket(device: TestDevice) -> None:
    register = device.store.register
    parked(device, with_coupon=True)
    taken = device.do(actions.recall, register, "away", "here")
    assert taken.terms.coupons == ("SPRING#N1",)

    device.do(actions.add_product, register, "other", SERUM)

    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        device.do(actions.lay_coupon, register, "other", coupon())


def test_a_coupon_that_was_used_elsewhere_meanwhile_is_left_out(device: TestDevice) -> None:
    register = device.store.register
    parked(device, with_coupon=True)
    now = device.store.clock()
    device.do(lambda tx: books.spend_coupon(tx.db, "till-9", "b9", "SPRING", "N1", now))

    taken = device.do(actions.recall, register, "away", "here")

    assert taken.terms.coupons == ()
    assert taken.total == taken.lines[0].listed
