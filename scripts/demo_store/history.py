"""A year of sales with the structure of a real one: habits, things that go together, seasons and weekdays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from scripts.demo_store import companions
from scripts.demo_store.habits import visits_of
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.seasons import day_weights, seasonal
from scripts.demo_store.stores import Store, carries

LAST_DAY = date(2026, 10, 31)
"""Fixed, so that two exports are the same whatever the day."""

DAYS = 365
BASKETS = 80_000
_SHANGHAI = timedelta(hours=8)
_QUANTITY = (0.80, 0.95, 0.99)
"""Most lines are one piece, few are three and more."""

_Ints = npt.NDArray[np.int64]


class Basket(msgspec.Struct, frozen=True):
    """One sale."""

    at: datetime
    """UTC."""
    store: str
    """GLN."""
    member: str | None
    lines: tuple[tuple[str, int], ...]
    """GTIN of 14 digits, and pieces (or portions, of weighed goods)."""


def generate(
    products: Sequence[Product],
    stores: Sequence[Store],
    members: Sequence[Member],
    *,
    last_day: date = LAST_DAY,
    baskets: int = BASKETS,
    seed: int = 1,
) -> Iterator[Basket]:
    """About `baskets` sales of the year that ends with `last_day`, oldest first. Half are members'."""
    rng = np.random.default_rng(seed)
    first = last_day - timedelta(days=DAYS - 1)
    carried = np.array([[carries(store, product) for product in products] for store in stores])
    calm, monthly = companions.popularity(products), seasonal(products)
    visit, line, who = visits_of(products, stores, members, carried, first, DAYS, baskets // 2, rng)
    days = [visit[:, 0]]
    places = [visit[:, 1]]
    strangers = max(0, baskets - len(visit))  # a few members alone may come more often than asked for
    days.append(rng.choice(DAYS, strangers, p=day_weights(first, DAYS)))
    trade = np.array([store.trade_share for store in stores])
    places.append(rng.choice(len(stores), strangers, p=trade / trade.sum()))
    day, place = np.concatenate(days), np.concatenate(places)
    who = np.concatenate([who, np.full(strangers, -1)])

    found = [line]
    found.append(_impulse(day, place, first, calm, monthly, carried, rng, habit_baskets=len(visit)))
    lines = np.concatenate(found)
    lines = np.concatenate([lines, companions.bought_along(products, lines, rng)])
    lines = lines[carried[place[lines[:, 0]], lines[:, 1]]]
    lines = np.unique(lines, axis=0)
    second = day.astype(np.int64) * 86_400 + _seconds_of_day(len(day), rng)
    yield from _baskets(products, stores, members, lines, first, second, place, who, rng)


def _impulse(
    day: _Ints,
    place: _Ints,
    first: date,
    calm: npt.NDArray[np.float64],
    monthly: npt.NDArray[np.float64],
    carried: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    habit_baskets: int,
) -> _Ints:
    """What is bought for no other reason than that many buy it, in this month, in this store."""
    months = np.array([(first + timedelta(days=int(d))).month - 1 for d in range(DAYS)])[day]
    count = rng.poisson(np.where(np.arange(len(day)) < habit_baskets, 0.9, 1.5))
    # A stranger's basket is never empty.
    count = np.where((np.arange(len(day)) >= habit_baskets) & (count == 0), 1, count)
    found = []
    for month in range(12):
        for store in range(len(carried)):
            chosen = np.flatnonzero((months == month) & (place == store))
            which = np.repeat(chosen, count[chosen])
            weights = calm * monthly[month] * carried[store]
            reached = np.cumsum(weights / weights.sum())
            picked = np.searchsorted(reached, rng.random(len(which))).clip(max=len(weights) - 1)
            found.append(np.column_stack([which, picked]))
    return np.concatenate(found)


def _seconds_of_day(count: int, rng: np.random.Generator) -> _Ints:
    """Local time of the sale: a lunch hour, and a longer evening."""
    lunch = rng.normal(12.7, 1.3, count)
    evening = rng.normal(18.4, 1.9, count)
    hour = np.where(rng.random(count) < 0.38, lunch, evening).clip(10.05, 21.4)
    return (hour * 3600).astype(np.int64)


def _baskets(
    products: Sequence[Product],
    stores: Sequence[Store],
    members: Sequence[Member],
    lines: _Ints,
    first: date,
    second: _Ints,
    place: _Ints,
    who: _Ints,
    rng: np.random.Generator,
) -> Iterator[Basket]:
    quantity = 1 + np.searchsorted(_QUANTITY, rng.random(len(lines)))
    start = np.searchsorted(lines[:, 0], np.arange(len(second)))
    end = np.searchsorted(lines[:, 0], np.arange(len(second)), side="right")
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC) - _SHANGHAI
    gtins = [product.gtin for product in products]
    glns = [store.gln for store in stores]
    which, pieces = lines[:, 1].tolist(), quantity.tolist()
    for basket in np.argsort(second, kind="stable").tolist():
        a, b = int(start[basket]), int(end[basket])
        if a == b:
            continue
        yield Basket(
            at=midnight + timedelta(seconds=int(second[basket])),
            store=glns[place[basket]],
            member=members[who[basket]].member_id if who[basket] >= 0 else None,
            lines=tuple((gtins[which[i]], pieces[i]) for i in range(a, b)),
        )
