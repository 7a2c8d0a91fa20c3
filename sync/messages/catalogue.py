"""Products, prices and the snapshots that hold them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sync.messages.base import DOWN, Gln, Gtin, Message, Minor, Texts


class PriceChanged(Message, frozen=True, kw_only=True):
    """A store's price of a product."""

    TYPE: ClassVar[str] = "kx.price.changed.v1"
    LANE: ClassVar[str] = DOWN

    gtin: Gtin
    price_minor: Minor
    currency: str
    version: int
    """Head office's change counter; the greater one stands, over snapshot and live row alike."""
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


class ProductChanged(Message, frozen=True, kw_only=True):
    """A product is new in the store or its texts changed; `removed` takes it off sale."""

    TYPE: ClassVar[str] = "kx.product.changed.v1"
    LANE: ClassVar[str] = DOWN

    gtin: Gtin
    sku: str
    name: Texts
    brand: str = ""
    category: str = ""
    price_minor: Minor
    currency: str
    aisle: str = ""
    bay: str = ""
    image: str = ""
    """sha256 of the picture, hex; empty for none."""
    variant_of: str = ""
    size: str = ""
    colour: str = ""
    claim: Texts = Texts("")
    origin: str = ""
    allergens: str = ""
    care: str = ""
    removed: bool = False
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


class CatalogueReleased(Message, frozen=True, kw_only=True):
    """A new snapshot can be fetched; the same text stands retained at `head/cat` of the store."""

    TYPE: ClassVar[str] = "kx.catalogue.released.v1"
    LANE: ClassVar[str] = DOWN

    store: Gln
    version: int
    url: str
    """Path below head office's HTTP address of the signed manifest."""
    at: datetime

    @property
    def key(self) -> str:
        return "catalogue"
