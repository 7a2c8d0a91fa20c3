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
    """collected, short_pick, count, received, damaged, sent, restocked, quarantine."""
    reference: str = ""
    why: str = ""
    """Of short_pick: not_there, damaged, mismatch (label and goods differ), worn (only the display piece is left). Of
    count: who approved it."""
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
    taken: tuple[tuple[Gtin, int, int], ...] = ()
    """The same of what this device took off the online allotment (`AllocationTaken`); the sums are above zero."""
    at: datetime


class AllocationChanged(Message, frozen=True, kw_only=True):
    """Head office's share of this store's stock of one product: a lease out of which alone online orders are promised.

    What is promised of it becomes an order and stands no longer in here. The store's shelf promises nothing of it;
    goods that a shopper holds are sold all the same, and then `AllocationTaken` says so.
    """

    TYPE: ClassVar[str] = "kx.stock.allocation.v1"
    LANE: ClassVar[str] = DOWN

    gtin: Gtin
    units: int
    """Left for online when what the devices took up to `counted` is taken off; below zero where they took more."""
    safety: int = 0
    """Units that are promised to nobody, for a count that is one too high."""
    counted: tuple[Watermark, ...] = ()
    """What of the devices' takings is in `units`; their totals are greater than zero."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


class AllocationTaken(Message, frozen=True, kw_only=True):
    """The shop took units back that were kept for online orders: somebody held them in a hand, or they were gone."""

    TYPE: ClassVar[str] = "kx.stock.allocation-taken.v1"
    LANE: ClassVar[str] = "money"

    gtin: Gtin
    units: int
    """Off the lease."""
    promised: int = 0
    """Units beyond the lease that orders of this store wait for: so many promises stand on nothing now."""
    reason: str
    """The movement's: sold, count, damaged, short_pick, sent, quarantine."""
    reference: str = ""
    """The sale, order, count or transfer."""
    device: str
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin
