"""Goods of a kiosk's bag that the store brings: paid here, an order at the tablet by the hour that was told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kiosk.catalogue import tables as catalogue
from kiosk.customer import tables as members
from kiosk.pickup import actions as pickup
from kiosk.pickup import tables as orders
from kiosk.pickup.model import Order
from kiosk.till import actions as till
from kiosk.till.model import Sale
from kiosk.till.promise import Ways, ways
from sync.headoffice import shop_floor
from sync.headoffice.shop_floor import Delivery
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, SOAP, STORE


def bringing(shop: Shop) -> ShopDevice:
    """A kiosk of a store that brings goods within two hours for ¥6, and that knows Ms Lin."""
    values = {"member": "M1", "store": STORE, "surname": "林", "title": "ms", "tier": "gold", "points": 2480}
    shop.head_office.post("/v1/members", "m1", **values, address="衡山路 2 号")
    rule = Delivery(STORE, "delivery", 60, 120, 600, None, "")
    shop.head_office.office.change(lambda change: shop_floor.set_way(change, rule))
    shop.head_office.office.release(STORE)
    kiosk = shop.stocked("kiosk-1", "shopper")
    kiosk.until(lambda: "delivery" in catalogue.deliveries(kiosk.store.db), "the store's rule")
    kiosk.until(lambda: members.load(kiosk.store.db, kiosk.store.vault, "M1"), "the member")
    return kiosk


def offered(kiosk: ShopDevice, gtin: str) -> Ways:
    store = kiosk.store
    return ways(store.db, store.clock(), store.register, gtin, 1, 0)


def have_brought(kiosk: ShopDevice, gtin: str) -> tuple[Sale, datetime]:
    """Ms Lin pays for it at the kiosk; gives the sale, and by when it was promised."""
    store, basket_id = kiosk.store, kiosk.store.new_id()
    way = offered(kiosk, gtin).delivery
    assert way is not None
    kiosk.do(till.attach_customer, store.register, store.vault, basket_id, "M1")
    kiosk.do(till.fulfil_product, store.register, basket_id, gtin, "delivery", "", way.latest)
    sale: Sale = kiosk.do(till.pay_cash, store.register, basket_id, 10**9)
    return sale, way.latest


def of_lin(device: ShopDevice) -> list[Order]:
    return orders.of_member(device.store.db, device.store.vault, "M1", ended=0)


def do(device: ShopDevice, action: Any, *args: Any, **named: Any) -> Any:  # any action of an order
    return device.do(action, device.store.vault, device.name, *args, **named)


def test_what_was_paid_at_the_kiosk_is_brought_by_the_store_with_a_signature(shop: Shop) -> None:
    kiosk, tablet = bringing(shop), shop.stocked("tablet-1", "associate")

    sale, promised = have_brought(kiosk, SOAP)

    tablet.until(lambda: of_lin(tablet), "the order on the tablet")
    (order,) = of_lin(tablet)
    assert (order.method, order.placed.paid, order.placed.sale) == ("delivery", True, sale.sale_id)
    assert order.placed.carry_to == "衡山路 2 号"
    assert order.promised_at == promised
    assert promised.timestamp() % 900 == 0
    assert sale.total.minor == 890 + 600
    do(tablet, pickup.pick, order.order_id, SOAP)
    do(tablet, pickup.stage, order.order_id, "A-01")
    do(tablet, pickup.send_off, order.order_id, proof={"signature": "s"})
    kiosk.until(lambda: of_lin(kiosk) == [], "the end of the order on the kiosk")
    path = f"/v1/orders/{order.order_id}"
    tablet.until(lambda: shop.head_office.get(path)["state"] == "collected", "head office's word")
    kiosk.until(lambda: kiosk.on_hand(SOAP) == 39, "one piece less on the shelf")


def test_paid_with_the_net_cut_it_is_kept_back_and_becomes_an_order_when_the_net_is_back(shop: Shop) -> None:
    kiosk, tablet = bringing(shop), shop.stocked("tablet-1", "associate")
    shop.head_office.close()
    shop.broker.kill()
    before = offered(kiosk, MILK).here
    assert before is not None

    sale, promised = have_brought(kiosk, MILK)

    assert offered(kiosk, MILK).here == before - 1, "nobody else is sold what is to be brought"
    assert of_lin(kiosk) == of_lin(tablet) == []
    shop.broker.start()
    shop.head_office.open()
    tablet.until(lambda: [one.placed.sale for one in of_lin(tablet)] == [sale.sale_id], "the order", 60)
    assert of_lin(tablet)[0].promised_at == promised
    kiosk.until(lambda: of_lin(kiosk), "the order on the kiosk", 40)
    kiosk.until(lambda: offered(kiosk, MILK).here == before - 1, "one kept back, and not two")
    assert promised - sale.at <= timedelta(minutes=135)
