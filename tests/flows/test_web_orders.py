"""A shopper on the web and the store's tablet work on one order: at once while the lines stand, and true afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.pickup import actions, tables
from sync.clock import stamp, utc_now
from tests.flows.shops import Shop, ShopDevice
from tests.flows.test_pickup import believing, hand_over, order_on, pick, place, state_on
from tests.headoffice.offices import MILK, OAT, OTHER, STORE, TEA
from tests.headoffice.receivers import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give the web shop's own receiver."""
    made = Receiver("", utc_now).start()
    yield made
    made.stop()


def order_at_head_office(shop: Shop, order_id: str) -> dict[str, Any]:  # plain JSON
    return shop.head_office.get(f"/v1/orders/{order_id}")


def refunds(shop: Shop, order_id: str) -> list[int]:
    found = shop.head_office.get(f"/v1/refunds?order_id={order_id}")["refunds"]
    return [one["amount_minor"] for one in reversed(found)]


def ready_on(tablet: ShopDevice, order_id: str, *gtins: str) -> None:
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order")
    pick(tablet, order_id, *gtins)
    tablet.do(actions.stage, tablet.store.vault, tablet.name, order_id, "S-07")


def test_a_shopper_who_is_on_the_way_is_seen_on_the_tablet_and_the_web_shop_hears_of_it(
    shop: Shop, receiver: Receiver
) -> None:
    made = shop.head_office.post("/v1/hooks", "h1", url=receiver.url, events=["order.*"])
    receiver.secret = made["secret"]
    tablet = believing(shop.stocked("tablet-1", "associate"))
    answer = place(shop, "o1", (MILK, 2))
    order_id = answer["order"]["order_id"]
    ready_on(tablet, order_id, MILK, MILK)
    tablet.until(lambda: order_at_head_office(shop, order_id)["state"] == "ready", "head office's word")

    until = stamp(datetime.now(UTC) + timedelta(days=9))
    shop.head_office.post(f"/v1/orders/{order_id}/arrivals", "a1", how="car", more={"spot": "3", "colour": "red"})
    shop.head_office.post(f"/v1/orders/{order_id}/delegate", "d1", name="王")
    shop.head_office.post(f"/v1/orders/{order_id}/extend", "e1", until=until)

    tablet.until(lambda: order_on(tablet, order_id).expires_at is not None, "the order")  # type: ignore[union-attr]
    tablet.until(lambda: order_on(tablet, order_id).delegate == "王", "who fetches it")  # type: ignore[union-attr]
    order = order_on(tablet, order_id)
    assert order is not None
    assert (order.state, order.here, order.here_more["spot"]) == ("arrived", "car", "3")
    hand_over(tablet, answer["pickup_code"])
    tablet.until(lambda: "order.collected" in [one.type for one in receiver.got], "the letters")
    heard = [one.type for one in receiver.got]
    assert [name for name in heard if name in ("order.placed", "order.ready", "order.arrived", "order.collected")] == [
        *("order.placed", "order.ready", "order.arrived", "order.collected")
    ]
    assert all(one.signed for one in receiver.got)


def test_what_is_not_found_comes_from_another_store_as_the_shopper_wants(shop: Shop) -> None:
    tablet = believing(shop.stocked("tablet-1", "associate"))
    order_id = place(shop, "o1", (MILK, 2))["order"]["order_id"]
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order")
    order = order_on(tablet, order_id)
    assert order is not None
    line = order.lines[0].line_id
    pick(tablet, order_id, MILK)
    tablet.do(actions.give_up, tablet.store.vault, tablet.name, order_id, line)
    tablet.until(lambda: order_at_head_office(shop, order_id)["waiting"], "the question")

    shop.head_office.post(f"/v1/orders/{order_id}/choose", "c1", line_id=line, choice=f"store:{OTHER}")

    tablet.until(lambda: order_on(tablet, order_id).lines[0].choice == f"store:{OTHER}", "the answer")  # type: ignore[union-attr]
    [new] = order_at_head_office(shop, order_id)["became"]
    assert order_at_head_office(shop, new)["store"] == OTHER
    assert refunds(shop, order_id) == []


def test_a_shopper_who_cancels_while_the_store_is_off_the_line_and_fetches_it_all_the_same_pays_for_it(
    shop: Shop,
) -> None:
    tablet = believing(shop.stocked("tablet-1", "associate"))
    answer = place(shop, "o1", (MILK, 2))
    order_id = answer["order"]["order_id"]
    ready_on(tablet, order_id, MILK, MILK)
    tablet.until(lambda: order_at_head_office(shop, order_id)["state"] == "ready", "head office's word")
    shop.broker.kill()

    shop.head_office.post(f"/v1/orders/{order_id}/cancel", "c1", reason="changed my mind")
    assert refunds(shop, order_id) == [2 * 1290]
    hand_over(tablet, answer["pickup_code"])
    shop.broker.start()

    tablet.until(lambda: order_at_head_office(shop, order_id)["state"] == "collected", "head office's word")
    assert refunds(shop, order_id) == [2 * 1290, -2 * 1290]
    tablet.until(lambda: len(order_on(tablet, order_id).now.reached) > 0, "the same order")  # type: ignore[union-attr]
    assert state_on(tablet, order_id) == "collected"


@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
def test_an_order_from_the_telephone_is_a_request_until_head_office_has_placed_it(shop: Shop, down: bool) -> None:
    tablet = believing(shop.stocked("tablet-1", "associate"))
    if down:
        shop.head_office.close()
    vault, name = tablet.store.vault, tablet.name

    asked = tablet.do(actions.wish, vault, name, STORE, [(OAT, 2, 0)], surname="王", title="mr", contact="5555")
    hopeless = tablet.do(actions.wish, vault, name, STORE, [(TEA, 2, 0)], surname="王")
    if down:
        wish = tables.load_wish(tablet.store.db, vault, asked)
        assert wish is not None
        assert (wish.state, wish.order_id) == ("asked", "")
        shop.head_office.open()

    def state(wish_id: str) -> str:
        found = tables.load_wish(tablet.store.db, vault, wish_id)
        return "" if found is None else found.state

    tablet.until(lambda: state(asked) == "placed", "the order")
    tablet.until(lambda: state(hopeless) == "refused", "the refusal")
    placed, refused = (tables.load_wish(tablet.store.db, vault, one) for one in (asked, hopeless))
    assert placed is not None
    assert refused is not None
    assert refused.detail == "not_promised lines[0].quantity"
    tablet.until(lambda: state_on(tablet, placed.order_id) == "accepted", "the order itself")
    order = order_on(tablet, placed.order_id)
    assert order is not None
    assert (order.number, order.surname, order.placed.channel, order.to_pay_minor) == (
        *(placed.number, "王", "phone", 2 * 1590),
    )
