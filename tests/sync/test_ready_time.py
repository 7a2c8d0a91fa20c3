"""When an order will be ready: what is promised in four of five cases is kept in four of five."""

from __future__ import annotations

import math
import random

import pytest

from sync.formats.ready_time import (
    LEVELS,
    MINUTE_S,
    PROMISE,
    Past,
    Queued,
    Work,
    estimate_s,
    forecast,
    promise,
    ratios,
)

SMALL = Work(lines=1, units=1)
LARGE = Work(lines=12, units=30, aisles=6)


def test_more_work_before_it_takes_longer_and_more_hands_make_it_shorter() -> None:
    alone = estimate_s(SMALL, [], 1)

    assert estimate_s(SMALL, [LARGE], 1) > alone
    assert estimate_s(SMALL, [LARGE], 3) < estimate_s(SMALL, [LARGE], 1)
    assert estimate_s(LARGE, [], 1) > alone
    assert estimate_s(SMALL, [], 0) == alone, "somebody will come"


def test_what_is_promised_for_later_is_not_before_it() -> None:
    late = [Queued(LARGE, 7200 + place) for place in range(10)]
    soon = [Queued(LARGE, 100 + place) for place in range(3)]

    alone = promise(SMALL, [], 1, [])

    assert promise(SMALL, late, 1, []) == alone
    assert promise(SMALL, [*late, *soon], 1, []) == promise(SMALL, soon, 1, [])
    assert promise(SMALL, soon, 1, []) == forecast(SMALL, [LARGE] * 3, 1, [])
    assert promise(SMALL, [Queued(LARGE, -60)], 1, []) == forecast(SMALL, [LARGE], 1, []), "overdue comes first"


def test_a_promise_agrees_with_its_place_in_the_queue() -> None:
    dice = random.Random(3)
    for _ in range(200):
        queue = [Queued(Work(dice.randint(1, 6), 8), dice.uniform(-600, 9000)) for _ in range(dice.randint(0, 25))]
        told = promise(SMALL, queue, 2, [])

        before = [one.work for one in queue if one.due_s <= told.promised_s + MINUTE_S]
        assert told.estimate_s == pytest.approx(estimate_s(SMALL, before, 2))


def test_a_shop_that_nobody_knows_yet_is_given_room() -> None:
    half, promised, nearly_all = ratios([])

    assert half == pytest.approx(1.0, abs=0.1)
    assert 1.2 < promised < 1.8
    assert promised < nearly_all


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("slow", "spread"), [(0.6, 0.2), (1.0, 0.5), (2.5, 0.35)])
def test_four_of_five_promises_are_kept_however_the_shop_works(seed: int, slow: float, spread: float) -> None:
    dice = random.Random(seed)
    past: list[Past] = []
    for _ in range(500):
        work = Work(dice.randint(1, 8), dice.randint(8, 12), dice.randint(1, 4))
        told = forecast(work, [SMALL] * dice.randint(0, 6), 2, past)
        past.append(Past(told.estimate_s, told.promised_s, told.estimate_s * slow * dice.lognormvariate(0, spread)))

    kept = [one.actual_s <= one.promised_s for one in past[100:]]

    assert 0.75 <= sum(kept) / len(kept) <= 0.85


def test_a_shop_that_becomes_slower_is_believed_within_some_orders() -> None:
    dice = random.Random(7)
    past: list[Past] = []
    for number in range(400):
        told = forecast(LARGE, [], 1, past)
        slow = 1.0 if number < 200 else 1.8
        past.append(Past(told.estimate_s, told.promised_s, told.estimate_s * slow * dice.lognormvariate(0, 0.2)))

    kept = [one.actual_s <= one.promised_s for one in past[260:]]

    assert 0.72 <= sum(kept) / len(kept) <= 0.9


def test_levels_never_fall_and_minutes_are_rounded_up() -> None:
    told = forecast(LARGE, [SMALL], 2, [Past(100, 120, 30)] * 40)

    assert list(told.seconds) == sorted(told.seconds)
    assert told.minutes == tuple(math.ceil(seconds / 60) for seconds in told.seconds)
    assert told.promised_s == told.seconds[LEVELS.index(PROMISE)]
