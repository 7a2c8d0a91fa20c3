"""Coupons and offers for the first N in a real sale."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.pricing import tables as books
from kiosk.till import actions
from sync.formats import price_book, tokens
from sync.formats.price_book import Amount, Fixed, PriceBook, When
from sync.messages import PromotionsUsed
from tests.devices import NOON, SERUM, TEA, TestDevice, open_device
from tests.kiosk.pricing.books import ALL, goods, named, source
from tests.orders import KEY, KEY_ID, believe_head_office

BOOK = source(
    Amount(**named("spring"), goods=ALL, off_minor=100, when=When(coupon="SPRING")),
    Fixed(**named("first"), goods=goods(TEA), price_minor=1000, quota=2),
    valid_from=NOON,
)


@pytest.fixture
def till(device: TestDevice) -> TestDevice:
    """A kiosk under a book with a coupon and an offer for the first two."""
    believe_head_office(device)
    book: PriceBook = BOOK
    device.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", tx.now))
    return device


def coupon(nonce: str = "N1") -> tokens.Token:
    """A coupon of yesterday."""
    made = NOON - timedelta(days=1)
    text = tokens.sign("coupon", KEY_ID, KEY, subject="SPRING", nonce=nonce, now=made, lifetime=timedelta(days=9))
    token = tokens.parse(text)
    assert token is not None
    return token


def put(device: TestDevice, basket_id: str, gtin: str, *more: str) -> Any:
    """Scan products."""
    for one in (gtin, *more):
        basket = device.do(actions.add_product, device.store.register, basket_id, one)
    return basket


def test_a_coupon_lowers_the_basket_and_is_burnt_by_its_sale(till: TestDevice) -> None:
    register = till.store.register
    before = put(till, "b1", SERUM).total
    with_coupon = till.do(actions.lay_coupon, register, "b1", coupon())
    assert before.minor - with_coupon.total.minor == 100

    sale = till.do(actions.pay_cash, register, "b1", 100_000)

    assert sale.total == with_coupon.total
    assert sale.terms.coupons == ("SPRING#N1",)
    put(till, "b2", SERUM)
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        till.do(actions.lay_coupon, register, "b2", coupon())


def test_a_coupon_taken_out_or_in_a_basket_given_up_can_be_used_elsewhere(till: TestDevice) -> None:
    register = till.store.register
    full = put(till, "b1", SERUM).total
    till.do(actions.lay_coupon, register, "b1", coupon())
    assert till.do(actions.take_coupons_out, register, "b1").total == full

    put(till, "b2", SERUM)
    till.do(actions.lay_coupon, register, "b2", coupon())
    till.do(actions.drop_basket, register, "b2")

    put(till, "b3", SERUM)
    assert till.do(actions.lay_coupon, register, "b3", coupon()).terms.coupons == ("SPRING#N1",)


def test_the_first_two_get_it_over_several_sales(till: TestDevice) -> None:
    register = till.store.register
    assert put(till, "b1", TEA).total.minor == 1000
    till.do(actions.pay_cash, register, "b1", 100_000)

    assert put(till, "b2", TEA, TEA).total.minor == 1000 + 1800


def void(device: TestDevice, sale_id: str) -> None:
    """The sale that was just made is taken back as a whole."""
    basket = device.do(actions.start_void, device.store.register, sale_id)
    device.do(actions.refund, device.store.register, basket.basket_id)


def test_a_voided_sale_gives_its_coupon_and_its_place_among_the_first_back(till: TestDevice) -> None:
    register = till.store.register
    put(till, "b1", SERUM, TEA, TEA)
    till.do(actions.lay_coupon, register, "b1", coupon())
    sale = till.do(actions.pay_cash, register, "b1", 100_000)
    void(till, sale.sale_id)

    assert put(till, "b2", SERUM, TEA, TEA, TEA).total == sale.total + Money(100 + 1800, "CNY")
    again = till.do(actions.lay_coupon, register, "b2", coupon())
    # The third tea is none of the first two, so the coupon lowers it as well.
    assert again.total == sale.total + Money(1800 - 100, "CNY")
    till.do(actions.pay_cash, register, "b2", 100_000)
    put(till, "b3", SERUM)
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        till.do(actions.lay_coupon, register, "b3", coupon())


def test_other_devices_hear_what_a_voided_sale_gave_back_in_any_order(till: TestDevice, tmp_path: Path) -> None:
    register = till.store.register
    told: list[PromotionsUsed] = []
    till.store.worker.after_commit = lambda tx: told.extend(one for one in tx.live if isinstance(one, PromotionsUsed))
    put(till, "b1", SERUM, TEA, TEA)
    till.do(actions.lay_coupon, register, "b1", coupon())
    sale = till.do(actions.pay_cash, register, "b1", 100_000)
    void(till, sale.sale_id)
    used, given_back = told[0], told[-1]

    with open_device(tmp_path / "other", name="till-2", role="till") as other:
        believe_head_office(other)
        other.do(lambda tx: books.save_book(tx.db, BOOK, price_book.document(BOOK), "", tx.now))
        for message in (given_back, used, given_back, used):
            other.do(pricing.on_used("till-2"), message)

        assert put(other, "c1", SERUM, TEA, TEA).total == sale.total + Money(100, "CNY")
        assert other.do(actions.lay_coupon, other.store.register, "c1", coupon()).total == sale.total


def test_goods_that_come_back_give_neither_back(till: TestDevice) -> None:
    register = till.store.register
    put(till, "b1", SERUM, TEA, TEA)
    till.do(actions.lay_coupon, register, "b1", coupon())
    sale = till.do(actions.pay_cash, register, "b1", 100_000)
    tea = next(line for line in sale.lines if line.gtin == TEA)
    back = till.do(actions.return_line, register, sale.sale_id, tea.line_id, 1)
    # Also not where the return is undone: it never gave them back.
    void(till, back.sale_id)

    assert put(till, "b2", TEA).total.minor == 1800
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        till.do(actions.lay_coupon, register, "b2", coupon())
