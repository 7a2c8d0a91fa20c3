"""The order machine, exhaustively: no illegal state, and the same end on both sides whatever reaches whom when."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scripts.torture.order_model import NEXT, WANTED, alone, explore, faults, history, steps
from sync.formats.order_machine import may, read
from sync.formats.order_state import STATES, Order
from sync.hybrid_clock import Reading
from sync.messages import OrderStep

STEPS = [*steps("x", 0), *steps("y", 0), *steps("x", 1), *steps("y", 1)]

READY = history(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0))

step = partial(OrderStep, device="x")


def at(number: int) -> str:
    """A reading of the clock."""
    return str(Reading(number))


def told(order: Order) -> list[tuple[str, int]]:
    """The troubles of an order, with their units."""
    return [(issue.trouble, issue.units) for issue in order.issues]


def test_one_device_makes_only_legal_moves_and_reaches_every_state() -> None:
    moves = alone(most_claims=1)

    assert {state for move in moves for state in move} == set(STATES)
    assert all(before == after or after in NEXT[before] for before, after in moves)


def test_two_devices_that_did_not_hear_each_other_come_to_one_sound_end() -> None:
    looked = explore(3)

    assert looked.wrong == set()
    assert set(looked.states) == set(STATES)
    assert looked.voided, "some of what they did apart must have become impossible"
    assert looked.moves > 50_000


@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 30)), max_size=14),
    st.randoms(use_true_random=False),
)
def test_any_order_of_arrival_and_any_repeats_end_in_the_same_order(
    taken: list[tuple[OrderStep, int]], random: Random
) -> None:
    history_ = [replace(one, at=at(time), step_id=f"{number}") for number, (one, time) in enumerate(taken)]
    first = read(WANTED, history_)

    again = [*history_, *history_[::2]]
    random.shuffle(again)

    assert read(WANTED, again) == first
    assert faults(first) == []


def test_what_left_the_store_stays_collected_though_it_had_been_cancelled() -> None:
    cancel = step(step_id="c", at=at(10), kind="cancel", device="hq", text="shopper")
    hand = step(step_id="h", at=at(11), kind="hand", text="n1", handed=(("a", 2),))

    order = read(WANTED, [*READY, cancel, hand])

    assert order.state == "collected"
    assert told(order) == [("handed_after_end", 2)]


def test_goods_handed_over_at_two_places_are_counted_once_and_told() -> None:
    here = step(step_id="h1", at=at(10), kind="hand", text="n1", handed=(("a", 2),))
    there = replace(here, step_id="h2", at=at(11), device="y")

    order = read(WANTED, [*READY, there, here])

    assert (order.state, order.handed) == ("collected", 2)
    assert told(order) == [("handed_twice", 2)]


def test_of_two_who_claimed_with_one_token_the_first_stands_and_the_other_puts_his_unit_back() -> None:
    start = history(("accept", 0))
    claims = [
        step(step_id=f"c{device}", at=at(number), kind="claim", device=device, token=1, text=device, until="u")
        for number, device in ((10, "x"), (11, "y"))
    ]
    picks = [
        step(step_id=f"p{device}", at=at(number), kind="pick", device=device, line_id="a", units=1, token=1)
        for number, device in ((12, "x"), (13, "y"))
    ]

    order = read(WANTED, [*start, *claims, *picks])

    assert (order.lines["a"].holder, order.lines["a"].picked) == ("x", 1)
    assert told(order) == [("stale_claim", 1)]


def test_an_expiry_that_did_not_know_of_the_extension_is_void() -> None:
    expire = step(step_id="e", at=at(10), kind="expire", until="2026-11-22T00:00:00.000Z")
    extend = step(step_id="x", at=at(11), kind="extend", device="hq", until="2026-11-24T00:00:00.000Z")

    assert read(WANTED, [*READY, expire]).state == "expired"
    assert read(WANTED, [*READY, expire, extend]).state == "ready"


def test_goods_that_were_put_back_for_an_end_that_was_none_are_picked_once_more() -> None:
    expire = step(step_id="e", at=at(10), kind="expire", until="2026-11-22T00:00:00.000Z")
    restock = step(step_id="r", at=at(11), kind="restock")
    extend = step(step_id="x", at=at(9), kind="extend", device="hq", until="2026-11-24T00:00:00.000Z")

    assert read(WANTED, [*READY, expire, restock]).state == "returned_to_shelf"
    heard = read(WANTED, [*READY, expire, restock, extend])
    assert (heard.state, heard.slot, heard.lines["a"].open) == ("accepted", "", 2)


def test_a_substitute_is_a_line_of_its_own_and_completes_the_order() -> None:
    past = history(("accept", 0), ("pick", 1), ("short", 1))
    instead = step(step_id="s", at=at(10), kind="substitute", line_id="a", units=1, gtin="04012345678901", text="b")
    pick = step(step_id="p", at=at(11), kind="pick", line_id="b", units=1)
    pack = step(step_id="k", at=at(12), kind="pack", units=1)

    order = read(WANTED, [*past, instead, pick, pack])

    assert (order.state, order.lines["b"].instead_of, order.lines["a"].lacking) == ("picked", "a", 0)


def test_an_order_that_was_made_smaller_after_picking_says_what_goes_back() -> None:
    past = history(("accept", 0), ("pick", 2))
    fewer = step(step_id="f", at=at(10), kind="amend", device="hq", line_id="a", units=1)

    order = read(WANTED, [*past, fewer])

    assert (order.lines["a"].wanted, order.lines["a"].picked) == (1, 1)
    assert told(order) == [("picked_too_many", 1)]


@pytest.mark.parametrize("kind", ["arrive", "extend", "hand", "pick", "stage", "unstage", "unpick"])
def test_nothing_is_done_with_an_order_that_has_ended(kind: str) -> None:
    ended = read(WANTED, [*READY, step(step_id="c", at=at(10), kind="cancel")])

    assert [one.kind for one in steps("x", 0) if one.kind == kind and may(ended, one)] == []


def test_a_packed_order_becomes_smaller_and_neither_larger_nor_empty() -> None:
    amend = step(step_id="f", at=at(10), kind="amend", device="hq", line_id="a", units=1)

    smaller = read(WANTED, [*READY, amend])
    others = [read(WANTED, [*READY, replace(amend, units=units)]) for units in (0, 3)]

    assert (smaller.state, smaller.lines["a"].picked, told(smaller)) == ("ready", 1, [("picked_too_many", 1)])
    assert [(order.lines["a"].wanted, order.void) for order in others] == [(2, ["f"]), (2, ["f"])]
