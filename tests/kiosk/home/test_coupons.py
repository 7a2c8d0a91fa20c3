"""A shopper holds a coupon before the camera: it lies in the bag, lowers what it is for, and can be kept for later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.ui.theme import theme
from sync.formats import tokens
from sync.formats.price_book import Amount, When
from tests.devices import NOON, SERUM, TEA
from tests.kiosk.pricing.books import ALL, named, source
from tests.kiosk.till.tills import put_book
from tests.kiosks import Kiosk
from tests.orders import KEY, KEY_ID

BOOK = source(Amount(**named("spring"), goods=ALL, off_minor=100, when=When(coupon="SPRING")), valid_from=NOON)


@pytest.fixture
def shop(kiosk: Kiosk) -> Kiosk:
    put_book(kiosk.device, BOOK)
    return kiosk


def coupon(kiosk: Kiosk) -> None:
    """Hold it before the camera."""
    made = NOON - timedelta(days=1)
    text = tokens.sign("coupon", KEY_ID, KEY, subject="SPRING", nonce="N1", now=made, lifetime=timedelta(days=9))
    kiosk.scan(text, "QR")
    kiosk.settle()


def test_a_coupon_from_any_page_lowers_the_bag_and_can_be_taken_out_again(shop: Kiosk) -> None:
    shop.put(SERUM)
    shop.go("product.page", gtin=TEA)

    coupon(shop)

    assert shop.name == "basket.show"
    assert shop.basket().total.minor == 22700
    assert shop.says("优惠券已用上")
    assert shop.says("袋里有 1 张优惠券")
    shop.tap_words("下次再用")
    shop.settle()
    assert shop.basket().total.minor == 22800
    assert not shop.says("袋里有")


def test_a_coupon_before_the_goods_waits_for_them(shop: Kiosk) -> None:
    coupon(shop)

    assert shop.says("加入适用的商品后自动减价")
    shop.scan_product(TEA)
    assert shop.basket().total.minor == 1700


def test_a_coupon_that_is_thought_of_when_paying_counts_there(shop: Kiosk) -> None:
    shop.put(SERUM)
    shop.go("pay.choose")

    coupon(shop)

    assert shop.name == "pay.choose"
    assert shop.says("¥227")


def test_a_coupon_that_nobody_knows_is_refused_in_words(shop: Kiosk) -> None:
    shop.put(SERUM)
    shop.go("basket.show")

    shop.scan(shop.code("coupon", "AUTUMN"), "QR")
    shop.settle()

    assert shop.basket().terms.coupons == ()
    assert shop.says("此券现在不能使用")


def test_the_bag_with_a_coupon_is_whole_in_all_looks(shop: Kiosk) -> None:
    shop.put(SERUM)
    coupon(shop)
    theme.choose(motion=False)

    assert shop.findings("bag with a coupon") == []
