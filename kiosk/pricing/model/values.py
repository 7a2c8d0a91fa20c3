"""What goes into a pricing and what comes out of it. All money is in minor units of the book's currency."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from sync.formats.price_book import Channel

ManualKind = Literal["price", "percent", "amount"]
ReductionKind = Literal[
    "percent", "amount", "fixed", "n_for_m", "mix", "tier", "threshold", "bundle", "price_list", "manual", "whole"
]

MANUAL = "manual"
"""Rule id of what a person gave on one line."""
WHOLE = "whole"
"""Rule id of what a person gave on the whole basket."""


class Manual(Struct, frozen=True):
    """What a person decided. No rule of the book touches a line with a price or discount of its own."""

    kind: ManualKind
    value: int
    """price: for one unit; percent: basis points; amount: off the whole line (or the whole basket)."""
    reason: str = ""


class Item(Struct, frozen=True):
    """One line to be priced."""

    line_id: str
    gtin: str
    quantity: int
    """At least 1; returned goods are not priced anew."""
    unit_minor: int
    """The shelf price, frozen when the product was scanned."""
    category: str = ""
    brand: str = ""
    manual: Manual | None = None
    discountable: bool = True
    """False for gift cards, deposits and the like: neither rules nor discounts touch them."""
    tax_code: str = ""
    """Empty: as the book says for the product."""


class Shopper(Struct, frozen=True):
    """Who buys, as far as that is known."""

    member: str = ""
    tier: str = ""
    segments: frozenset[str] = frozenset()
    employee: bool = False
    price_list: str = ""


class Occasion(Struct, frozen=True):
    """When and where."""

    now: datetime
    """Aware; the wall clock of `zone` decides about weekdays and hours."""
    zone: str
    store: str
    """GLN."""
    channel: Channel


class Coupon(Struct, frozen=True):
    """A coupon that was presented and believed."""

    coupon: str
    """Its name, as rules know it."""
    nonce: str = ""
    """Which one of its kind it is."""


class Reduction(Struct, frozen=True):
    """What one rule takes off a line."""

    rule_id: str
    kind: ReductionKind
    amount_minor: int
    """More than 0."""
    units: int
    """How many of the line's units it concerns."""


class PricedLine(Struct, frozen=True):
    """One line with everything that made its amount."""

    line_id: str
    reductions: tuple[Reduction, ...]
    tax_code: str
    tax_rate_bp: int
    tax_minor: int
    amount_minor: int
    """What is paid for the line, its tax inside."""


class TaxSum(Struct, frozen=True):
    """The tax of one code: net + tax is what is paid for its lines."""

    code: str
    rate_bp: int
    net_minor: int
    tax_minor: int


class Nudge(Struct, frozen=True):
    """A little more, and a rule would give something (more)."""

    rule_id: str
    kind: ReductionKind
    units: int = 0
    """So many more units of the rule's goods."""
    missing_minor: int = 0
    """So much more money spent on the rule's goods."""
    off_minor: int = 0
    """And so much would it take off in all, where that is an amount."""


class Priced(Struct, frozen=True):
    """A priced basket: the sum of its lines is its total, to the unit."""

    lines: tuple[PricedLine, ...]
    """In the order of the items."""
    total_minor: int
    taxes: tuple[TaxSum, ...]
    book_version: int
    gap_minor: int = 0
    """0: no other choice of rules is better for the shopper. Else: none can be better by more than this."""
    nudges: tuple[Nudge, ...] = ()
    coupons_used: tuple[Coupon, ...] = ()
    tax_added: bool = False
    """Whether taxes came on top of the shelf prices."""
