"""Orders bought online and picked up here."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sync.messages.base import DOWN, Gln, Gtin, Id, Message, Minor


class OrderLineState(Struct, frozen=True, kw_only=True):
    line_id: Id
    picked: int = 0
    short: int = 0


OrderState = Literal["placed", "accepted", "picking", "ready", "collected", "cancelled", "expired"]


class OrderAdvanced(Message, frozen=True, kw_only=True):
    """The home device moved a pickup order on. Also broadcast live to the store's own devices."""

    TYPE: ClassVar[str] = "kx.order.advanced.v1"
    LANE: ClassVar[str] = "ops"

    order_id: Id
    state: OrderState
    revision: int
    """Counts the home device's changes of this order: 1, 2, ...; the greater one stands."""
    lines: tuple[OrderLineState, ...]
    slot: str = ""
    device: str
    operator: str = ""
    code_nonce: str = ""
    """Nonce of the pickup code that was taken in when collected."""
    at: datetime

    @property
    def key(self) -> str:
        return self.order_id


class OrderLine(Struct, frozen=True, kw_only=True):
    line_id: Id
    gtin: Gtin
    quantity: Annotated[int, Meta(ge=1, le=999)]
    price_minor: Minor = 0


class OrderPlaced(Message, frozen=True, kw_only=True):
    """An order bought online is to be picked up in this store."""

    TYPE: ClassVar[str] = "kx.order.placed.v1"
    LANE: ClassVar[str] = DOWN

    order_id: Id
    number: str
    """What people call it, e.g. B-0042: unique within the store."""
    store: Gln
    home: str
    """The one device of the store that decides about this order."""
    member: str = ""
    surname: str = ""
    title: str = ""
    lines: tuple[OrderLine, ...]
    total_minor: Minor
    currency: str
    paid: bool = True
    promised_at: datetime | None = None
    sale: str = ""
    """`sale_id` of the sale in a shop that this order is part of; its receipt shows whose it is."""
    sale_number: str = ""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.order_id


class OrderCancelled(Message, frozen=True, kw_only=True):
    """The shopper or head office took the order back."""

    TYPE: ClassVar[str] = "kx.order.cancelled.v1"
    LANE: ClassVar[str] = DOWN

    order_id: Id
    reason: str = ""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.order_id}/cancelled"
