"""Price books as head office lays them down, and what comes back: conflicts, coupons, offers for the first N."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats import price_book, price_book_check
from sync.formats.price_book import PriceBook
from sync.headoffice import flags, stores
from sync.headoffice.change import Change, Invalid
from sync.headoffice.keys import Keys
from sync.messages import PriceBookPublished, PriceConflictNoticed, SaleCompleted

MIGRATIONS = Migrations("price_books")


@MIGRATIONS()
def m001_price_books(db: Database) -> None:
    """Every book that was ever published, and what was told of it."""
    for sql in (
        """CREATE TABLE price_book (
            store TEXT NOT NULL REFERENCES store (store), version INTEGER NOT NULL, valid_from TEXT NOT NULL,
            document TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, version)
        ) STRICT""",
        """CREATE TABLE price_conflict (
            conflict_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, basket_id TEXT NOT NULL,
            gtin TEXT NOT NULL, source TEXT NOT NULL, reference TEXT NOT NULL, claimed_minor INTEGER NOT NULL,
            ours_minor INTEGER NOT NULL, units INTEGER NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
            operator TEXT NOT NULL, book_version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE coupon_spent (
            coupon TEXT NOT NULL, nonce TEXT NOT NULL, sale_id TEXT NOT NULL, store TEXT NOT NULL,
            device TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (coupon, nonce, sale_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE quota_sold (
            store TEXT NOT NULL, rule_id TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (store, rule_id)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Conflict(Struct, frozen=True):
    """A price that a shopper was told, and what was done about it."""

    conflict_id: str
    store: str
    device: str
    basket_id: str
    gtin: str
    source: str
    reference: str
    claimed_minor: int
    ours_minor: int
    units: int
    decision: str
    reason: str
    operator: str
    book_version: int
    at: str


def publish(
    change: Change, keys: Keys, tenant: str, store: str, text: bytes, valid_from: datetime | None = None
) -> PriceBook:
    """Check a book, sign it and send it. It holds from `valid_from`, else from its own moment, else from now.

    Raises:
        Unknown: if there is no such store.
        BadBook: with each fault, its rule and its field; nothing is sent.
    """
    shop = stores.get(change.db, store)
    book = _complete(change, tenant, store, shop.currency, text, valid_from)
    price_book_check.check(
        book,
        tenant=tenant,
        store=store,
        currency=shop.currency,
        known_gtin=lambda gtin: _has(change.db, "listing WHERE store = ? AND gtin = ?", store, gtin),
        known_category=lambda name: _has(
            change.db, "category WHERE id = ? OR substr(id, 1, length(?) + 1) = ? || '.'", name, name, name
        ),
    )
    document, signature = price_book.seal(book, keys.root)
    change.db.execute(
        "INSERT INTO price_book VALUES (?, ?, ?, ?, ?)",
        (store, book.version, stamp(book.valid_from), document, stamp(change.now)),
    )
    change.post(
        store,
        PriceBookPublished(
            document=document, signature=signature, version=book.version, valid_from=book.valid_from, at=change.now
        ),
    )
    return book


def _complete(
    change: Change, tenant: str, store: str, currency: str, text: bytes, valid_from: datetime | None
) -> PriceBook:
    try:
        fields = msgspec.json.decode(text, type=dict[str, Any])  # Any: checked as a book below
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise price_book.BadBook(str(fault)) from fault
    own = {"tenant": tenant, "store": store, "currency": currency, "valid_from": stamp(change.now)}
    whole = own | fields | {"version": change.version()}
    if valid_from is not None:
        whole["valid_from"] = stamp(valid_from)
    book = price_book.read(msgspec.json.encode(whole))
    # Milliseconds are what databases and messages keep of a moment.
    moment = book.valid_from.astimezone(UTC) if book.valid_from.tzinfo else book.valid_from
    return msgspec.structs.replace(book, valid_from=moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def find(db: sqlite3.Connection, store: str, version: int) -> PriceBook | None:
    """The book of a version, or None."""
    row = db.execute("SELECT document FROM price_book WHERE store = ? AND version = ?", (store, version)).fetchone()
    return None if row is None else price_book.read(row[0])


def noticed(change: Change, device: str, store: str, fact: PriceConflictNoticed) -> None:
    """Keep a conflict; the same one again changes nothing."""
    change.db.execute(
        "INSERT OR IGNORE INTO price_conflict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(fact.conflict_id, store, device, fact.basket_id, fact.gtin, fact.source, fact.reference),
            *(fact.claimed_minor, fact.ours_minor, fact.units, fact.decision, fact.reason, fact.operator),
            *(fact.book_version, stamp(fact.at)),
        ),
    )


def conflicts(db: sqlite3.Connection, store: str = "", limit: int = 200) -> list[Conflict]:
    """The last conflicts, newest first; of one store or of all."""
    rows = db.execute(
        "SELECT * FROM price_conflict WHERE ?1 = '' OR store = ?1 ORDER BY at DESC, conflict_id DESC LIMIT ?2",
        (store, limit),
    )
    return [Conflict(*row) for row in rows]


def sold(change: Change, device: str, store: str, sale: SaleCompleted) -> None:
    """Count the coupons and the first-N offers of a sale that was booked for the first time; flag what is too much.

    Devices that are cut off from one another cannot know of each other's use: here it comes out, and is never silent.
    A void gives back what its sale used; what was flagged before stays written.
    """
    sign = -1 if sale.kind == "void" else 1
    units: dict[str, int] = {}
    for line in sale.lines:
        for one in line.reductions:
            if line.quantity * sign > 0:
                units[one.rule] = units.get(one.rule, 0) + sign * one.units
    if sale.kind == "void":
        change.db.execute("DELETE FROM coupon_spent WHERE sale_id = ?", (sale.voids,))
    if not units:
        return
    book = find(change.db, store, sale.book_version)
    rules = [rule for rule in book.rules if rule.rule_id in units] if book is not None else []
    used = {rule.when.coupon for rule in rules if rule.when.coupon}
    for text in sale.terms.coupons:
        name, _, rest = text.partition("#")
        nonce, _, limit = rest.partition("/")
        if nonce and name in used:
            _spent(change, device, store, sale, (name, nonce), int(limit) if limit.isdecimal() else 1)
    for rule in rules:
        if rule.quota:
            _count(change, device, store, (rule.rule_id, units[rule.rule_id]), rule.quota)


def _spent(change: Change, device: str, store: str, sale: SaleCompleted, coupon: tuple[str, str], limit: int) -> None:
    change.db.execute(
        "INSERT OR IGNORE INTO coupon_spent VALUES (?, ?, ?, ?, ?, ?)",
        (*coupon, sale.sale_id, store, device, stamp(sale.at)),
    )
    count = change.db.execute("SELECT count(*) FROM coupon_spent WHERE coupon = ? AND nonce = ?", coupon).fetchone()[0]
    if count > limit:
        detail = f"{coupon[0]}#{coupon[1]}: used {count} times, {limit} allowed"
        flags.raise_flag(change, "coupon_used_twice", store, device, sale.sale_id, detail)


def _count(change: Change, device: str, store: str, sold_: tuple[str, int], quota: int) -> None:
    total = change.db.execute(
        """INSERT INTO quota_sold VALUES (?, ?, ?) ON CONFLICT (store, rule_id) DO UPDATE SET
             units = units + excluded.units RETURNING units""",
        (store, *sold_),
    ).fetchone()[0]
    if sold_[1] > 0 and total > quota:
        detail = f"{total} units, {quota} were meant"
        flags.raise_flag(change, "quota_overrun", store, device, sold_[0], detail)


def parse_moment(text: str) -> datetime:
    """A moment of the command line: ISO 8601 with its offset.

    Raises:
        Invalid: if it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Invalid("from", f"{text!r} is no time such as 2026-12-01T00:00+08:00") from fault
    if moment.tzinfo is None:
        raise Invalid("from", "a time needs its offset, such as +08:00")
    return moment.astimezone(UTC)


def _has(db: sqlite3.Connection, where: str, *values: str) -> bool:
    return db.execute(f"SELECT 1 FROM {where} LIMIT 1", values).fetchone() is not None
