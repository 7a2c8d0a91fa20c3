"""What the HTTP interface takes and gives of orders, web-hooks and refunds, as types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from sync.headoffice.hooks import Delivery, Hook
from sync.headoffice.notices import Notice
from sync.headoffice.orders import Order
from sync.headoffice.refunds import Refund
from sync.headoffice.requests import AnyGtin, Money, Quantity
from sync.messages import Gln, OrderMethod, OrderStep

Reason = Annotated[str, Meta(max_length=200)]
Reference = Annotated[str, Meta(min_length=1, max_length=100)]
Way = Annotated[str, Meta(pattern=r"^(ship|store:\d{13})$", description="ship, or store: and the other store's GLN")]
Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with its offset")]


class OrderRequestLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a new order."""

    gtin: AnyGtin
    quantity: Quantity
    price_minor: Money | None = None
    """What the shopper was told for a unit; without it, the store's price."""
    substitute: bool = True
    """Whether the shopper takes something like it."""


class OrderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new order."""

    store: Gln
    lines: Annotated[tuple[OrderRequestLine, ...], Meta(min_length=1, max_length=200)]
    method: OrderMethod = "pickup"
    channel: Annotated[str, Meta(pattern=r"^[a-z_]{1,20}$")] = "web"
    member: Annotated[str, Meta(max_length=64)] = ""
    surname: Annotated[str, Meta(max_length=80)] = ""
    title: Annotated[str, Meta(pattern=r"^(ms|mr)?$")] = ""
    contact: Annotated[str, Meta(max_length=120, description="telephone or mail for notices; stays here")] = ""
    language: Annotated[str, Meta(max_length=20)] = ""
    paid: bool = True
    promised_at: Moment | None = None
    """Without it, the store's own pace says when."""
    expires_at: Moment | None = None
    carry_to: Annotated[str, Meta(max_length=300, description="address, or the other store's GLN of a transfer")] = ""
    fee_minor: Money = 0
    """What it costs that the goods are sent or brought, beside the lines."""
    note: Annotated[str, Meta(max_length=300)] = ""
    age: Annotated[int, Meta(ge=0, le=30, description="years that whoever fetches it must show")] = 0


class OrderPlacedAnswer(Struct, frozen=True, kw_only=True):
    """The order, and the text of the code that its shopper shows in the store."""

    order: Order
    pickup_code: str
    page: str = ""
    """Where the order's page is, below head office's own address; whoever has it may see the order and act on it."""


class OrdersAnswer(Struct, frozen=True, kw_only=True):
    """Orders, newest first."""

    orders: tuple[Order, ...]


class CodeAnswer(Struct, frozen=True, kw_only=True):
    """What a shopper shows, or says."""

    text: str
    """For a QR code."""
    digits: str
    """Six, for who has no code to show."""
    expires_at: str


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """Everything that was done to an order and told of it."""

    steps: tuple[OrderStep, ...]
    """None any more half a year after its end."""
    void: tuple[str, ...]
    """Ids of the steps that had become impossible."""
    notices: tuple[Notice, ...]
    refunds: tuple[Refund, ...]


class CancelRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an order is taken back."""

    reason: Reason = ""


class ArrivalRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the shopper is here."""

    how: Annotated[str, Meta(pattern=r"^(car|foot|kiosk)$")]
    more: Annotated[dict[str, str], Meta(max_length=6)] = {}
    """A car's colour, its spot, minutes until they are here (`eta_min`)."""


class DelegateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who else may fetch it; an empty name takes that back."""

    name: Annotated[str, Meta(max_length=80)]


class ChooseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall become of what could not be found."""

    line_id: Annotated[str, Meta(min_length=1, max_length=64)]
    choice: Annotated[str, Meta(pattern=r"^(wait|refund|substitute|ship|store:\d{13})$")]


class ExtendRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long the goods shall wait."""

    until: Moment


class AmendRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many are wanted of a line now."""

    line_id: Annotated[str, Meta(min_length=1, max_length=64)]
    units: Annotated[int, Meta(ge=0, le=999)]


class PayRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it was paid with."""

    reference: Reference


class ConvertRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it reaches its shopper instead."""

    to: Way
    carry_to: Annotated[str, Meta(max_length=300)] = ""


class NothingMore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The path says all."""


class RefundsAnswer(Struct, frozen=True, kw_only=True):
    """Money to give back, newest first; below zero: to ask for again."""

    refunds: tuple[Refund, ...]


class SettleRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it was given back with."""

    reference: Reference


class HookRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who wants to hear what."""

    url: Annotated[str, Meta(min_length=8, max_length=500)]
    events: Annotated[tuple[str, ...], Meta(min_length=1, max_length=40)]
    """`order.*`, `order.ready`, ..., `notice.*`."""
    store: Annotated[str, Meta(pattern=r"^(\d{13})?$")] = ""
    secret: Annotated[str, Meta(max_length=200)] = ""
    """Empty: head office makes one up."""


class HookAnswer(Struct, frozen=True, kw_only=True):
    """The subscription; its secret is shown this once."""

    hook_id: str
    secret: str


class HooksAnswer(Struct, frozen=True, kw_only=True):
    """All subscriptions."""

    hooks: tuple[Hook, ...]


class DeliveriesAnswer(Struct, frozen=True, kw_only=True):
    """What was, will be or would not be delivered, newest first."""

    deliveries: tuple[Delivery, ...]


class ResentAnswer(Struct, frozen=True, kw_only=True):
    """How many are sent again."""

    resent: int
