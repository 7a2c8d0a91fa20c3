"""Baskets and sales."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import Gln, Gtin, Id, Message, Minor


class SaleLine(Struct, frozen=True, kw_only=True):
    """One line of a sale; a returned line has a negative quantity and names the sale it comes from."""

    line_id: Id
    gtin: Gtin
    name: str
    quantity: int
    unit_price_minor: Minor
    amount_minor: Minor
    price_version: int = 0
    """Version of head office's price that was charged."""
    origin: str = "here"
    """Where the line was put into the basket: here, online, recommended."""
    returned_from: str = ""
    """`sale_id` of the original sale of a returned line."""
    returned_line: str = ""


class SaleTender(Struct, frozen=True, kw_only=True):
    """What was paid with; a refund is negative."""

    tender_id: Id
    kind: str
    amount_minor: Minor
    reference: str = ""
    """The terminal's transaction id; never card data."""


class SaleCompleted(Message, frozen=True, kw_only=True):
    """A sale (or a return) was settled and is on disk. The receipt exists from here on."""

    TYPE: ClassVar[str] = "kx.sale.completed.v1"
    LANE: ClassVar[str] = "money"

    sale_id: Id
    store: Gln
    workstation: str
    business_date: date
    series: str
    sequence: int
    """1, 2, 3, ... without gaps within store, workstation, business date and series."""
    at: datetime
    currency: str
    total_minor: Minor
    lines: tuple[SaleLine, ...]
    tenders: tuple[SaleTender, ...]
    customer: str = ""
    """Member id, or empty for a guest."""
    operator: str = ""

    @property
    def key(self) -> str:
        return self.sale_id


class BasketLine(Struct, frozen=True, kw_only=True):
    line_id: Id
    gtin: Gtin
    quantity: int
    unit_price_minor: Minor
    price_version: int = 0
    origin: str = "here"


class BasketChanged(Message, frozen=True, kw_only=True):
    """A basket as it stands on the device that holds it; the store's other devices may show it."""

    TYPE: ClassVar[str] = "kx.basket.changed.v1"
    LANE: ClassVar[str] = ""

    basket_id: Id
    device: str
    state: str
    """open, parked, paid, dropped."""
    revision: int
    lines: tuple[BasketLine, ...]
    customer: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.basket_id


class SaleTold(Struct, frozen=True, array_like=True):
    """One sale as the store's other devices may show it: no names, no goods."""

    sequence: int
    at: datetime
    units: int
    total_minor: Minor


class SalesCounted(Message, frozen=True, kw_only=True):
    """How one device's sales of a day and series stand: what is on its disk, and how far head office has them.

    Sale numbers have no gaps, so `last - count` is the number of sales that are missing. Cumulative: of one device, day
    and series the newest replaces the older ones.
    """

    TYPE: ClassVar[str] = "kx.sales.counted.v1"
    LANE: ClassVar[str] = ""

    device: str
    business_date: date
    series: str
    count: int
    last: int
    """The greatest sequence number that was given out."""
    acked: int
    """Head office has everything up to this sequence number durably."""
    currency: str
    total_minor: Minor
    latest: tuple[SaleTold, ...] = ()
    """The newest sales, newest first."""
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.device}/{self.business_date}/{self.series}"
