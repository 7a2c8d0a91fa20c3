"""Members, their online baskets, and what was offered to shoppers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from sync.messages.base import DOWN, Gtin, Id, Message, Minor


class MemberSegment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group that a member belongs to; the price book's rules may name it."""

    name: str
    """`plan.<gtin>` for whoever has bought that service plan."""
    until: datetime | None = None
    """The first moment at which they belong to it no more; None: until head office says so."""


class Favourite(Struct, frozen=True, kw_only=True):
    """A product that a member wants to find again, or wants to no more."""

    gtin: Gtin
    on: bool
    at: datetime
    """When the member said so; of one product the newest word counts, and of two of one moment the one for it."""


class Bought(Struct, frozen=True, kw_only=True):
    """One product of one purchase of a member, wherever in the chain."""

    at: datetime
    gtin: Gtin
    quantity: int
    """Negative: so many came back."""
    channel: str
    """store, or the channel that an order came by: web, phone, kiosk."""
    store: str = ""
    """GLN of the store that sold it or has it ready; empty: not known."""


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
    segments: tuple[MemberSegment, ...] = ()
    favourites: tuple[Favourite, ...] = ()
    """The last words on each product, those that were taken back too, so that no device brings one back; newest
    first."""
    recent: tuple[Bought, ...] = ()
    """The last purchases over all channels, newest first; at most twelve."""
    removed: bool = False
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.member


class FavouriteChanged(Message, frozen=True, kw_only=True):
    """A member put a product among their favourites, or took it out. Live too, for the store's other devices."""

    TYPE: ClassVar[str] = "kx.favourite.changed.v1"
    LANE: ClassVar[str] = "ops"

    member: Id
    gtin: Gtin
    on: bool
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
    """shown, added, refused, refused_kind."""
    outcome_gtin: str = ""
    at: datetime


class OfferRefused(Message, frozen=True, kw_only=True):
    """A member does not want to be offered something again. Live too, for the store's other devices."""

    TYPE: ClassVar[str] = "kx.refusal.told.v1"
    LANE: ClassVar[str] = "ops"

    member: Id
    scope: str
    """product, or kind: everything of its category."""
    what: str
    """The product's GTIN, or the category."""
    at: datetime

    @property
    def key(self) -> str:
        return self.member
