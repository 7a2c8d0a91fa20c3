"""A small shop of known goods, people, promotions and cards, put into a head office of its own."""

from __future__ import annotations

import csv
import json
import secrets
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from scripts.cashier.rules import BOOK, Good, tax_code
from scripts.demo_store import export, pictures, products, stores
from scripts.demo_store.members import Member
from scripts.demo_store.products import Product
from sync.formats import card_number
from sync.formats.staff_roster import OperatorEntry
from sync.headoffice import imports, operators, price_books, stored_value
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office

TENANT = "aurelle"
WANTED = {
    "skincare.serum": 2, "skincare.cleanse": 2, "skincare.mask": 2, "makeup.lip": 2, "drinks.cold": 3, "food.snack": 2,
    "body.hair": 2, "food.dairy": 2, "home.paper": 1, "stationery.paper": 1, "body.bath": 1,
}  # fmt: skip
"""How many goods of which category lie on the shelf."""

ON_HAND = 500
CARD_MINOR = 50_000
POINTS = 30_000

PINS = {"operator-1": "730185", "operator-2": "417263"}
CASHIER, SUPERVISOR = PINS


class Shop(Struct, frozen=True):
    """What the cashier finds there, and the codes that people hold out."""

    office: Path
    store: str
    goods: tuple[Good, ...]
    badges: dict[str, str]
    """Signed text of a badge, by operator id."""
    names: dict[str, str]
    gift_card: str
    """Number of a card with `CARD_MINOR` on it."""
    gift_code: str
    member: str
    member_code: str
    surname: str
    root_key: str


def make(folder: Path, *, drawn: bool) -> Shop:
    """Fill a head office in `folder`; with `drawn` its goods have pictures, which takes a second each."""
    shelf = _shelf()
    home = stores.generate()[0]
    member = Member("M82AF2FG8M4", "林", "ms", "gold", POINTS, home.gln, "zh-CN", 1)
    files = folder / "files"
    files.mkdir(parents=True)
    _write(files / "stores.csv", export.STORE_HEADER, [export.store_row(home)])
    rows = [_on_hand(row) for row in export.product_rows(shelf, [home])]
    _write(files / "products.csv", export.PRODUCT_HEADER, rows)
    _write(files / "members.csv", export.MEMBER_HEADER, [export.member_row(member)])
    if drawn:
        with ProcessPoolExecutor(2) as painters:
            for product, picture in zip(shelf, painters.map(pictures.webp, shelf), strict=True):
                (files / product.image).write_bytes(picture)
    office = Office(folder / "office", TENANT)
    office.start()
    try:
        return _fill(office, files, home.gln, shelf, member)
    finally:
        office.close()


def _fill(office: Office, files: Path, store: str, shelf: list[Product], member: Member) -> Shop:
    keys, now = office.keys, office.clock()
    office.change(lambda change: imports.import_stores(change, files / "stores.csv"))
    office.change(lambda change: import_products(change, files / "products.csv", office.image_folder))
    office.change(lambda change: imports.import_members(change, files / "members.csv"))
    crew = (
        OperatorEntry(operator_id=CASHIER, name="林晓雯", role="senior", language="zh_CN"),
        OperatorEntry(operator_id=SUPERVISOR, name="陳靜儀", role="supervisor", language="zh_TW"),
    )
    for one in crew:
        pin = PINS[one.operator_id]
        office.change(lambda change, one=one, pin=pin: operators.add(change, keys, one, pin, [store]))  # type: ignore[misc]  # bound for this call
    number = card_number.new(secrets.randbelow)
    office.change(
        lambda change: stored_value.issue(change, "gift_card", number, CARD_MINOR, currency="CNY", store=store)
    )
    text = json.dumps(BOOK).encode()
    began = now - timedelta(minutes=1)
    office.change(lambda change: price_books.publish(change, keys, office.tenant, store, text, began))
    office.release(store)
    return Shop(
        office=office.folder,
        store=store,
        goods=tuple(
            Good(one.gtin, one.name.zh_hans, one.category, one.price_minor, tax_code(one.category)) for one in shelf
        ),
        badges={name: keys.mint("staff", name, now) for name in PINS},
        names={one.operator_id: one.name for one in crew},
        gift_card=number,
        gift_code=keys.mint("gift_card", number, now),
        member=member.member_id,
        member_code=keys.mint("loyalty", member.member_id, now),
        surname=member.surname,
        root_key=keys.root_public,
    )


def _shelf() -> list[Product]:
    left, found = dict(WANTED), []
    for one in products.generate(600):
        if left.get(one.category) and not one.weighed:
            left[one.category] -= 1
            found.append(one)
    return found


def _on_hand(row: list[str | int]) -> list[str | int]:
    at = export.PRODUCT_HEADER.split(",").index("on_hand")
    return [*row[:at], ON_HAND, *row[at + 1 :]]


def _write(path: Path, header: str, rows: list[list[str | int]] | list[list[str | float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)
