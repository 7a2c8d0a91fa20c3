"""A quotation as the sale that it may become: so paper and screen show both alike."""

from __future__ import annotations

from typing import cast

from kiosk.money import Money
from kiosk.till.model import LineKind, Sale, SaleLine, SaleNumber
from kiosk.till.model.quote import Quote


def as_sale(quote: Quote) -> Sale:
    """The quotation as a sale that nobody has paid: its number is the quotation's own."""
    given = quote.given
    day = given.valid_until
    return Sale(
        sale_id=given.quote_id,
        number=SaleNumber(given.store, given.workstation, day, f"Q{given.series}", given.sequence),
        at=given.at,
        total=quote.total,
        lines=tuple(
            SaleLine(
                line_id=line.line_id,
                gtin=line.gtin,
                name=line.name,
                quantity=line.quantity,
                unit_price=Money(line.unit_price_minor, given.currency),
                price_version=line.price_version,
                origin="here",
                amount=Money(line.amount_minor, given.currency),
                kind=cast(LineKind, line.kind),
                reductions=line.reductions,
                tax_code=line.tax_code,
                tax_rate_bp=line.tax_rate_bp,
                tax_minor=line.tax_minor,
                tax_added=line.tax_added,
                particulars=line.particulars,
            )
            for line in given.lines
        ),
        tenders=(),
        customer=given.customer,
        event_id="",
        change=Money(0, given.currency),
        operator=given.operator,
        book_version=given.book_version,
        terms=given.terms,
    )
