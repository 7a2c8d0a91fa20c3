"""Imports CSV files: good rows are loaded in one transaction, bad rows are listed, nothing is half loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlite_utils import Database

from sync.clock import stamp
from sync.formats import gtin as gtins
from sync.headoffice import members, recommendations, stores
from sync.headoffice.change import Change
from sync.headoffice.csv_rows import BadCell, BadRow, Row, open_text, read
from sync.headoffice.members import Member
from sync.headoffice.stores import Store
from sync.messages import Texts

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Imported(Struct, frozen=True):
    """What came of a file."""

    loaded: int
    bad: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()
    """What somebody should know though the rows are loaded."""


T = TypeVar("T")
_any_form = lru_cache(maxsize=200_000)(gtins.any_form)


def import_stores(change: Change, path: Path, currency: str = "CNY") -> Imported:
    """Columns: gln (or store), name_zh_hans, opens, closes, time_zone; optional name_zh_hant, name_en, address,
    latitude, longitude, currency, home_device.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> Store:
        zone = row.wanted("time_zone")
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, LookupError):
            raise BadCell("time_zone", f"{zone!r} is no time zone") from None
        return Store(
            store=gln(row, "store"),
            name=Texts(row.wanted("name_zh_hans"), row.text("name_zh_hant"), row.text("name_en")),
            address=row.text("address"),
            opens=time_of(row, "opens"),
            closes=time_of(row, "closes"),
            time_zone=zone,
            currency=currency_of(row, currency),
            latitude=row.number("latitude"),
            longitude=row.number("longitude"),
            home_device=row.text("home_device"),
        )

    good, bad = rows_of(path, ("store|gln", "name_zh_hans", "opens", "closes", "time_zone"), parse, lambda s: s.store)
    if good:
        stores.save(change, good)
    return Imported(len(good), tuple(bad))


def import_categories(change: Change, path: Path) -> Imported:
    """Columns: id, name_zh_hans; optional name_zh_hant, name_en, parent.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> dict[str, str]:
        return {
            "id": row.wanted("id"),
            "name_zh_hans": row.wanted("name_zh_hans"),
            "name_zh_hant": row.text("name_zh_hant"),
            "name_en": row.text("name_en"),
            "parent": row.text("parent"),
        }

    good, bad = rows_of(path, ("id", "name_zh_hans"), parse, lambda one: one["id"])
    version = change.version()
    table = Database(change.db).table("category")
    table.upsert_all(({**one, "version": version} for one in good), pk="id")
    return Imported(len(good), tuple(bad))


def import_members(change: Change, path: Path) -> Imported:
    """Columns: member (or member_id), store, surname; optional title, tier, points, language, address.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    known = {shop.store for shop in stores.everyone(change.db)}

    def parse(row: Row) -> Member:
        member = row.wanted("member")
        if _ID.fullmatch(member) is None:
            raise BadCell("member", "letters, digits, _ . - only, at most 64")
        title = row.text("title")
        if title not in ("", "ms", "mr"):
            raise BadCell("title", f"{title!r} is neither ms nor mr nor empty")
        store = gln(row, "store")
        if store not in known:
            raise BadCell("store", f"{store} is not known")
        return Member(
            member=member,
            store=store,
            surname=row.wanted("surname"),
            title=title,
            tier=row.text("tier"),
            points=row.integer("points") if row.text("points") else 0,
            language=row.text("language"),
            address=row.text("address")[:300] or None,
        )

    good, bad = rows_of(path, ("member|member_id", "store", "surname"), parse, lambda one: one.member)
    for member in good:
        members.save(change, member)
    return Imported(len(good), tuple(bad))


Purchase = tuple[str, str, str, int, str, str]
"""store, basket, gtin, quantity, member (or empty), at."""


def read_history(path: Path) -> tuple[list[Purchase], list[BadRow]]:
    """Purchases from before: columns basket_id, at (ISO 8601 with offset), product_id (or gtin), quantity, store_id
    (or store); optional customer_id. A year of a chain takes seconds to read, so no transaction waits for it.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> Purchase:
        at = row.wanted("at")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            raise BadCell("at", f"{at!r} is no ISO 8601 time") from None
        if moment.tzinfo is None:
            raise BadCell("at", "has no offset from UTC")
        quantity = row.integer("quantity", least=1, most=9_999)
        gtin, member = gtin_of(row, "product_id"), row.text("customer_id")
        return row.wanted("store_id"), row.wanted("basket_id"), gtin, quantity, member, stamp(moment.astimezone(UTC))

    required = ("basket_id", "at", "product_id|gtin", "quantity", "store_id|store")
    return rows_of(path, required, parse, None)


def import_history(change: Change, path: Path) -> Imported:
    """Read and load at once, where nobody waits for the database.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    return load_history(change, *read_history(path))


def load_history(change: Change, purchases: list[Purchase], bad: list[BadRow]) -> Imported:
    """Load what `read_history` read. The members whose purchases these are get their habits from them."""
    recommendations.import_rows(change.db, purchases)
    for member in {row[4] for row in purchases if row[4]}:
        members.bought(change, member)
    return Imported(len(purchases), tuple(bad))


# ---------------------------------------------------------------- cells that several files have


def gln(row: Row, column: str) -> str:
    """A GLN of 13 digits with a right check digit.

    Raises:
        BadCell: otherwise.
    """
    value = row.wanted(column)
    if len(value) != 13 or not (value.isascii() and value.isdigit()):
        raise BadCell(column, f"{value!r} is no GLN of 13 digits")
    if (right := gtins.check_digit(value[:-1])) != int(value[-1]):
        raise BadCell(column, f"{value} ends in {value[-1]}, its check digit is {right}")
    return value


def gtin_of(row: Row, column: str) -> str:
    """A GTIN in any form, as 14 digits.

    Raises:
        BadCell: if it is none; the reason names the right check digit.
    """
    value = row.wanted(column)
    found = _any_form(value)
    if found is not None:
        return found
    if len(value) not in (8, 12, 13, 14) or not (value.isascii() and value.isdigit()):
        raise BadCell(column, f"{value!r} is no GTIN of 8, 12, 13 or 14 digits")
    raise BadCell(column, f"{value} ends in {value[-1]}, its check digit is {gtins.check_digit(value[:-1])}")


def currency_of(row: Row, otherwise: str) -> str:
    """An ISO 4217 code; `otherwise` where the cell is empty.

    Raises:
        BadCell: if it is none.
    """
    value = row.text("currency") or otherwise
    if _CURRENCY.fullmatch(value) is None:
        raise BadCell("currency", f"{value!r} is no ISO 4217 code such as CNY")
    return value


def time_of(row: Row, column: str) -> str:
    """A time of day, HH:MM.

    Raises:
        BadCell: if it is none.
    """
    value = row.wanted(column)
    if _TIME.fullmatch(value) is None:
        raise BadCell(column, f"{value!r} is no time of day such as 09:30")
    return value


def rows_of(
    path: Path, required: Sequence[str], parse: Callable[[Row], T], key: Callable[[T], str] | None
) -> tuple[list[T], list[BadRow]]:
    """What `parse` makes of the good rows, and the bad rows; of two rows with one `key` the second is bad.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    good: list[T] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    with open_text(path) as text:
        for row in read(text, required, bad):
            try:
                one = parse(row)
            except BadCell as fault:
                bad.append(BadRow(row.line, fault.column, fault.reason))
                continue
            if key is not None:
                first = seen.setdefault(key(one), row.line)
                if first != row.line:
                    bad.append(BadRow(row.line, "", f"the same as line {first}"))
                    continue
            good.append(one)
    return good, bad
