"""The hand-over at the desk: who may have it, what goes out, and what proves it afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions, proofs, tables
from sync.security import Vault
from tests.devices import GEL, NOON, SERUM, TEA, WATER
from tests.kiosk.pickup.sides import VAULT, Side, meet
from tests.orders import code, placed

HOME = "tablet-1"


def store(*lines: tuple[str, int], method: str = "pickup", **more: Any) -> Side:
    """A device with a ready order: every unit was picked and stands in S-07."""
    home = Side(HOME)
    home.hear(placed("order-1", *(lines or ((SERUM, 2), (TEA, 1))), home=HOME, method=method, **more))
    for gtin, units in lines or ((SERUM, 2), (TEA, 1)):
        home.do(actions.pick, "order-1", gtin, units=units)
    home.do(actions.stage, "order-1", "S-07", bags=2)
    return home


def test_what_is_not_paid_is_not_given_away_and_once_paid_it_is() -> None:
    home = store(paid=False)

    with pytest.raises(Refused) as refusal:
        home.do(actions.hand_over, code())
    assert (refusal.value.key, refusal.value.details["amount_minor"]) == ("pickup.unpaid", 3000)
    home.do(actions.pay, "order-1", "sale-7")
    home.do(actions.pay, "order-1", "sale-7")
    with pytest.raises(Refused, match=r"pickup\.paid"):
        home.do(actions.pay, "order-1", "sale-8")

    assert home.do(actions.hand_over, code()).state == "collected"
    assert home.order().now.paid_by == "sale-7"


def test_only_what_was_found_is_to_be_paid() -> None:
    home = Side(HOME)
    home.hear(placed("order-1", (SERUM, 2), (TEA, 1), home=HOME, paid=False))
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.give_up, "order-1", "order-1/1")
    home.do(actions.give_up, "order-1", "order-1/2")
    home.do(actions.stage, "order-1", "S-07")

    assert home.order().to_pay_minor == 1000


def test_goods_for_grown_ups_are_handed_over_when_the_age_was_looked_at() -> None:
    home = store(age=18)

    for proof in ({}, {"age": "17"}):
        with pytest.raises(Refused, match=r"pickup\.age"):
            home.do(actions.hand_over, code(), proof=proof)

    assert home.do(actions.hand_over, code(), proof={"age": "18", "id_last4": "4821"}).state == "collected"


def test_a_part_is_taken_along_and_the_rest_is_fetched_with_the_digits() -> None:
    home = store(pickup_code="204831")
    with pytest.raises(Refused, match=r"pickup\.not_there"):
        home.do(actions.hand_over, code(), lines={"order-1/1": 3})

    order = home.do(actions.hand_over, code(), lines={"order-1/1": 1})
    assert (order.state, order.handed, order.to_hand()) == ("partly_collected", 1, {"order-1/1": 1, "order-1/2": 1})
    assert (home.on_hand(SERUM), home.reserved(SERUM), home.reserved(TEA)) == (5, 1, 1)
    with pytest.raises(Refused, match=r"pickup\.used"):
        home.do(actions.hand_over, code())

    order = home.do(actions.hand_over_by_digits, "order-1", "204831")
    assert (order.state, order.handed, home.on_hand(SERUM), home.on_hand(TEA)) == ("collected", 3, 4, 3)


def test_an_arrived_shopper_gets_their_goods_and_who_has_gone_again_stays_in_the_queue() -> None:
    home = store()
    home.do(actions.arrive, "order-1", "car", more={"spot": "P3"})
    assert (home.order().state, tables.queue(home.db)[0].here) == ("arrived", "car")
    home.do(actions.leave, "order-1")
    assert home.order().state == "ready"
    home.do(actions.arrive, "order-1", "foot")

    assert home.do(actions.hand_over, code()).state == "collected"


def test_six_digits_find_the_order_and_guessing_ends_after_five() -> None:
    home = store(pickup_code="204831")
    found = home.look(actions.find_by_digits, "204831")
    assert found is not None
    assert found.order_id == "order-1"
    with pytest.raises(Refused, match=r"pickup\.wrong_digits"):
        home.do(actions.hand_over_by_digits, "order-1", "000000")

    for guess in range(5):
        assert home.look(actions.find_by_digits, f"{guess:06d}") is None
    with pytest.raises(Refused) as refusal:
        home.look(actions.find_by_digits, "204831")
    assert (refusal.value.key, refusal.value.details) == ("pickup.too_many_tries", {"minutes": 10})
    home.wait(minutes=11)
    assert home.look(actions.find_by_digits, "204831") is not None


def test_an_order_without_digits_is_opened_by_no_digits() -> None:
    home = store()

    assert home.look(actions.find_by_digits, "") is None
    with pytest.raises(Refused, match=r"pickup\.wrong_digits"):
        home.do(actions.hand_over_by_digits, "order-1", "")


def test_a_parcel_goes_to_its_carrier_without_a_code_and_an_order_to_be_fetched_does_not() -> None:
    home = store(method="ship", carry_to="南京西路 1 号")

    assert home.do(actions.send_off, "order-1", proof={"carrier": "SF", "parcel": "SF1"}).state == "collected"
    assert home.on_hand(SERUM) == 4
    with pytest.raises(Refused, match=r"pickup\.fetched_here"):
        store().do(actions.send_off, "order-1")


def test_what_proves_a_hand_over_is_kept_with_it_on_every_device(tmp_path: Path) -> None:
    home, tablet = store(), Side("tablet-2")
    tablet.hear(home.order().placed)
    strokes = (((0.1, 0.2), (0.5, 0.6)), ((0.7, 0.7), (0.8, 0.9)))
    name = proofs.keep(tmp_path, VAULT, "order-1", b"\x89PNG picture", strokes)
    proof = {"name": "陈", "relation": "daughter", "id_last4": "4821", "signature": name}
    home.do(actions.hand_over, code(), proof=proof, operator="op-7")
    meet(home, tablet)

    for side in (home, tablet):
        [handed] = tables.hand_overs(side.db, VAULT, "order-1")
        assert (handed.device, handed.operator, dict(handed.proof)) == (HOME, "op-7", proof)
        assert (handed.lines, handed.at) == ({"order-1/1": 2, "order-1/2": 1}, NOON)
    kept = proofs.load(tmp_path, VAULT, "order-1", name)
    assert kept == proofs.Signature(b"\x89PNG picture", strokes)


def test_a_signature_is_another_orders_or_another_one_in_nobodys_hands(tmp_path: Path) -> None:
    name = proofs.keep(tmp_path, VAULT, "order-1", b"picture", ())

    path = tmp_path / "proofs" / name
    assert b"picture" not in path.read_bytes()
    assert proofs.load(tmp_path, VAULT, "order-2", name) is None
    assert proofs.load(tmp_path, Vault(bytes(range(32))), "order-1", name) is None
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert proofs.load(tmp_path, VAULT, "order-1", name) is None
    assert proofs.load(tmp_path, VAULT, "order-1", "nothing") is None


def test_what_comes_instead_costs_the_lower_of_both_prices() -> None:
    home = Side(HOME)
    home.hear(placed("order-1", (GEL, 2), (SERUM, 1), home=HOME))
    with pytest.raises(Refused, match=r"pickup\.not_short"):
        home.do(actions.substitute, "order-1", "order-1/1", WATER)
    home.do(actions.give_up, "order-1", "order-1/1", reason="not_there")
    assert home.order().waiting

    home.do(actions.substitute, "order-1", "order-1/1", WATER, units=1)
    order = home.do(actions.substitute, "order-1", "order-1/1", TEA, units=1)

    came = [(line.gtin, line.price_minor, line.quantity) for line in order.lines if line.instead_of]
    assert came == [(WATER, 250, 1), (TEA, 1000, 1)], "water is cheaper than what was ordered, tea would cost more"
    assert (order.waiting, order.units, home.reserved(WATER), home.reserved(GEL)) == (False, 3, 1, 0)
    home.do(actions.pick, "order-1", WATER)
    home.do(actions.pick, "order-1", TEA)
    home.do(actions.pick, "order-1", SERUM)
    assert home.do(actions.stage, "order-1", "S-1").state == "ready"
    home.do(actions.hand_over, code())
    assert (home.on_hand(WATER), home.on_hand(TEA)) == (9, 3)


def test_who_wants_nothing_else_is_asked_first() -> None:
    home = Side(HOME)
    message = placed("order-1", (GEL, 1), home=HOME)
    lines = tuple(type(line)(**{**_fields(line), "substitute": False}) for line in message.lines)
    home.hear(type(message)(**{**_fields(message), "lines": lines}))
    home.do(actions.give_up, "order-1", "order-1/1")

    with pytest.raises(Refused, match=r"pickup\.consent"):
        home.do(actions.substitute, "order-1", "order-1/1", TEA)
    home.do(actions.choose, "order-1", "order-1/1", "substitute")
    order = home.do(actions.substitute, "order-1", "order-1/1", TEA)

    assert order.lines[1].gtin == TEA


def test_bags_are_opened_again_and_moved_to_another_slot() -> None:
    home = store()
    home.do(actions.stage, "order-1", "L-12")
    assert (home.order().slot, home.order().bags) == ("L-12", 2)
    with pytest.raises(Refused, match=r"pickup\.not_now"):
        home.do(actions.unpack, "order-1")
    home.do(actions.unstage, "order-1")
    home.do(actions.unpack, "order-1")
    home.do(actions.unpick, "order-1", TEA)
    assert (home.order().state, home.order().picked) == ("picking", 2)
    home.do(actions.pick, "order-1", TEA)

    assert home.do(actions.pack, "order-1", bags=1).state == "picked"
    assert home.order().bags == 1


def test_an_order_goes_another_way_and_its_goods_go_back() -> None:
    home = store()

    order = home.do(actions.convert, "order-1", "store:9521000000025")
    assert (order.state, order.now.going_to) == ("converted", "store:9521000000025")
    assert home.reserved(SERUM) + home.reserved(TEA) == order.put_back > 0

    assert home.do(actions.restock, "order-1").state == "returned_to_shelf"
    assert home.reserved(SERUM) + home.reserved(TEA) == 0


def test_a_long_queue_is_read_in_the_order_of_promises_without_opening_a_name() -> None:
    home = Side(HOME)
    for n in range(60):
        at = NOON + timedelta(minutes=(n * 37) % 60)
        home.hear(placed(f"order-{n}", (SERUM, 1), number=f"B-{n:04d}", home=HOME, promised_at=at))

    entries = tables.queue(home.db)

    hours = [entry.promised_at for entry in entries]
    assert (len(entries), hours) == (60, sorted(hours))  # type: ignore[type-var]  # every one has a promise
    assert [one.order_id for one in tables.queue(home.db, limit=5, offset=10)] == [
        one.order_id for one in entries[10:15]
    ]
    assert tables.count_open(home.db) == {"accepted": 60}
    assert len(tables.of_member(home.db, VAULT, "member-1")) == 60


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
