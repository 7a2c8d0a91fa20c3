"""The demo store's small brother: some hundred goods with opinions, shelves and promises, and its own head office."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from msgspec import Struct

from scripts.demo_store import export, pictures, products, stores
from scripts.demo_store.products import Product
from sync.headoffice import imports
from sync.headoffice.import_ground import import_deliveries, import_plans, import_ratings, import_reviews
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office

TENANT = "aurelle"
COUNT = 300
"""Enough for a page of milk and several of everything else."""

MEMBERS = 40
DRAWN = 60
"""Best sellers that have a picture, and every kind of milk besides."""


class Shop(Struct, frozen=True):
    """What the shopper finds there."""

    office: Path
    store: str
    root_key: str
    goods: tuple[Product, ...]

    def sizes(self) -> tuple[Product, Product]:
        """Two goods of one shelf that are worth comparing: serums of two families."""
        serums = [one for one in self.goods if one.category == "skincare.serum"]
        other = next(one for one in serums if one.variant_of != serums[0].variant_of)
        return serums[0], other

    def milk(self) -> Product:
        """The milk that is looked for."""
        return next(one for one in self.goods if "牛奶" in one.name.zh_hans)

    def sun(self) -> Product:
        """Something for the way home."""
        return next(one for one in self.goods if one.category == "skincare.sun")


def make(folder: Path, *, drawn: bool) -> Shop:
    """Fill a head office in `folder`; with `drawn` its best sellers have pictures, which takes half a minute."""
    files = folder / "files"
    export.write(files, count=COUNT, member_count=MEMBERS, store_count=3, baskets=0)
    home = stores.generate()[0]
    goods = [one for one in islice(products.generate(COUNT), COUNT) if stores.carries(home, one) and not one.weighed]
    if drawn:
        wanted = goods[:DRAWN] + [one for one in goods[DRAWN:] if "牛奶" in one.name.zh_hans]
        with ProcessPoolExecutor(2) as painters:
            for product, picture in zip(wanted, painters.map(pictures.webp, wanted), strict=True):
                (files / product.image).write_bytes(picture)
    office = Office(folder / "office", TENANT)
    office.start()
    try:
        office.change(lambda change: imports.import_stores(change, files / "stores.csv"))
        office.change(lambda change: imports.import_categories(change, files / "categories.csv"))
        office.change(lambda change: import_products(change, files / "products.csv", office.image_folder))
        office.change(lambda change: imports.import_members(change, files / "members.csv"))
        for load, name in (
            (import_ratings, "ratings"),
            (import_reviews, "reviews"),
            (import_plans, "plans"),
            (import_deliveries, "deliveries"),
        ):
            office.change(lambda change, load=load, name=name: load(change, files / f"{name}.csv"))  # type: ignore[misc]  # bound for this call
        office.release(home.gln)
        return Shop(office.folder, home.gln, office.keys.root_public, tuple(goods))
    finally:
        office.close()
