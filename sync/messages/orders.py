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
    """The home device moved a pickup order on, as devices said it before orders were read from their steps.

    Nobody says it any more; journals from then may still bring it (`sync.formats.order_legacy`).
    """

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


OrderStepKind = Literal[
    "accept",
    "claim",
    "pick",
    "unpick",
    "short",
    "find",
    "substitute",
    "choose",
    "pack",
    "unpack",
    "stage",
    "unstage",
    "arrive",
    "leave",
    "delegate",
    "pay",
    "hand",
    "extend",
    "amend",
    "cancel",
    "expire",
    "convert",
    "restock",
]


class OrderStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that somebody did to an order. Never changed, never taken back: an undo is a step of its own.

    What follows from all steps of an order is read by `sync.formats.order_machine`.
    """

    step_id: Id
    at: str
    """Reading of the hybrid clock (`sync.hybrid_clock`): 16 hexadecimal digits, which sort as text."""
    device: str
    """Who says so; `hq` for head office, where shoppers and web shops act."""
    kind: OrderStepKind
    operator: str = ""
    line_id: str = ""
    """Of steps on one line; of `claim` empty where the whole order is claimed."""
    gtin: str = ""
    """Of `substitute`: what comes instead."""
    units: int = 0
    """Of `pack`: bags. Of `amend`: how many are wanted now."""
    token: int = 0
    """Of the claim that it was done under, for `claim`, `pick`, `unpick`, `short`, `find`, `substitute`; 0: none."""
    text: str = ""
    """claim: the device that holds it; short, cancel, expire: the reason; choose: wait, refund, substitute, store:GLN
    or ship; substitute: the new line's id; stage: the slot; arrive: kiosk, car or foot; delegate: the name; pay: the
    sale; hand: the code's nonce; convert: store:GLN or ship."""
    until: str = ""
    """Of `claim`: the lease's end; of `extend`: to when; of `expire`: the time that ran out as the device knew it.
    ISO 8601, UTC."""
    handed: tuple[tuple[str, int], ...] = ()
    """Of `hand`: (line, units) that left the store."""
    more: dict[str, str] = {}
    """What people read: a car's colour and spot, who fetched it, the last four of an id, a signature's hash. Of `pay`
    without a sale: `voids`, the sale that was taken back."""


class OrderStepped(Message, frozen=True, kw_only=True):
    """A device took a step with an order. Also broadcast live to the store's own devices, and now and then again."""

    TYPE: ClassVar[str] = "kx.order.stepped.v1"
    LANE: ClassVar[str] = "ops"

    order_id: Id
    device: str
    """Who sends it; live, a device also repeats what others did."""
    steps: tuple[OrderStep, ...]
    at: datetime

    @property
    def key(self) -> str:
        return self.order_id


class OrderToldSteps(Message, frozen=True, kw_only=True):
    """All steps of an order that head office knows, its own and every device's; the next one replaces it."""

    TYPE: ClassVar[str] = "kx.order.steps.v1"
    LANE: ClassVar[str] = DOWN

    order_id: Id
    steps: tuple[OrderStep, ...]
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.order_id


class OrderDigests(Message, frozen=True, kw_only=True):
    """How many steps of each open order a device knows, and their digest; who knows others tells them."""

    TYPE: ClassVar[str] = "kx.order.digests.v1"
    LANE: ClassVar[str] = ""

    device: str
    orders: tuple[tuple[str, int, str], ...]
    """(order, steps, first 16 hexadecimal digits of the SHA-256 over the sorted step ids)."""
    at: datetime


class ClaimAsked(Message, frozen=True, kw_only=True):
    """A device asks the store's arbiter for an order's lines, or to keep them a while longer."""

    TYPE: ClassVar[str] = "kx.order.claim-asked.v1"
    LANE: ClassVar[str] = ""

    device: str
    request_id: Id
    order_id: Id
    line_ids: tuple[str, ...] = ()
    """Empty: all that nobody else holds."""
    release: bool = False
    """They are given back."""
    operator: str = ""
    at: datetime


class ClaimAnswered(Message, frozen=True, kw_only=True):
    """What the arbiter decided; the claim itself is a step of the order (`claim`), which everybody hears."""

    TYPE: ClassVar[str] = "kx.order.claim-answered.v1"
    LANE: ClassVar[str] = ""

    device: str
    """The arbiter."""
    to: str
    request_id: Id
    order_id: Id
    token: int = 0
    """The fencing token; 0: refused."""
    line_ids: tuple[str, ...] = ()
    until: datetime | None = None
    holder: str = ""
    """Who holds what was refused."""
    at: datetime


OrderMethod = Literal["pickup", "ship", "delivery", "try_on", "transfer"]
"""How the goods reach their shopper: fetched here, sent by a carrier from here, brought by the store, laid aside to be
tried on, or sent to another store."""


class OrderLine(Struct, frozen=True, kw_only=True):
    line_id: Id
    gtin: Gtin
    quantity: Annotated[int, Meta(ge=1, le=999)]
    price_minor: Minor = 0
    substitute: bool = True
    """Whether the shopper takes something like it where it cannot be found."""


class OrderPlaced(Message, frozen=True, kw_only=True):
    """An order bought online is to be picked up in this store."""

    TYPE: ClassVar[str] = "kx.order.placed.v1"
    LANE: ClassVar[str] = DOWN

    order_id: Id
    number: str
    """What people call it, e.g. B-0042: unique within the store."""
    store: Gln
    home: str
    """The device that may go on with this order where the arbiter cannot be reached."""
    arbiter: str = ""
    """The device that decides who works on what; empty: the home device."""
    method: OrderMethod = "pickup"
    channel: str = "web"
    """Where it was bought: web, kiosk, tablet, till, phone."""
    member: str = ""
    surname: str = ""
    title: str = ""
    lines: tuple[OrderLine, ...]
    total_minor: Minor
    """Of all lines, with `fee_minor`."""
    fee_minor: Minor = 0
    """What it costs that the goods are sent or brought; it is owed once they have left the store."""
    currency: str
    paid: bool = True
    promised_at: datetime | None = None
    placed: str = ""
    """Reading of head office's hybrid clock when it was placed."""
    expires_at: datetime | None = None
    """When what is not fetched goes back to the shelf, if nobody extends it."""
    pickup_code: str = ""
    """Six digits that the shopper may say or type instead of showing the code."""
    age: int = 0
    """Years that whoever fetches it must show; 0: none."""
    carry_to: str = ""
    """Address, carrier or store that it goes to, where it is not fetched."""
    note: str = ""
    quantiles: tuple[int, ...] = ()
    """Minutes after which it was thought ready, at 50, 80 and 95 %."""
    estimate_s: int = 0
    """Seconds that the work was thought to take before this store's pace was counted in (`sync.formats.ready_time`)."""
    guarantee_points: int = 0
    """What the shopper gets if it is not ready at `promised_at`."""
    sale: str = ""
    """`sale_id` of the sale in a shop that this order is part of; its receipt shows whose it is."""
    sale_number: str = ""
    made_from: str = ""
    """The order that it came out of: converted, or what could not be found there."""
    wish: str = ""
    """`wish_id` of the device's request that it answers."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.order_id


class OrderWished(Message, frozen=True, kw_only=True):
    """A device asks for an order: taken on the telephone, or wanted while head office could not be asked.

    Nothing is promised by it. Head office places the order, or says why not (`OrderWishAnswered`).
    """

    TYPE: ClassVar[str] = "kx.order.wished.v1"
    LANE: ClassVar[str] = "ops"

    wish_id: Id
    store: Gln
    """Where it is to be fetched, or sent from."""
    method: OrderMethod = "pickup"
    channel: str = "tablet"
    member: str = ""
    surname: str = ""
    title: str = ""
    contact: str = ""
    """Telephone or mail for notices; only head office keeps it."""
    lines: tuple[OrderLine, ...]
    paid: bool = False
    promised_at: datetime | None = None
    carry_to: str = ""
    note: str = ""
    sale: str = ""
    """`sale_id` of the sale that it was paid with."""
    device: str
    operator: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.wish_id


class OrderWishAnswered(Message, frozen=True, kw_only=True):
    """What became of a request: the order that was placed for it, or why there is none. Goes to the asking store."""

    TYPE: ClassVar[str] = "kx.order.wish-answered.v1"
    LANE: ClassVar[str] = DOWN

    wish_id: Id
    store: Gln
    """Where the order was placed."""
    order_id: str = ""
    number: str = ""
    promised_at: datetime | None = None
    refused: str = ""
    """unknown: a store, member or product that nobody knows; not_promised: not enough of it; invalid. Empty: placed."""
    detail: str = ""
    """The field that it is about."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.wish_id


class OrderCancelled(Message, frozen=True, kw_only=True):
    """Head office took an order back, as it said it before orders were read from their steps.

    It is a step now (`OrderToldSteps`); a stream from then may still hold it.
    """

    TYPE: ClassVar[str] = "kx.order.cancelled.v1"
    LANE: ClassVar[str] = DOWN

    order_id: Id
    reason: str = ""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.order_id}/cancelled"
