"""Orders from before there were steps: their last word becomes a history, and every writer makes the same one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from sync.formats import order_machine
from sync.formats.order_legacy import LastWord, steps_of
from sync.formats.order_state import State

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
WANTED = {"l1": 2, "l2": 1}
WORD = LastWord("o1", NOON, "tablet-1", "ready", (("l1", 2, 0), ("l2", 0, 1)), slot="S3")


@pytest.mark.parametrize(
    ("state", "lines", "expected"),
    [
        ("placed", (), "placed"),
        ("accepted", (("l1", 0, 0),), "accepted"),
        ("picking", (("l1", 1, 0), ("l2", 0, 0)), "picking"),
        ("ready", (("l1", 2, 0), ("l2", 0, 1)), "ready"),
        ("collected", (("l1", 2, 0), ("l2", 0, 1)), "collected"),
        ("cancelled", (("l1", 0, 0),), "cancelled"),
        ("cancelled", (("l1", 1, 0),), "cancelled"),
        ("expired", (("l1", 0, 0),), "expired"),
    ],
)
def test_an_old_order_stands_where_it_stood(
    state: str, lines: tuple[tuple[str, int, int], ...], expected: State
) -> None:
    steps = steps_of(replace(WORD, state=state, lines=lines, nonce="n1"))

    order = order_machine.read(WANTED, steps)

    assert (order.state, order.void, order.issues) == (expected, [], [])
    assert {line_id: order.lines[line_id].picked for line_id, _, _ in lines} == {one[0]: one[1] for one in lines}


def test_two_writers_with_other_last_words_make_one_history() -> None:
    behind = replace(WORD, state="picking", lines=(("l1", 1, 0), ("l2", 0, 0)), slot="")

    order = order_machine.read(WANTED, (*steps_of(behind), *steps_of(WORD)))

    assert (order.state, order.void, order.slot) == ("ready", [], "S3")
    assert {one.step_id for one in steps_of(behind)} < {one.step_id for one in steps_of(WORD)}


def test_what_was_collected_stays_collected_beside_a_cancellation() -> None:
    cancelled = replace(WORD, state="cancelled", slot="")

    order = order_machine.read(WANTED, (*steps_of(cancelled), *steps_of(replace(WORD, state="collected", nonce="n1"))))

    assert order.state == "collected"
