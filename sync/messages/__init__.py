"""Every message between devices of a store, and between store and head office: the one contract.

A message is a fact in the past tense with ids and UTC times; it is safe to receive it twice and late.
On the wire it travels inside an `Event` (CloudEvents 1.0, structured JSON); a frame is a JSON array of events.
Unknown *fields* are ignored, an unknown *type* goes to dead letters. Changes inside one `.vN` are additive only.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from sync.messages.base import (
    DOWN,
    LANES,
    Gln,
    Gtin,
    Id,
    Lane,
    Message,
    Minor,
    Texts,
)
from sync.messages.business import (
    BusinessChanged,
    QuotedLine,
    QuoteGiven,
    QuoteState,
    QuoteTold,
)
from sync.messages.campaigns import MOST_CAMPAIGNS, Campaign, CampaignsPublished
from sync.messages.catalogue import (
    CatalogueReleased,
    PriceChanged,
    ProductChanged,
)
from sync.messages.devices import (
    ConfigPublished,
    DeviceStarted,
    DownRefused,
    StoreChanged,
)
from sync.messages.members import (
    BasketMerged,
    Bought,
    Favourite,
    FavouriteChanged,
    MemberChanged,
    MemberSegment,
    OfferRefused,
    OfferShown,
    OnlineBasketChanged,
    OnlineLine,
)
from sync.messages.orders import (
    ClaimAnswered,
    ClaimAsked,
    OrderAdvanced,
    OrderCancelled,
    OrderDigests,
    OrderLine,
    OrderLineState,
    OrderMethod,
    OrderPlaced,
    OrderState,
    OrderStep,
    OrderStepKind,
    OrderStepped,
    OrderToldSteps,
    OrderWishAnswered,
    OrderWished,
)
from sync.messages.payment import PaymentAdvanced
from sync.messages.pricing import (
    CouponSpent,
    PriceBookPublished,
    PriceConflictNoticed,
    PromotionsUsed,
)
from sync.messages.records import Field, RecordChanged, RecordDigests, RecordStamps, RecordTold
from sync.messages.returns import (
    CopiedLine,
    CopiedSale,
    CopiedTender,
    GoodsBack,
    GoodsReturned,
    ReturnAnswered,
    ReturnAsked,
    ReturnsBooked,
    SaleAsked,
    SaleCopied,
    SaleShown,
    SaleWanted,
)
from sync.messages.sales import (
    BasketChanged,
    BasketLine,
    Particulars,
    Reduction,
    SaleCompleted,
    SaleLine,
    SalesCounted,
    SaleTender,
    SaleTold,
    Terms,
)
from sync.messages.self_checkout import CheckedLine, SelfCheckoutChecked
from sync.messages.service import AssistChanged
from sync.messages.shift import (
    CashMoved,
    DrawerCounted,
    ShiftClosed,
    ShiftOpened,
    ZCash,
    ZLeftover,
    ZNumbers,
    ZTax,
    ZTender,
)
from sync.messages.staff import OperatorActed, PinChanged, StaffPublished
from sync.messages.stock import (
    AllocationChanged,
    AllocationTaken,
    NearStockChanged,
    StockCounters,
    StockLevelChanged,
    StockMoved,
    Watermark,
)
from sync.messages.stored_value import (
    Grant,
    LeaseGranted,
    LeaseReturned,
    LeaseWanted,
    ValueKind,
)

UP: tuple[type[Message], ...] = (
    SaleCompleted,
    StockMoved,
    AllocationTaken,
    DeviceStarted,
    OrderAdvanced,
    OrderStepped,
    OrderWished,
    BasketMerged,
    DownRefused,
    OfferShown,
    ShiftOpened,
    CashMoved,
    DrawerCounted,
    ShiftClosed,
    PaymentAdvanced,
    OperatorActed,
    PinChanged,
    LeaseWanted,
    LeaseReturned,
    PriceConflictNoticed,
    SaleWanted,
    QuoteGiven,
    SelfCheckoutChecked,
    FavouriteChanged,
    AssistChanged,
    OfferRefused,
    RecordChanged,
)
DOWN_EVENTS: tuple[type[Message], ...] = (
    PriceChanged,
    ProductChanged,
    StockLevelChanged,
    AllocationChanged,
    NearStockChanged,
    StoreChanged,
    MemberChanged,
    OnlineBasketChanged,
    OrderPlaced,
    OrderCancelled,
    OrderToldSteps,
    OrderWishAnswered,
    ConfigPublished,
    StaffPublished,
    CatalogueReleased,
    LeaseGranted,
    PriceBookPublished,
    ReturnsBooked,
    SaleShown,
    BusinessChanged,
    CampaignsPublished,
    RecordTold,
)
LIVE: tuple[type[Message], ...] = (
    StockCounters,
    BasketChanged,
    OrderStepped,
    OrderDigests,
    ClaimAsked,
    ClaimAnswered,
    SalesCounted,
    PromotionsUsed,
    SaleCopied,
    SaleAsked,
    ReturnAsked,
    ReturnAnswered,
    GoodsReturned,
    QuoteTold,
    FavouriteChanged,
    AssistChanged,
    OfferRefused,
    RecordChanged,
    RecordDigests,
    RecordStamps,
)

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


@cache
def _decoder(type_name: str) -> msgspec.json.Decoder[Message]:
    """Made when the first message of its type comes: all of them together would hold up the first frame."""
    return msgspec.json.Decoder(BY_TYPE[type_name])


def encode(message: Message) -> bytes:
    """The message's own JSON (the event's `data`)."""
    return _ENCODER.encode(message)


def decode(type_name: str, data: bytes | msgspec.Raw) -> Message:
    """The typed message in an event's `data`.

    Raises:
        UnknownType: if this version knows no such type.
        msgspec.ValidationError: if the data does not fit the type; the text names the field.
    """
    if type_name not in BY_TYPE:
        raise UnknownType(type_name)
    return _decoder(type_name).decode(data)
