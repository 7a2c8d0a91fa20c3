"""A finished sale: a fact, and the number that names it for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from kiosk.money import Money
from kiosk.till.model.basket import NO_TERMS, NOTHING, LineKind, Tender
from sync.messages import Particulars, Reduction, Terms

SaleKind = Literal["sale", "return", "exchange", "void"]


class SaleNumber(Struct, frozen=True, order=True):
    """Names one sale for ever, and no device has to ask another for it.

    This is the key of an ARTS transaction. Within one workstation, business date and series the sequence has no
    gaps, so head office can tell that a sale is missing.
    """

    store_gln: str
    workstation: str
    business_date: date
    series: str
    """One letter per incarnation of the device's database: a restored disk starts a new one."""
    sequence: int
    """1, 2, 3, ..."""

    def __str__(self) -> str:
        return f"{self.store_gln}-{self.workstation}-{self.business_date:%Y%m%d}-{self.series}{self.sequence:04d}"

    @property
    def short(self) -> str:
        """What stands large on the receipt; unique within store and day."""
        return f"{self.workstation}-{self.series}{self.sequence:04d}"


class SaleLine(Struct, frozen=True):
    """A line of a finished sale; a returned one has a negative quantity and a negative amount."""

    line_id: str
    gtin: str
    name: str
    quantity: int
    unit_price: Money
    price_version: int
    origin: str
    amount: Money
    """What was paid for the line, tax inside."""
    returned: int = 0
    """Units of this line that came back since."""
    returned_from: str = ""
    returned_line: str = ""
    kind: LineKind = "product"
    reference: str = ""
    reductions: tuple[Reduction, ...] = ()
    tax_code: str = ""
    tax_rate_bp: int = 0
    tax_minor: int = 0
    tax_added: bool = False
    particulars: Particulars = NOTHING

    @property
    def listed(self) -> Money:
        """What the line would have cost without any reduction."""
        return self.unit_price * self.quantity

    def share(self, units: int) -> Money:
        """What was paid for the next `units` of this line that come back.

        All units together give back exactly the amount, whatever the steps.
        """
        before = self.amount.minor * self.returned // self.quantity
        after = self.amount.minor * (self.returned + units) // self.quantity
        return Money(after - before, self.amount.currency)


class Sale(Struct, frozen=True):
    """A finished sale: a fact."""

    sale_id: str
    """The same as the id of the basket that it was: no basket becomes two sales."""
    number: SaleNumber
    at: datetime
    total: Money
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    customer: str
    event_id: str
    """The journal's event that tells head office; empty in training."""
    change: Money
    """What went back to the shopper of the cash that was given."""
    kind: SaleKind = "sale"
    operator: str = ""
    shift_id: str = ""
    voids: str = ""
    """The sale that this one takes back."""
    voided_by: str = ""
    """The sale that took this one back."""
    book_version: int = 0
    points_earned: int = 0
    terms: Terms = NO_TERMS

    @property
    def reduced(self) -> Money:
        """What was taken off, over all lines."""
        return Money(sum(r.amount_minor for line in self.lines for r in line.reductions), self.total.currency)
