"""A product as this store sells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.money import Money

LANGUAGES = ("zh_CN", "zh_TW", "en")


@dataclass(frozen=True, slots=True)
class Names:
    """One text in the shop's three languages."""

    zh_hans: str
    zh_hant: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """The text in `language` (zh_CN, zh_TW, en), else in simplified Chinese."""
        chosen = {"zh_TW": self.zh_hant, "en": self.en}.get(language, self.zh_hans)
        return chosen or self.zh_hans or self.en


@dataclass(frozen=True, slots=True)
class Product:
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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue file in force."""

    version: int
    """Head office's change counter at the build; 0 before the first snapshot."""
    created_at: datetime | None
    products: int
    """How many products it holds."""


@dataclass(frozen=True, slots=True)
class Category:
    """One shelf of the catalogue."""

    id: str
    names: Names
    parent: str
