"""Basket, line and what was paid so far: the rules of selling before the sale, with no clock and no database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import astuple, replace

from kiosk.errors import Refused
from kiosk.money import Money
from sync.messages import Particulars, Reduction, Terms

MOST_UNITS = 99
"""More units of one line than this at a kiosk are a slip of the finger."""

MOST_AT_TILL = 9999
"""A clerk may mean it; a barcode scanned into the quantity has more digits."""

CHANGED = "*"
"""Stands before the stamp of what was changed and is not saved yet."""

NOTHING = Particulars()
NO_TERMS = Terms()

BasketState = Literal["open", "parked", "paid", "dropped"]
BASKET_STATES: frozenset[str] = frozenset(get_args(BasketState))
LineKind = Literal["product", "gift_card", "plan", "deposit", "delivery"]
LINE_KINDS: frozenset[str] = frozenset(get_args(LineKind))
TenderKind = Literal[
    "cash", "card", "wallet", "qr", "gift_card", "store_credit", "points", "voucher", "account", "rounding"
]
"""`rounding` is what the coins of the currency cannot pay; it closes the sum, so the tenders always make the total."""


class Line(Struct, frozen=True):
    """One line before payment. Price and its version were frozen when the product was scanned."""

    line_id: str
    gtin: str
    quantity: int
    """Less than zero for goods that come back in an exchange."""
    unit_price: Money
    price_version: int = 0
    origin: str = "here"
    kind: LineKind = "product"
    reference: str = ""
    """Number of the gift card that the line loads."""
    returned_from: str = ""
    returned_line: str = ""
    particulars: Particulars = NOTHING
    reductions: tuple[Reduction, ...] = ()
    """What the price book and colleagues took off, as last priced."""
    tax_code: str = ""
    tax_rate_bp: int = 0
    tax_minor: int = 0
    tax_added: bool = False
    stamp: str = ""
    """When and where somebody last changed it (see `merging`); behind a `CHANGED` that it was changed since.
    The last field: lines that differ in nothing else are equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and astuple(self)[:-1] == astuple(other)[:-1]

    def __hash__(self) -> int:
        return hash(self.line_id)

    @property
    def listed(self) -> Money:
        """What the line costs before any reduction."""
        return self.unit_price * self.quantity

    @property
    def reduced(self) -> Money:
        """What was taken off."""
        return Money(sum(one.amount_minor for one in self.reductions), self.unit_price.currency)

    @property
    def amount(self) -> Money:
        """What is paid for the line, tax inside. The amounts of all lines are the basket's total, to the unit."""
        return Money(self.amount_minor, self.unit_price.currency)

    @property
    def amount_minor(self) -> int:
        """`amount` in minor units."""
        minor = self.unit_price.minor * self.quantity + (self.tax_minor if self.tax_added else 0)
        return minor - sum(one.amount_minor for one in self.reductions) if self.reductions else minor

    @property
    def returned(self) -> bool:
        return self.quantity < 0

    @property
    def taken_along(self) -> bool:
        """Whether the shopper carries it out, or the shop sends it or keeps it ready."""
        return self.particulars.fulfilment == ""

    @property
    def agreed(self) -> bool:
        """Whether a quotation says what it costs."""
        return self.particulars.agreed != "" and not self.returned

    @property
    def fixed(self) -> bool:
        """Whether its amount was agreed before, in a sale or a quotation: the price book has no say in it."""
        return self.returned or self.returned_from != "" or self.agreed

    def leaves_with(self, other: Line) -> bool:
        """Whether it goes where the other line goes: what is attached to it, and all of an order that is paid here."""
        if self.particulars.fulfilment == other.particulars.fulfilment == "order" and self.reference == other.reference:
            return True
        return other.line_id in (self.line_id, self.particulars.attached_to)

    def joins(self, other: Line) -> bool:
        """Whether units of the other line may simply be counted here."""
        return _identity(self) == _identity(other) and not self.fixed


def _identity(line: Line) -> tuple[object, ...]:
    return (line.gtin, line.unit_price, line.origin, line.kind, line.reference, line.particulars, line.returned_from)


class Tender(Struct, frozen=True):
    """What was paid with; a refund is negative."""

    tender_id: str
    kind: TenderKind
    amount: Money
    reference: str = ""
    """The terminal's transaction, or the account that was spent from."""
    units: int = 0
    """Points, for a tender in points."""


class Basket(Struct, frozen=True):
    """What a shopper means to buy."""

    basket_id: str
    currency: str
    lines: tuple[Line, ...] = ()
    customer: str = ""
    state: BasketState = "open"
    revision: int = 0
    terms: Terms = NO_TERMS
    tenders: tuple[Tender, ...] = ()
    """What was accepted so far; the sale is made when they reach the total."""
    book_version: int = 0
    """The price book that the lines were last priced by; 0 for none."""
    gone: tuple[tuple[str, str], ...] = ()
    """(line id, stamp) of what was taken out: a device that still has the line must learn it. The last field:
    baskets that differ in nothing else are equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Basket) and astuple(self)[:-1] == astuple(other)[:-1]

    def __hash__(self) -> int:
        return hash(self.basket_id)

    @property
    def total(self) -> Money:
        return Money(sum(line.amount_minor for line in self.lines), self.currency)

    @property
    def reduced(self) -> Money:
        """What the price book and colleagues took off, over all lines."""
        return Money(sum(line.reduced.minor for line in self.lines), self.currency)

    @property
    def paid(self) -> Money:
        return Money(sum(tender.amount.minor for tender in self.tenders), self.currency)

    @property
    def rest(self) -> Money:
        """What is still to be paid; less than zero where the shopper gets money back."""
        return self.total - self.paid

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines if not line.returned and line.kind != "delivery")

    def line(self, line_id: str) -> Line:
        """The line with this id.

        Raises:
            Refused: ``till.no_such_line``.
        """
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise Refused("till.no_such_line")

    def units_of(self, gtin: str) -> int:
        """How many units of a product are in the basket, over all lines."""
        return sum(line.quantity for line in self.lines if line.gtin == gtin and not line.returned)

    def add(self, line: Line, most: int = MOST_UNITS) -> Basket:
        """Put a line in; units of the same product at the same price from the same place join their line.

        Raises:
            Refused: ``till.too_many``, ``till.closed``.
        """
        for own in self.lines:
            if own.joins(line) and not line.returned:
                return self.set_quantity(own.line_id, own.quantity + line.quantity, most)
        if not line.returned:
            _check_quantity(line.quantity, most)
        return self._with((*self.lines, line))

    def set_quantity(self, line_id: str, quantity: int, most: int = MOST_UNITS) -> Basket:
        """Change a line; zero takes it out, and with it what is attached to it, or paid for with it.

        Raises:
            Refused: ``till.too_many``, ``till.closed``, ``till.no_such_line``, ``till.one_each`` for a line that stands
                for one thing (a serial number, a gift card, goods that come back).
        """
        line = self.line(line_id)
        if quantity == 0:
            out = {one.line_id: one for one in self.lines if one.leaves_with(line)}
            left = self._with(tuple(one for one in self.lines if one.line_id not in out))
            return replace(left, gone=(*self.gone, *((name, _changed(one.stamp)) for name, one in out.items())))
        if line.returned or line.reference or line.particulars.serial:
            raise Refused("till.one_each")
        _check_quantity(quantity, most)
        return self.change(line_id, quantity=quantity)

    def change(self, line_id: str, **what: object) -> Basket:
        """The basket with other values in one line.

        Raises:
            Refused: ``till.closed``, ``till.no_such_line``.
        """
        line = self.line(line_id)
        changed = replace(line, **{"stamp": _changed(line.stamp), **what})
        return self._with(tuple(changed if one.line_id == line_id else one for one in self.lines))

    def put_back(self, lines: Iterable[tuple[int, Line]]) -> Basket:
        """Lines that were taken out stand where they stood, (place, line), as they were; nothing of them twice.

        Raises:
            Refused: ``till.closed``.
        """
        own, taken_out = list(self.lines), dict(self.gone)
        back = [(place, line) for place, line in lines if all(line.line_id != one.line_id for one in own)]
        for place, line in sorted(back, key=lambda one: one[0]):
            own.insert(
                min(place, len(own)), replace(line, stamp=_changed(max(line.stamp, taken_out.get(line.line_id, ""))))
            )
        names = {line.line_id for _, line in back}
        return replace(self._with(tuple(own)), gone=tuple(one for one in self.gone if one[0] not in names))

    def _with(self, lines: tuple[Line, ...]) -> Basket:
        if self.state not in ("open", "parked"):
            raise Refused("till.closed")
        return replace(self, lines=lines)


def check_settled(total: Money, tenders: Iterable[Tender]) -> None:
    """Refuse a sale that is not paid to the unit.

    Raises:
        Refused: ``till.not_settled`` with the open amount.
    """
    rest = total.minor - sum(tender.amount.minor for tender in tenders)
    if rest:
        raise Refused("till.not_settled", amount=Money(rest, total.currency))


def _changed(stamp: str) -> str:
    return CHANGED + stamp.removeprefix(CHANGED)


def _check_quantity(quantity: int, most: int) -> None:
    if not 1 <= quantity <= most:
        raise Refused("till.too_many", limit=most)
