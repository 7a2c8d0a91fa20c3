"""When an order will be ready: minutes that hold in half, four fifths and nineteen twentieths of all cases.

Two parts. A plain estimate of the work (what lies before the order, the order itself, by so many hands), which needs no
history; and what this store's last orders have taught about that estimate: actual / estimated, as a distribution. Its
quantiles turn the estimate into times that hold as often as they say. Because a shop changes through the day, the level
that is asked for follows what was kept lately (Gibbs and Candès, "Adaptive Conformal Inference Under Distribution
Shift", 2021): where promises were broken more often than one in five, the next ones are more careful. What is overdue
counts as broken at once: whoever waits until it is ready learns when it is too late.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from statistics import NormalDist

from msgspec import Struct

LEVELS = (0.5, 0.8, 0.95)
PROMISE = 0.8
"""What a shopper is told: four of five orders are ready by then."""

ORDER_S = 75.0
"""Walking there and back, packing, staging."""
LINE_S = 35.0
"""Finding one product and scanning it."""
UNIT_S = 5.0
"""Each further unit of it."""
AISLE_S = 25.0
"""Each further aisle."""
MINUTE_S = 60.0
"""Promises name whole minutes, rounded up, and of two for one minute the older order is done first."""
HEED_S = 45.0
"""Until somebody looks at the tablet."""

LAST = 300
"""Orders that are looked back at."""
HALF_LIFE = 160
"""Orders after which one counts half."""
LIKENESS = 0.65
"""How far the logarithms of two estimates lie apart until one order says little about the other: half or twice."""
PRIOR = 8.0
"""So many orders weighs what is known before anything was learnt."""
PRIOR_SPREAD = 0.45
"""Standard deviation of the logarithm of actual / estimated in a shop that nobody knows yet."""

OUTAGE_S = 7200.0
"""No outage is expected to last longer than this from now."""

NORMAL = NormalDist()

LEARN = 0.03
"""How far one kept or broken promise moves the level that is asked for."""
LEVEL_SPAN = 0.19
"""The level never strays further than this from what is wanted."""


class Work(Struct, frozen=True):
    """What is to be done for one order, or what is left of it."""

    lines: int
    units: int
    aisles: int = 1

    @property
    def seconds(self) -> float:
        """For one pair of hands, without waiting."""
        if not self.lines:
            return 0.0
        more_units, more_aisles = max(0, self.units - self.lines), max(0, self.aisles - 1)
        return ORDER_S + LINE_S * self.lines + UNIT_S * more_units + AISLE_S * more_aisles


class Queued(Struct, frozen=True):
    """An order that waits, and until when it is promised: seconds from now, below zero if overdue."""

    work: Work
    due_s: float


class Outage(Struct, frozen=True):
    """What is broken at this moment. Nobody knows for how long; as long again as until now is the usual guess."""

    unheard_s: float = 0.0
    """Since when no device of the store is heard: it does not get the order either."""
    alone_s: float = 0.0
    """Since when the device is away that decides who works on what, so that one works alone."""


NONE = Outage()


class Past(Struct, frozen=True):
    """An order of the past: what was thought, what was promised at `PROMISE`, and what came of it; seconds."""

    estimate_s: float
    promised_s: float
    actual_s: float
    """Until now, if the order is overdue and still not ready."""


class Forecast(Struct, frozen=True):
    """Seconds from now, at each of `LEVELS`."""

    estimate_s: float
    seconds: tuple[float, ...]

    @property
    def promised_s(self) -> float:
        """Seconds at `PROMISE`."""
        return self.seconds[LEVELS.index(PROMISE)]

    @property
    def minutes(self) -> tuple[int, ...]:
        """Whole minutes at each of `LEVELS`, rounded up."""
        return tuple(math.ceil(seconds / 60) for seconds in self.seconds)


def estimate_s(own: Work, ahead: Sequence[Work], hands: int, outage: Outage = NONE) -> float:
    """Seconds until the order is ready if everything goes as usual; `ahead`: what is done before it."""
    waiting = sum(work.seconds for work in ahead)
    alone = min(waiting, outage.alone_s, OUTAGE_S)
    return HEED_S + min(outage.unheard_s, OUTAGE_S) + alone + (waiting - alone) / max(1, hands) + own.seconds


def forecast(own: Work, ahead: Sequence[Work], hands: int, past: Sequence[Past], outage: Outage = NONE) -> Forecast:
    """When an order will be ready that comes in now. `past`: the store's last orders, the first known first."""
    thought = estimate_s(own, ahead, hands, outage)
    return Forecast(thought, tuple(thought * ratio for ratio in ratios(past, thought)))


def promise(own: Work, queue: Sequence[Queued], hands: int, past: Sequence[Past], outage: Outage = NONE) -> Forecast:
    """When an order will be ready that takes its place in the queue.

    Work is done in the order in which it is promised. So what is promised for later than this one is not before it, and
    how much is before it depends on what is promised: the earliest answer that agrees with itself.
    """
    line = sorted(queue, key=lambda one: one.due_s)
    before = 0
    while True:
        told = forecast(own, [one.work for one in line[:before]], hands, past, outage)
        sooner = bisect_right(line, told.promised_s + MINUTE_S, key=lambda one: one.due_s)
        if sooner <= before:
            return told
        before = sooner


def ratios(past: Sequence[Past], thought_s: float = 0.0) -> tuple[float, ...]:
    """actual / estimated at each of `LEVELS`, never falling from one level to the next.

    `thought_s`: the estimate of the order in question, for which orders of a like estimate say most: where most of it
    is waiting, it errs otherwise than where nobody waits. 0: all say the same.
    """
    known = _weighted(past[-LAST:], thought_s)
    shift = _asked(past[-LAST:]) - PROMISE
    found = [_quantile(known, min(0.99, max(0.05, level + (shift if level >= PROMISE else 0)))) for level in LEVELS]
    return (found[0], max(found[0], found[1]), max(found[0], found[1], found[2]))


def opening(now: datetime, opens: datetime, closes: datetime, next_opens: datetime) -> datetime:
    """When work on an order that comes in now begins: now while the shop is open, else when it opens next.

    `opens` and `closes`: of today; aware times.
    """
    if now < opens:
        return opens
    return now if now < closes else next_opens


def _asked(past: Sequence[Past]) -> float:
    """The level to ask for so that `PROMISE` of the orders keep it."""
    level = PROMISE
    for one in past:
        missed = one.actual_s > one.promised_s
        level += LEARN * (PROMISE if missed else PROMISE - 1)
        level = min(PROMISE + LEVEL_SPAN, max(PROMISE - LEVEL_SPAN, level))
    return level


def _weighted(past: Sequence[Past], thought_s: float) -> list[tuple[float, float]]:
    """(actual / estimated, weight), smallest first.

    The newest and those most alike weigh most, what was known before a little.
    """
    steps = 9
    known = [
        (math.exp(PRIOR_SPREAD * NORMAL.inv_cdf((place + 0.5) / steps)), PRIOR * 0.5 ** (len(past) / HALF_LIFE) / steps)
        for place in range(steps)
    ]
    for age, one in enumerate(reversed(past)):
        estimate_s = max(1.0, one.estimate_s)
        unlike = math.log(estimate_s / thought_s) / LIKENESS if thought_s > 0 else 0.0
        known.append((one.actual_s / estimate_s, 0.5 ** (age / HALF_LIFE) * math.exp(-(unlike**2) / 2)))
    return sorted(known)


def _quantile(known: Sequence[tuple[float, float]], level: float) -> float:
    """The smallest ratio that so much of the weight does not exceed."""
    wanted = level * sum(weight for _, weight in known)
    reached = 0.0
    for ratio, weight in known:
        reached += weight
        if reached >= wanted - 1e-12:
            return ratio
    return known[-1][0]
