"""Imports what stands beside the products: ratings, reviews, plans of the stores, promises of delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sync.clock import stamp
from sync.headoffice import opinions, shop_floor, stores
from sync.headoffice.change import Change
from sync.headoffice.csv_rows import BadCell, Row
from sync.headoffice.imports import Imported, gln, gtin_of, rows_of, time_of
from sync.headoffice.opinions import Rating, Review
from sync.headoffice.shop_floor import Delivery, Spot

LANGUAGES = ("zh_CN", "zh_TW", "en")
PLACES = ("entrance", "till", "pickup", "kiosk")

MOST_CM = 100_000
"""A kilometre: no store is longer."""

MOST_MINUTES = 60 * 24 * 60
"""Two months; nobody calls more a promise."""


def import_ratings(change: Change, path: Path) -> Imported:
    """Columns: gtin, rating (1.0 to 5.0), count. They travel with the next release.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> Rating:
        return Rating(gtin_of(row, "gtin"), _tenths(row), row.integer("count", least=1, most=100_000_000))

    good, bad = rows_of(path, ("gtin", "rating", "count"), parse, lambda one: one.gtin)
    if good:
        opinions.rate(change, good)
    return Imported(len(good), tuple(bad))


def import_reviews(change: Change, path: Path) -> Imported:
    """Columns: gtin, stars (1 to 5), author, language, text, at (a day, or ISO 8601 with offset); the best told first.

    What the file says of a product stands in the place of all that was there before.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> Review:
        language = row.wanted("language").replace("-", "_")
        if language not in LANGUAGES:
            raise BadCell("language", f"{language!r} is none of {', '.join(LANGUAGES)}")
        return Review(
            gtin=gtin_of(row, "gtin"),
            stars=row.integer("stars", least=1, most=5),
            author=row.wanted("author"),
            language=language,
            text=row.wanted("text"),
            at=_moment(row),
        )

    good, bad = rows_of(path, ("gtin", "stars", "author", "language", "text", "at"), parse, None)
    kept = opinions.review(change, good) if good else 0
    notes = (
        () if kept == len(good) else (f"{len(good) - kept} reviews beyond the first {opinions.MOST_REVIEWS} of one",)
    )
    return Imported(len(good), tuple(bad), notes)


def import_plans(change: Change, path: Path) -> Imported:
    """Columns: store, kind (shelf, entrance, till, pickup, kiosk), name, x, y; of a shelf also w, h, and if known bays.

    Centimetres from the top left of the drawing. `name` is a shelf's aisle, a till's or kiosk's device. The file's
    stores are drawn anew.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    known = _known(change)

    def parse(row: Row) -> Spot:
        store, kind = known(row), row.wanted("kind")
        if kind != "shelf" and kind not in PLACES:
            raise BadCell("kind", f"{kind!r} is none of shelf, {', '.join(PLACES)}")
        x, y = row.integer("x", most=MOST_CM), row.integer("y", most=MOST_CM)
        if kind != "shelf":
            return Spot(store, kind, row.text("name"), x, y)
        bays = row.integer("bays", most=200) if row.text("bays") else 0
        w, h = row.integer("w", least=1, most=MOST_CM), row.integer("h", least=1, most=MOST_CM)
        return Spot(store, kind, row.wanted("name"), x, y, w, h, bays)

    def key(one: Spot) -> str:
        return f"{one.store} {one.kind} {one.name}"

    good, bad = rows_of(path, ("store|gln", "kind", "name", "x", "y"), parse, key)
    if good:
        shop_floor.draw(change, good)
    return Imported(len(good), tuple(bad))


def import_deliveries(change: Change, path: Path) -> Imported:
    """Columns: store, method (ship, delivery or pickup), ready_minutes_min, ready_minutes_max, fee_minor; optional
    free_from_minor (empty: never free), cutoff (HH:MM).

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """
    known = _known(change)

    def parse(row: Row) -> Delivery:
        method = row.wanted("method")
        if method not in ("ship", "delivery", "pickup"):
            raise BadCell("method", f"{method!r} is neither ship, delivery nor pickup")
        first = row.integer("ready_minutes_min", most=MOST_MINUTES)
        return Delivery(
            store=known(row),
            method=method,
            ready_minutes_min=first,
            ready_minutes_max=row.integer("ready_minutes_max", least=first, most=MOST_MINUTES),
            fee_minor=row.integer("fee_minor", most=10**9),
            free_from_minor=row.integer("free_from_minor", most=10**12) if row.text("free_from_minor") else None,
            cutoff=_cutoff(row),
        )

    required = ("store|gln", "method", "ready_minutes_min", "ready_minutes_max", "fee_minor")
    good, bad = rows_of(path, required, parse, lambda one: f"{one.store} {one.method}")
    if good:
        shop_floor.promise(change, good)
    return Imported(len(good), tuple(bad))


def _known(change: Change) -> Callable[[Row], str]:
    shops = {shop.store for shop in stores.everyone(change.db)}

    def store(row: Row) -> str:
        found = gln(row, "store")
        if found not in shops:
            raise BadCell("store", f"{found} is not known")
        return found

    return store


def _cutoff(row: Row) -> str:
    if not row.text("cutoff"):
        return ""
    if (found := time_of(row, "cutoff")) == "24:00":
        raise BadCell("cutoff", "24:00 never comes; leave it empty where there is no such time")
    return found


def _tenths(row: Row) -> int:
    text = row.wanted("rating")
    try:
        tenths = int((Decimal(text) * 10).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        raise BadCell("rating", f"{text!r} is no number") from None
    if not 10 <= tenths <= 50:
        raise BadCell("rating", f"{text} is not between 1.0 and 5.0")
    return tenths


def _moment(row: Row) -> str:
    text = row.wanted("at")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell("at", f"{text!r} is no day such as 2026-05-04 and no ISO 8601 time") from None
    if moment.tzinfo is None and len(text) > len("2026-05-04"):
        raise BadCell("at", "has no offset from UTC")
    return stamp(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
