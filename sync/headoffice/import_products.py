"""Imports products, prices, stock and pictures from one CSV file, and tells the stores what changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from sqlite_utils import Database

from sync.clock import stamp
from sync.formats import gtin as gtins
from sync.headoffice import images, products, stock, stores
from sync.headoffice.change import Change
from sync.headoffice.csv_rows import BadCell, Row
from sync.headoffice.imports import Imported, currency_of, gln, gtin_of, rows_of

REQUIRED = ("gtin", "name_zh_hans", "price_minor", "currency", "store")
"""Further columns: sku, name_zh_hant, name_en, brand, category, on_hand, location, image, variant_of, size, colour,
claim (with claim_zh_hant and claim_en), origin, allergens, care."""

MOST_EVENTS = 2_000
"""More changed products than this in one store do not travel as single events, but with the next release."""

_PRODUCT = (
    "gtin", "sku", "name_zh_hans", "name_zh_hant", "name_en", "brand", "category", "image", "variant_of", "size",
    "colour", "claim_zh_hans", "claim_zh_hant", "claim_en", "origin", "allergens", "care",
)  # fmt: skip
_FAMILY = _PRODUCT.index("variant_of")
_LISTING = ("store", "gtin", "price_minor", "aisle", "bay")


class _Line(Struct, frozen=True):
    """One good row."""

    product: tuple[str, ...]
    """In the order of `_PRODUCT`."""
    listing: tuple[str, str, int, str, str]
    """In the order of `_LISTING`."""
    on_hand: int | None


def import_products(change: Change, path: Path, pictures: Path) -> Imported:
    """Load a file of products; `pictures` is head office's folder of them.

    One row is one product in one store. The texts are the chain's: of several rows of a product the last one counts.
    An image is a file name, looked for beside the CSV file and in `images` or `pictures` there; a missing file is
    noted, the product is loaded without it.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    shops = {shop.store: shop for shop in stores.everyone(change.db)}
    missing: list[str] = []
    picture = _pictures(path.parent, pictures, missing)

    def parse(row: Row) -> _Line:
        store = gln(row, "store")
        shop = shops.get(store)
        if shop is None:
            raise BadCell("store", f"{store} is not known")
        if (currency := currency_of(row, "")) != shop.currency:
            raise BadCell("currency", f"{currency}, but the store sells in {shop.currency}")
        return _line(row, store, picture)

    good, bad = rows_of(path, REQUIRED, parse, lambda line: line.listing[0] + line.listing[1])
    notes = [f"{len(missing)} pictures were not found, the first is {missing[0]}"] if missing else []
    changed = _save(change, good)
    for store, found in changed.items():
        if len(found) > MOST_EVENTS:
            notes.append(f"store {store}: {len(found)} changes travel with the next release")
        else:
            products.announce(change, store, found)
    return Imported(len(good), tuple(bad), tuple(notes))


def _line(row: Row, store: str, picture: Callable[[Row], str]) -> _Line:
    gtin = gtin_of(row, "gtin")
    aisle, bay = _location(row.text("location"))
    variant_of = gtin_of(row, "variant_of") if row.text("variant_of") else ""
    product = (
        gtin,
        row.text("sku") or gtins.spoken(gtin),
        row.wanted("name_zh_hans"),
        *(row.text(name) for name in ("name_zh_hant", "name_en", "brand", "category")),
        picture(row),
        variant_of,
        *(row.text(name) for name in ("size", "colour")),
        row.text("claim") or row.text("claim_zh_hans"),
        *(row.text(name) for name in ("claim_zh_hant", "claim_en", "origin", "allergens", "care")),
    )
    on_hand = row.integer("on_hand", least=-100_000, most=10_000_000) if row.text("on_hand") else None
    return _Line(product, (store, gtin, row.integer("price_minor"), aisle, bay), on_hand)


def _location(text: str) -> tuple[str, str]:
    """Aisle and bay: `A3-05`, `A3 05` and `A3/05` alike; without a bay all of it is the aisle."""
    aisle, _, bay = re.sub(r"\s*[-/ ]\s*", "-", text, count=1).partition("-")
    return aisle, bay


def _pictures(beside: Path, folder: Path, missing: list[str]) -> Callable[[Row], str]:
    """Finds and keeps the picture of a row; each file once."""
    kept: dict[str, str] = {}
    root = beside.resolve()

    def find(row: Row) -> str:
        name = row.text("image")
        if not name or name in kept:
            return kept.get(name, "")
        for place in (root, root / "images", root / "pictures"):
            source = (place / name).resolve()
            if not source.is_relative_to(root):
                raise BadCell("image", f"{name!r} is not beside the file")
            if source.is_file():
                break
        else:
            missing.append(name)
            kept[name] = ""
            return ""
        try:
            kept[name] = images.keep(folder, source)
        except images.NoPicture as fault:
            raise BadCell("image", f"{name}: {fault}") from None
        return kept[name]

    return find


def _save(change: Change, lines: list[_Line]) -> dict[str, list[str]]:
    """Write what is new or different; gives the changed GTINs of each store."""
    db = change.db
    if not lines:
        return {}
    version = change.version()
    utils = Database(db)
    wanted = {line.product[0]: line.product for line in lines}
    # The first of a family names no other one; here every member of it names the family, the first too.
    families = {row[0] for row in db.execute("SELECT DISTINCT variant_of FROM product WHERE variant_of <> ''")}
    families |= {product[_FAMILY] for product in wanted.values()}
    for gtin, product in wanted.items():
        if not product[_FAMILY] and gtin in families:
            wanted[gtin] = (*product[:_FAMILY], gtin, *product[_FAMILY + 1 :])
    known = {row[0]: tuple(row) for row in db.execute(f"SELECT {', '.join(_PRODUCT)} FROM product")}
    texts = [product for gtin, product in wanted.items() if known.get(gtin) != product]
    utils.table("product").upsert_all(
        ({**dict(zip(_PRODUCT, product, strict=True)), "version": version} for product in texts), pk="gtin"
    )
    _add_categories(change, {product[_PRODUCT.index("category")] for product in texts}, version)
    listed = {
        (row[0], row[1]): tuple(row)
        for row in db.execute(f"SELECT {', '.join(_LISTING)} FROM listing WHERE removed = 0")
    }
    moved = [line.listing for line in lines if listed.get(line.listing[:2]) != line.listing]
    utils.table("listing").upsert_all(
        (
            {**dict(zip(_LISTING, one, strict=True)), "removed": 0, "version": version, "price_version": version}
            for one in moved
        ),
        pk=("store", "gtin"),
    )
    changed: dict[str, dict[str, None]] = {}
    for one in moved:
        changed.setdefault(one[0], {})[one[1]] = None
    if texts:
        names = {product[0] for product in texts}
        for store, gtin in db.execute("SELECT store, gtin FROM listing WHERE removed = 0"):
            if gtin in names:
                changed.setdefault(store, {})[gtin] = None
    _count(change, lines, version)
    return {store: list(found) for store, found in changed.items()}


def _count(change: Change, lines: list[_Line], version: int) -> None:
    """Set the stock that the file names, where it is another than ours."""
    now = stamp(change.now)
    ours = {(row[0], row[1]): row[2] for row in change.db.execute("SELECT store, gtin, on_hand FROM stock")}
    fresh = [
        (*line.listing[:2], line.on_hand)
        for line in lines
        if line.on_hand is not None and ours.get(line.listing[:2]) != line.on_hand
    ]
    change.db.executemany(
        "INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?, ?)",
        [(store, gtin, on_hand, version, now) for store, gtin, on_hand in fresh],
    )
    many = {store for store, count in Counter(row[0] for row in fresh).items() if count > MOST_EVENTS}
    for store in {row[0] for row in fresh} - many:
        around = stock.neighbours(change.db, store)
        for gtin in (row[1] for row in fresh if row[0] == store):
            stock.tell(change, store, gtin)
            stock.tell_near(change, store, gtin, around)


def _add_categories(change: Change, names: set[str], version: int) -> None:
    """A category that no file has named yet is called by its own key."""
    change.db.executemany(
        "INSERT OR IGNORE INTO category VALUES (?, ?, '', '', '', ?)",
        [(name, name, version) for name in sorted(names) if name],
    )
