"""Price books on disk, which of them is in force, coupons that were taken in, and what was sold of first-N offers."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from kiosk.pricing.model import EMPTY, Book
from sync import clock
from sync.formats import price_book
from sync.formats.price_book import PriceBook
from sync.messages import Texts
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("pricing")

STAYS = timedelta(hours=26)
"""A book that was in force stays so when the clock falls back by up to this: a day, and the hours of a wrong zone."""

KEPT = 5
"""Books before the one in force whose rules are kept; of older ones only the names of the rules."""

HELD = timedelta(minutes=30)
"""A coupon in a basket that nobody pays is free again after this."""

MOST_COMPILED = 4

Side = Literal["used", "back"]
"""Of a first-N offer: units that were sold, or that voided sales gave back."""

_compiled: dict[tuple[int, str], Book] = {}
"""Books made ready, by version and by the digest of what is in them; a device has a handful."""

_NAMES: msgspec.json.Decoder[dict[str, Texts]] = msgspec.json.Decoder(dict[str, Texts])


@MIGRATIONS()
def m001_pricing(db: Database) -> None:
    """Several books lie ready, each with the moment from which it holds; coupons and quotas are counted."""
    for sql in (
        """CREATE TABLE price_book (
            version INTEGER PRIMARY KEY, valid_from TEXT NOT NULL, document TEXT, digest TEXT NOT NULL,
            signature TEXT NOT NULL, names TEXT NOT NULL, came_at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE price_book_used (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE coupon_used (
            coupon TEXT NOT NULL, nonce TEXT NOT NULL, device TEXT NOT NULL, basket_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('held', 'spent')), at TEXT NOT NULL,
            PRIMARY KEY (coupon, nonce, basket_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE quota_used (
            rule_id TEXT NOT NULL, device TEXT NOT NULL, units INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (rule_id, device)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_undone(db: Database) -> None:
    """What voided sales give back is counted beside what was used: both only grow, so late news do no harm."""
    for sql in (
        "CREATE TABLE sale_undone (basket_id TEXT PRIMARY KEY, device TEXT NOT NULL, at TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID",
        """CREATE TABLE quota_back (
            rule_id TEXT NOT NULL, device TEXT NOT NULL, units INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (rule_id, device)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


# ---------------------------------------------------------------- books


def save_book(db: sqlite3.Connection, book: PriceBook, document: str, signature: str, now: datetime) -> bool:
    """Keep a book that was proven; False if this version lies here already."""
    names = {rule.rule_id: rule.name for rule in book.rules}
    cursor = db.execute(
        "INSERT OR IGNORE INTO price_book VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(book.version, clock.stamp(book.valid_from), document),
            *(hashlib.sha256(document.encode()).hexdigest(), signature),
            *(msgspec.json.encode(names).decode(), clock.stamp(now)),
        ),
    )
    return cursor.rowcount > 0


def book_in_force(db: sqlite3.Connection, now: datetime) -> Book:
    """The newest book that has begun; shelf prices and nothing else where there is none.

    A clock that was set back by up to `STAYS` does not bring an older book back.
    """
    row = db.execute(
        """SELECT version, digest FROM price_book
           WHERE document IS NOT NULL AND (valid_from <= ?
               OR valid_from <= ? AND version = (SELECT version FROM price_book_used))
           ORDER BY valid_from DESC, version DESC LIMIT 1""",
        (clock.stamp(now), clock.stamp(now + STAYS)),
    ).fetchone()
    return EMPTY if row is None else _ready(db, row["version"], row["digest"])


def recent_base_prices(db: sqlite3.Connection, gtin: str, now: datetime) -> list[int]:
    """The shelf prices that the books kept here have set for a product so far, minor units."""
    rows = db.execute(
        "SELECT version, signature FROM price_book WHERE valid_from <= ? AND document IS NOT NULL", (clock.stamp(now),)
    ).fetchall()
    prices = (_ready(db, row["version"], row["digest"]).base_price(gtin) for row in rows)
    return [price for price in prices if price is not None]


def find_book(db: sqlite3.Connection, version: int) -> Book | None:
    """The book of a version, for the reasons of an older sale; None if its rules are gone or never came."""
    row = db.execute("SELECT digest FROM price_book WHERE version = ? AND document IS NOT NULL", (version,)).fetchone()
    return None if row is None else _ready(db, version, row["digest"])


def names_of(db: sqlite3.Connection, version: int) -> dict[str, Texts]:
    """The names of the rules of a version by id; they outlive the rules themselves."""
    row = db.execute("SELECT names FROM price_book WHERE version = ?", (version,)).fetchone()
    return {} if row is None else _NAMES.decode(row["names"])


def waiting(db: sqlite3.Connection, now: datetime) -> list[tuple[int, datetime]]:
    """(version, moment) of the books that have not begun yet, the next one first."""
    rows = db.execute(
        "SELECT version, valid_from FROM price_book WHERE valid_from > ? AND document IS NOT NULL"
        " ORDER BY valid_from, version",
        (clock.stamp(now),),
    )
    return [(row[0], clock.parse(row[1])) for row in rows]


def used_version(db: sqlite3.Connection) -> int:
    """The version that was last seen in force; 0 at first."""
    row = db.execute("SELECT version FROM price_book_used").fetchone()
    return 0 if row is None else int(row[0])


def note_used(db: sqlite3.Connection, version: int, now: datetime) -> None:
    """Remember which book is in force, for a clock that falls back."""
    db.execute("INSERT OR REPLACE INTO price_book_used VALUES (1, ?, ?)", (version, clock.stamp(now)))


def prune(db: sqlite3.Connection, in_force: int) -> int:
    """Forget the rules of books long replaced; their names stay. Gives how many."""
    return db.execute(
        """UPDATE price_book SET document = NULL WHERE document IS NOT NULL AND version NOT IN (
             SELECT version FROM price_book WHERE valid_from >=
               (SELECT coalesce(min(valid_from), '') FROM (
                  SELECT valid_from FROM price_book WHERE document IS NOT NULL AND (valid_from, version) <=
                    (SELECT valid_from, version FROM price_book WHERE version = ?)
                  ORDER BY valid_from DESC, version DESC LIMIT ?)))""",
        (in_force, KEPT + 1),
    ).rowcount


def _ready(db: sqlite3.Connection, version: int, digest: str) -> Book:
    key = (version, digest)
    found = _compiled.get(key)
    if found is None:
        text = db.execute("SELECT document FROM price_book WHERE version = ?", (version,)).fetchone()[0]
        found = Book(price_book.read(text))
        if len(_compiled) >= MOST_COMPILED:
            _compiled.clear()
        _compiled[key] = found
    return found


# ---------------------------------------------------------------- coupons


def uses_of(db: sqlite3.Connection, coupon: str, nonce: str, basket_id: str, now: datetime) -> int:
    """How often a coupon was spent in other baskets that were not voided, or lies in one that may still be paid."""
    row = db.execute(
        """SELECT count(*) FROM coupon_used WHERE coupon = ? AND nonce = ? AND basket_id <> ?
           AND (state = 'spent' OR at > ?) AND basket_id NOT IN (SELECT basket_id FROM sale_undone)""",
        (coupon, nonce, basket_id, clock.stamp(now - HELD)),
    ).fetchone()
    return int(row[0])


def lies_in(db: sqlite3.Connection, coupon: str, nonce: str, basket_id: str) -> bool:
    """Whether a coupon lies in this very basket already."""
    row = db.execute(
        "SELECT 1 FROM coupon_used WHERE coupon = ? AND nonce = ? AND basket_id = ?", (coupon, nonce, basket_id)
    ).fetchone()
    return row is not None


def hold_coupon(db: sqlite3.Connection, device: str, basket_id: str, coupon: str, nonce: str, now: datetime) -> None:
    """A coupon lies in a basket."""
    db.execute(
        "INSERT OR IGNORE INTO coupon_used VALUES (?, ?, ?, ?, 'held', ?)",
        (coupon, nonce, device, basket_id, clock.stamp(now)),
    )


def free_coupons(db: sqlite3.Connection, basket_id: str) -> None:
    """What lies in a basket and was not spent may be used elsewhere."""
    db.execute("DELETE FROM coupon_used WHERE basket_id = ? AND state = 'held'", (basket_id,))


def spend_coupon(db: sqlite3.Connection, device: str, basket_id: str, coupon: str, nonce: str, now: datetime) -> None:
    """A coupon was used in a sale, here or on another device; the same again changes nothing."""
    db.execute(
        """INSERT INTO coupon_used VALUES (?, ?, ?, ?, 'spent', ?)
           ON CONFLICT (coupon, nonce, basket_id) DO UPDATE SET state = 'spent'""",
        (coupon, nonce, device, basket_id, clock.stamp(now)),
    )


def has_spent(db: sqlite3.Connection, basket_id: str) -> bool:
    """Whether a coupon was used in the sale that this basket became."""
    row = db.execute("SELECT 1 FROM coupon_used WHERE basket_id = ? AND state = 'spent' LIMIT 1", (basket_id,))
    return row.fetchone() is not None


def undo_sale(db: sqlite3.Connection, device: str, basket_id: str, now: datetime) -> None:
    """A sale was voided, here or on another device: its coupons are free again. The same again changes nothing."""
    db.execute("INSERT OR IGNORE INTO sale_undone VALUES (?, ?, ?)", (basket_id, device, clock.stamp(now)))


def undone_here(db: sqlite3.Connection, device: str, limit: int) -> list[str]:
    """Ids of the newest sales that this device voided."""
    rows = db.execute("SELECT basket_id FROM sale_undone WHERE device = ? ORDER BY at DESC LIMIT ?", (device, limit))
    return [row[0] for row in rows]


def spent_here(db: sqlite3.Connection, device: str, limit: int) -> list[tuple[str, str, str, datetime]]:
    """(coupon, nonce, basket, moment) of the newest coupons that this device took in."""
    rows = db.execute(
        "SELECT coupon, nonce, basket_id, at FROM coupon_used WHERE device = ? AND state = 'spent' AND nonce <> ''"
        " ORDER BY at DESC LIMIT ?",
        (device, limit),
    )
    return [(row[0], row[1], row[2], clock.parse(row[3])) for row in rows]


# ---------------------------------------------------------------- the first N


def quota_left(db: sqlite3.Connection, book: Book) -> dict[str, int]:
    """Units that are left of each first-N rule, as far as this device has heard of the others."""
    limited = {one.rule.rule_id: one.rule.quota for one in book.rules if one.rule.quota}
    if not limited:
        return {}
    used = dict(
        db.execute(
            """SELECT rule_id, sum(units) FROM (SELECT rule_id, units FROM quota_used
               UNION ALL SELECT rule_id, -units FROM quota_back) GROUP BY rule_id"""
        ).fetchall()
    )
    return {rule_id: max(0, quota - int(used.get(rule_id, 0))) for rule_id, quota in limited.items()}


def add_quota(
    db: sqlite3.Connection, device: str, units: Iterable[tuple[str, int]], now: datetime, side: Side = "used"
) -> None:
    """This device sold so many units of first-N rules, or its voided sales gave them back."""
    db.executemany(
        f"""INSERT INTO quota_{side} VALUES (?, ?, ?, ?) ON CONFLICT (rule_id, device) DO UPDATE SET
              units = units + excluded.units, at = excluded.at""",
        [(rule_id, device, count, clock.stamp(now)) for rule_id, count in units],
    )


def hear_quota(
    db: sqlite3.Connection, device: str, totals: Iterable[tuple[str, int]], now: datetime, side: Side = "used"
) -> bool:
    """Another device told its totals; True if one was new."""
    changed = 0
    for rule_id, units in totals:
        changed += db.execute(
            f"""INSERT INTO quota_{side} AS known VALUES (?, ?, ?, ?) ON CONFLICT (rule_id, device) DO UPDATE SET
                  units = excluded.units, at = excluded.at WHERE excluded.units > known.units""",
            (rule_id, device, units, clock.stamp(now)),
        ).rowcount
    return changed > 0


def quota_here(db: sqlite3.Connection, device: str, side: Side = "used") -> list[tuple[str, int]]:
    """(rule, units) that this device sold, or gave back with voided sales."""
    rows = db.execute(f"SELECT rule_id, units FROM quota_{side} WHERE device = ? ORDER BY rule_id", (device,))
    return [(row[0], row[1]) for row in rows]
