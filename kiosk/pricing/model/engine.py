"""`price`: from lines at shelf prices to what is paid for each, with every reduction and tax named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.pricing.model import lines as work
from kiosk.pricing.model import tax as taxes
from kiosk.pricing.model.book import Book
from kiosk.pricing.model.values import Coupon, Item, Manual, Occasion, Priced, PricedLine, Shopper


def price(
    book: Book,
    items: Sequence[Item],
    shopper: Shopper,
    occasion: Occasion,
    coupons: Sequence[Coupon] = (),
    quota: Mapping[str, int] | None = None,
    whole: Manual | None = None,
) -> Priced:
    """Price a basket: the choice of rules that costs the shopper least, whatever the order of the lines.

    `quota` says how many units are left of rules for the first N, by rule id. `whole` is what a person gave on the
    whole basket ("percent" or "amount").
    """
    drafts = [work.Draft(item) for item in items]
    for draft in drafts:
        draft.take_manual()
    if whole is not None:
        work.take_whole(drafts, whole)
    tax = book.source.tax
    rates = [book.tax_of(item) for item in items]
    added = tax.prices == "exclusive"
    taxed = taxes.tax([draft.left for draft in drafts], rates, added=added, by_total=tax.rounding == "total")
    lines = tuple(
        PricedLine(draft.item.line_id, tuple(draft.reductions), rate.code, rate.rate_bp, tax_minor, amount)
        for draft, rate, tax_minor, amount in zip(drafts, rates, taxed.taxes, taxed.amounts, strict=True)
    )
    return Priced(
        lines=lines,
        total_minor=sum(line.amount_minor for line in lines),
        taxes=taxed.sums,
        book_version=book.version,
        tax_added=added,
    )
