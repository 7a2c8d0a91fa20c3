"""Stock between shelf, web and back room, over a real broker: what is promised is kept or named, cut or not."""

from __future__ import annotations

from kiosk.stock import tables as levels
from kiosk.stock.model import Level
from kiosk.stockroom import actions, tables
from sync.headoffice import allocations
from sync.headoffice.allocation_tables import Rule
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, OTHER, SOAP, STORE


def level(device: ShopDevice, gtin: str) -> Level:
    found = levels.level(device.store.db, gtin)
    assert found is not None
    return found


def allot(shop: Shop, percent: int) -> None:
    shop.head_office.office.change(lambda change: allocations.set_rule(change, STORE, "", Rule(percent)))


def take(shop: Shop, gtin: str, units: int, order_id: str) -> bool:
    """Somebody buys online."""
    return shop.head_office.office.change(lambda change: allocations.take(change, STORE, gtin, units, order_id))


def do(device: ShopDevice, action: object, *args: object, **named: object) -> object:
    store = device.store
    return device.do(action, store.vault, store.register, *args, **named)  # type: ignore[arg-type]  # any action


def test_while_the_line_is_cut_shelf_and_web_promise_different_units_and_a_steal_is_seen_on_both_sides(
    shop: Shop,
) -> None:
    """Given a lease, a cut, web orders and a sale of all there is: afterwards everybody counts the same, and the order
    that stands on nothing is named."""
    till = shop.stocked("till-1", "till")
    allot(shop, 25)
    till.until(lambda: level(till, MILK).online == 3, "the lease")
    assert level(till, MILK).available == 9

    assert till.store.link is not None
    till.store.link.cut(True)
    assert take(shop, MILK, 3, "web-1")
    for _ in range(12):
        till.sell(MILK)
    assert level(till, MILK).on_hand == 0
    takings = till.store.db.execute("SELECT sum(units) FROM stock_taken").fetchone()[0]
    assert takings == 3, "the till knew whose they were, and said so at once"

    till.store.link.cut(False)
    till.until(lambda: shop.head_office.query("SELECT count(*) FROM allocation_taken")[0][0] > 0, "the taking")
    till.until(
        lambda: shop.head_office.query("SELECT on_hand FROM stock WHERE store = ? AND gtin = ?", STORE, MILK) == [(0,)],
        "the sales",
    )
    named = shop.head_office.office.read(lambda db: allocations.endangered(db, STORE))
    assert [(one.order_id, one.units) for one in named] == [("web-1", 3)]
    till.until(lambda: level(till, MILK).online == 0, "the lease's end")


def test_a_request_that_was_written_down_offline_is_confirmed_when_the_line_is_back(shop: Shop) -> None:
    kiosk = shop.stocked("kiosk-1", "shopper")
    kiosk.until(lambda: levels.store_names(kiosk.store.db, OTHER) is not None, "the other store")
    assert kiosk.store.link is not None
    kiosk.store.link.cut(True)

    made = do(kiosk, actions.request, MILK, "store", OTHER)
    request_id = made.request_id  # type: ignore[attr-defined]  # a request
    asked = tables.request(kiosk.store.db, kiosk.store.vault, request_id)
    assert asked is not None
    assert asked.state == "asked"
    kiosk.store.link.cut(False)

    def confirmed() -> bool:
        found = tables.request(kiosk.store.db, kiosk.store.vault, request_id)
        return found is not None and found.state == "confirmed" and found.order_number != ""

    kiosk.until(confirmed, "head office's answer")
    assert shop.head_office.query("SELECT store, method FROM pickup_order") == [(OTHER, "pickup")]


def test_a_delivery_that_head_office_announced_is_unpacked_offline_and_counted_everywhere(shop: Shop) -> None:
    tablet, till = shop.stocked("tablet-1", "associate"), shop.stocked("till-1", "till")
    lines = [{"gtin": SOAP, "units": 5}]
    made = shop.head_office.post("/v1/deliveries", "d1", store=STORE, number="LS-1", lines=lines)
    tablet.until(lambda: tables.delivery(tablet.store.db, tablet.store.vault, made["id"]), "the delivery")
    assert tablet.store.link is not None
    tablet.store.link.cut(True)

    do(tablet, actions.scan_in, made["id"], SOAP, 4)
    do(tablet, actions.close, made["id"])
    assert level(tablet, SOAP).on_hand == 44
    tablet.store.link.cut(False)

    till.until(lambda: level(till, SOAP).on_hand == 44, "the goods")
    till.until(
        lambda: shop.head_office.query("SELECT kind FROM flag WHERE kind = 'delivery_differs'") != [], "the difference"
    )


def test_goods_laid_aside_on_one_device_are_promised_by_no_other(shop: Shop) -> None:
    kiosk, till = shop.stocked("kiosk-1", "shopper"), shop.stocked("till-1", "till")

    do(kiosk, actions.lay_aside, MILK)

    till.until(lambda: level(till, MILK).available == 11, "the hold")
