"""What is kept for online orders: the shelf promises nothing of it, goods in a hand are sold, and everybody hears."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.stock import actions, share_tables, tables
from kiosk.stock.model import Level, Movement, doubt, loss
from kiosk.till import actions as till
from kiosk.worker import Transaction
from sync import journal, messages
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice, open_device


def allotted(units: int, version: int = 1, safety: int = 0, *marks: messages.Watermark) -> messages.AllocationChanged:
    return messages.AllocationChanged(gtin=SERUM, units=units, safety=safety, counted=marks, version=version, at=NOON)


def level(device: TestDevice, gtin: str = SERUM) -> Level:
    found = tables.level(device.db, gtin)
    assert found is not None
    return found


def sell(device: TestDevice, units: int, basket: str, gtin: str = SERUM) -> None:
    device.do(till.add_product, device.store.register, basket, gtin, units)
    device.do(till.pay_cash, device.store.register, basket, 10_000_000)


def facts(device: TestDevice) -> list[messages.AllocationTaken]:
    rows = device.db.execute(
        "SELECT body FROM journal WHERE type = ? ORDER BY n", (messages.AllocationTaken.TYPE,)
    ).fetchall()
    return [messages.decode(messages.AllocationTaken.TYPE, _data(row[0])) for row in rows]  # type: ignore[misc]  # decode gives what the type says


def _data(body: bytes) -> bytes:
    import msgspec

    return bytes(msgspec.json.decode(body, type=messages.Event).data)


def test_the_shelf_promises_neither_what_is_online_nor_what_is_safety(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(2, safety=1))
    device.do(actions.keep_back, "order-1", {SERUM: 1})

    assert level(device).available == 6 - 2 - 1 - 1
    assert level(device).for_channel("online") == 2
    assert tables.levels(device.db, [SERUM]) == {SERUM: level(device)}


def test_an_older_word_of_head_office_changes_nothing(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(3, version=9))
    device.do(actions.allocation_changed, allotted(1, version=8))

    assert level(device).online == 3


def test_a_sale_within_the_shelf_takes_nothing_from_anybody(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(2))

    sell(device, 4, "b1")

    assert facts(device) == []
    assert level(device).online == 2


def test_goods_in_a_hand_are_sold_and_what_that_takes_off_the_lease_is_told_with_its_reason(
    device: TestDevice,
) -> None:
    device.do(actions.allocation_changed, allotted(2))

    sell(device, 5, "b1")

    (taken,) = facts(device)
    assert (taken.units, taken.promised, taken.reason, taken.reference) == (1, 0, "sold", "b1")
    assert level(device).online == 1


def test_goods_that_an_order_waits_for_are_sold_and_the_broken_promise_is_named(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(1))
    device.do(actions.keep_back, "order-1", {SERUM: 2})

    sell(device, 5, "b1")

    (taken,) = facts(device)
    assert (taken.units, taken.promised) == (1, 1)
    assert level(device).available == 0


def test_a_second_sale_tells_only_of_its_own(device: TestDevice) -> None:
    device.do(actions.keep_back, "order-1", {SERUM: 3})
    sell(device, 4, "b1")
    sell(device, 1, "b2")

    assert [one.promised for one in facts(device)] == [1, 1]


def test_what_head_office_has_counted_of_the_takings_is_not_taken_off_twice(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(4))
    sell(device, 4, "b1")
    epoch = journal.current_epoch(device.db)
    assert epoch is not None
    (taken,) = facts(device)
    before = level(device).online
    seq = share_tables.takings(device.db)[0].seq
    mark = messages.Watermark("kiosk-1", epoch.epoch, seq, taken.units)

    device.do(actions.allocation_changed, allotted(4 - taken.units, 2, 0, mark))

    assert before == level(device).online == 2


def test_another_devices_takings_are_heard_once_however_often_they_are_told(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(3))
    heard = messages.StockCounters(device="till-9", epoch="e1", totals=(), taken=((SERUM, 4, 2),), at=NOON)

    device.do(actions.counters_heard, heard)
    device.do(actions.counters_heard, heard)

    assert level(device).online == 1


def test_a_collected_order_takes_nothing_from_the_lease(device: TestDevice) -> None:
    device.do(actions.allocation_changed, allotted(3))
    device.do(actions.keep_back, "order-1", {SERUM: 3})

    device.do(actions.move_and_tell, "kiosk-1", SERUM, -3, "collected", "order-1")
    device.do(actions.let_go, "order-1")

    assert facts(device) == []
    assert level(device).online == 3


@pytest.mark.parametrize(("in_hand", "words"), [(1, None), (3, "kept_online"), (5, "kept_orders"), (7, "none_left")])
def test_whoever_holds_goods_is_told_in_words_what_the_count_says(in_hand: int, words: str | None) -> None:
    assert doubt(Level(6, 2, None, online=2), in_hand) == words


@given(on_hand=st.integers(-20, 40), reserved=st.integers(0, 20), online=st.integers(0, 20), left=st.integers(1, 20))
def test_a_loss_is_never_more_than_what_left_or_what_was_kept(
    on_hand: int, reserved: int, online: int, left: int
) -> None:
    after = Level(on_hand, reserved, None, online=online)
    found = loss(after, left)
    if found is None:
        assert after.unpromised >= online or (online == 0 and reserved == 0) or left <= 0
        return
    assert 0 <= found.lease <= online
    assert 0 <= found.promised <= min(reserved, left)


def test_the_ledger_sums_to_the_level_after_a_hundred_thousand_movements(device: TestDevice) -> None:
    """Given 100,000 movements, reservations and leases at random, the sum of the ledger is the level."""
    rng = random.Random(5)
    reasons = ("sold", "returned", "collected", "received", "count", "damaged", "sent", "short_pick", "restocked")
    kept: dict[str, int] = {}

    def many(tx: Transaction, count: int) -> None:
        for _ in range(count):
            gtin = rng.choice((WATER, TEA, SERUM))
            if rng.random() < 0.05:
                order = f"order-{rng.randrange(20)}"
                kept[order] = rng.randrange(4)
                actions.keep_back(tx, order, {SERUM: kept[order]})
                continue
            units = rng.choice((-3, -2, -1, -1, 1, 2, 3))
            fact = messages.StockMoved(
                movement_id=tx.new_id(), gtin=gtin, quantity=units, reason="x", reference="", at=tx.now
            )
            posted = tx.post(fact) if rng.random() < 0.001 else None
            place = journal.current_epoch(tx.db)
            assert place is not None
            seq = next(numbers) if posted is None else posted.seq
            tables.add_movements(
                tx.db,
                "kiosk-1",
                [Movement(gtin, units, rng.choice(reasons), "", "", place.epoch, seq, "2026-11-21T04:00:00.000Z")],
            )

    numbers = iter(range(1, 10_000_000))
    before = {gtin: level(device, gtin).on_hand for gtin in (WATER, TEA, SERUM)}
    for _ in range(20):
        device.do(many, 5_000)

    ledger = dict(device.db.execute("SELECT gtin, sum(quantity) FROM stock_movement GROUP BY gtin").fetchall())
    count = device.db.execute("SELECT count(*) FROM stock_movement").fetchone()[0]
    assert count > 90_000
    for gtin in (WATER, TEA, SERUM):
        assert level(device, gtin).on_hand == before[gtin] + ledger[gtin]
    assert level(device).reserved == sum(kept.values())


def test_of_two_hundred_who_reach_for_the_last_unit_one_gets_it(tmp_path: Path) -> None:
    """Given one unit, 200 threads that promise it to an order each: one does, 199 are told that there is none."""
    with open_device(tmp_path) as device:
        device.do(actions.keep_back, "all-but-one", {SERUM: 5})
        won: list[str] = []

        def reach(tx: Transaction, name: str) -> bool:
            return actions.keep_if_there(tx, name, {SERUM: 1})

        def one(name: str) -> None:
            if device.store.worker.call(reach, name):
                won.append(name)

        threads = [threading.Thread(target=one, args=(f"order-{n}",)) for n in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(won) == 1
        assert level(device).available == 0
        assert level(device).reserved == 6
