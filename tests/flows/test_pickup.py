"""An order from the web shop is fetched from the shelves, staged, and handed over against its code, once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kiosk import codes
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.claiming import ClaimDesk
from kiosk.pickup.model import Claim, Order
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, OAT, SOAP, STORE


def order_on(device: ShopDevice, order_id: str) -> Order | None:
    """The order as this device knows it."""
    return pickup.load(device.store.db, device.store.vault, order_id)


def state_on(device: ShopDevice, order_id: str) -> str:
    """Where it stands by this device's word; empty if the device does not know it."""
    order = order_on(device, order_id)
    return "" if order is None else order.state


def place(shop: Shop, key: str, *lines: tuple[str, int]) -> dict[str, Any]:  # plain JSON
    """Somebody orders in the web shop; the answer with `order` and `pickup_code`."""
    wanted = [{"gtin": gtin, "quantity": quantity} for gtin, quantity in lines]
    return shop.head_office.post("/v1/orders", key, store=STORE, surname="林", title="ms", lines=wanted)


def pick(tablet: ShopDevice, order_id: str, *gtins: str) -> None:
    """An associate scans these units into the tray."""
    for gtin in gtins:
        tablet.do(actions.pick, tablet.store.vault, tablet.name, order_id, gtin)


def kept_back(device: ShopDevice) -> int:
    """Units that the device keeps for orders."""
    found = device.store.db.execute("SELECT coalesce(sum(quantity), 0) FROM reservation").fetchone()
    return int(found[0])


def hand_over(tablet: ShopDevice, text: str) -> Order:
    """The shopper shows a code."""
    code = codes.classify(text, "QR")
    assert isinstance(code, codes.PickupCode)
    order: Order = tablet.do(actions.hand_over, tablet.store.vault, tablet.name, code)
    return order


def believing(device: ShopDevice) -> ShopDevice:
    """Wait until the device knows whose codes to believe."""
    sql = "SELECT count(*) FROM trusted_key WHERE signer = 'head_office'"
    device.until(lambda: device.store.db.execute(sql).fetchone()[0] > 0, "the signed config")
    return device


def test_an_order_is_picked_staged_and_handed_over_once(shop: Shop) -> None:
    tablet, kiosk = believing(shop.stocked("tablet-1", "associate")), shop.stocked("kiosk-1", "shopper")

    answer = place(shop, "o1", (MILK, 2), (OAT, 1))
    order_id, text = answer["order"]["order_id"], answer["pickup_code"]
    assert answer["order"]["home"] == "tablet-1"
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order")
    kiosk.until(lambda: state_on(kiosk, order_id) == "accepted", "the order on the other device")

    pick(tablet, order_id, MILK, OAT, MILK)
    kiosk.until(lambda: order_on(kiosk, order_id).lines[0].picked == 2, "the picking")  # type: ignore[union-attr]
    with pytest.raises(Refused, match=r"pickup\.not_now"):
        hand_over(tablet, text)
    tablet.do(actions.stage, tablet.store.vault, tablet.name, order_id, "S-07")
    kiosk.until(lambda: state_on(kiosk, order_id) == "ready", "the slot")

    assert hand_over(tablet, text).state == "collected"
    with pytest.raises(Refused, match=r"pickup\.used"):
        hand_over(tablet, text)

    kiosk.until(lambda: state_on(kiosk, order_id) == "collected", "the hand-over on the other device")
    tablet.until(lambda: shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "collected", "head office's word")
    tablet.until(lambda: tablet.waiting() == 0, "confirmation")
    assert (tablet.on_hand(MILK), tablet.on_hand(OAT)) == (10, 2)
    tablet.until(lambda: shop.head_office.get(f"/v1/stock/{STORE}/{MILK}")["on_hand"] == 10, "the stock")


def test_an_order_appears_on_the_stores_devices_within_a_second(shop: Shop) -> None:
    tablet, kiosk = shop.stocked("tablet-1", "associate"), shop.stocked("kiosk-1", "shopper")
    times = []
    for number in range(3):
        began = time.monotonic()
        order_id = place(shop, f"o{number}", (SOAP, 1))["order"]["order_id"]
        tablet.until(lambda one=order_id: state_on(tablet, one) == "accepted", "the order")  # type: ignore[misc]
        kiosk.until(lambda one=order_id: state_on(kiosk, one) == "accepted", "the home device's word")  # type: ignore[misc]
        times.append(time.monotonic() - began)

    assert min(times) < 1.0, times


def test_the_same_order_sent_again_is_one_order(shop: Shop) -> None:
    tablet = shop.stocked("tablet-1", "associate")

    first, again = place(shop, "o1", (SOAP, 1)), place(shop, "o1", (SOAP, 1))

    assert first["order"]["order_id"] == again["order"]["order_id"]
    tablet.until(lambda: state_on(tablet, first["order"]["order_id"]) == "accepted", "the order")
    assert tablet.store.db.execute("SELECT count(*) FROM pickup_order").fetchone()[0] == 1


def test_a_short_pick_is_told_and_what_was_found_is_handed_over_with_everything_down(shop: Shop) -> None:
    tablet = believing(shop.stocked("tablet-1", "associate"))
    answer = place(shop, "o1", (OAT, 3))
    order_id = answer["order"]["order_id"]
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order")
    shop.head_office.close()
    shop.broker.kill()

    pick(tablet, order_id, OAT, OAT)
    order = order_on(tablet, order_id)
    assert order is not None
    tablet.do(actions.give_up, tablet.store.vault, tablet.name, order_id, order.lines[0].line_id)
    tablet.do(actions.stage, tablet.store.vault, tablet.name, order_id, "S-01")
    hand_over(tablet, answer["pickup_code"])
    shop.broker.start()
    shop.head_office.open()

    tablet.until(lambda: shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "collected", "head office's word")
    line = shop.head_office.get(f"/v1/orders/{order_id}")["lines"][0]
    assert (line["quantity"], line["picked"], line["short"]) == (3, 2, 1)
    assert tablet.on_hand(OAT) == 0, "two were fetched, and the third was never there"


def test_an_order_that_the_web_shop_takes_back_is_not_handed_over(shop: Shop) -> None:
    tablet = believing(shop.stocked("tablet-1", "associate"))
    answer = place(shop, "o1", (SOAP, 2))
    order_id = answer["order"]["order_id"]
    tablet.until(lambda: state_on(tablet, order_id) == "accepted", "the order")
    pick(tablet, order_id, SOAP)

    shop.head_office.post(f"/v1/orders/{order_id}/cancel", "c1", reason="changed my mind")
    tablet.until(lambda: state_on(tablet, order_id) == "cancelled", "the cancellation")

    with pytest.raises(Refused, match=r"pickup\.not_now"):
        hand_over(tablet, answer["pickup_code"])
    assert tablet.on_hand(SOAP) == 40
    assert kept_back(tablet) == 1, "what stands in a bag is on no shelf"
    tablet.do(actions.restock, tablet.store.vault, tablet.name, order_id)
    assert kept_back(tablet) == 0


def test_a_tablet_that_dies_at_any_statement_has_taken_the_step_whole_or_not_at_all(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.doomed_orders", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    whole = {one["step"]: one["after"] for one in found if one["ended"] == 0}
    assert list(whole) == ["arrives", "pick", "unpick", "give_up", "stage", "arrive", "hand_over"]
    assert all(len([one for one in found if one["step"] == step]) > 3 for step in whole)
    assert whole["arrives"]["told"] < whole["pick"]["told"] < whole["hand_over"]["told"]
    for one in found:
        assert one["after"] == one["before"] or one["ended"] == 0, one
        assert one["again"] == ""
        assert one["after"]["fits"]
        assert one["last"] == next(
            other["last"] for other in found if other["step"] == one["step"] and other["before"] == one["before"]
        ), one


def claim(tablet: ShopDevice, order_id: str, *line_ids: str) -> Claim | Exception:
    """Somebody goes to fetch lines of an order; what the desk said."""
    said: list[Claim | Exception] = []
    tablet.store.part(ClaimDesk).claim(order_id, line_ids, "op-1", said.append, said.append)
    tablet.until(lambda: said, "an answer about the claim")
    return said[0]


def test_two_tablets_share_an_order_and_the_third_thing_is_refused_by_name(shop: Shop) -> None:
    one, other = shop.stocked("tablet-1", "associate"), shop.stocked("tablet-2", "associate")
    answer = place(shop, "o1", (MILK, 1), (OAT, 1))
    order_id = answer["order"]["order_id"]
    for tablet in (one, other):
        tablet.until(lambda here=tablet: state_on(here, order_id) == "accepted", "the order")  # type: ignore[misc]
    milk, oat = (line["line_id"] for line in answer["order"]["lines"])

    assert isinstance(claim(one, order_id, milk), Claim)
    assert isinstance(claim(other, order_id, oat), Claim)
    refused = claim(other, order_id, milk)
    assert isinstance(refused, Refused)
    assert (refused.key, refused.details["device"]) == ("pickup.claimed", "tablet-1")
    pick(one, order_id, MILK)
    pick(other, order_id, OAT)
    other.until(lambda: order_on(other, order_id).done, "the milk")  # type: ignore[union-attr]
    other.do(actions.stage, other.store.vault, other.name, order_id, "S-07")

    one.until(lambda: state_on(one, order_id) == "ready", "the slot")
    one.until(lambda: shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "ready", "head office's word")


def test_with_the_arbiter_gone_the_home_device_goes_on_and_another_tablet_says_where(shop: Shop) -> None:
    home, edge, other = (
        shop.stocked("tablet-1", "associate"),
        shop.stocked("edge-1", "edge"),
        shop.stocked("tablet-2", "associate"),
    )
    order = place(shop, "o1", (MILK, 2))["order"]
    order_id = order["order_id"]
    assert (order["home"], order["arbiter"]) == ("tablet-1", "edge-1")
    for tablet in (home, edge, other):
        tablet.until(lambda here=tablet: state_on(here, order_id) == "accepted", "the order")  # type: ignore[misc]

    assert isinstance(claim(other, order_id), Claim)
    edge.close()
    pick(other, order_id, MILK)
    home.until(lambda: order_on(home, order_id).picked == 1, "the first unit")  # type: ignore[union-attr]
    held = claim(home, order_id)
    assert isinstance(held, Refused)
    assert held.key == "pickup.claimed", "the other tablet's lease is still running"
    other.do(actions.release, other.store.vault, other.name, order_id)
    away = claim(other, order_id)
    assert isinstance(away, Refused)
    assert (away.key, away.details["device"]) == ("pickup.arbiter_away", "tablet-1")

    edge.open()
    edge.until(lambda: order_on(edge, order_id).picked == 1, "what it missed")  # type: ignore[union-attr]
    other.until(lambda: isinstance(claim(other, order_id), Claim), "the arbiter's word")
    pick(other, order_id, MILK)
    assert order_on(other, order_id).done  # type: ignore[union-attr]


def test_one_code_on_two_tablets_that_cannot_hear_each_other_is_one_hand_over_and_a_loss_that_is_told(
    shop: Shop,
) -> None:
    one, other = (believing(shop.stocked(name, "associate")) for name in ("tablet-1", "tablet-2"))
    answer = place(shop, "o1", (MILK, 2))
    order_id, text = answer["order"]["order_id"], answer["pickup_code"]
    for tablet in (one, other):
        tablet.until(lambda here=tablet: state_on(here, order_id) == "accepted", "the order")  # type: ignore[misc]
    pick(one, order_id, MILK, MILK)
    one.do(actions.stage, one.store.vault, one.name, order_id, "S-07")
    other.until(lambda: state_on(other, order_id) == "ready", "the slot")
    shop.broker.kill()

    assert hand_over(one, text).state == hand_over(other, text).state == "collected"
    shop.broker.start()

    for tablet in (one, other):
        tablet.until(lambda here=tablet: troubles(here, order_id) == ["handed_twice"], "what it contradicts", 60)  # type: ignore[misc]
        tablet.until(lambda here=tablet: here.on_hand(MILK) == 8, "both parcels", 60)  # type: ignore[misc]
    one.until(lambda: shop.head_office.get(f"/v1/orders/{order_id}")["state"] == "collected", "head office's word")
    assert "handed_twice" in str(shop.head_office.get(f"/v1/orders/{order_id}")["issues"])


def troubles(device: ShopDevice, order_id: str) -> list[str]:
    """What the steps of an order contradict each other in, as this device sees it."""
    order = order_on(device, order_id)
    return [] if order is None else [issue.trouble for issue in order.issues]
