"""The price book of one store: rules, taxes, price lists; its one text form, and the signature over it.

Unknown fields are refused, unlike in messages: a condition that an older device would leave out makes a price wrong,
and no price is better than a wrong one. Such a device keeps its last book and says why.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from sync import security
from sync.messages.base import Gln, Gtin, Texts

FORMAT = 1

LONGEST = 4 * 1024 * 1024
"""Characters of a document; 200 rules and 10,000 prices take a tenth of it."""

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
Money = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
"""Minor units of the book's currency."""
Share = Annotated[int, Meta(ge=0)]
"""Basis points: 1,000 are 10 %. The check of the whole says where more than 10,000 make no sense."""
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Wall = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Local wall time of the store, HH:MM."""
Channel = Literal["kiosk", "till", "tablet", "online"]

Combine = Literal["best", "stack", "exclusive", "alone"]
"""best: of these one unit gets at most one, whichever serves the shopper best; stack: on top of it, in the order of the
book; exclusive: a unit that it takes gets nothing else; alone: if it is used, nothing else is used in the basket."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything inside a book."""


class Goods(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which products: any that is named by number, category or brand, less the exceptions."""

    everything: bool = False
    gtins: tuple[Gtin, ...] = ()
    categories: tuple[str, ...] = ()
    """`dairy` is also `dairy.milk`."""
    brands: tuple[str, ...] = ()
    not_gtins: tuple[Gtin, ...] = ()
    not_categories: tuple[str, ...] = ()


class When(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Conditions that must all hold; an empty one always does."""

    members: bool = False
    """Whether only members get it."""
    tiers: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    employees: bool = False
    channels: tuple[Channel, ...] = ()
    stores: tuple[Gln, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    """The first moment at which it holds no more."""
    weekdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = ()
    """1 is Monday (ISO 8601), in the store's zone."""
    from_hour: Wall = "00:00"
    till_hour: Wall = "00:00"
    """Up to, not including; 00:00 is the end of the day. Smaller than `from_hour`: over midnight."""
    coupon: str = ""
    """Name of the coupon that must be presented."""


class Rule(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """What every rule has."""

    rule_id: Name
    name: Texts
    """As shoppers read it on screen and receipt."""
    when: When = When()
    combine: Combine = "best"
    group: str = ""
    """Name of a group of `PriceBook.groups`, which says what its rules may give together."""
    cap_minor: Money = 0
    """The most it gives in one basket; 0 for no cap."""
    most_units: Count = 0
    """Units of one basket that it may take; 0 for all."""
    quota: Count = 0
    """Units of the whole store that it may take (the first N); 0 for all."""


class Percent(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="percent"):
    """A share off each unit."""

    goods: Goods
    percent_bp: Share


class Amount(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="amount"):
    """An amount off each unit, never below nothing."""

    goods: Goods
    off_minor: Money


class Fixed(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="fixed"):
    """A price of its own for each unit, where that is lower."""

    goods: Goods
    price_minor: Money


class NForM(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="n_for_m"):
    """Of every `units` units the cheapest `reduced` are `percent_bp` off: 3 for 2, the second at half price."""

    goods: Goods
    units: Count
    reduced: Count = 1
    percent_bp: Share = 10_000


class Mix(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="mix"):
    """Any `units` units together for `price_minor`, as often as they are there."""

    goods: Goods
    units: Count
    price_minor: Money


class Step(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """From so many units on, so much off each."""

    units: Count
    percent_bp: Share


class Tier(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="tier"):
    """The more units, the greater the share off all of them; steps from the smallest number up."""

    goods: Goods
    steps: tuple[Step, ...]


class Spend(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """From so much money on, so much off; one of the two."""

    least_minor: Money
    off_minor: Money = 0
    percent_bp: Share = 0


class Threshold(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="threshold"):
    """Whoever spends so much on the goods, at the prices before other rules, gets so much off them."""

    goods: Goods
    steps: tuple[Spend, ...]


class Pack(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One place in a bundle."""

    goods: Goods
    units: Count = 1


class Bundle(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="bundle"):
    """One of each place together for `price_minor`, as often as they are there."""

    packs: tuple[Pack, ...]
    price_minor: Money


AnyRule = Percent | Amount | Fixed | NForM | Mix | Tier | Threshold | Bundle


class Group(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What several rules may give together in one basket."""

    choose: Literal["one", "all"] = "all"
    """one: only the rule of the group that serves the shopper best is used."""
    cap_minor: Money = 0


class Tax(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How much of a price is tax, or comes on top of it. A product's own code counts before its category's."""

    prices: Literal["inclusive", "exclusive"] = "inclusive"
    rounding: Literal["line", "total"] = "line"
    """total: the tax of each code is rounded once a basket and shared out to its lines to the unit."""
    codes: dict[str, Annotated[int, Meta(ge=0, le=10_000)]] = {}
    """Basis points by tax code."""
    by_category: dict[str, str] = {}
    by_gtin: dict[Gtin, str] = {}
    default: str = ""


class Offer(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A customer's price from so many units of the product on."""

    units: Count = 1
    price_minor: Money


class Loyalty(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How points are earned and what they are worth; nothing is earned while `earn_per_minor` is 0."""

    earn_points: Count = 0
    """Points for each full `earn_per_minor` of a sale."""
    earn_per_minor: Money = 0
    point_worth_minor: Money = 0
    least_points: Count = 0
    """Fewer than this are not taken as payment."""
    not_categories: tuple[str, ...] = ()


class Guard(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is done if a shopper was told another price than ours."""

    honour: Literal["lower", "ask", "ours"] = "ask"
    """lower: theirs, within the limits, beyond them a colleague is asked."""
    most_off_minor: Money = 0
    """A claim that is further below our price is not honoured unasked."""
    most_off_bp: Annotated[int, Meta(ge=0, le=10_000)] = 0
    most_units: Count = 1
    """Further units of the line are a colleague's decision."""
    label_days: Count = 7
    """A signed shelf label that is older than this is only somebody's word."""


class Needs(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What selling some goods takes beyond their price; of several that concern a product each field counts."""

    goods: Goods
    age: Annotated[int, Meta(ge=0, le=99)] = 0
    """A colleague must have seen that the shopper is that many years old."""
    serial: bool = False
    """The serial number of each unit is written down."""
    lot: bool = False
    deposit_gtin: str = ""
    """Article number of the deposit that is charged with each unit."""
    deposit_minor: Money = 0
    warranty_months: Annotated[int, Meta(ge=0, le=600)] = 0
    plan_gtins: tuple[Gtin, ...] = ()
    """Service plans that can be attached."""
    plan_months: Annotated[int, Meta(ge=0, le=600)] = 0
    """The goods are themselves a service plan that runs so long; whoever has it is in the segment `plan.<gtin>`."""
    gift_card: bool = False
    """The goods are a gift card: its number is scanned, and it is loaded with what is paid."""


class PriceBook(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything that makes a price in one store from `valid_from` on, until a later book begins."""

    format: int = FORMAT
    tenant: str
    store: Gln
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    version: Annotated[int, Meta(ge=0)]
    """Head office's change counter: of two books that begin together the greater one holds."""
    valid_from: datetime
    tax: Tax = Tax()
    cash_rounding_minor: Money = 0
    """Cash is given in multiples of this; 0 or 1: no rounding."""
    groups: dict[str, Group] = {}
    rules: tuple[AnyRule, ...] = ()
    prices: dict[Gtin, Money] = {}
    """Base prices that hold from `valid_from` on."""
    price_lists: dict[str, dict[Gtin, tuple[Offer, ...]]] = {}
    """Customers' price lists by name: offers from the smallest number of units up."""
    needs: tuple[Needs, ...] = ()
    loyalty: Loyalty = Loyalty()
    guard: Guard = Guard()


class BadBook(ValueError):
    """The book cannot be used; the text names the rule and the field, each fault in a sentence."""


def document(book: PriceBook) -> str:
    """The book's one text form: JSON with sorted keys and no default."""
    return msgspec.json.encode(book, order="deterministic").decode("utf-8")


def seal(book: PriceBook, key: Ed25519PrivateKey) -> tuple[str, str]:
    """(document, signature) for `PriceBookPublished`."""
    text = document(book)
    return text, security.sign(key, text.encode("utf-8"))


def unseal(text: str, signature: str, root: Ed25519PublicKey) -> PriceBook:
    """The book, if `root` signed it; whether it makes sense is for `price_book_check`.

    Raises:
        security.BadSignature: if it did not.
        BadBook: if it was signed but has not the form of a book; the text names the field.
    """
    if len(text) > LONGEST:
        raise BadBook(f"the document has {len(text)} characters; {LONGEST} are the most")
    security.verify(root, text.encode("utf-8"), signature)
    return read(text)


def read(text: str | bytes) -> PriceBook:
    """The book in a document.

    Raises:
        BadBook: if it has not the form of one; the text names the field.
    """
    try:
        return msgspec.json.decode(text, type=PriceBook)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise BadBook(str(fault)) from fault
