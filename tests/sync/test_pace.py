"""The drain gives way to whoever works at the device, and never stands still."""

from __future__ import annotations

import time

from sync.pace import MOMENT_S, PACE_S, WORKS_S, Pace


def test_with_nobody_at_work_the_link_alone_says_how_much() -> None:
    pace = Pace()

    assert pace.room(time.monotonic(), 100) == 100
    assert pace.due(time.monotonic()) == float("inf")


def test_while_somebody_works_frames_go_one_by_one_in_the_pauses_between_their_acts() -> None:
    pace = Pace()
    start = time.monotonic()
    pace.sent(start - PACE_S / 2)
    pace.give_way()
    touched = time.monotonic()

    assert pace.room(touched + PACE_S / 4, 100) == 0
    at = pace.due(touched)
    assert touched < at <= start + PACE_S / 2 + 1e-6
    assert pace.room(at, 100) == 1
    pace.sent(at)
    assert pace.room(at + PACE_S / 2, 100) == 0
    assert pace.room(at + PACE_S, 100) == 1
    assert pace.room(touched + WORKS_S, 100) == 100


def test_without_a_pause_a_frame_goes_after_a_while_all_the_same() -> None:
    pace = Pace()
    pace.sent(time.monotonic() - PACE_S)
    pace.give_way()

    assert pace.room(time.monotonic(), 100) == 1


def test_a_sale_that_is_alone_in_the_queue_leaves_at_once() -> None:
    pace = Pace()
    pace.give_way()
    now = time.monotonic()

    assert [pace.room(now, 0), pace.room(now, 3)] == [0, 1]


def test_what_comes_in_right_after_an_act_is_left_lying_for_a_moment_only() -> None:
    pace = Pace()
    assert pace.moment(time.monotonic()) == 0
    pace.give_way()
    touched = time.monotonic()

    assert 0 < pace.moment(touched) <= MOMENT_S
    assert pace.moment(touched + MOMENT_S) == 0
