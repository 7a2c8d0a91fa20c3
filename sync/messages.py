"""Every message between devices of a store, and between store and head office: the one contract.

A message is a fact in the past tense with ids and UTC times; it is safe to receive it twice and late.
On the wire it travels inside an `Event` (CloudEvents 1.0, structured JSON); a frame is a JSON array of events.
Unknown *fields* are ignored, an unknown *type* goes to dead letters. Changes inside one `.vN` are additive only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, Struct

Lane = Literal["money", "ops", "telemetry"]
"""Up-going lanes, in the order in which a device drains them."""

LANES: tuple[Lane, ...] = ("money", "ops", "telemetry")
DOWN = "down"
"""The lane of events from head office to a store."""

Gtin = Annotated[str, Meta(pattern=r"^\d{14}$")]
Gln = Annotated[str, Meta(pattern=r"^\d{13}$")]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Minor = int
"""Money in minor units of the currency named beside it."""


class Texts(Struct, frozen=True):
    """One text in the three languages of the shop; a missing one falls back to zh-Hans."""

    zh_hans: str
    zh_hant: str = ""
    en: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """Base of every message. `TYPE` is its wire name, `LANE` the lane it travels in."""

    TYPE: ClassVar[str] = ""
    LANE: ClassVar[str] = ""

    @property
    def key(self) -> str:
        """What the message is about (`subject` of the event); of several down events with one key the last counts."""
        return ""


# ---------------------------------------------------------------- up: money


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


class StockMoved(Message, frozen=True, kw_only=True):
    """Units entered (positive) or left (negative) the shelf for a reason other than a sale."""

    TYPE: ClassVar[str] = "kx.stock.moved.v1"
    LANE: ClassVar[str] = "money"

    movement_id: Id
    gtin: Gtin
    quantity: int
    reason: str
    """collected, short_pick, count, received."""
    reference: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.gtin


# ---------------------------------------------------------------- up: ops


class DeviceStarted(Message, frozen=True, kw_only=True):
    """A new incarnation of a device's database began: first start, or a restored disk."""

    TYPE: ClassVar[str] = "kx.device.started.v1"
    LANE: ClassVar[str] = "ops"

    device: str
    role: str
    app: str
    epoch: str
    series: str
    previous_epoch: str = ""
    public_key: str = ""
    """Ed25519 public key of the device, base64: head office lists it in the signed config."""
    at: datetime

    @property
    def key(self) -> str:
        return self.device


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


class BasketMerged(Message, frozen=True, kw_only=True):
    """A member's online basket was taken over into a basket of the store (it must not be taken twice)."""

    TYPE: ClassVar[str] = "kx.basket.merged.v1"
    LANE: ClassVar[str] = "ops"

    basket_id: Id
    """Of the online basket, as head office named it."""
    customer: Id
    online_version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.basket_id


class DownRefused(Message, frozen=True, kw_only=True):
    """A down event could not be used; head office sees which and why."""

    TYPE: ClassVar[str] = "kx.down.refused.v1"
    LANE: ClassVar[str] = "ops"

    event_id: str
    event_type: str
    reason: str
    at: datetime


# ---------------------------------------------------------------- up: telemetry


class OfferShown(Message, frozen=True, kw_only=True):
    """Recommendations were on screen; `outcome` says what came of them."""

    TYPE: ClassVar[str] = "kx.offer.shown.v1"
    LANE: ClassVar[str] = "telemetry"

    exposure_id: Id
    place: str
    """product, basket, member."""
    gtins: tuple[Gtin, ...]
    reasons: tuple[str, ...]
    outcome: str = "shown"
    """shown, added."""
    outcome_gtin: str = ""
    at: datetime


# ---------------------------------------------------------------- down


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


class StoreChanged(Message, frozen=True, kw_only=True):
    """A shop of the chain as shoppers see it: name, way there, opening hours."""

    TYPE: ClassVar[str] = "kx.store.changed.v1"
    LANE: ClassVar[str] = DOWN

    store: Gln
    name: Texts
    address: str = ""
    distance_m: int = 0
    """Metres from the store that receives the event; 0 for the store itself."""
    opens: str
    closes: str
    """Local wall time, HH:MM."""
    time_zone: str
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.store


class MemberChanged(Message, frozen=True, kw_only=True):
    """A member of the store. The device keeps it encrypted; `removed` erases it."""

    TYPE: ClassVar[str] = "kx.member.changed.v1"
    LANE: ClassVar[str] = DOWN

    member: Id
    surname: str
    title: str
    """ms, mr or empty; shown in the shopper's language."""
    tier: str = ""
    points: int = 0
    language: str = ""
    usual: tuple[tuple[Gtin, int], ...] = ()
    """What the member buys again and again: (gtin, times in the last year), most often first."""
    removed: bool = False
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.member


class OnlineLine(Struct, frozen=True, kw_only=True):
    gtin: Gtin
    quantity: Annotated[int, Meta(ge=1, le=999)]
    price_minor: Minor | None = None
    """The price the shopper saw online, if any."""


class OnlineBasketChanged(Message, frozen=True, kw_only=True):
    """A member's basket in the web shop, whole; an empty one takes it away."""

    TYPE: ClassVar[str] = "kx.basket.online.v1"
    LANE: ClassVar[str] = DOWN

    basket_id: Id
    member: Id
    lines: tuple[OnlineLine, ...]
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.member


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


class ConfigPublished(Message, frozen=True, kw_only=True):
    """The signed configuration of a store: `document` is JSON of `security.Config`, signed by the root key."""

    TYPE: ClassVar[str] = "kx.config.published.v1"
    LANE: ClassVar[str] = DOWN

    document: str
    signature: str
    """Ed25519 over the UTF-8 bytes of `document`, base64."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return "config"


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


# ---------------------------------------------------------------- the store's own network: live, never in the journal


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


UP: tuple[type[Message], ...] = (
    SaleCompleted,
    StockMoved,
    DeviceStarted,
    OrderAdvanced,
    BasketMerged,
    DownRefused,
    OfferShown,
)
DOWN_EVENTS: tuple[type[Message], ...] = (
    PriceChanged,
    ProductChanged,
    StockLevelChanged,
    NearStockChanged,
    StoreChanged,
    MemberChanged,
    OnlineBasketChanged,
    OrderPlaced,
    OrderCancelled,
    ConfigPublished,
    CatalogueReleased,
)
LIVE: tuple[type[Message], ...] = (StockCounters, BasketChanged, OrderAdvanced, SalesCounted)

BY_TYPE: dict[str, type[Message]] = {kind.TYPE: kind for kind in (*UP, *DOWN_EVENTS, *LIVE)}


class Event(Struct, frozen=True, kw_only=True):
    """The envelope: CloudEvents 1.0, structured mode, with our extension attributes (lower case, no underscore)."""

    specversion: Literal["1.0"] = "1.0"
    id: Id
    source: str
    """/kx/{tenant}/{store}/{device}; head office writes /kx/{tenant}/hq."""
    type: str
    subject: str = ""
    time: str
    datacontenttype: str = "application/json"
    epoch: str
    lane: str
    seq: int
    after: int = -1
    """Down only, else -1: number of the event before this one (older events of the same key leave holes)."""
    prev: str = ""
    """SHA-256, hex, of the stored bytes of the event before in this lane and epoch: the hash chain."""
    data: msgspec.Raw = msgspec.Raw(b"{}")

    def __post_init__(self) -> None:
        if self.seq < 1:
            raise ValueError("seq starts at 1")


class UnknownType(ValueError):
    """The event's type is not in this version's table."""


_ENCODER = msgspec.json.Encoder()
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in BY_TYPE.items()}


def encode(message: Message) -> bytes:
    """The message's own JSON (the event's `data`)."""
    return _ENCODER.encode(message)


def decode(type_name: str, data: bytes | msgspec.Raw) -> Message:
    """The typed message in an event's `data`.

    Raises:
        UnknownType: if this version knows no such type.
        msgspec.ValidationError: if the data does not fit the type; the text names the field.
    """
    decoder = _DECODERS.get(type_name)
    if decoder is None:
        raise UnknownType(type_name)
    return decoder.decode(data)
