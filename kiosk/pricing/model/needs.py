"""What selling a product takes beyond its price: proof of age, a serial number, a deposit, a plan to go with it."""

from __future__ import annotations

from kiosk.pricing.model.book import Book, concerns
from sync.formats.price_book import Goods, Needs

NONE = Needs(goods=Goods())
"""Nothing: most products."""


def needs_of(book: Book, gtin: str, category: str = "", brand: str = "") -> Needs:
    """All that the book asks for a product: the highest age, the longest warranty, the first deposit, every plan."""
    found = [one for one in book.source.needs if concerns(one.goods, (gtin, category, brand))]
    if not found:
        return NONE
    deposit = next((one for one in found if one.deposit_gtin), NONE)
    return Needs(
        goods=Goods(gtins=(gtin,)),
        age=max(one.age for one in found),
        serial=any(one.serial for one in found),
        lot=any(one.lot for one in found),
        deposit_gtin=deposit.deposit_gtin,
        deposit_minor=deposit.deposit_minor,
        warranty_months=max(one.warranty_months for one in found),
        plan_gtins=tuple(dict.fromkeys(plan for one in found for plan in one.plan_gtins)),
        plan_months=max(one.plan_months for one in found),
        gift_card=any(one.gift_card for one in found),
    )
