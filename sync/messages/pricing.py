"""Prices: the signed price book, what shoppers were told elsewhere, and what coupons and quotas were used."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import DOWN, Gtin, Id, Message, Minor


class PriceBookPublished(Message, frozen=True, kw_only=True):
    """A price book that holds from `valid_from` on: JSON of `formats.price_book.PriceBook`, signed by the root key."""

    TYPE: ClassVar[str] = "kx.price_book.published.v1"
    LANE: ClassVar[str] = DOWN

    document: str
    signature: str
    """Ed25519 over the UTF-8 bytes of `document`, base64."""
    version: int
    valid_from: datetime
    at: datetime

    @property
    def key(self) -> str:
        return f"price_book/{self.version}"


class PriceConflictNoticed(Message, frozen=True, kw_only=True):
    """A shopper was told another price than ours, and something was decided."""

    TYPE: ClassVar[str] = "kx.price.conflict.v1"
    LANE: ClassVar[str] = "ops"

    conflict_id: Id
    basket_id: str
    line_id: str
    gtin: Gtin
    source: str
    """online, label, signed_label, advertisement."""
    reference: str = ""
    """Which label or advertisement, as far as it says."""
    claimed_minor: Minor
    ours_minor: Minor
    units: int
    decision: str
    """honoured, asked, ours, approved."""
    reason: str
    """Key of the words that were shown."""
    operator: str = ""
    book_version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.conflict_id


class CouponSpent(Struct, frozen=True, array_like=True):
    """One coupon that was used in a sale."""

    coupon: str
    nonce: str
    basket_id: str
    at: datetime


class PromotionsUsed(Message, frozen=True, kw_only=True):
    """What one device has used of coupons with a number and of offers for the first N.

    Cumulative: of one device and rule the greater number of units replaces the smaller, of what was sold and of what
    voided sales gave back alike. So a message that comes late or twice changes nothing.
    """

    TYPE: ClassVar[str] = "kx.promotions.used.v1"
    LANE: ClassVar[str] = ""

    device: str
    quotas: tuple[tuple[str, int], ...] = ()
    """(rule id, units of it that this device sold)."""
    coupons: tuple[CouponSpent, ...] = ()
    """The newest ones."""
    quotas_back: tuple[tuple[str, int], ...] = ()
    """(rule id, units of it that this device's voided sales gave back)."""
    undone: tuple[str, ...] = ()
    """Ids of the newest sales that were voided: the coupons that they used are free again."""
    at: datetime

    @property
    def key(self) -> str:
        return self.device
