"""What is bought together, what sells, and what a member buys again and again: figures from the purchase history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.messages import OfferRefused

MIGRATIONS = Migrations("recommendations")

PAIR_HALF_LIFE = timedelta(days=240)
"""What goes with what changes slowly: older pairs still count, half after eight months."""

POPULAR_HALF_LIFE = timedelta(days=56)
"""What sells changes with the season."""

CHAIN_WEIGHT = 100.0
"""The chain's figures count as so many sales of the store: a new store starts with what sells in the chain."""

SHRINK = 20.0
"""A pair that was seen this often keeps half of its score; chance pairs of rare products fall away."""

COMMON = 0.1
"""How much being popular is held against the second product: 0 is "of those who buy this, so many buy that", 0.5 the
cosine. On baskets of a real grocer 0 to 0.1 found most of what else was in the basket, 0.5 a fifth less."""

LIFT = 1.2
"""Only what is bought together this much more often than by chance goes together; the rest is merely popular."""

MOST_RELATED = 20
MOST_USUAL = 12
MOST_IN_BASKET = 80
"""Bigger baskets are stocking-up trips or shops buying for themselves: they pair everything with everything."""


@MIGRATIONS()
def m001_history(db: Database) -> None:
    """Purchases from before this system, in the form of those that it books itself."""
    db.conn.execute(
        """CREATE TABLE history (
            store TEXT NOT NULL, basket TEXT NOT NULL, gtin TEXT NOT NULL, quantity INTEGER NOT NULL,
            member TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (basket, gtin, store)
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX history_member ON history (member, at) WHERE member <> ''")
    # What was recommended, and which of it was taken: the ground for judging the scores.
    db.conn.execute(
        """CREATE TABLE offer (
            exposure TEXT NOT NULL, outcome TEXT NOT NULL, gtin TEXT NOT NULL, store TEXT NOT NULL,
            place TEXT NOT NULL, reason TEXT NOT NULL, taken INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (exposure, outcome, gtin)
        ) STRICT, WITHOUT ROWID"""
    )
    # `sale` and `sale_line` are made by another set; a view is resolved when it is read.
    db.conn.execute(
        """CREATE VIEW purchase AS
           SELECT store, basket, gtin, quantity, member, at FROM history
           UNION ALL
           SELECT s.store, s.sale_id, l.gtin, l.quantity, s.customer, s.at
           FROM sale AS s JOIN sale_line AS l USING (sale_id) WHERE l.quantity > 0"""
    )


@MIGRATIONS()
def m002_refusals(db: Database) -> None:
    """What members do not want to be offered again."""
    db.conn.execute(
        """CREATE TABLE offer_refusal (
            member TEXT NOT NULL, scope TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (member, scope, what)
        ) STRICT, WITHOUT ROWID"""
    )


def refused(db: sqlite3.Connection, event: OfferRefused) -> None:
    """Remember it; the later word of two about the same thing stands."""
    db.execute(
        """INSERT INTO offer_refusal VALUES (?, ?, ?, ?) ON CONFLICT (member, scope, what)
           DO UPDATE SET at = max(at, excluded.at)""",
        (event.member, event.scope, event.what, stamp(event.at)),
    )


def forget(db: sqlite3.Connection, member: str) -> None:
    """Nothing is kept of who has left."""
    db.execute("DELETE FROM offer_refusal WHERE member = ?", (member,))


class Purchases(Struct, frozen=True):
    """History as arrays: each row says that a basket held a product. Rows of one basket stand together."""

    gtins: list[str]
    basket: NDArray[np.int64]
    product: NDArray[np.int64]
    """Index into `gtins`."""
    age_days: NDArray[np.float64]


class Popularity(Struct, frozen=True):
    """What sells, in each store and in the chain."""

    units: dict[str, dict[str, float]]
    """By store and GTIN."""

    def of(self, store: str) -> list[tuple[str, float]]:
        """(gtin, score), most sold first: the store's units, leaning on the chain's where they are few."""
        chain: dict[str, float] = {}
        for sold in self.units.values():
            for gtin, units in sold.items():
                chain[gtin] = chain.get(gtin, 0.0) + units
        whole = sum(chain.values()) or 1.0
        here = self.units.get(store, {})
        total = sum(here.values()) + CHAIN_WEIGHT
        scored = [(gtin, (here.get(gtin, 0.0) + CHAIN_WEIGHT * units / whole) / total) for gtin, units in chain.items()]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


class Figures(Struct, frozen=True):
    """What snapshots need of the purchase history; worked out once for all stores."""

    popularity: Popularity
    pairs: list[tuple[str, str, float]]
    """(gtin, other gtin, score), see `related`."""


def figures(db: sqlite3.Connection, now: datetime) -> Figures:
    """Work the figures out."""
    return Figures(popularity(db, now), list(related(load(db, now))))


def load(db: sqlite3.Connection, now: datetime) -> Purchases:
    """All purchases of the chain up to now, each product once a basket."""
    gtins: dict[str, int] = {}
    baskets: list[int] = []
    items: list[int] = []
    ages: list[float] = []
    last: tuple[str, str] | None = None
    number = -1
    # A basket is one visit to one store, so its rows carry one time.
    for store, basket, gtin, age in db.execute(
        """SELECT store, basket, gtin, julianday(?1) - julianday(min(at)) FROM purchase
           WHERE at <= ?1 GROUP BY store, basket, gtin ORDER BY store, basket""",
        (stamp(now),),
    ):
        if (store, basket) != last:
            last = (store, basket)
            number += 1
        baskets.append(number)
        items.append(gtins.setdefault(gtin, len(gtins)))
        ages.append(age)
    return Purchases(
        list(gtins), np.array(baskets, np.int64), np.array(items, np.int64), np.array(ages, np.float64).clip(0)
    )


def related(purchases: Purchases, most: int = MOST_RELATED) -> Iterator[tuple[str, str, float]]:
    """(gtin, other gtin, score in 0..1): what goes with each product, best first, at most `most` each.

    The score is about the share of the product's baskets that held the other one too, each basket fading with age,
    shrunk where a pair was seen seldom (`SHRINK`).
    """
    count = len(purchases.gtins)
    if count == 0:
        return
    weight = 0.5 ** (purchases.age_days / PAIR_HALF_LIFE.days)
    bought = np.bincount(purchases.product, weights=weight, minlength=count)
    keys, together = _pairs(purchases, weight, count)
    first, second = keys // count, keys % count
    # The weight of all baskets: what chance would make of two products is measured by it.
    _, starts = np.unique(purchases.basket, return_index=True)
    chance = bought[first] * bought[second] / weight[starts].sum()
    linked = together > LIFT * chance
    first, second, together = first[linked], second[linked], together[linked]
    # Both directions of each pair.
    one, other = np.concatenate([first, second]), np.concatenate([second, first])
    seen = np.concatenate([together, together])
    score = seen / (bought[one] ** (1 - COMMON) * bought[other] ** COMMON) * seen / (seen + SHRINK)
    order = np.lexsort((other, -score, one))
    one, other, score = one[order], other[order], score[order]
    begins = np.searchsorted(one, one, side="left")
    rank = np.arange(len(one)) - begins
    kept = rank < most
    top = np.minimum(score[kept], 1.0)
    for a, b, s in zip(one[kept].tolist(), other[kept].tolist(), top.tolist(), strict=True):
        yield purchases.gtins[a], purchases.gtins[b], s


def popularity(db: sqlite3.Connection, now: datetime) -> Popularity:
    """Units sold of each product in each store, faded with age."""
    units: dict[str, dict[str, float]] = {}
    for store, gtin, sold in db.execute(
        """SELECT store, gtin, sum(quantity * pow(0.5, max(0, julianday(?1) - julianday(at)) / ?2))
           FROM purchase WHERE at <= ?1 GROUP BY store, gtin""",
        (stamp(now), float(POPULAR_HALF_LIFE.days)),
    ):
        units.setdefault(store, {})[gtin] = sold
    return Popularity(units)


def usual(db: sqlite3.Connection, member: str, now: datetime) -> tuple[tuple[str, int], ...]:
    """What a member bought more than once in the last year: (gtin, visits), most often first, at most `MOST_USUAL`."""
    # Not by the view `purchase`: SQLite would read all of it for one member.
    rows = db.execute(
        """SELECT gtin, count(DISTINCT basket) AS times FROM (
               SELECT gtin, basket, at FROM history WHERE member = ?1 AND member <> '' AND at > ?2 AND at <= ?3
               UNION ALL
               SELECT l.gtin, s.sale_id, s.at FROM sale AS s JOIN sale_line AS l USING (sale_id)
               WHERE s.customer = ?1 AND s.at > ?2 AND s.at <= ?3 AND l.quantity > 0 AND s.customer <> ''
           ) GROUP BY gtin HAVING times > 1 ORDER BY times DESC, max(at) DESC, gtin LIMIT ?4""",
        (member, stamp(now - timedelta(days=365)), stamp(now), MOST_USUAL),
    )
    return tuple((row[0], row[1]) for row in rows)


def _pairs(
    purchases: Purchases, weight: NDArray[np.float64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each pair (smaller index * count + greater) that stood in one basket, and the sum of its baskets' weights."""
    _, starts = np.unique(purchases.basket, return_index=True)
    sizes = np.diff(np.append(starts, len(purchases.basket)))
    keys = np.empty(0, np.int64)
    sums = np.empty(0, np.float64)
    for size in np.unique(sizes):
        if not 2 <= size <= MOST_IN_BASKET:
            continue
        upper = np.triu_indices(int(size), 1)
        chosen = starts[sizes == size]
        # A bounded piece at a time: the pairs of a large chain's year would not fit into memory at once.
        step = max(1, 2_000_000 // len(upper[0]))
        for begin in range(0, len(chosen), step):
            rows = chosen[begin : begin + step, None] + np.arange(size)
            members = np.sort(purchases.product[rows], axis=1)
            found = (members[:, upper[0]] * count + members[:, upper[1]]).ravel()
            weights = np.repeat(weight[chosen[begin : begin + step]], len(upper[0]))
            keys, sums = _summed(np.concatenate([keys, found]), np.concatenate([sums, weights]))
    return keys, sums


def _summed(keys: NDArray[np.int64], values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if len(keys) == 0:
        return keys, values
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[begins], np.add.reduceat(values, begins)


def import_rows(db: sqlite3.Connection, rows: Iterable[tuple[str, str, str, int, str, str]]) -> None:
    """Add purchases (store, basket, gtin, quantity, member, at); a repeated one counts once."""
    db.executemany("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?)", rows)
