"""Sent or brought instead of fetched: what it costs is told before it is ordered, and paid at the door."""

from __future__ import annotations

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions
from sync.headoffice import shop_floor
from sync.headoffice.shop_floor import Delivery
from tests.browsers import Shopper
from tests.flows.shops import Shop
from tests.flows.test_order_page import count_orders, do, order_on, prepared
from tests.headoffice.offices import SOAP, STORE


def test_brought_by_the_store_for_a_fee_that_was_told_and_paid_at_the_door(shop: Shop, shopper: Shopper) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    rule = Delivery(STORE, "delivery", 60, 120, 600, 5000, "")
    shop.head_office.office.change(lambda change: shop_floor.set_way(change, rule))
    shopper.comes()
    shopper.takes(SOAP)
    shopper.goes_to_pay()
    shopper.page.tap(f'[data-key="way-delivery:{STORE}"]')
    shopper.reads("满 ¥50 免费，还差 ¥41.10")
    shopper.page.tap('[data-key="field-address"]')
    shopper.page.type("衡山路 2 号")
    shopper.page.size(360, 640)
    shopper.page.js("document.documentElement.style.fontSize = '150%'")
    assert shopper.too_wide() == []
    sums = "[...document.querySelectorAll('.totals .num')].map((one) => one.innerText)"
    assert shopper.page.js(sums) == ["¥8.90", "¥6.00", "¥14.90"]

    shopper.page.tap('[data-key="place"]')
    order_id = shopper.has_ordered()
    assert shopper.page.js(sums) == ["¥8.90", "¥6.00", "¥14.90"]
    prepared(tablet, order_id, SOAP)
    order = order_on(tablet, order_id)
    assert (order.method, order.placed.carry_to, order.to_pay_minor) == ("delivery", "衡山路 2 号", 1490)
    with pytest.raises(Refused, match=r"pickup\.unpaid"):
        do(tablet, actions.send_off, order_id)
    do(tablet, actions.pay, order_id, "sale-1")
    do(tablet, actions.send_off, order_id, proof={"signature": "s"})

    tablet.until(lambda: shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "collected", "the hand-over")
    assert shop.head_office.get(f"/v1/orders/{order_id}")["due_minor"] == 0
    assert shopper.complaints() == []


def test_a_fee_that_changes_while_somebody_looks_is_told_before_the_order_is_taken(
    shop: Shop, shopper: Shopper
) -> None:
    office = shop.head_office.office
    office.change(lambda change: shop_floor.set_way(change, Delivery(STORE, "ship", 60, 120, 600, None, "")))
    shopper.comes()
    shopper.takes(SOAP)
    shopper.goes_to_pay()
    shopper.page.tap(f'[data-key="way-ship:{STORE}"]')
    shopper.page.tap('[data-key="field-address"]')
    shopper.page.type("衡山路 2 号")
    office.change(lambda change: shop_floor.set_way(change, Delivery(STORE, "ship", 60, 120, 800, None, "")))

    shopper.page.tap('[data-key="place"]')

    shopper.reads("运费刚刚变了")
    shopper.reads("¥16.90")
    assert count_orders(shop) == 0
