"""X and Z: everything that a shift adds up to, as one frozen value."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from kiosk.shift.model import Cash

LeftoverKind = Literal[
    "open_payment", "open_basket", "parked_basket", "unprinted", "unsent", "not_counted", "old_count", "late", "missing"
]
"""What may be left over when a shift is closed; the words are `shift.left_<kind>`.

`unsent`: facts that head office has not. `old_count`: cash moved after the count. `late`: closed on a later business
day. `missing`: sale numbers that this disk does not hold.
"""


class TenderSum(Struct, frozen=True):
    """What was paid with one kind of tender, refunds taken off."""

    kind: str
    count: int
    amount_minor: int


class TaxSum(Struct, frozen=True):
    """What was sold under one rate of tax, returns taken off."""

    code: str
    rate_bp: int
    net_minor: int
    tax_minor: int


class Numbers(Struct, frozen=True):
    """The sale numbers of one business day and series in a shift."""

    business_date: date
    series: str
    first: int
    last: int
    count: int
    missing: int = 0
    """Numbers from 1 to the last that this disk does not hold; zero unless somebody tampered with it."""


class Leftover(Struct, frozen=True):
    """Something that a shift leaves to the next one, by name: never hidden, never dropped."""

    kind: LeftoverKind
    what: str = ""
    """Id of the basket, payment or print job; empty for what is only counted."""
    amount_minor: int = 0
    count: int = 1
    carried: bool = False
    """The shift before left it over already."""


class Turnover(Struct, frozen=True):
    """What was sold, in minor units."""

    sales: int = 0
    """Numbers that were given out: sales, returns and exchanges."""
    gross_minor: int = 0
    """Goods that went out, at their list prices."""
    reductions_minor: int = 0
    """What was taken off these prices; zero or more."""
    tax_added_minor: int = 0
    """Tax that came on top, where prices are without it."""
    returns: int = 0
    """Sales with at least one line that came back."""
    returns_minor: int = 0
    """What was given back for these lines; zero or less."""
    exchanges: int = 0
    """Sales with lines in both directions."""
    voids: int = 0
    """Sales that take back a whole sale."""
    voids_minor: int = 0
    no_sales: int = 0
    total_minor: int = 0
    """Sum of all sales: gross - reductions + tax added + returns + voids."""
    points_issued: int = 0
    points_redeemed: int = 0
    gift_cards_minor: int = 0
    """Gift cards that were sold or loaded."""


class Report(Struct, frozen=True):
    """An X (`number` 0, nothing is closed) or a Z."""

    shift_id: str
    place: int
    store_gln: str
    workstation: str
    business_date: date
    currency: str
    opened_at: datetime
    opened_by: str
    at: datetime
    operator: str
    turnover: Turnover
    tenders: tuple[TenderSum, ...]
    taxes: tuple[TaxSum, ...]
    cash: Cash
    numbers: tuple[Numbers, ...]
    leftovers: tuple[Leftover, ...]
    unsent: int
    """Facts of this device that head office had not acknowledged at `at`."""
    digest: str
    series: str = ""
    number: int = 0
    counted_minor: int | None = None
    """None if nobody counted."""
    variance_minor: int | None = None
    """Counted less expected, at the time of the count; None if nobody counted."""
    variance_reason: str = ""
    operator_name: str = ""
    """What people call the one who made it; empty where nobody signs in."""
    seal: str = ""
    """Text signed by the device: names shift, number and digest. Empty for an X."""

    @property
    def closed(self) -> bool:
        """Whether this is a Z."""
        return self.number > 0

    @property
    def z_name(self) -> str:
        """Names a Z within its workstation, e.g. ``A0007``; empty for an X."""
        return f"{self.series}{self.number:04d}" if self.number else ""

    @property
    def missing(self) -> int:
        """Sale numbers that should be there and are not."""
        return sum(one.missing for one in self.numbers)
