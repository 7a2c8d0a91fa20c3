"""The order machine: what two counters did apart, and steps that nobody's program writes."""

from __future__ import annotations

from typing import Any

import pytest

from sync.formats.order_machine import read, sound
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind


def step(kind: OrderStepKind, number: int, **more: Any) -> OrderStep:  # each field has its own type
    fields = {"step_id": f"{kind}{number}", "at": str(Reading(1_790_000_000_000 + number)), "device": "x", **more}
    return OrderStep(kind=kind, **fields)


READY = (
    step("accept", 1),
    step("pick", 2, line_id="a", units=2),
    step("pick", 3, line_id="b", units=1),
    step("pack", 4, units=1),
    step("stage", 5, text="S1"),
)


def test_two_counters_that_gave_out_different_goods_on_one_code_gave_out_both() -> None:
    here = step("hand", 6, text="n1", handed=(("a", 2),))
    there = step("hand", 7, device="y", text="n1", handed=(("b", 1),))

    order = read({"a": 2, "b": 1}, [*READY, here, there])

    assert (order.state, order.issues) == ("collected", [])


def test_of_a_line_that_both_say_they_gave_out_in_part_one_is_believed() -> None:
    here = step("hand", 6, text="n1", handed=(("a", 1),))
    there = step("hand", 7, device="y", text="n1", handed=(("a", 1), ("b", 1)))

    order = read({"a": 2, "b": 1}, [*READY, here, there])

    assert {line_id: line.handed for line_id, line in order.lines.items()} == {"a": 1, "b": 1}
    assert [(one.trouble, one.line_id, one.units) for one in order.issues] == [("handed_twice", "a", 1)]


@pytest.mark.parametrize(
    "odd",
    [
        step("accept", 1, at="+0001a0c40e6c801"),
        step("accept", 1, at="0001A0C40E6C8010"),
        step("accept", 1, at=str(Reading(0xFFFF_FFFF_FFFF))),
        step("extend", 1, until="tomorrow"),
        step("extend", 1, until="2026-11-24"),
        step("claim", 1, token=1, text="x", until="soon"),
        step("claim", 1, token=2**63, text="x"),
        step("amend", 1, line_id="a", units=10**20),
        step("pick", 1, line_id="a", units=-1),
        step("hand", 1, text="n", handed=(("a", 10**20),)),
    ],
    ids=lambda one: f"{one.kind}-{one.until or one.token or one.units or one.at}",
)
def test_a_step_that_no_program_writes_is_not_believed(odd: OrderStep) -> None:
    assert not sound(odd)


def test_every_step_of_an_ordinary_order_is_believed() -> None:
    extended = step("extend", 6, until="2026-11-24T00:00:00.000Z")
    assert all(sound(one) for one in (*READY, extended, step("hand", 7, text="n", handed=(("a", 2),))))
