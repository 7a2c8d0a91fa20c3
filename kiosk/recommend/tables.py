"""Finds offers: scores from the snapshot, only products that are in stock here, none that was refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.recommend import model
from kiosk.recommend.model import Refusal, Unwanted
from kiosk.stock import tables as stock
from sync.migrations import Migrations
from sync.security import Vault

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("recommend")

CANDIDATES = 40
"""How many ranked offers are looked at until enough of them are in stock."""


@MIGRATIONS()
def m001_refusals(db: Database) -> None:
    """What members do not want to be offered again."""
    db.conn.execute(
        "CREATE TABLE offer_refusal (member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID"
    )


class Recommendation(Struct, frozen=True):
    """An offer with the product it offers."""

    product: Product
    offer: model.Offer
    because_of: Product | None
    """The product that it goes with; None for a habit."""


NOTHING_UNWANTED = Unwanted()


def offers(
    db: sqlite3.Connection,
    anchors: Sequence[str],
    usual: Iterable[tuple[str, int]],
    currency: str,
    *,
    without: Iterable[str] = (),
    unwanted: Unwanted = NOTHING_UNWANTED,
    limit: int = 3,
) -> list[Recommendation]:
    """Recommendations for the products at hand (newest first), each in stock here, none of them at hand already.

    What is `unwanted` is left out: refused products, their kinds, or all of it.
    """
    if unwanted.off:
        return []
    related = {anchor: catalogue.related(db, anchor) for anchor in anchors}
    left_out = frozenset((*anchors, *without)) | unwanted.gtins
    ranked = model.rank(anchors, related, usual, without=left_out, limit=CANDIDATES)
    levels = stock.levels(db, [offer.gtin for offer in ranked])
    here = [offer for offer in ranked if offer.gtin in levels and levels[offer.gtin].available > 0]
    products = catalogue.find_many(db, [offer.gtin for offer in here], currency)
    chosen = [
        offer for offer in here if offer.gtin in products and products[offer.gtin].category not in unwanted.kinds
    ][:limit]
    because = catalogue.find_many(db, [one.because_of for one in chosen if one.reason == "goes_with"], currency)
    return [
        Recommendation(products[one.gtin], one, because.get(one.because_of) if one.reason == "goes_with" else None)
        for one in chosen
    ]


def refusals(db: sqlite3.Connection, vault: Vault, member_id: str) -> tuple[Refusal, ...]:
    """What the member does not want to be offered again, newest first."""
    row = db.execute("SELECT sealed FROM offer_refusal WHERE member_id = ?", (member_id,)).fetchone()
    if row is None:
        return ()
    opened = vault.open(f"offer_refusal/{member_id}", row["sealed"])
    return msgspec.json.decode(opened, type=tuple[Refusal, ...])


def add_refusals(db: sqlite3.Connection, vault: Vault, member_id: str, told: Iterable[Refusal]) -> bool:
    """Remember what the member refused; False if all of it was known."""
    before = refusals(db, vault, member_id)
    after = model.merge_refusals(before, told)
    if after == before:
        return False
    sealed = vault.seal(f"offer_refusal/{member_id}", msgspec.json.encode(after))
    db.execute("INSERT OR REPLACE INTO offer_refusal VALUES (?, ?)", (member_id, sealed))
    return True


def forget(db: sqlite3.Connection, member_id: str) -> None:
    """Nothing is kept of who has left."""
    db.execute("DELETE FROM offer_refusal WHERE member_id = ?", (member_id,))
