"""What a pickup order says of itself, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.pickup.model import Order, prices_of
from sync.clock import stamp
from sync.formats.order_machine import read
from sync.hybrid_clock import Reading
from sync.messages import OrderLine, OrderPlaced, OrderStep, OrderStepKind

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SERUM, GEL, TEA = "09521000000038", "09521000000045", "09521000000021"


def an_order(lines: Sequence[tuple[str, int]], *steps: tuple[OrderStepKind, dict[str, Any]], **placed: Any) -> Order:
    """An order of (gtin, units) after these steps; lines are called l1, l2, ..."""
    ordered = OrderPlaced(
        order_id="o1",
        number="B-0042",
        store="9521000000018",
        home="tablet-1",
        lines=tuple(
            OrderLine(line_id=f"l{n}", gtin=gtin, quantity=units, price_minor=100 * n)
            for n, (gtin, units) in enumerate(lines, 1)
        ),
        total_minor=0,
        currency="CNY",
        version=1,
        at=NOW,
        **placed,
    )
    done = tuple(
        OrderStep(step_id=f"s{n}", at=str(Reading(n)), device="tablet-1", kind=kind, **fields)
        for n, (kind, fields) in enumerate((("accept", {}), *steps), 1)
    )
    now = read({line.line_id: line.quantity for line in ordered.lines}, done)
    return Order.of(ordered, now, prices_of(done), len(done))


def test_a_product_that_nobody_ordered_goes_to_no_line() -> None:
    with pytest.raises(Refused, match="wrong_product"):
        an_order([(SERUM, 1)]).line_to_pick(TEA, "tablet-1")


def test_one_unit_more_than_ordered_goes_to_no_line() -> None:
    picked = an_order([(SERUM, 1)], ("pick", {"line_id": "l1", "units": 1}))

    with pytest.raises(Refused, match="enough"):
        picked.line_to_pick(SERUM, "tablet-1")
    assert picked.done


def test_of_two_lines_of_one_product_the_one_that_the_device_holds_is_filled_first() -> None:
    claimed = ("claim", {"line_id": "l2", "token": 1, "text": "tablet-2", "until": stamp(NOW)})
    order = an_order([(SERUM, 1), (SERUM, 1)], claimed)  # type: ignore[arg-type]  # a kind of step by its name

    assert order.line_to_pick(SERUM, "tablet-2").line_id == "l2"
    assert order.line_to_pick(SERUM, "tablet-1").line_id == "l1"


def test_what_is_not_to_be_found_counts_as_done_and_is_not_paid() -> None:
    order = an_order(
        [(SERUM, 1), (GEL, 2)],
        ("pick", {"line_id": "l1", "units": 1}),
        ("short", {"line_id": "l2", "units": 2, "text": "damaged"}),
        paid=False,
    )

    assert (order.done, order.short, order.waiting, order.lines[1].reason) == (True, 2, True, "damaged")
    assert order.to_pay_minor == 100


def test_what_came_instead_is_a_line_with_its_own_price_and_takes_the_place_of_the_other() -> None:
    order = an_order(
        [(SERUM, 2)],
        ("short", {"line_id": "l1", "units": 1, "text": "worn"}),
        (
            "substitute",
            {"line_id": "l1", "units": 1, "gtin": GEL, "text": "l1b", "more": {"price_minor": "80"}},
        ),
    )

    assert [(line.gtin, line.price_minor, line.instead_of, line.open) for line in order.lines] == [
        (SERUM, 100, "", 1),
        (GEL, 80, "l1", 1),
    ]
    assert (order.units, order.short, order.waiting, order.worth_minor) == (2, 0, False, 180)


def test_an_extension_moves_the_end_of_its_time_and_never_back() -> None:
    ends, longer = NOW + timedelta(days=7), NOW + timedelta(days=9)
    order = an_order([(SERUM, 1)], expires_at=ends)
    assert order.expires_at == ends

    extended = an_order([(SERUM, 1)], ("extend", {"until": stamp(longer)}), expires_at=ends)
    sooner = an_order([(SERUM, 1)], ("extend", {"until": stamp(NOW)}), expires_at=ends)

    assert (extended.expires_at, sooner.expires_at) == (longer, ends)


def test_goods_of_an_order_that_has_ended_are_to_be_put_back() -> None:
    picked = ("pick", {"line_id": "l1", "units": 2})
    order = an_order([(SERUM, 3)], picked, ("cancel", {}))  # type: ignore[arg-type]  # a kind of step by its name

    assert (order.state, order.put_back, order.to_hand()) == ("cancelled", 2, {"l1": 2})
