"""What may happen to a pickup order, without a database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.pickup.model import Order, OrderLine

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SERUM, GEL, TEA = "09521000000038", "09521000000045", "09521000000021"


def an_order(*lines: OrderLine, state: str = "accepted") -> Order:
    return Order(
        order_id="o1",
        number="B-0042",
        home="tablet-1",
        member="",
        surname="林",
        title="ms",
        state=state,  # type: ignore[arg-type]  # a plain word in tests
        revision=1,
        lines=lines,
        slot="",
        total_minor=0,
        currency="CNY",
        paid=True,
        placed_at=NOW,
        promised_at=None,
    )


def test_the_first_scan_begins_the_picking() -> None:
    order = an_order(OrderLine("l1", SERUM, 2, 100)).pick(SERUM)

    assert (order.state, order.picked, order.done) == ("picking", 1, False)


def test_a_product_that_nobody_ordered_is_refused_and_changes_nothing() -> None:
    order = an_order(OrderLine("l1", SERUM, 1, 100))

    with pytest.raises(Refused, match="wrong_product"):
        order.pick(TEA)

    assert order.picked == 0


def test_one_unit_more_than_ordered_is_refused() -> None:
    order = an_order(OrderLine("l1", SERUM, 1, 100)).pick(SERUM)

    with pytest.raises(Refused, match="enough"):
        order.pick(SERUM)


def test_two_lines_of_one_product_fill_one_after_the_other() -> None:
    order = an_order(OrderLine("l1", SERUM, 1, 100), OrderLine("l2", SERUM, 1, 80)).pick(SERUM).pick(SERUM)

    assert [line.picked for line in order.lines] == [1, 1]
    assert order.done


def test_what_is_not_to_be_found_counts_as_done() -> None:
    order = an_order(OrderLine("l1", SERUM, 1, 100), OrderLine("l2", GEL, 2, 100)).pick(SERUM).give_up("l2")

    assert (order.lines[1].short, order.done) == (2, True)


def test_giving_up_twice_gives_nothing_more_up() -> None:
    order = an_order(OrderLine("l1", SERUM, 2, 100)).pick(SERUM).give_up("l1").give_up("l1")

    assert (order.lines[0].picked, order.lines[0].short) == (1, 1)


def test_an_order_is_staged_only_when_every_unit_is_settled() -> None:
    with pytest.raises(Refused, match="not_done"):
        an_order(OrderLine("l1", SERUM, 2, 100)).pick(SERUM).stage("B-07")


def test_a_slot_is_needed_to_stage() -> None:
    with pytest.raises(Refused, match="no_slot"):
        an_order(OrderLine("l1", SERUM, 1, 100)).pick(SERUM).stage("  ")


def test_an_order_of_which_nothing_was_found_ends_cancelled() -> None:
    order = an_order(OrderLine("l1", GEL, 1, 100)).give_up("l1").stage("")

    assert (order.state, order.slot) == ("cancelled", "")


def test_a_ready_order_takes_no_more_scans() -> None:
    ready = an_order(OrderLine("l1", SERUM, 1, 100)).pick(SERUM).stage("B-07")

    with pytest.raises(Refused, match="not_now"):
        ready.pick(SERUM)


@pytest.mark.parametrize("ended", ["collected", "cancelled", "expired"])
@pytest.mark.parametrize("target", ["accepted", "picking", "ready", "collected", "cancelled"])
def test_nothing_comes_after_the_end(ended: str, target: str) -> None:
    with pytest.raises(Refused, match="not_now"):
        an_order(state=ended).move(target)  # type: ignore[arg-type]  # a plain word in tests


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30),
)
def test_whatever_is_scanned_no_unit_is_counted_twice(quantities: list[int], steps: list[tuple[bool, int]]) -> None:
    gtins = [SERUM, GEL, TEA, "09521000000014"]
    order = an_order(*(OrderLine(f"l{n}", gtins[n], quantity, 1) for n, quantity in enumerate(quantities)))
    for scanned, place in steps:
        try:
            order = order.pick(gtins[place % 4]) if scanned else order.give_up(f"l{place}")
        except Refused:
            continue

    assert all(0 <= line.open <= line.quantity for line in order.lines)
    assert all(line.picked + line.short + line.open == line.quantity for line in order.lines)
