"""Pickup orders on a real device: reserved, picked, staged, handed over once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions, tables
from kiosk.stock import tables as stock
from sync import journal, messages
from tests.devices import GEL, NOON, SERUM, TEA, TestDevice, open_device
from tests.orders import arrives, believe_head_office, code, fill, order_of, placed

HOME = "tablet-1"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name=HOME, role="associate") as device:
        believe_head_office(device)
        yield device


def reserved(device: TestDevice, gtin: str) -> int:
    level = stock.level(device.db, gtin)
    assert level is not None
    return level.reserved


def facts(device: TestDevice) -> list[str]:
    rows = device.db.execute("SELECT type FROM journal ORDER BY n").fetchall()
    return [row[0] for row in rows]


def test_an_order_that_arrives_is_accepted_at_home_and_keeps_its_units_back(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2), (TEA, 1)))

    order = order_of(tablet)
    assert (order.state, order.revision, order.units) == ("accepted", 1, 3)
    assert (reserved(tablet, SERUM), reserved(tablet, TEA)) == (2, 1)
    assert "kx.order.advanced.v1" in facts(tablet)


def test_an_order_that_arrives_twice_is_one_order(tablet: TestDevice) -> None:
    message = placed("order-1", (SERUM, 2))
    arrives(tablet, message)
    arrives(tablet, message)

    assert len(tables.open_orders(tablet.db, tablet.store.vault)) == 1
    assert reserved(tablet, SERUM) == 2
    assert facts(tablet).count("kx.order.advanced.v1") == 1


def test_the_shoppers_name_lies_encrypted(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1), surname="司馬"))

    for name in ("journal.db", "journal.db-wal"):
        assert "司馬".encode() not in (tablet.store.folder / name).read_bytes()
    assert order_of(tablet).surname == "司馬"


def test_open_orders_stand_in_the_order_of_their_promise(tablet: TestDevice) -> None:
    arrives(tablet, placed("late", (SERUM, 1), number="B-1", promised_at=NOON + timedelta(hours=3)))
    arrives(tablet, placed("open", (SERUM, 1), number="B-2", promised_at=None))
    arrives(tablet, placed("soon", (SERUM, 1), number="B-3", promised_at=NOON + timedelta(hours=1)))

    assert [one.order_id for one in tables.open_orders(tablet.db, tablet.store.vault)] == ["soon", "late", "open"]


def test_only_the_home_device_decides(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1), home="tablet-2"))

    with pytest.raises(Refused) as refusal:
        tablet.do(actions.pick, tablet.store.vault, HOME, "order-1", SERUM)

    assert (refusal.value.key, refusal.value.details) == ("pickup.not_home", {"device": "tablet-2"})
    assert order_of(tablet).state == "placed"


def test_a_refused_scan_leaves_no_trace(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1)))
    before = (order_of(tablet), facts(tablet))

    with pytest.raises(Refused, match="wrong_product"):
        tablet.do(actions.pick, tablet.store.vault, HOME, "order-1", TEA)

    assert (order_of(tablet), facts(tablet)) == before


def test_units_that_are_given_up_are_no_longer_kept_back(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2), (TEA, 1)))
    tablet.do(actions.give_up, tablet.store.vault, HOME, "order-1", "order-1/1")

    assert (reserved(tablet, SERUM), reserved(tablet, TEA)) == (0, 1)


def ready_order(device: TestDevice) -> None:
    arrives(device, placed("order-1", (SERUM, 2), (GEL, 1)))
    fill(device, "order-1", [SERUM, SERUM])
    device.do(actions.give_up, device.store.vault, HOME, "order-1", "order-1/2")
    device.do(actions.stage, device.store.vault, HOME, "order-1", "B-07")


def test_a_ready_order_is_handed_over_and_its_goods_leave_the_stock(tablet: TestDevice) -> None:
    ready_order(tablet)
    before = stock.level(tablet.db, SERUM)
    order = tablet.do(actions.hand_over, tablet.store.vault, HOME, code())

    after = stock.level(tablet.db, SERUM)
    assert before is not None
    assert after is not None
    assert (order.state, order.slot) == ("collected", "B-07")
    assert (before.on_hand - after.on_hand, after.reserved) == (2, 0)
    assert tables.open_orders(tablet.db, tablet.store.vault) == []


def test_a_code_hands_over_once(tablet: TestDevice) -> None:
    ready_order(tablet)
    tablet.do(actions.hand_over, tablet.store.vault, HOME, code())
    moved = facts(tablet).count("kx.stock.moved.v1")

    with pytest.raises(Refused, match=r"pickup\.used"):
        tablet.do(actions.hand_over, tablet.store.vault, HOME, code())
    with pytest.raises(Refused, match=r"pickup\.used"):
        tablet.do(actions.hand_over, tablet.store.vault, HOME, code(nonce="another"))

    assert facts(tablet).count("kx.stock.moved.v1") == moved == 1


def test_an_order_that_is_not_ready_is_not_handed_over_and_its_code_stays_good(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1)))
    with pytest.raises(Refused, match=r"pickup\.not_now"):
        tablet.do(actions.hand_over, tablet.store.vault, HOME, code())

    fill(tablet, "order-1", [SERUM])
    tablet.do(actions.stage, tablet.store.vault, HOME, "order-1", "B-07")

    assert tablet.do(actions.hand_over, tablet.store.vault, HOME, code()).state == "collected"


def test_a_code_that_has_expired_opens_nothing(tablet: TestDevice) -> None:
    ready_order(tablet)

    with pytest.raises(Refused, match=r"code\.expired"):
        tablet.do(actions.hand_over, tablet.store.vault, HOME, code(now=NOON - timedelta(days=90)))


def test_a_cancelled_order_lets_its_units_go(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2)))
    tablet.do(actions.cancel, tablet.store.vault, HOME, "order-1")

    assert (order_of(tablet).state, reserved(tablet, SERUM)) == ("cancelled", 0)


def test_a_cancellation_that_overtakes_its_order_still_counts(tablet: TestDevice) -> None:
    cancelled = messages.OrderCancelled(order_id="order-1", version=201, at=NOON)
    tablet.do(actions.on_cancelled(tablet.store.vault, HOME), cancelled)
    arrives(tablet, placed("order-1", (SERUM, 2)))

    assert (order_of(tablet).state, reserved(tablet, SERUM)) == ("cancelled", 0)


def test_what_was_carried_home_stays_collected(tablet: TestDevice) -> None:
    ready_order(tablet)
    tablet.do(actions.hand_over, tablet.store.vault, HOME, code())
    cancelled = messages.OrderCancelled(order_id="order-1", version=201, at=NOON)
    tablet.do(actions.on_cancelled(tablet.store.vault, HOME), cancelled)

    assert order_of(tablet).state == "collected"


def advanced(revision: int, device: str = "tablet-2", **values: object) -> messages.OrderAdvanced:
    line = messages.OrderLineState(line_id="order-1/1", picked=1)
    fields: dict[str, object] = {"state": "picking", "lines": (line,), "slot": ""} | values
    return messages.OrderAdvanced(order_id="order-1", revision=revision, device=device, at=NOON, **fields)  # type: ignore[arg-type]  # gathered for the test


def test_another_device_shows_what_the_home_device_tells(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2), home="tablet-2"))
    hear = actions.on_advanced(tablet.store.vault, HOME)
    tablet.do(hear, advanced(2))
    tablet.do(hear, advanced(3, state="ready", slot="B-07"))
    tablet.do(hear, advanced(2))

    order = order_of(tablet)
    assert (order.state, order.slot, order.revision, order.picked) == ("ready", "B-07", 3, 1)


def test_a_stranger_is_not_believed_about_an_order(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2), home="tablet-2"))
    tablet.do(actions.on_advanced(tablet.store.vault, HOME), advanced(9, device="tablet-3"))

    assert order_of(tablet).state == "placed"


def test_each_step_goes_to_head_office(tablet: TestDevice) -> None:
    ready_order(tablet)
    tablet.do(actions.hand_over, tablet.store.vault, HOME, code())
    told = [
        messages.decode(row["type"], _data(row["body"]))
        for row in tablet.db.execute("SELECT type, body FROM journal WHERE type = 'kx.order.advanced.v1' ORDER BY n")
    ]

    steps = [(one.state, one.revision) for one in told if isinstance(one, messages.OrderAdvanced)]
    assert steps == [("accepted", 1), ("picking", 2), ("picking", 3), ("picking", 4), ("ready", 5), ("collected", 6)]
    assert journal.status(tablet.db)["ops"].waiting >= 6


def _data(body: bytes) -> bytes:
    import msgspec

    return bytes(msgspec.json.decode(body, type=messages.Event).data)
