"""The drain gives way to whoever works at the device, and never stands still."""

from __future__ import annotations

import time

from sync.pace import PACE_S, WORKS_S, Pace


def test_with_nobody_at_work_the_link_alone_says_how_much() -> None:
    pace = Pace()

    assert pace.room(time.monotonic(), 100) == 100
    assert pace.due(time.monotonic()) == float("inf")


def test_while_somebody_works_one_frame_goes_at_a_time_and_the_next_one_is_due_soon() -> None:
    pace = Pace()
    pace.give_way()
    now = time.monotonic()

    assert [pace.room(now, 100), pace.room(now + PACE_S / 2, 100)] == [1, 0]
    assert pace.due(now + PACE_S / 2) == now + PACE_S
    assert pace.room(now + PACE_S, 100) == 1
    assert pace.room(now + 2 * WORKS_S, 100) == 100


def test_a_full_link_costs_no_turn() -> None:
    pace = Pace()
    pace.give_way()
    now = time.monotonic()

    assert [pace.room(now, 0), pace.room(now, 3)] == [0, 1]
