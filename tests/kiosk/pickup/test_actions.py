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
    assert "kx.order.stepped.v1" in facts(tablet)


def test_an_order_that_arrives_twice_is_one_order(tablet: TestDevice) -> None:
    message = placed("order-1", (SERUM, 2))
    arrives(tablet, message)
    arrives(tablet, message)

    assert len(tables.open_orders(tablet.db, tablet.store.vault)) == 1
    assert reserved(tablet, SERUM) == 2
    assert facts(tablet).count("kx.order.stepped.v1") == 1


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


def test_nobody_picks_what_they_have_not_claimed(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 1), home="tablet-2"))

    with pytest.raises(Refused, match=r"pickup\.not_claimed"):
        tablet.do(actions.pick, tablet.store.vault, HOME, "order-1", SERUM)

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

    assert facts(tablet).count("kx.stock.moved.v1") == moved == 2, "what was not found, and what was handed over"


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


def test_another_device_comes_to_the_same_order_whatever_comes_first(tablet: TestDevice, tmp_path: Path) -> None:
    with open_device(tmp_path / "other", name="tablet-2", role="associate") as other:
        ready_order(tablet)
        hear = actions.on_steps(other.store.vault, "tablet-2")
        for message in reversed(told(tablet)):
            other.do(hear, message)
        assert tables.load(other.db, other.store.vault, "order-1") is None
        arrives(other, placed("order-1", (SERUM, 2), (GEL, 1)))
        for message in told(tablet):
            other.do(hear, message)

        mine, theirs = order_of(tablet), order_of(other)
        assert (theirs.state, theirs.slot, theirs.revision, theirs.picked) == ("ready", "B-07", mine.revision, 2)
        assert theirs.now == mine.now
        assert reserved(other, SERUM) == reserved(tablet, SERUM) == 2


def test_each_step_goes_to_head_office_and_to_the_store(tablet: TestDevice) -> None:
    ready_order(tablet)
    tablet.do(actions.hand_over, tablet.store.vault, HOME, code())

    kinds = [[step.kind for step in one.steps] for one in told(tablet)]
    assert kinds == [["accept"], ["claim"], ["pick"], ["pick"], ["short"], ["pack", "stage"], ["hand"]]
    assert journal.status(tablet.db)["ops"].waiting >= 6


def told(device: TestDevice) -> list[messages.OrderStepped]:
    """What the device told of its orders, in order."""
    rows = device.db.execute("SELECT type, body FROM journal WHERE type = 'kx.order.stepped.v1' ORDER BY n")
    every = [messages.decode(row["type"], _data(row["body"])) for row in rows]
    return [one for one in every if isinstance(one, messages.OrderStepped)]


def _data(body: bytes) -> bytes:
    import msgspec

    return bytes(msgspec.json.decode(body, type=messages.Event).data)
