"""What the pages of a store ask and are told, as types: the OpenAPI document is derived from them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sync.headoffice.pages.booking_answers import PageService
from sync.headoffice.requests import AnyGtin, Money, Quantity
from sync.messages import Gln, Texts

Way = Literal["pickup", "ship", "delivery"]


class PageProduct(Struct, frozen=True, kw_only=True):
    """A product as its card shows it."""

    gtin: str
    name: Texts
    brand: str
    size: str
    colour: str
    image: str
    """SHA-256 of its picture; empty: none."""
    price_minor: int
    free: int | None
    """How many may be ordered here now, at most 20 are told; null: nobody counts them."""


class PageChoice(Struct, frozen=True, kw_only=True):
    """The same product in another size or colour."""

    gtin: str
    size: str
    colour: str
    price_minor: int
    free: int | None


class PageElsewhere(Struct, frozen=True, kw_only=True):
    """Another store that has it."""

    store: str
    name: Texts
    distance_m: int
    free: int | None


class PageProductMore(Struct, frozen=True, kw_only=True):
    """All that is shown of one product."""

    product: PageProduct
    claim: Texts
    origin: str
    allergens: str
    care: str
    choices: tuple[PageChoice, ...]
    elsewhere: tuple[PageElsewhere, ...]


class PageProducts(Struct, frozen=True, kw_only=True):
    """One page of products, the most popular first."""

    products: tuple[PageProduct, ...]
    after: int | None
    """Ask with this for the next ones; null: these were the last."""


class PageCategory(Struct, frozen=True, kw_only=True):
    """A group of products."""

    id: str
    name: Texts


class PageWay(Struct, frozen=True, kw_only=True):
    """One way in which goods reach their shopper."""

    way: Way
    store: str
    """Where they are fetched or come from."""
    name: Texts
    address: str
    distance_m: int
    """From the store whose page it is; 0: that one."""
    ready_at: str
    """When it is promised ready or, sent, there: ISO 8601."""
    fee_minor: int
    free_from_minor: int | None
    """From this sum on the fee is not asked; null: always."""
    lacking: tuple[str, ...] = ()
    """GTINs of which there are not enough this way."""


class PageStore(Struct, frozen=True, kw_only=True):
    """What the page of a store begins with."""

    store: str
    chain: str
    name: Texts
    address: str
    opens: str
    closes: str
    time_zone: str
    currency: str
    open_now: bool
    categories: tuple[PageCategory, ...]
    ways: tuple[PageWay, ...]
    services: tuple[PageService, ...]
    """What takes a colleague's time and can be booked."""
    at: str


class PageLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a basket in a browser."""

    gtin: AnyGtin
    quantity: Quantity
    price_minor: Money
    """What the shopper was shown."""
    substitute: bool = True
    """Something like it may come instead."""


_Lines = Annotated[tuple[PageLine, ...], Meta(min_length=1, max_length=50)]


class PageBasketRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A basket, to be looked through before it is ordered."""

    lines: _Lines


class PageBasket(Struct, frozen=True, kw_only=True):
    """A basket with what holds now; the ways say what they can do for all of it."""

    products: tuple[PageProduct, ...]
    """In the order of the lines; what is no longer sold is left out."""
    total_minor: int
    ways: tuple[PageWay, ...]
    at: str


class PageOrderRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order from a browser."""

    lines: _Lines
    way: Way
    store: Gln
    """Where it is fetched, or from where it is sent."""
    fee_minor: Money = 0
    """What the shopper was told that it costs to be sent or brought."""
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(max_length=20, pattern=r"^[0-9+() -]*$")] = ""
    address: Annotated[str, Meta(max_length=160)] = ""
    """Of what is sent or brought."""
    note: Annotated[str, Meta(max_length=120)] = ""
    language: Annotated[str, Meta(pattern=r"^(zh-CN|zh-TW|en)?$")] = ""


class PageOrdered(Struct, frozen=True, kw_only=True):
    """The order stands, and this is where its page is."""

    number: str
    path: str


Choice = Literal["wait", "refund", "substitute", "ship", "store"]
"""What may become of units that could not be found; `store` names one."""

LineState = Literal["open", "found", "lacking", "handed", "replaced", "left_out"]

May = Literal["arrive", "leave", "cancel", "delegate", "choose", "extend", "say"]


class PageOffer(Struct, frozen=True, kw_only=True):
    """One thing that may become of units that could not be found."""

    choice: str
    """wait, refund, substitute, ship or store:GLN, as it is sent back."""
    kind: Choice
    name: Texts | None = None
    """Of another store."""
    ready_at: str = ""
    amount_minor: int = 0
    """refund: what is given back or not asked for; ship: the fee; substitute: what it costs at most."""


class PageOrderLine(Struct, frozen=True, kw_only=True):
    """One line of an order as its page shows it."""

    line_id: str
    gtin: str
    name: Texts
    size: str
    colour: str
    image: str
    quantity: int
    price_minor: int
    state: LineState
    short: int
    choice: str
    instead_of: str
    """The line that it came in for."""
    offers: tuple[PageOffer, ...] = ()


class PageSaid(Struct, frozen=True, kw_only=True):
    """Something that the shopper told the store."""

    number: str
    subject: str
    text: str
    answer: str
    """Empty: none yet."""
    answered_at: str


class PageOrder(Struct, frozen=True, kw_only=True):
    """An order as its page shows it; nothing that the page does not need."""

    number: str
    friend: bool
    """The page of somebody who was asked to fetch it: prices and choices are left out."""
    chain: str
    store: str
    store_name: Texts
    address: str
    opens: str
    closes: str
    time_zone: str
    currency: str
    method: str
    state: str
    step: int
    """0 taken, 1 being prepared, 2 ready, 3 handed over; -1: it ended otherwise."""
    slot: str
    here: str
    here_more: dict[str, str]
    delegate: str
    lines: tuple[PageOrderLine, ...]
    total_minor: int
    fee_minor: int
    """Of the total: for sending or bringing it."""
    due_minor: int
    """To be paid when it is handed over."""
    refund_minor: int
    """Given back of what was paid, or to be given back."""
    promised_at: str
    expires_at: str
    digits: str
    """Six digits that may be said instead of showing the code."""
    reason: str
    next_path: str
    """Page of the order that this one became; empty: none."""
    friend_path: str
    """Address for somebody who fetches it."""
    may: tuple[May, ...]
    said: tuple[PageSaid, ...]
    """What the shopper told the store about it, and the answers."""
    changed_at: str
    heard_at: str
    """When the store was last heard."""
    reached: bool
    """Whether the store can be reached now; if not, things may stand further than this says."""
    at: str
    version: int


class PageArrival(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shopper is there."""

    how: Literal["kiosk", "car", "foot"]
    colour: Annotated[str, Meta(max_length=20)] = ""
    spot: Annotated[str, Meta(max_length=20)] = ""


class PageDelegate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody else fetches it; an empty name: the shopper after all."""

    name: Annotated[str, Meta(max_length=40)]


class PageChoose(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall become of units that could not be found."""

    line_id: Annotated[str, Meta(max_length=64)]
    choice: Annotated[str, Meta(pattern=r"^(wait|refund|substitute|ship|store:\d{13})$")]


class PageSay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shopper tells the store about an order."""

    subject: Literal["feedback", "complaint", "bill"]
    text: Annotated[str, Meta(min_length=1, max_length=600)]
    language: Annotated[str, Meta(pattern=r"^(zh-CN|zh-TW|en)?$")] = ""
