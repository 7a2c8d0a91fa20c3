"""What shoppers think of the chain's products: ratings, and what some of them wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import shop_floor
from sync.headoffice.change import Change

MIGRATIONS = Migrations("opinions")

MOST_REVIEWS = 20
"""Of one product travel with a snapshot: a page shows fewer."""


@MIGRATIONS()
def m001_opinions(db: Database) -> None:
    """The chain's, not a store's."""
    for sql in (
        """CREATE TABLE rating (
            gtin TEXT PRIMARY KEY, tenths INTEGER NOT NULL CHECK (tenths BETWEEN 10 AND 50),
            count INTEGER NOT NULL CHECK (count > 0), at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE review (
            gtin TEXT NOT NULL, rank INTEGER NOT NULL, stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
            author TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (gtin, rank)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Rating(Struct, frozen=True):
    """The mean of the stars times ten, and how many gave them."""

    gtin: str
    tenths: int
    count: int


class Review(Struct, frozen=True):
    """What somebody wrote."""

    gtin: str
    stars: int
    author: str
    language: str
    """zh_CN, zh_TW or en."""
    text: str
    at: str
    """ISO 8601, UTC."""


def rate(change: Change, ratings: Sequence[Rating]) -> None:
    """Set ratings; they travel with the next release."""
    now = stamp(change.now)
    change.db.executemany(
        "INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?)", [(one.gtin, one.tenths, one.count, now) for one in ratings]
    )
    shop_floor.changed(change)


def review(change: Change, reviews: Sequence[Review]) -> int:
    """Put these in the place of all that was written about their products, in this order; gives how many were kept."""
    by_product: dict[str, list[Review]] = {}
    for one in reviews:
        by_product.setdefault(one.gtin, []).append(one)
    kept = 0
    for gtin, said in by_product.items():
        change.db.execute("DELETE FROM review WHERE gtin = ?", (gtin,))
        rows = [
            (gtin, rank, one.stars, one.author, one.language, one.text, one.at)
            for rank, one in enumerate(said[:MOST_REVIEWS], 1)
        ]
        kept += len(rows)
        change.db.executemany("INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    shop_floor.changed(change)
    return kept


def fill(db: sqlite3.Connection) -> None:
    """Write what is known into the snapshot that is being made; head office's database is attached as `hq`.

    The table `rank` gives the snapshot's id of each product.
    """
    db.execute("INSERT INTO main.rating SELECT rank.id, o.tenths, o.count FROM hq.rating AS o JOIN rank USING (gtin)")
    db.execute(
        """INSERT INTO main.review SELECT rank.id, o.rank, o.stars, o.author, o.language, o.text, o.at
           FROM hq.review AS o JOIN rank USING (gtin)"""
    )
