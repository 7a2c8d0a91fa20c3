"""Stock converges: whatever is told twice, late or out of order, every movement counts once."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.stock import actions, tables
from kiosk.till import actions as till
from sync import journal, messages
from sync.formats.stock_vector import Counted, Moved, available
from tests.devices import NOON, SERUM, STORE, TestDevice


def on_hand(device: TestDevice) -> int:
    level = tables.level(device.db, SERUM)
    assert level is not None
    return level.on_hand


def counters(seq: int, total: int, device: str = "till-9") -> messages.StockCounters:
    return messages.StockCounters(device=device, epoch="e1", totals=((SERUM, seq, total),), at=NOON)


def baseline(on_hand: int, version: int, *marks: messages.Watermark) -> messages.StockLevelChanged:
    return messages.StockLevelChanged(gtin=SERUM, on_hand=on_hand, version=version, watermarks=marks, at=NOON)


def test_another_devices_sale_counts_once_however_often_it_is_told(device: TestDevice) -> None:
    device.do(actions.counters_heard, counters(2, -2))
    device.do(actions.counters_heard, counters(2, -2))
    device.do(actions.counters_heard, counters(1, -1))

    assert on_hand(device) == 4


def test_a_baseline_that_has_counted_a_sale_does_not_count_it_again(device: TestDevice) -> None:
    device.do(actions.counters_heard, counters(2, -2))
    device.do(actions.level_changed, baseline(4, 101, messages.Watermark("till-9", "e1", 2, -2)))
    device.do(actions.counters_heard, counters(2, -2))

    assert on_hand(device) == 4


def test_gossip_that_a_baseline_has_overtaken_changes_nothing(device: TestDevice) -> None:
    device.do(actions.level_changed, baseline(3, 101, messages.Watermark("till-9", "e1", 5, -3)))
    device.do(actions.counters_heard, counters(2, -2))

    assert on_hand(device) == 3


def test_an_older_baseline_leaves_the_newer_standing(device: TestDevice) -> None:
    device.do(actions.level_changed, baseline(9, 102))
    device.do(actions.level_changed, baseline(3, 101))

    assert on_hand(device) == 9


def test_a_baseline_older_than_the_snapshot_is_not_used(device: TestDevice) -> None:
    device.do(actions.level_changed, baseline(99, 50))

    assert on_hand(device) == 6


def test_own_sales_count_at_once_and_are_gossiped(device: TestDevice) -> None:
    heard: list[messages.Message] = []
    device.store.worker.after_commit = lambda tx: heard.extend(tx.live)
    device.do(till.add_product, device.store.register, "b1", SERUM, 2)
    device.do(till.pay_cash, device.store.register, "b1", 100_000)
    device.do(actions.gossip, device.store.device)

    gossip = [message for message in heard if isinstance(message, messages.StockCounters)]
    assert on_hand(device) == 4
    assert [message.totals for message in gossip] == [((SERUM, 1, -2),)]


def test_after_a_new_epoch_waiting_movements_are_counted_where_they_stand_now(device: TestDevice) -> None:
    device.do(till.add_product, device.store.register, "b1", SERUM)
    device.do(till.pay_cash, device.store.register, "b1", 100_000)

    def restored(tx: object) -> journal.Epoch:
        epoch = journal.start_epoch(tx.db, new_id=tx.new_id, now=tx.now, reason="copy")  # type: ignore[attr-defined]
        actions.begin_epoch(tx, "kiosk-1")  # type: ignore[arg-type]
        return epoch

    epoch = device.do(restored)

    assert tables.own_totals(device.db, "kiosk-1", epoch.epoch, [SERUM]) == [(SERUM, 1, -1)]
    assert on_hand(device) == 5


def test_other_stores_come_nearest_first_with_the_age_of_the_figure(device: TestDevice) -> None:
    (near,) = tables.near_levels(device.db, SERUM)
    assert (near.on_hand, near.distance_m, near.as_of) == (12, 2100, NOON - timedelta(hours=2))

    change = messages.NearStockChanged(store=near.store, gtin=SERUM, on_hand=3, version=101, at=NOON)
    device.do(actions.near_changed, change)

    assert [one.on_hand for one in tables.near_levels(device.db, SERUM)] == [3]


def test_a_shop_gets_its_new_hours(device: TestDevice) -> None:
    moved = messages.StoreChanged(
        store=STORE, name=messages.Texts("静安店", "靜安店", "Jing'an"), opens="09:00", closes="21:00",
        time_zone="Asia/Shanghai", version=7, at=NOON,
    )  # fmt: skip
    device.do(actions.store_changed, moved)

    row = device.db.execute("SELECT opens FROM store WHERE gln = ?", (STORE,)).fetchone()
    assert row["opens"] == "09:00"


STEPS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(-3, 3).filter(bool)), max_size=15)


@given(STEPS, st.integers(0, 15), st.randoms(use_true_random=False))
def test_any_order_of_gossip_and_baseline_gives_the_true_level(
    moves: list[tuple[str, int]], counted_moves: int, chance: random.Random
) -> None:
    """Head office has counted the first `counted_moves`; a device has heard gossip up to any point of each."""
    told: dict[str, list[Moved]] = {"a": [], "b": []}
    counted: dict[str, Counted] = {}
    base = 20
    for number, (name, quantity) in enumerate(moves):
        before = told[name][-1].total if told[name] else 0
        told[name].append(Moved(name, "e", len(told[name]) + 1, before + quantity))
        if number < counted_moves:
            counted[name] = Counted(name, "e", told[name][-1].seq, told[name][-1].total)
            base += quantity
    newest = [story[-1] for story in told.values() if story]
    chance.shuffle(newest)

    assert available(base, counted.values(), newest) == 20 + sum(quantity for _, quantity in moves)
