"""Stock: what moved, and what stands."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import DOWN, Gln, Gtin, Id, Message


class StockMoved(Message, frozen=True, kw_only=True):
    """Units entered (positive) or left (negative) the shelf for a reason other than a sale."""

    TYPE: ClassVar[str] = "kx.stock.moved.v1"
    LANE: ClassVar[str] = "money"

    movement_id: Id
    gtin: Gtin
    quantity: int
    reason: str
    """collected, short_pick, count, received, quarantine."""
    reference: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


class Watermark(Struct, frozen=True, array_like=True):
    """Of this product, head office has counted in the device's movements up to `seq` of the money lane of `epoch`."""

    device: str
    epoch: str
    seq: int
    total: int
    """Sum of the device's movements of the product since the epoch began, as counted."""


class StockLevelChanged(Message, frozen=True, kw_only=True):
    """Head office's baseline of this store's stock: on hand when all events up to the watermarks are counted in."""

    TYPE: ClassVar[str] = "kx.stock.level.v1"
    LANE: ClassVar[str] = DOWN

    gtin: Gtin
    on_hand: int
    version: int
    watermarks: tuple[Watermark, ...]
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


class NearStockChanged(Message, frozen=True, kw_only=True):
    """Another store's level, as head office knew it at `at`."""

    TYPE: ClassVar[str] = "kx.stock.near.v1"
    LANE: ClassVar[str] = DOWN

    store: Gln
    gtin: Gtin
    on_hand: int
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.store}/{self.gtin}"


class StockCounters(Message, frozen=True, kw_only=True):
    """What one device has moved since its epoch began: a cumulative total per product.

    Of one device, epoch and product the greater `seq` replaces the smaller: idempotent, and order does not matter.
    """

    TYPE: ClassVar[str] = "kx.stock.counters.v1"
    LANE: ClassVar[str] = ""

    device: str
    epoch: str
    totals: tuple[tuple[Gtin, int, int], ...]
    """(gtin, seq of its last movement in the money lane, sum of its movements since the epoch began)."""
    at: datetime
