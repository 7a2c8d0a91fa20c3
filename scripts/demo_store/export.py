"""Writes the demo store as the files that head office imports, the same bytes in every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta, timezone
from io import TextIOWrapper
from pathlib import Path

import zstandard

from scripts.demo_store import cards, floor, history, members, opinions, products, stores, words
from scripts.demo_store.history import Basket
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from scripts.demo_store.stores import Store

PRODUCT_HEADER = (
    "gtin,sku,name_zh_hans,name_zh_hant,name_en,brand,category,price_minor,currency,store,on_hand,location,image,"
    "variant_of,size,colour,claim,claim_zh_hant,claim_en,origin,allergens,care"
)
MEMBER_HEADER = "member_id,surname,title,tier,points,store,language"
STORE_HEADER = "gln,name_zh_hans,name_zh_hant,name_en,address,latitude,longitude,opens,closes,time_zone"
CATEGORY_HEADER = "id,name_zh_hans,name_zh_hant,name_en,parent"
LABEL_HEADER = "kind,key,name_zh_hans,name_zh_hant,name_en,colour"
RATING_HEADER = "gtin,rating,count"
REVIEW_HEADER = "gtin,stars,author,language,text,at"
CARD_HEADER = "card_id,kind,gtin,category,title_zh_hans,title_zh_hant,title_en,body_zh_hans,body_zh_hant,body_en"
PLAN_HEADER = "store,kind,name,x,y,w,h,bays"
DELIVERY_HEADER = "store,method,ready_minutes_min,ready_minutes_max,fee_minor,free_from_minor,cutoff"
LINE_HEADER = "customer_id,store_id,basket_id,at,product_id,quantity,amount_minor"
TYPE_HEADER = "product_id,type,category,department,brand"

CURRENCY = "CNY"
_SHOP_TIME = timezone(timedelta(hours=8))
_PORTION_OF_KILO = 0.6
"""Weighed goods are bought by the bag, about this much of a kilogram."""


def write(
    folder: Path,
    *,
    count: int = 3000,
    member_count: int = 2000,
    store_count: int = 5,
    baskets: int = history.BASKETS,
    last_day: date = history.LAST_DAY,
    seed: int = 1,
) -> list[Path]:
    """Write all files of the store into `folder`, and give their paths.

    `products.csv` has one row per product and store that carries it; `history.csv.zst` one per line of a sale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shops = stores.generate()[:store_count]
    range_ = list(products.generate(count, seed))
    people = list(members.generate(member_count, seed))
    homes = {shop.gln for shop in shops}
    people = [member for member in people if member.store in homes]
    written = [
        _csv(folder / "stores.csv", STORE_HEADER, map(store_row, shops)),
        _csv(folder / "categories.csv", CATEGORY_HEADER, _categories()),
        _csv(folder / "labels.csv", LABEL_HEADER, _labels()),
        _csv(folder / "products.csv", PRODUCT_HEADER, product_rows(range_, shops)),
        _csv(folder / "types.csv", TYPE_HEADER, _types(range_)),
        _csv(folder / "members.csv", MEMBER_HEADER, map(member_row, people)),
        _csv(folder / "ratings.csv", RATING_HEADER, _ratings(range_)),
        _csv(folder / "reviews.csv", REVIEW_HEADER, _reviews(range_)),
        _csv(folder / "cards.csv", CARD_HEADER, _cards(range_)),
        _csv(folder / "plans.csv", PLAN_HEADER, _plans(shops)),
        _csv(folder / "deliveries.csv", DELIVERY_HEADER, _deliveries(shops)),
    ]
    if baskets:
        sales = history.generate(range_, shops, people, last_day=last_day, baskets=baskets, seed=seed)
        written.append(_history(folder / "history.csv.zst", sales, range_))
    return written


def product_rows(range_: Iterable[Product], shops: Sequence[Store]) -> Iterable[list[str | int]]:
    """Rows of the import file in the order of `PRODUCT_HEADER`. GTINs have the 13 digits of the pack."""
    for p in range_:
        name, claim = p.name, p.claim
        head: list[str | int] = [
            p.gtin[1:], p.sku, name.zh_hans, name.zh_hant, name.en, p.brand, p.category, p.price_minor, CURRENCY,
        ]  # fmt: skip
        tail = [
            p.image, p.variant_of[1:], p.size, p.colour, claim.zh_hans, claim.zh_hant, claim.en, p.origin,
            p.allergens, p.care,
        ]  # fmt: skip
        for shop in shops:
            if stores.carries(shop, p):
                yield [*head, shop.gln, stores.on_hand(shop, p), stores.location(shop, p), *tail]


def member_row(m: Member) -> list[str | int]:
    """A row in the order of `MEMBER_HEADER`."""
    return [m.member_id, m.surname, m.title, m.tier, m.points, m.store, m.language]


def store_row(s: Store) -> list[str | float]:
    """A row in the order of `STORE_HEADER`."""
    name = s.name
    return [
        s.gln, name.zh_hans, name.zh_hant, name.en, s.address, s.latitude, s.longitude, s.opens, s.closes, s.time_zone,
    ]  # fmt: skip


def _categories() -> Iterable[list[str]]:
    for c in words.categories().values():
        yield [c.id, c.name.zh_hans, c.name.zh_hant, c.name.en, c.parent]


def _labels() -> Iterable[list[str]]:
    for label in words.labels().values():
        yield [label.kind, label.key, label.name.zh_hans, label.name.zh_hant, label.name.en, label.colour]


def _types(range_: Iterable[Product]) -> Iterable[list[str]]:
    for p in range_:
        yield [p.gtin, p.kind, p.category, p.category.partition(".")[0], p.brand]


def _ratings(range_: Iterable[Product]) -> Iterable[list[str | int]]:
    for p in range_:
        found = opinions.rating(p)
        if found is not None:
            yield [p.gtin[1:], f"{found.tenths // 10}.{found.tenths % 10}", found.count]


def _reviews(range_: Iterable[Product]) -> Iterable[list[str | int]]:
    for p in range_:
        for said in opinions.reviews(p):
            yield [p.gtin[1:], said.stars, said.author, said.language, said.text, said.on.isoformat()]


def _cards(range_: Sequence[Product]) -> Iterable[list[str]]:
    for one in cards.CARDS:
        title, body = one.title, one.body
        about = cards.gtin_of(one, range_)[1:]
        texts = [title.zh_hans, title.zh_hant, title.en, body.zh_hans, body.zh_hant, body.en]
        yield [one.card_id, one.kind, about, one.category, *texts]


def _plans(shops: Iterable[Store]) -> Iterable[list[str | int]]:
    for shop in shops:
        for one in floor.shelves(shop):
            yield [shop.gln, "shelf", one.aisle, one.x, one.y, one.w, one.h, one.bays]
        for place in floor.places(shop):
            yield [shop.gln, place.kind, place.name, place.x, place.y, "", "", ""]


def _deliveries(shops: Iterable[Store]) -> Iterable[list[str | int]]:
    for shop in shops:
        for one in floor.promises(shop):
            free = "" if one.free_from_minor is None else one.free_from_minor
            times = (one.ready_minutes_min, one.ready_minutes_max)
            yield [shop.gln, one.method, *times, one.fee_minor, free, one.cutoff]


def _history(path: Path, sales: Iterable[Basket], range_: Sequence[Product]) -> Path:
    portions = {p.gtin: round(p.price_minor * (_PORTION_OF_KILO if p.weighed else 1)) for p in range_}
    with (
        path.open("wb") as raw,
        zstandard.ZstdCompressor(level=6).stream_writer(raw) as packed,
        TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        text.write(LINE_HEADER + "\n")
        for number, sale in enumerate(sales, 1):
            at = sale.at.astimezone(_SHOP_TIME).isoformat()
            for gtin, quantity in sale.lines:
                amount = portions[gtin] * quantity
                text.write(f"{sale.member or ''},{sale.store},H{number:07},{at},{gtin},{quantity},{amount}\n")
    return path


def _csv(path: Path, header: str, lines: Iterable[Sequence[str | int | float]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as text:
        text.write(header + "\n")
        csv.writer(text, lineterminator="\n").writerows(lines)
    return path
