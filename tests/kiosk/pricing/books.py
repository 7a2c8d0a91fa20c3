"""Books, lines and people for the tests of prices, in as few words as possible."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kiosk.pricing.model import Book, Coupon, Item, Manual, Occasion, Priced, Shopper, price
from sync.formats.price_book import AnyRule, Goods, PriceBook
from sync.messages import Texts
from tests.devices import STORE, gtin_of

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""A Saturday, noon in Shanghai."""

A, B, C, D = (gtin_of(number) for number in range(101, 105))

ALL = Goods(everything=True)


def source(*rules: AnyRule, **fields: Any) -> PriceBook:  # each field has its own type
    """A book with these rules in it."""
    fixed: dict[str, Any] = {"tenant": "demo", "store": STORE, "currency": "CNY", "version": 7, "valid_from": NOW}
    return PriceBook(**(fixed | {"rules": rules} | fields))


def named(rule_id: str) -> dict[str, Any]:
    """Id and name of a rule."""
    return {"rule_id": rule_id, "name": Texts(f"规则 {rule_id}", f"規則 {rule_id}", f"Rule {rule_id}")}


def goods(*gtins: str) -> Goods:
    """These products."""
    return Goods(gtins=gtins)


def at(now: datetime = NOW, channel: Any = "till") -> Occasion:
    """In the shop, at that moment."""
    return Occasion(now, "Asia/Shanghai", STORE, channel)


def items(*lines: tuple[str, int, int], **fields: Any) -> list[Item]:
    """Lines of (gtin, units, price of one)."""
    return [Item(f"line-{number}", gtin, units, unit, **fields) for number, (gtin, units, unit) in enumerate(lines)]


def priced(
    book: PriceBook,
    *lines: tuple[str, int, int],
    shopper: Shopper | None = None,
    occasion: Occasion | None = None,
    coupons: tuple[Coupon, ...] = (),
    quota: dict[str, int] | None = None,
    whole: Manual | None = None,
) -> Priced:
    """Price these lines."""
    return price(Book(book), items(*lines), shopper or Shopper(), occasion or at(), coupons, quota, whole)
