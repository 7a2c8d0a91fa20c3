"""Members' visits: each has a rhythm, and things that they buy again when the last one is used up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scripts.demo_store import words
from scripts.demo_store.companions import popularity
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.seasons import day_weights, seasonal
from scripts.demo_store.stores import Store

HABITS = (5, 14)
"""How many products a member buys again and again."""

FIRST_MEMBER = ("gel", "sheetmask", "beans", "milk")
"""Kinds of which the member of the tour, the first one, usually buys the best seller."""

FIRST_MEMBER_VISITS = 44

AWAY = 0.08
"""Share of a member's visits to another store than their own."""

_Ints = npt.NDArray[np.int64]


def visits_of(
    products: Sequence[Product],
    stores: Sequence[Store],
    members: Sequence[Member],
    carried: npt.NDArray[np.bool_],
    first: date,
    days: int,
    visits: int,
    rng: np.random.Generator,
) -> tuple[_Ints, _Ints, _Ints]:
    """About `visits` visits of the members, of `days` days from `first`.

    Returns:
        Visits as (day, store), their habitual lines as (visit, product), and each visit's member; all are places
        in the sequences that were given.
    """
    kinds = words.kinds()
    repeat = np.array([kinds[product.kind].repeat_days for product in products], dtype=np.float64)
    weights = popularity(products) * (repeat > 0)
    season = seasonal(products)
    months = [(first + timedelta(days=day)).month - 1 for day in range(days)]
    busy = day_weights(first, days) * days
    homes = {store.gln: place for place, store in enumerate(stores)}
    rate = rng.gamma(2.0, 1.0, len(members))
    rate *= visits / rate.sum()
    rate[[member.number == 1 for member in members]] = FIRST_MEMBER_VISITS
    visit: list[tuple[int, int]] = []
    line: list[tuple[int, int]] = []
    who: list[int] = []
    for member_place, member in enumerate(members):
        home = homes[member.store]
        local = np.cumsum(weights * carried[home])
        count = int(rng.integers(HABITS[0], HABITS[1]))
        drawn = np.searchsorted(local, rng.random(count) * local[-1])
        if member.number == 1:
            drawn = np.array([_best_seller(products, kind) for kind in FIRST_MEMBER])
        usual = [int(p) for p in dict.fromkeys(drawn.tolist())]
        gap = [max(3.0, repeat[p] * rng.uniform(0.75, 1.35)) for p in usual]
        due = [float(rng.uniform(0, g)) for g in gap]
        for day in _days(rate[member_place], days, busy, rng):
            place = home if rng.random() > AWAY else int(rng.integers(len(stores)))
            number = len(visit)
            visit.append((day, place))
            who.append(member_place)
            for nth, product in enumerate(usual):
                # A little early is fine when one is in the shop anyway; sometimes one forgets, or it is not the season.
                likely = 0.85 * min(1.0, season[months[day], product])
                if day >= due[nth] - 0.15 * gap[nth] and rng.random() < likely:
                    line.append((number, product))
                    due[nth] = day + gap[nth] * rng.normal(1.0, 0.12)
    return (
        np.array(visit, dtype=np.int64).reshape(-1, 2),
        np.array(line, dtype=np.int64).reshape(-1, 2),
        np.array(who, dtype=np.int64),
    )


def _best_seller(products: Sequence[Product], kind: str) -> int:
    ranks = [(product.rank, place) for place, product in enumerate(products) if product.kind == kind]
    return min(ranks)[1] if ranks else 0


def _days(expected: float, days: int, busy: npt.NDArray[np.float64], rng: np.random.Generator) -> list[int]:
    """Days of one member's visits: evenly spaced with some give, drawn towards busy days."""
    step = days / max(expected, 0.5)
    found: list[int] = []
    at = rng.uniform(0, step)
    while at < days:
        window = np.arange(max(0, int(at) - 2), min(days, int(at) + 3))
        reached = np.cumsum(busy[window])
        day = int(window[np.searchsorted(reached, rng.random() * reached[-1])])
        if not found or day > found[-1]:
            found.append(day)
        at += step * rng.gamma(4.0, 0.25)
    return found
