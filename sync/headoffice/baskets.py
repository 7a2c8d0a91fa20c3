"""Members' baskets in the web shop: the store knows each as it stands, and takes it over once."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice import flags, members, products
from sync.headoffice.change import Change, Invalid
from sync.messages import BasketMerged, OnlineBasketChanged, OnlineLine

MIGRATIONS = Migrations("baskets")


@MIGRATIONS()
def m001_basket(db: Database) -> None:
    """The basket of each member."""
    db.conn.execute(
        """CREATE TABLE online_basket (
            member TEXT PRIMARY KEY, basket_id TEXT NOT NULL, store TEXT NOT NULL, lines TEXT NOT NULL,
            version INTEGER NOT NULL, merged_version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


class OnlineBasket(Struct, frozen=True, kw_only=True):
    """A member's basket as it stands."""

    member: str
    basket_id: str
    store: str
    lines: tuple[OnlineLine, ...]
    version: int


def find(db: sqlite3.Connection, member: str) -> OnlineBasket | None:
    """The member's basket, or None if they never had one."""
    row = db.execute("SELECT * FROM online_basket WHERE member = ?", (member,)).fetchone()
    if row is None:
        return None
    lines = msgspec.json.decode(row["lines"], type=tuple[OnlineLine, ...])
    return OnlineBasket(
        member=row["member"], basket_id=row["basket_id"], store=row["store"], lines=lines, version=row["version"]
    )


def save(change: Change, member: str, lines: tuple[OnlineLine, ...]) -> OnlineBasket:
    """The member's whole basket is this now; their store is told. No lines at all: it is empty.

    Raises:
        Unknown: the member, or a product that their store does not sell.
        Invalid: if a product stands in two lines.
    """
    store = members.get(change.db, member).store
    if len({line.gtin for line in lines}) < len(lines):
        raise Invalid("lines", "a product stands in two lines")
    for line in lines:
        products.require(change.db, store, line.gtin)
    before = find(change.db, member)
    if before is not None and before.store != store:
        _write(change, OnlineBasket(
            member=member, basket_id=before.basket_id, store=before.store, lines=(), version=change.version()
        ))  # fmt: skip
    fresh = before is None or not before.lines or before.store != store
    basket_id = change.new_id() if before is None or fresh else before.basket_id
    basket = OnlineBasket(member=member, basket_id=basket_id, store=store, lines=lines, version=change.version())
    _write(change, basket)
    return basket


def merged(change: Change, device: str, store: str, event: BasketMerged) -> None:
    """A store took the basket over: empty it, unless the member has changed it since."""
    basket = find(change.db, event.customer)
    if basket is None or basket.basket_id != event.basket_id:
        flags.raise_flag(change, "unknown_basket", store, device, event.basket_id, event.customer)
        return
    twice = change.db.execute(
        "UPDATE online_basket SET merged_version = ?1 WHERE member = ?2 AND merged_version < ?1",
        (event.online_version, event.customer),
    )
    if twice.rowcount == 0:
        flags.raise_flag(change, "twice_merged", store, device, event.basket_id, str(event.online_version))
    if basket.version > event.online_version:
        flags.raise_flag(change, "changed_while_merged", store, device, event.basket_id, str(basket.version))
        return
    if basket.lines:
        _write(change, OnlineBasket(
            member=basket.member, basket_id=basket.basket_id, store=basket.store, lines=(), version=change.version()
        ))  # fmt: skip


def _write(change: Change, basket: OnlineBasket) -> None:
    change.db.execute(
        """INSERT INTO online_basket VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (member) DO UPDATE SET
             basket_id = excluded.basket_id, store = excluded.store, lines = excluded.lines,
             version = excluded.version""",
        (
            *(basket.member, basket.basket_id, basket.store, msgspec.json.encode(basket.lines).decode()),
            basket.version,
        ),
    )
    event = OnlineBasketChanged(
        basket_id=basket.basket_id,
        member=basket.member,
        lines=basket.lines,
        version=basket.version,
        at=change.now,
    )
    change.post(basket.store, event)
