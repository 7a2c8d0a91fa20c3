"""What the chain sells: one row a product, one listing a store that sells it."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice.change import Change, Unknown
from sync.messages import ProductChanged, Texts

MIGRATIONS = Migrations("products")


@MIGRATIONS()
def m001_products(db: Database) -> None:
    """Texts are the chain's; price, place and stock are the store's."""
    for sql in (
        """CREATE TABLE category (
            id TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
            parent TEXT NOT NULL, version INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE product (
            gtin TEXT PRIMARY KEY CHECK (length(gtin) = 14),
            sku TEXT NOT NULL,
            name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
            brand TEXT NOT NULL, category TEXT NOT NULL,
            image TEXT NOT NULL,
            variant_of TEXT NOT NULL, size TEXT NOT NULL, colour TEXT NOT NULL,
            claim_zh_hans TEXT NOT NULL, claim_zh_hant TEXT NOT NULL, claim_en TEXT NOT NULL,
            origin TEXT NOT NULL, allergens TEXT NOT NULL, care TEXT NOT NULL,
            version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE listing (
            store TEXT NOT NULL REFERENCES store (store), gtin TEXT NOT NULL REFERENCES product (gtin),
            price_minor INTEGER NOT NULL, price_version INTEGER NOT NULL,
            aisle TEXT NOT NULL, bay TEXT NOT NULL,
            removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
            version INTEGER NOT NULL,
            PRIMARY KEY (store, gtin)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE stock (
            store TEXT NOT NULL, gtin TEXT NOT NULL, on_hand INTEGER NOT NULL, version INTEGER NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (store, gtin)
        ) STRICT, WITHOUT ROWID""",
        # What the devices moved, as far as it is counted in `stock`: the watermarks of the baseline.
        """CREATE TABLE stock_counted (
            store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
            seq INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (store, gtin, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        # Levels that changed and that the stores were not told of yet.
        """CREATE TABLE stock_untold (
            store TEXT NOT NULL, gtin TEXT NOT NULL, near INTEGER NOT NULL CHECK (near IN (0, 1)),
            PRIMARY KEY (store, gtin, near)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


def require(db: sqlite3.Connection, store: str, gtin: str) -> sqlite3.Row:
    """The listing of a product that the store sells.

    Raises:
        Unknown: if the store does not sell it.
    """
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM listing WHERE store = ? AND gtin = ? AND removed = 0", (store, gtin)
    ).fetchone()
    if row is None:
        raise Unknown("gtin", gtin)
    return row


def announce(change: Change, store: str, gtins: list[str]) -> None:
    """Tell a store how these products look now."""
    for gtin in gtins:
        row = change.db.execute(
            """SELECT p.*, l.price_minor, l.aisle, l.bay, l.removed, s.currency,
                      max(p.version, l.version, l.price_version) AS newest
               FROM listing AS l JOIN product AS p USING (gtin) JOIN store AS s USING (store)
               WHERE l.store = ? AND l.gtin = ?""",
            (store, gtin),
        ).fetchone()
        change.post(store, _changed(change, row))


def remove(change: Change, store: str, gtin: str) -> None:
    """Take a product off sale in one store.

    Raises:
        Unknown: if the store does not sell it.
    """
    require(change.db, store, gtin)
    change.db.execute(
        "UPDATE listing SET removed = 1, version = ? WHERE store = ? AND gtin = ?", (change.version(), store, gtin)
    )
    announce(change, store, [gtin])


def _changed(change: Change, row: sqlite3.Row) -> ProductChanged:
    return ProductChanged(
        gtin=row["gtin"],
        sku=row["sku"],
        name=Texts(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]),
        brand=row["brand"],
        category=row["category"],
        price_minor=row["price_minor"],
        currency=row["currency"],
        aisle=row["aisle"],
        bay=row["bay"],
        image=row["image"],
        variant_of=row["variant_of"],
        size=row["size"],
        colour=row["colour"],
        claim=Texts(row["claim_zh_hans"], row["claim_zh_hant"], row["claim_en"]),
        origin=row["origin"],
        allergens=row["allergens"],
        care=row["care"],
        removed=bool(row["removed"]),
        version=row["newest"],
        at=change.now,
    )
