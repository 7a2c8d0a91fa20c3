"""The catalogue: head office's snapshot (read only) with this store's live rows over it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from kiosk.catalogue.model import (
    Category,
    Delivery,
    Names,
    PlanPlace,
    PlanShelf,
    Product,
    Rating,
    Review,
    Snapshot,
    StorePlan,
)
from kiosk.money import Money
from sync import clock, messages
from sync.formats import catalogue_file, search_text
from sync.formats import gtin as gtins
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("catalogue")


@MIGRATIONS()
def m001_live_rows(db: Database) -> None:
    """Single changes that came down since the snapshot was built."""
    db.conn.execute(
        """CREATE TABLE live_price (
            gtin TEXT PRIMARY KEY, price_minor INTEGER NOT NULL, currency TEXT NOT NULL,
            version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute(
        """CREATE TABLE live_product (
            gtin TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


_FIND = """SELECT p.*, l.price_minor AS live_minor, l.version AS live_version, l.at AS live_at
    FROM catalogue.product AS p LEFT JOIN live_price AS l ON l.gtin = p.gtin"""


def find(db: sqlite3.Connection, gtin: str, currency: str) -> Product | None:
    """The product with this 14-digit GTIN, or None if the store does not sell it."""
    live = db.execute("SELECT body, version FROM live_product WHERE gtin = ?", (gtin,)).fetchone()
    row = db.execute(f"{_FIND} WHERE p.gtin = ?", (gtin,)).fetchone()
    if live is None:
        return None if row is None else _product(row, currency)
    return _live_product(db, msgspec.json.decode(live["body"], type=messages.ProductChanged), row)


def find_many(db: sqlite3.Connection, gtins: Iterable[str], currency: str) -> dict[str, Product]:
    """Those of these products that the store sells, by GTIN, in the order given; in two questions for all of them."""
    wanted = list(dict.fromkeys(gtins))
    listed = json.dumps(wanted)
    rows = db.execute(f"{_FIND} WHERE p.gtin IN (SELECT value FROM json_each(?))", (listed,)).fetchall()
    told = db.execute("SELECT gtin FROM live_product WHERE gtin IN (SELECT value FROM json_each(?))", (listed,))
    live = {row["gtin"] for row in told}
    shipped = {row["gtin"]: row for row in rows}
    found = {}
    for gtin in wanted:
        # What came as a single change is rare, and looked at one by one.
        product = find(db, gtin, currency) if gtin in live else None
        if gtin in shipped and gtin not in live:
            product = _product(shipped[gtin], currency)
        if product is not None:
            found[gtin] = product
    return found


def names(db: sqlite3.Connection, gtins: Sequence[str]) -> dict[str, Names]:
    """Names of products by GTIN, in one question for all of them."""
    return {gtin: name for gtin, (name, _) in titles(db, gtins).items()}


def titles(db: sqlite3.Connection, gtins: Sequence[str]) -> dict[str, tuple[Names, str]]:
    """Names and sizes of products by GTIN, in one question for all of them; a size may be empty."""
    marks = ",".join("?" * len(gtins))
    rows = db.execute(
        f"""SELECT gtin, name_zh_hans, name_zh_hant, name_en, size, NULL FROM catalogue.product WHERE gtin IN ({marks})
            UNION ALL SELECT gtin, '', '', '', '', body FROM live_product WHERE gtin IN ({marks})""",
        (*gtins, *gtins),
    )
    found = {}
    for gtin, zh_hans, zh_hant, en, size, body in rows:
        if body is None:
            found[gtin] = Names(zh_hans, zh_hant, en), size or ""
        else:
            told = msgspec.json.decode(body, type=messages.ProductChanged)
            found[gtin] = _names(told.name), told.size
    return found


def shelves(db: sqlite3.Connection, gtins: Iterable[str]) -> dict[str, tuple[str, str]]:
    """gtin -> (category, brand), for those that are known, taken off sale or not."""
    rows = db.execute(
        """SELECT wanted.value, p.category, p.brand, l.body FROM json_each(?) AS wanted
           LEFT JOIN catalogue.product AS p ON p.gtin = wanted.value
           LEFT JOIN live_product AS l ON l.gtin = wanted.value
           WHERE p.gtin IS NOT NULL OR l.gtin IS NOT NULL""",
        (json.dumps(list(gtins)),),
    )
    found = {}
    for gtin, category, brand, body in rows:
        if body is None:
            found[gtin] = (category, brand)
        else:
            product = msgspec.json.decode(body, type=messages.ProductChanged)
            found[gtin] = (product.category, product.brand)
    return found


def find_sku(db: sqlite3.Connection, sku: str, currency: str) -> Product | None:
    """The product with this number of the retailer's own."""
    row = db.execute("SELECT gtin FROM catalogue.product WHERE sku = ? LIMIT 1", (sku,)).fetchone()
    return None if row is None else find(db, row["gtin"], currency)


def by_ids(db: sqlite3.Connection, ids: Sequence[int], currency: str) -> list[Product]:
    """The snapshot's products with these ids, in the order given; those taken off sale are left out."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(f"SELECT gtin, id FROM catalogue.product WHERE id IN ({marks})", list(ids)).fetchall()
    gtins = {row["id"]: row["gtin"] for row in rows}
    return list(find_many(db, [gtins[one] for one in ids if one in gtins], currency).values())


def search(db: sqlite3.Connection, text: str, currency: str, limit: int = 20) -> list[Product]:
    """Products that fit the typed text (Chinese, pinyin, initials, Latin), most sold first; a number is looked up."""
    exact = _by_number(db, text.strip(), currency)
    if exact is not None:
        return [exact]
    ids = search_text.search(db, text, limit=limit, schema="catalogue")
    found = by_ids(db, ids, currency)
    if len(found) < limit:
        found += _newer_than_snapshot(db, text, currency)[: limit - len(found)]
    return found


def newer(db: sqlite3.Connection, text: str, currency: str) -> list[Product]:
    """Products that fit and came as single changes since the snapshot; there are only ever a few."""
    return _newer_than_snapshot(db, text, currency)


def most_sold(db: sqlite3.Connection, currency: str, limit: int = 20, category: str = "") -> list[Product]:
    """The store's most sold products, of one category or of all."""
    where, values = ("WHERE category = ?", [category]) if category else ("", [])
    rows = db.execute(f"SELECT id FROM catalogue.product {where} ORDER BY id LIMIT ?", [*values, limit]).fetchall()
    return by_ids(db, [row["id"] for row in rows], currency)


def variants(db: sqlite3.Connection, product: Product, currency: str) -> list[Product]:
    """All sizes and colours of the product, itself included; empty if it has none."""
    if not product.variant_of:
        return []
    rows = db.execute(
        "SELECT id FROM catalogue.product WHERE variant_of = ? AND variant_of <> '' ORDER BY price_minor, size, colour",
        (product.variant_of,),
    ).fetchall()
    return by_ids(db, [row["id"] for row in rows], currency)


def related(db: sqlite3.Connection, gtin: str) -> list[tuple[str, float]]:
    """(gtin, score) of what is bought together with the product, best first."""
    rows = db.execute(
        """SELECT other.gtin, r.score FROM catalogue.product AS p
           JOIN catalogue.related AS r ON r.product_id = p.id
           JOIN catalogue.product AS other ON other.id = r.other_id
           WHERE p.gtin = ? ORDER BY r.rank""",
        (gtin,),
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def known(db: sqlite3.Connection, gtin: str) -> bool:
    """Whether the store knows the GTIN; quick, for the reader's vote."""
    sql = "SELECT 1 FROM catalogue.product WHERE gtin = ?1 UNION ALL SELECT 1 FROM live_product WHERE gtin = ?1"
    return db.execute(sql, (gtin,)).fetchone() is not None


def snapshot(db: sqlite3.Connection) -> Snapshot:
    """What is known of the snapshot in force."""
    meta = {row[0]: row[1] for row in db.execute("SELECT key, value FROM catalogue.meta")}
    count = db.execute("SELECT count(*) FROM catalogue.product").fetchone()[0]
    created = meta.get("created_at")
    return Snapshot(int(meta.get("version", "0")), clock.parse(created) if created else None, count)


def categories(db: sqlite3.Connection) -> list[Category]:
    """The categories of the snapshot."""
    rows = db.execute("SELECT * FROM catalogue.category ORDER BY id").fetchall()
    return [
        Category(row["id"], Names(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]), row["parent"])
        for row in rows
    ]


def rating(db: sqlite3.Connection, gtin: str) -> Rating | None:
    """What those who bought the product think of it; None if nobody has said."""
    return ratings(db, (gtin,)).get(gtin)


def ratings(db: sqlite3.Connection, gtins: Iterable[str]) -> dict[str, Rating]:
    """gtin -> rating, for those that have one, in one question for all of them."""
    if not _has(db, "rating"):
        return {}
    rows = db.execute(
        """SELECT p.gtin, r.tenths, r.count FROM json_each(?) AS wanted
           JOIN catalogue.product AS p ON p.gtin = wanted.value JOIN catalogue.rating AS r ON r.product_id = p.id""",
        (json.dumps(list(gtins)),),
    )
    return {row[0]: Rating(row[1], row[2]) for row in rows}


def reviews(db: sqlite3.Connection, gtin: str, limit: int = 10) -> list[Review]:
    """What was written about the product, in head office's order: the best told first."""
    if not _has(db, "review"):
        return []
    rows = db.execute(
        """SELECT r.stars, r.author, r.language, r.text, r.at FROM catalogue.product AS p
           JOIN catalogue.review AS r ON r.product_id = p.id WHERE p.gtin = ? ORDER BY r.rank LIMIT ?""",
        (gtin, limit),
    )
    return [Review(row[0], row[1], row[2], row[3], clock.parse(row[4])) for row in rows]


def deliveries(db: sqlite3.Connection) -> dict[str, Delivery]:
    """What the store promises of goods that are not taken along, by method (`ship`, `delivery`,
    `pickup`); empty: nothing."""
    if not _has(db, "delivery"):
        return {}
    rows = db.execute(
        """SELECT method, ready_minutes_min, ready_minutes_max, fee_minor, free_from_minor, cutoff
           FROM catalogue.delivery"""
    )
    return {row[0]: Delivery(*row) for row in rows}


def plan(db: sqlite3.Connection) -> StorePlan | None:
    """The floor of the store; None where it was never drawn."""
    if not _has(db, "plan_shelf"):
        return None
    shelves = db.execute("SELECT aisle, x, y, w, h, bays FROM catalogue.plan_shelf ORDER BY aisle").fetchall()
    places = db.execute("SELECT kind, name, x, y FROM catalogue.plan_place ORDER BY kind, name").fetchall()
    if not shelves:
        return None
    return StorePlan(tuple(PlanShelf(*row) for row in shelves), tuple(PlanPlace(*row) for row in places))


def save_price(db: sqlite3.Connection, message: messages.PriceChanged) -> bool:
    """Keep the newest price; False if a newer one stands already."""
    cursor = db.execute(
        """INSERT INTO live_price VALUES (?, ?, ?, ?, ?) ON CONFLICT (gtin) DO UPDATE SET
             price_minor = excluded.price_minor, currency = excluded.currency, version = excluded.version,
             at = excluded.at
           WHERE excluded.version > live_price.version""",
        (message.gtin, message.price_minor, message.currency, message.version, clock.stamp(message.at)),
    )
    return cursor.rowcount > 0


def save_product(db: sqlite3.Connection, message: messages.ProductChanged) -> bool:
    """Keep the newest texts of a product; False if newer ones stand already."""
    cursor = db.execute(
        """INSERT INTO live_product VALUES (?, ?, ?, ?) ON CONFLICT (gtin) DO UPDATE SET
             body = excluded.body, version = excluded.version, at = excluded.at
           WHERE excluded.version > live_product.version""",
        (message.gtin, messages.encode(message).decode(), message.version, clock.stamp(message.at)),
    )
    return cursor.rowcount > 0


def prune(db: sqlite3.Connection, version: int) -> int:
    """Drop live rows that the snapshot of `version` has in it already; gives how many."""
    prices = db.execute("DELETE FROM live_price WHERE version <= ?", (version,)).rowcount
    return prices + db.execute("DELETE FROM live_product WHERE version <= ?", (version,)).rowcount


def images(products: Iterable[Product]) -> list[str]:
    """The pictures that these products want, each once."""
    return list(dict.fromkeys(product.image for product in products if product.image))


def _has(db: sqlite3.Connection, table: str) -> bool:
    return catalogue_file.has(db, table, "catalogue")


def _product(row: sqlite3.Row, currency: str) -> Product:
    live = row["live_version"] is not None and row["live_version"] > row["price_version"]
    return Product(
        id=row["id"],
        gtin=row["gtin"],
        sku=row["sku"],
        names=Names(row["name_zh_hans"], row["name_zh_hant"], row["name_en"]),
        brand=row["brand"],
        category=row["category"],
        price=Money(row["live_minor"] if live else row["price_minor"], currency),
        price_version=row["live_version"] if live else row["price_version"],
        price_at=clock.parse(row["live_at"]) if live else None,
        aisle=row["aisle"],
        bay=row["bay"],
        image=row["image"],
        variant_of=row["variant_of"],
        size=row["size"],
        colour=row["colour"],
        claim=Names(row["claim_zh_hans"], row["claim_zh_hant"], row["claim_en"]),
        origin=row["origin"],
        allergens=row["allergens"],
        care=row["care"],
    )


def _live_product(db: sqlite3.Connection, body: messages.ProductChanged, row: sqlite3.Row | None) -> Product | None:
    if body.removed:
        return None
    price, version, at = body.price_minor, body.version, body.at
    live = db.execute("SELECT * FROM live_price WHERE gtin = ?", (body.gtin,)).fetchone()
    if live is not None and live["version"] > version:
        price, version, at = live["price_minor"], live["version"], clock.parse(live["at"])
    return Product(
        id=0 if row is None else row["id"],
        gtin=body.gtin,
        sku=body.sku,
        names=_names(body.name),
        brand=body.brand,
        category=body.category,
        price=Money(price, body.currency),
        price_version=version,
        price_at=at,
        aisle=body.aisle,
        bay=body.bay,
        image=body.image,
        variant_of=body.variant_of,
        size=body.size,
        colour=body.colour,
        claim=_names(body.claim),
        origin=body.origin,
        allergens=body.allergens,
        care=body.care,
    )


def _by_number(db: sqlite3.Connection, text: str, currency: str) -> Product | None:
    """The product whose GTIN (in any form) or own number was typed whole."""
    if not (text.isascii() and text.isdigit()):
        return None
    gtin = gtins.normal(text)
    return (find(db, gtin, currency) if gtin else None) or find_sku(db, text, currency)


def _newer_than_snapshot(db: sqlite3.Connection, text: str, currency: str) -> list[Product]:
    """Products that came as single changes and are in no search index yet; there are only ever a few."""
    query = search_text.parse(text)
    if query is None:
        return []
    rows = db.execute("SELECT gtin FROM live_product WHERE gtin NOT IN (SELECT gtin FROM catalogue.product)").fetchall()
    found = (find(db, row["gtin"], currency) for row in rows)
    return [one for one in found if one is not None and query.accepts(*_texts(one))]


def _texts(product: Product) -> tuple[str, ...]:
    """What a product is searched by, the same as head office's index takes."""
    names = product.names
    return names.zh_hans, names.zh_hant, names.en, product.brand, product.sku


def _names(texts: messages.Texts) -> Names:
    return Names(texts.zh_hans, texts.zh_hant, texts.en)
