"""A quotation: what a basket costs until a day, whatever the price book does meanwhile."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing.model.shares import share_out
from kiosk.till.model.basket import Line
from sync.messages import QuotedLine, QuoteGiven, QuoteState, Reduction

LONGEST_DAYS = 180
"""A promise of more than half a year is no slip of the finger only on purpose, and then it is renewed."""

USUAL_DAYS = 14

RANK: dict[str, int] = {"open": 0, "withdrawn": 1, "used": 2}
"""Of two words about one quotation the greater one counts: a sale that was made was made."""


class Quote(Struct, frozen=True):
    """A quotation and what became of it."""

    given: QuoteGiven
    state: QuoteState = "open"
    sale_id: str = ""
    """What it became."""
    changed_by: str = ""
    """The device that said last how it stands."""

    @property
    def quote_id(self) -> str:
        return self.given.quote_id

    @property
    def number(self) -> str:
        """What stands on its paper, unique in the store: `till-1-QA0007`."""
        return f"{self.given.workstation}-Q{self.given.series}{self.given.sequence:04d}"

    @property
    def total(self) -> Money:
        return Money(self.given.total_minor, self.given.currency)

    def holds_on(self, day: date) -> bool:
        """Whether its amounts stand on this business day."""
        return day <= self.given.valid_until


def held(line: Line, quoted: QuotedLine) -> Line:
    """The line at what was agreed for so many of its units.

    All units cost just the agreed amount; fewer cost their share, rounded in the shopper's favour.

    Raises:
        Refused: ``till.quote_quantity`` for more units than were agreed on.
    """
    if line.quantity > quoted.quantity:
        raise Refused("till.quote_quantity", limit=quoted.quantity)
    unit = Money(quoted.unit_price_minor, line.unit_price.currency)
    off_all = sum(one.amount_minor for one in quoted.reductions)
    left = (unit.minor * quoted.quantity - off_all) * line.quantity // quoted.quantity
    parts = share_out(unit.minor * line.quantity - left, [one.amount_minor for one in quoted.reductions])
    return replace(
        line,
        unit_price=unit,
        price_version=quoted.price_version,
        reductions=tuple(
            Reduction(rule=one.rule, kind=one.kind, amount_minor=part, units=min(one.units, line.quantity))
            for one, part in zip(quoted.reductions, parts, strict=True)
            if part
        ),
        tax_code=quoted.tax_code,
        tax_rate_bp=quoted.tax_rate_bp,
        tax_minor=quoted.tax_minor * line.quantity // quoted.quantity,
        tax_added=quoted.tax_added,
    )
