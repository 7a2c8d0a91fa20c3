"""Basket, sale number, sale: the rules of selling, with no clock and no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

from kiosk.errors import Refused
from kiosk.money import Money

MOST_UNITS = 99
"""More units of one line than this at a kiosk are a slip of the finger."""

BasketState = Literal["open", "parked", "paid", "dropped"]
BASKET_STATES: frozenset[str] = frozenset(get_args(BasketState))
TenderKind = Literal["cash", "card"]
IntentState = Literal["created", "approved", "declined", "unknown", "cancelled"]


@dataclass(frozen=True, slots=True, order=True)
class SaleNumber:
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line before payment. Price and its version were frozen when the product was scanned."""

    line_id: str
    gtin: str
    quantity: int
    unit_price: Money
    price_version: int = 0
    origin: str = "here"

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    """What a shopper means to buy."""

    basket_id: str
    currency: str
    lines: tuple[Line, ...] = ()
    customer: str = ""
    state: BasketState = "open"
    revision: int = 0

    @property
    def total(self) -> Money:
        return Money(sum(line.unit_price.minor * line.quantity for line in self.lines), self.currency)

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    def units_of(self, gtin: str) -> int:
        """How many units of a product are in the basket, over all lines."""
        return sum(line.quantity for line in self.lines if line.gtin == gtin)

    def add(self, line: Line) -> Basket:
        """Put a line in; units of the same product at the same price from the same place join their line.

        Raises:
            Refused: ``till.too_many``, ``till.closed``.
        """
        for own in self.lines:
            if (own.gtin, own.unit_price, own.origin) == (line.gtin, line.unit_price, line.origin):
                return self.set_quantity(own.line_id, own.quantity + line.quantity)
        _check_quantity(line.quantity)
        return self._with((*self.lines, line))

    def set_quantity(self, line_id: str, quantity: int) -> Basket:
        """Change a line; zero takes it out.

        Raises:
            Refused: ``till.too_many``, ``till.closed``, ``till.no_such_line``.
        """
        if all(line.line_id != line_id for line in self.lines):
            raise Refused("till.no_such_line")
        if quantity == 0:
            return self._with(tuple(line for line in self.lines if line.line_id != line_id))
        _check_quantity(quantity)
        return self._with(
            tuple(replace(line, quantity=quantity) if line.line_id == line_id else line for line in self.lines)
        )

    def _with(self, lines: tuple[Line, ...]) -> Basket:
        if self.state not in ("open", "parked"):
            raise Refused("till.closed")
        return replace(self, lines=lines)


@dataclass(frozen=True, slots=True)
class Tender:
    """What was paid with; a refund is negative."""

    tender_id: str
    kind: TenderKind
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line of a finished sale; a returned one has a negative quantity."""

    line_id: str
    gtin: str
    name: str
    quantity: int
    unit_price: Money
    price_version: int
    origin: str
    returned: int = 0
    """Units of this line that came back since."""
    returned_from: str = ""
    returned_line: str = ""

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Sale:
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
    """The journal's event that tells head office."""
    change: Money
    """What went back to the shopper of the cash that was given."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment that was, or is about to be, asked of a terminal. Committed before the terminal hears of it."""

    intent_id: str
    basket_id: str
    kind: TenderKind
    amount: Money
    state: IntentState
    reference: str
    at: datetime


def check_settled(total: Money, tenders: Iterable[Tender]) -> None:
    """Refuse a sale that is not paid to the unit.

    Raises:
        Refused: ``till.not_settled`` with the open amount.
    """
    rest = total.minor - sum(tender.amount.minor for tender in tenders)
    if rest:
        raise Refused("till.not_settled", amount=Money(rest, total.currency))


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_UNITS:
        raise Refused("till.too_many", limit=MOST_UNITS)
