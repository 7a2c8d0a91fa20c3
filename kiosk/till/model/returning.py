"""Goods that come back: what is known of the sale they come from, what came back before, and what they are worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import force_setattr

from kiosk.money import Money
from kiosk.till.model.basket import NOTHING, Line, LineKind, TenderKind
from sync.formats.receipt_proof import same_name
from sync.messages import Particulars, Reduction

Known = Literal["own", "store", "receipt", "head_office"]
"""How this device knows of a sale: it made it, a device of the store copied it, its receipt proves it, or head office
showed it."""

RETURNABLE: frozenset[str] = frozenset({"product", "plan", "deposit"})
"""Kinds of lines that come back. A gift card is money: it is spent, or its sale is voided."""

CONDITIONS = ("sellable", "damaged")
REASONS = ("changed_mind", "wrong_size", "faulty", "damaged", "not_as_shown", "gift", "expired", "other")


class Back(Struct, frozen=True):
    """Units of a sold line that came back, or that another device has reserved in order to take them back."""

    back_line: str
    back_sale: str
    """Empty while it is only reserved."""
    line: str
    """`same_name` of the sold line."""
    units: int
    amount_minor: int
    tax_minor: int
    points: int
    at: datetime
    device: str = ""
    """Who reserved it."""


class SoldLine(Struct, frozen=True):
    """A line of a sale, as far as it matters when it comes back."""

    line_id: str
    """Its id, or its key where only a receipt tells of it."""
    gtin: str
    quantity: int
    unit_price_minor: int
    amount_minor: int
    tax_code: str = ""
    tax_rate_bp: int = 0
    tax_minor: int = 0
    tax_added: bool = False
    kind: LineKind = "product"
    returned_from: str = ""
    attached_to: str = ""
    """`line_id` of the goods that a service plan belongs to."""
    serial: str = ""
    name: str = ""
    """What it is called between devices."""

    def __post_init__(self) -> None:
        force_setattr(self, "name", same_name(self.line_id))


class Gone(Struct, frozen=True):
    """All that came back of one line, or is reserved."""

    units: int = 0
    amount_minor: int = 0
    tax_minor: int = 0


NOTHING_GONE = Gone()


class Paid(Struct, frozen=True):
    """What a sale was paid with; a refund of an exchange is negative."""

    kind: TenderKind
    amount_minor: int
    reference: str = ""
    units: int = 0


class Origin(Struct, frozen=True):
    """A sale that goods come back from, with what came back of it so far."""

    sale_id: str
    known: Known
    store: str
    device: str
    """Who sold: the home of the sale."""
    number: str
    short: str
    business_date: date
    at: datetime
    currency: str
    kind: str
    customer: str
    points_earned: int
    lines: tuple[SoldLine, ...]
    """All, also those that were taken back in it."""
    paid: tuple[Paid, ...]
    back: tuple[Back, ...] = ()
    voided_by: str = ""
    by_name: dict[str, SoldLine] = field(default_factory=dict)
    """What was sold, by name."""
    gone: dict[str, Gone] = field(default_factory=dict)
    """What came back, by the name of its line."""

    def __post_init__(self) -> None:
        # Looked up for each line of a long receipt, so it is added up once.
        force_setattr(self, "by_name", {one.name: one for one in reversed(self.lines) if one.quantity > 0})
        gone: dict[str, tuple[int, int, int]] = {}
        for one in self.back:
            units, amount, tax = gone.get(one.line, (0, 0, 0))
            gone[one.line] = (units + one.units, amount + one.amount_minor, tax + one.tax_minor)
        force_setattr(self, "gone", {name: Gone(*sums) for name, sums in gone.items()})

    def line(self, line_id: str) -> SoldLine | None:
        """The line of this id or name."""
        return self.by_name.get(same_name(line_id))

    def came_back(self, line_id: str) -> int:
        """Units of a line that came back or are reserved."""
        return self.gone.get(same_name(line_id), NOTHING_GONE).units

    def left(self, line_id: str) -> int:
        """Units of a line that may still come back."""
        line = self.line(line_id)
        if line is None or line.kind not in RETURNABLE or self.voided_by or self.kind == "void":
            return 0
        return max(0, line.quantity - self.came_back(line_id))

    def worth(self, line_id: str, units: int) -> tuple[int, int]:
        """(amount, tax) of the next units of a line, minor units: all units together make exactly what was paid.

        It goes by what was really given back before, so the last unit closes the sum whatever the steps were.
        """
        line = self.line(line_id)
        if line is None:
            return 0, 0
        before = self.gone.get(line.name, NOTHING_GONE)
        after = before.units + units
        if after >= line.quantity:
            amount, tax = line.amount_minor, line.tax_minor
        else:
            amount, tax = line.amount_minor * after // line.quantity, line.tax_minor * after // line.quantity
        amount -= before.amount_minor
        tax -= before.tax_minor
        return max(0, amount), max(0, tax) if line.tax_minor >= 0 else tax


def returned_line(
    origin: Origin,
    sold: SoldLine,
    units: int,
    worth: tuple[int, int],
    line_id: str,
    particulars: Particulars = NOTHING,
) -> Line:
    """The line of a basket that takes units back for just what was paid for them."""
    amount, tax = worth
    money = Money(sold.unit_price_minor, origin.currency)
    listed = sold.unit_price_minor * units
    # What stands between the list price and what was paid: reductions then, given back now with a minus.
    off = listed - amount + (tax if sold.tax_added else 0)
    reductions = (Reduction(rule="as_sold", kind="as_sold", amount_minor=-off, units=units),) if off else ()
    return Line(
        line_id=line_id,
        gtin=sold.gtin,
        quantity=-units,
        unit_price=money,
        origin="here",
        kind=sold.kind,
        returned_from=origin.sale_id,
        returned_line=sold.line_id,
        particulars=particulars,
        reductions=reductions,
        tax_code=sold.tax_code,
        tax_rate_bp=sold.tax_rate_bp,
        tax_minor=-tax,
        tax_added=sold.tax_added,
    )


def values(back: Iterable[Back], but: str = "") -> list[int]:
    """What came back with each later sale, in the order in which it did; without the one named `but`."""
    sums: dict[str, int] = {}
    for one in sorted(back, key=lambda one: (one.at, one.back_sale)):
        if one.back_sale and one.back_sale != but:
            sums[one.back_sale] = sums.get(one.back_sale, 0) + one.amount_minor
    return list(sums.values())


def total_back(lines: Sequence[Line], sale_id: str) -> int:
    """What a basket takes back of one sale, minor units, zero or more."""
    return -sum(line.amount.minor for line in lines if line.returned_from == sale_id)
