"""A price book on its way from head office into a basket, and a coupon that two tills take in apart."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from kiosk.pricing import tables as books
from kiosk.till import actions as till
from sync.clock import utc_now
from sync.formats import tokens
from sync.headoffice import flags, price_books
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, STORE

SPRING: dict[str, Any] = {
    "kind": "amount",
    "rule_id": "spring",
    "name": {"zh_hans": "春日券"},
    "goods": {"everything": True},
    "off_minor": 100,
    "when": {"coupon": "SPRING"},
}


def half(percent_bp: int) -> dict[str, Any]:
    """Everything so much cheaper."""
    return {"kind": "percent", "rule_id": "off", "name": {"zh_hans": "特价"}, "goods": {"everything": True}} | {
        "percent_bp": percent_bp
    }


def publish(shop: Shop, *rules: dict[str, Any], after: timedelta = timedelta()) -> int:
    """Head office sends a book; gives its version."""
    office = shop.head_office.office
    text = json.dumps({"rules": rules}).encode()
    made = office.change(
        lambda change: price_books.publish(change, office.keys, office.tenant, STORE, text, utc_now() + after)
    )
    return made.version


def in_force(device: ShopDevice) -> int:
    """Version of the book that makes prices there."""
    return books.book_in_force(device.store.db, utc_now()).version


def total(device: ShopDevice) -> int:
    """What a bottle of milk costs there now."""
    basket_id = device.store.new_id()
    basket = device.do(till.add_product, device.store.register, basket_id, MILK)
    return int(basket.total.minor)


def test_a_book_comes_ahead_and_holds_at_its_minute_with_every_cable_pulled(shop: Shop) -> None:
    device = shop.stocked("till-1", "till")
    first = publish(shop, half(1000))
    device.until(lambda: in_force(device) == first, "the book")
    assert total(device) == 1161

    second = publish(shop, half(5000), after=timedelta(seconds=3))
    device.until(lambda: books.find_book(device.store.db, second), "the next book")
    device.store.link.cut(True)  # type: ignore[union-attr]  # a device of a shop has a link
    assert total(device) == 1161

    device.until(lambda: in_force(device) == second, "its minute")
    assert total(device) == 645


def test_a_coupon_that_two_tills_take_in_apart_is_sold_twice_and_flagged(shop: Shop) -> None:
    office = shop.head_office.office
    one, other = shop.stocked("till-1", "till"), shop.stocked("till-2", "till")
    version = publish(shop, SPRING)
    for device in (one, other):
        device.until(lambda device=device: in_force(device) == version, "the book")  # type: ignore[misc]
        device.store.link.cut(True)  # type: ignore[union-attr]  # a device of a shop has a link
    token = tokens.parse(office.keys.mint("coupon", "SPRING", utc_now()))

    for device in (one, other):
        basket_id = device.put(MILK)
        device.do(till.lay_coupon, device.store.register, basket_id, token)
        assert device.do(till.pay_cash, device.store.register, basket_id, 10**6).total.minor == 1190
        device.store.link.cut(False)  # type: ignore[union-attr]  # the same

    def flagged() -> bool:
        return any(flag.kind == "coupon_used_twice" for flag in office.read(flags.newest))

    one.until(flagged, "the flag")
