"""A product as this store sells it, and what is known of it and of the store."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.money import Money

LANGUAGES = ("zh_CN", "zh_TW", "en")


class Names(Struct, frozen=True):
    """One text in the shop's three languages."""

    zh_hans: str
    zh_hant: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """The text in `language` (zh_CN, zh_TW, en), else in simplified Chinese."""
        chosen = {"zh_TW": self.zh_hant, "en": self.en}.get(language, self.zh_hans)
        return chosen or self.zh_hans or self.en


class Product(Struct, frozen=True):
    """One trade item. Snapshot and live rows are already laid over one another."""

    id: int
    """Popularity rank in this store, 1 = most sold; 0 for a product newer than the snapshot."""
    gtin: str
    """14 digits."""
    sku: str
    names: Names
    brand: str
    category: str
    price: Money
    price_version: int
    price_at: datetime | None
    """When head office said this price; None when it came with the snapshot (see `Snapshot.created_at`)."""
    aisle: str
    bay: str
    image: str
    """sha256 of the picture, or empty."""
    variant_of: str
    size: str
    colour: str
    claim: Names
    origin: str
    allergens: str
    care: str

    @property
    def location(self) -> str:
        """Aisle and bay as they are written on the shelf."""
        return " ".join(part for part in (self.aisle, self.bay) if part)


class Snapshot(Struct, frozen=True):
    """The catalogue file in force."""

    version: int
    """Head office's change counter at the build; 0 before the first snapshot."""
    created_at: datetime | None
    products: int
    """How many products it holds."""


class Category(Struct, frozen=True):
    """One shelf of the catalogue."""

    id: str
    names: Names
    parent: str


class Rating(Struct, frozen=True):
    """What those who bought a product think of it, all in all."""

    tenths: int
    """10 to 50: the mean of the stars, times ten."""
    count: int
    """How many have said so."""


class Review(Struct, frozen=True):
    """What one of them wrote."""

    stars: int
    """1 to 5."""
    author: str
    """As they want to be called."""
    language: str
    """zh_CN, zh_TW or en: what it is written in."""
    text: str
    at: datetime


class Delivery(Struct, frozen=True):
    """What the store promises of goods that are not taken along at once."""

    method: str
    """ship: sent to the door; delivery: brought by the store itself; pickup: to be fetched here."""
    ready_minutes_min: int
    ready_minutes_max: int
    """From the order on, or from the next opening where it came too late."""
    fee_minor: int
    free_from_minor: int | None
    """Orders of so much and more cost nothing to deliver; None: the fee is always asked."""
    cutoff: str
    """HH:MM of the shop; what is ordered later counts from the next day's opening. Empty: there is no such time."""

    def fee(self, total_minor: int) -> int:
        """What the delivery of an order of this value costs, in minor units."""
        free = self.free_from_minor is not None and total_minor >= self.free_from_minor
        return 0 if free else self.fee_minor

    def ready(self, now: datetime, zone: str, opens: str) -> tuple[datetime, datetime]:
        """The earliest and the latest moment (UTC) at which goods that are ordered now are there.

        Args:
            zone: the shop's time zone.
            opens: when it opens, HH:MM; nobody packs before that.
        """
        there = ZoneInfo(zone)
        local, opening = now.astimezone(there), time.fromisoformat(opens)
        if self.cutoff and local.time() >= time.fromisoformat(self.cutoff):
            begins = datetime.combine(local.date() + timedelta(days=1), opening, there)
        else:
            begins = max(local, datetime.combine(local.date(), opening, there))
        # Minutes pass on everybody's clock alike, so they are added in UTC.
        start = begins.astimezone(now.tzinfo)
        return start + timedelta(minutes=self.ready_minutes_min), start + timedelta(minutes=self.ready_minutes_max)


class PlanShelf(Struct, frozen=True):
    """One aisle's shelf on the floor, in centimetres; x to the right, y downwards, from the top left."""

    aisle: str
    x: int
    y: int
    w: int
    h: int
    bays: int
    """How many bays stand along its longer side, the first at the left or the top; 0: not told."""

    def bay(self, number: int) -> tuple[float, float]:
        """The middle of a bay; of the whole shelf where it is not known."""
        if not 1 <= number <= self.bays:
            return self.x + self.w / 2, self.y + self.h / 2
        along = (number - 0.5) / self.bays
        if self.w >= self.h:
            return self.x + self.w * along, self.y + self.h / 2
        return self.x + self.w / 2, self.y + self.h * along


class PlanPlace(Struct, frozen=True):
    """A place on the floor that people look for."""

    kind: str
    """entrance, till, pickup, kiosk."""
    name: str
    """Of a kiosk or a till its device's name."""
    x: int
    y: int


class StorePlan(Struct, frozen=True):
    """The floor of the store."""

    shelves: tuple[PlanShelf, ...]
    places: tuple[PlanPlace, ...]

    @property
    def width(self) -> int:
        """Centimetres from the left edge of the drawing to what lies farthest right."""
        return max([*(one.x + one.w for one in self.shelves), *(one.x for one in self.places)], default=0)

    @property
    def height(self) -> int:
        """Centimetres from the top edge of the drawing to what lies lowest."""
        return max([*(one.y + one.h for one in self.shelves), *(one.y for one in self.places)], default=0)

    def shelf(self, aisle: str) -> PlanShelf | None:
        """The shelf of an aisle, or None."""
        return next((one for one in self.shelves if one.aisle == aisle), None)

    def place(self, kind: str, name: str = "") -> PlanPlace | None:
        """The place of this kind and, where one is given, of this name; or None."""
        return next((one for one in self.places if one.kind == kind and name in ("", one.name)), None)

    def spot(self, product: Product) -> tuple[float, float] | None:
        """Where a product stands, as well as the plan knows; None if its aisle is not drawn.

        The bay is the first number of the product's own: ``02-04`` is the second bay's fourth board.
        """
        found = self.shelf(product.aisle)
        if found is None:
            return None
        first = product.bay.partition("-")[0].strip()
        return found.bay(int(first) if first.isascii() and first.isdigit() else 0)
