"""Members lie encrypted: without the device's key file the rows say nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from kiosk.customer.model import (
    Bought,
    Business,
    Favourite,
    Member,
    OnlineBasket,
    OnlineLine,
    Segment,
    merge_favourites,
)
from sync import messages
from sync.formats import search_text
from sync.migrations import Migrations
from sync.security import Vault

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("customer")


@MIGRATIONS()
def m001_members(db: Database) -> None:
    """Members, their online baskets, and the nonces of one-time codes."""
    for sql in (
        """CREATE TABLE member (
            member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL, version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE online_basket (
            member_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL, sealed BLOB NOT NULL, version INTEGER NOT NULL,
            taken_version INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_business(db: Database) -> None:
    """Business customers."""
    db.conn.execute(
        """CREATE TABLE business (
            account TEXT PRIMARY KEY, sealed BLOB NOT NULL, version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


@MIGRATIONS()
def m003_favourites(db: Database) -> None:
    """What members want to find again."""
    db.conn.execute("CREATE TABLE favourite (member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID")


def load(db: sqlite3.Connection, vault: Vault, member_id: str) -> Member | None:
    """The member, or None if head office never told this store of them."""
    row = db.execute("SELECT sealed FROM member WHERE member_id = ?", (member_id,)).fetchone()
    if row is None:
        return None
    message = msgspec.json.decode(vault.open(f"member/{member_id}", row["sealed"]), type=messages.MemberChanged)
    return Member(
        member_id=message.member,
        surname=message.surname,
        title=message.title,
        tier=message.tier,
        points=message.points,
        language=message.language,
        usual=message.usual,
        as_of=message.at,
        segments=tuple(Segment(one.name, one.until) for one in message.segments),
        recent=tuple(Bought(one.at, one.gtin, one.quantity, one.channel, one.store) for one in message.recent),
    )


def known(db: sqlite3.Connection, member_id: str) -> bool:
    """Whether this device was told of the member, and not since that they are to be forgotten."""
    return db.execute("SELECT 1 FROM member WHERE member_id = ?", (member_id,)).fetchone() is not None


def save(db: sqlite3.Connection, vault: Vault, message: messages.MemberChanged) -> bool:
    """Keep the newest facts about a member; a removed one is erased. False if newer ones stand already."""
    row = db.execute("SELECT version FROM member WHERE member_id = ?", (message.member,)).fetchone()
    if row is not None and row["version"] >= message.version:
        return False
    if message.removed:
        db.execute("DELETE FROM member WHERE member_id = ?", (message.member,))
        db.execute("DELETE FROM online_basket WHERE member_id = ?", (message.member,))
        db.execute("DELETE FROM favourite WHERE member_id = ?", (message.member,))
        return True
    sealed = vault.seal(f"member/{message.member}", messages.encode(message))
    db.execute("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (message.member, sealed, message.version))
    if message.favourites:
        heard = (Favourite(one.gtin, one.on, one.at) for one in message.favourites)
        merge_favourite_words(db, vault, message.member, heard)
    return True


def favourites(db: sqlite3.Connection, vault: Vault, member_id: str) -> tuple[str, ...]:
    """The products that the member wants to find again, by GTIN, the newest first."""
    return tuple(word.gtin for word in favourite_words(db, vault, member_id) if word.on)


def favourite_words(db: sqlite3.Connection, vault: Vault, member_id: str) -> tuple[Favourite, ...]:
    """The member's last word on each product, those that took one back too, newest first."""
    row = db.execute("SELECT sealed FROM favourite WHERE member_id = ?", (member_id,)).fetchone()
    if row is None:
        return ()
    opened = vault.open(f"favourite/{member_id}", row["sealed"])
    return msgspec.json.decode(opened, type=tuple[Favourite, ...])


def merge_favourite_words(db: sqlite3.Connection, vault: Vault, member_id: str, told: Iterable[Favourite]) -> bool:
    """Keep the newer word on each product; False if all of them were known."""
    before = favourite_words(db, vault, member_id)
    after = merge_favourites(before, told)
    if after == before:
        return False
    sealed = vault.seal(f"favourite/{member_id}", msgspec.json.encode(after))
    db.execute("INSERT OR REPLACE INTO favourite VALUES (?, ?)", (member_id, sealed))
    return True


def online_basket(db: sqlite3.Connection, vault: Vault, member_id: str) -> OnlineBasket | None:
    """The member's basket in the web shop, unless it is empty or this store has taken it over."""
    row = db.execute(
        "SELECT sealed FROM online_basket WHERE member_id = ? AND version > taken_version", (member_id,)
    ).fetchone()
    if row is None:
        return None
    sealed = vault.open(f"online_basket/{member_id}", row["sealed"])
    message = msgspec.json.decode(sealed, type=messages.OnlineBasketChanged)
    if not message.lines:
        return None
    lines = tuple(OnlineLine(line.gtin, line.quantity, line.price_minor) for line in message.lines)
    return OnlineBasket(message.basket_id, message.version, lines, message.at)


def save_online_basket(db: sqlite3.Connection, vault: Vault, message: messages.OnlineBasketChanged) -> bool:
    """Keep the newest basket. False if a newer one stands already."""
    sealed = vault.seal(f"online_basket/{message.member}", messages.encode(message))
    cursor = db.execute(
        """INSERT INTO online_basket (member_id, basket_id, sealed, version) VALUES (?, ?, ?, ?)
           ON CONFLICT (member_id) DO UPDATE SET
             basket_id = excluded.basket_id, sealed = excluded.sealed, version = excluded.version
           WHERE excluded.version > online_basket.version""",
        (message.member, message.basket_id, sealed, message.version),
    )
    return cursor.rowcount > 0


def mark_taken(db: sqlite3.Connection, member_id: str, version: int) -> None:
    """This version of the online basket went into a basket here: it is not offered again."""
    db.execute(
        "UPDATE online_basket SET taken_version = max(taken_version, ?) WHERE member_id = ?", (version, member_id)
    )


def count(db: sqlite3.Connection) -> int:
    """How many members this device knows."""
    found: int = db.execute("SELECT count(*) FROM member").fetchone()[0]
    return found


# ---------------------------------------------------------------- business customers


def load_business(db: sqlite3.Connection, vault: Vault, account: str) -> Business | None:
    """The business customer, or None if head office never told this store of them."""
    row = db.execute("SELECT sealed FROM business WHERE account = ?", (account,)).fetchone()
    return None if row is None else _business(vault, account, row["sealed"])


def find_businesses(db: sqlite3.Connection, vault: Vault, typed: str, limit: int = 30) -> list[Business]:
    """Business customers whose account, tax number or a part of whose name was typed; by name. All, if nothing was.

    The rows say nothing without the key, so each is opened: some thousands take some hundredths of a second.
    """
    wanted = search_text.fold(typed.strip())
    found = [_business(vault, *row) for row in db.execute("SELECT account, sealed FROM business")]
    return sorted((one for one in found if _fits(one, wanted)), key=lambda one: (one.name, one.account))[:limit]


def save_business(db: sqlite3.Connection, vault: Vault, message: messages.BusinessChanged) -> bool:
    """Keep the newest facts about a business customer; a removed one is erased. False if newer ones stand already."""
    row = db.execute("SELECT version FROM business WHERE account = ?", (message.account,)).fetchone()
    if row is not None and row["version"] >= message.version:
        return False
    if message.removed:
        db.execute("DELETE FROM business WHERE account = ?", (message.account,))
        return True
    sealed = vault.seal(f"business/{message.account}", messages.encode(message))
    db.execute("INSERT OR REPLACE INTO business VALUES (?, ?, ?)", (message.account, sealed, message.version))
    return True


def _business(vault: Vault, account: str, sealed: bytes) -> Business:
    message = msgspec.json.decode(vault.open(f"business/{account}", sealed), type=messages.BusinessChanged)
    return Business(
        account=message.account,
        name=message.name,
        tax_id=message.tax_id,
        price_list=message.price_list,
        purchase_order_needed=message.purchase_order_needed,
        due_days=message.due_days,
    )


def _fits(one: Business, wanted: str) -> bool:
    if any(wanted in search_text.fold(text) for text in (one.name, one.account, one.tax_id)):
        return True
    # Chinese names are found by their sound, whole or by first letters, as in the search for products.
    return wanted.isascii() and wanted.isalpha() and wanted[: search_text.SOUNDED] in _sounds(one.name)


@lru_cache(maxsize=5_000)
def _sounds(name: str) -> frozenset[str]:
    return frozenset(search_text.tokens(name).split())
