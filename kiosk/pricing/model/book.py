"""The book made ready for pricing: rules by product, tax rates, the prices of customers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct

from kiosk.pricing.model.kinds import off_each
from kiosk.pricing.model.values import Item, ReductionKind
from sync.formats.price_book import AnyRule, Bundle, Goods, Offer, PriceBook, Threshold, When

Product = tuple[str, str, str]
"""GTIN, category, brand: all that decides which rules may concern it."""

REMEMBERED = 20_000
"""Products whose rules are remembered; a busy shop sells fewer different ones in a day."""


SITUATIONS = 32
"""Kinds of shoppers and hours, by the rules that do not apply to them: guests, members, a coupon, an evening."""


class TaxRate(NamedTuple):
    """A tax code and its rate."""

    code: str
    rate_bp: int


class Ruled(Struct, frozen=True, eq=False):
    """A rule of the book in its place."""

    place: int
    rule: AnyRule
    kind: ReductionKind
    basket: bool
    """Whether it looks at the whole basket (a threshold), not at units."""
    stack: bool
    exclusive: bool
    alone: bool
    simple: bool
    """Each unit has its price whatever the others do: the quick road."""
    free: bool
    """No condition and no quota: it holds for everybody, always."""


Offered = tuple[int, Ruled | None]
"""(what a unit gets off, the rule that gives it or None for the customer's price list)."""


class Concern(NamedTuple):
    """The rules that concern a product at a price and whose conditions hold."""

    offers: tuple[Offered, ...]
    """Of rules that take each unit by itself, the most first; equal ones in the order of the book."""
    coupled: tuple[tuple[Ruled, int], ...]
    """They look at several units at once; with the place of a bundle that the product fills."""
    tops: tuple[Ruled, ...]
    """They stack, or look at the basket as a whole."""
    seen: dict[int, Ruled]
    """All of them, by place."""


Concerns = dict[tuple[Product, int], Concern]
"""What is known so far, by product and price."""


class Book:
    """One price book, indexed. Safe to use from several threads: what it remembers is only ever added."""

    def __init__(self, source: PriceBook) -> None:
        """`source` must have passed `price_book_check`."""
        self.source = source
        self.version = source.version
        self.rules = tuple(_ruled(place, rule) for place, rule in enumerate(source.rules))
        self.alone = frozenset(one.place for one in self.rules if one.alone)
        """Places of the rules that stand alone."""
        self._by_gtin: dict[str, list[Ruled]] = {}
        self._by_category: dict[str, list[Ruled]] = {}
        self._by_brand: dict[str, list[Ruled]] = {}
        self._anything: list[Ruled] = []
        for one in self.rules:
            for goods in goods_of(one.rule):
                self._enter(one, goods)
        self.conditional = tuple(one for one in self.rules if not one.free)
        self._ruled: dict[Product, list[tuple[Ruled, int]]] = {}
        self._remembered: dict[frozenset[int], Concerns] = {}
        self._taxes: dict[tuple[str, str], TaxRate] = {}

    def concerns(self, refused: frozenset[int]) -> Concerns:
        """What is remembered for shoppers to whom these rules do not apply; `concern` fills it."""
        found = self._remembered.get(refused)
        if found is None:
            if len(self._remembered) >= SITUATIONS:
                self._remembered = {}
            found = self._remembered[refused] = {}
        return found

    def concern(self, product: Product, price: int, refused: frozenset[int]) -> Concern:
        """The rules that concern a product at a price, less the refused ones."""
        known = self.concerns(refused)
        if len(known) >= REMEMBERED:
            known.clear()
        mine = [(one, pack) for one, pack in self._ruled_for(product) if one.place not in refused]
        offers: list[Offered] = [(off_each(one.rule, price), one) for one, _ in mine if one.simple]
        found = known[product, price] = Concern(
            offers=tuple(sorted((one for one in offers if one[0]), key=lambda one: -one[0])),
            coupled=tuple((one, pack) for one, pack in mine if not (one.simple or one.basket or one.stack)),
            tops=tuple(one for one, _ in mine if one.basket or one.stack),
            seen={one.place: one for one, _ in mine},
        )
        return found

    def tax_of(self, item: Item) -> TaxRate:
        """The tax of a line; no code and no rate where the book knows none."""
        tax = self.source.tax
        asked = (item.tax_code or tax.by_gtin.get(item.gtin, ""), item.category)
        found = self._taxes.get(asked)
        if found is None:
            code = asked[0] or self._category_tax(item.category) or tax.default
            found = TaxRate(code, tax.codes.get(code, 0))
            if len(self._taxes) < REMEMBERED:
                self._taxes[asked] = found
        return found

    def base_price(self, gtin: str) -> int | None:
        """The shelf price that the book sets for a product, or None."""
        return self.source.prices.get(gtin)

    def list_price(self, price_list: str, gtin: str, units: int) -> int | None:
        """A customer's price for one of so many units of a product, or None."""
        offers: tuple[Offer, ...] = self.source.price_lists.get(price_list, {}).get(gtin, ())
        best = None
        for offer in offers:
            if units >= offer.units and (best is None or offer.price_minor < best):
                best = offer.price_minor
        return best

    def _category_tax(self, category: str) -> str:
        by_category = self.source.tax.by_category
        if not by_category:
            return ""
        return next((by_category[one] for one in ancestry(category) if one in by_category), "")

    def _enter(self, one: Ruled, goods: Goods) -> None:
        if goods.everything:
            self._anything.append(one)
        for index, keys in (
            (self._by_gtin, goods.gtins),
            (self._by_category, goods.categories),
            (self._by_brand, goods.brands),
        ):
            for key in keys:
                index.setdefault(key, []).append(one)

    def _ruled_for(self, product: Product) -> list[tuple[Ruled, int]]:
        """The rules that concern a product in the order of the book, with the place of a bundle that it fills."""
        found = self._ruled.get(product)
        if found is None:
            gtin, category, brand = product
            near = {one.place: one for one in self._anything}
            for some in (self._by_gtin.get(gtin, ()), self._by_brand.get(brand, ()) if brand else ()):
                near.update((one.place, one) for one in some)
            for part in ancestry(category):
                near.update((one.place, one) for one in self._by_category.get(part, ()))
            packs = [(near[place], _pack_of(near[place].rule, product)) for place in sorted(near)]
            if len(self._ruled) >= REMEMBERED:
                self._ruled = {}
            found = self._ruled[product] = [(one, pack) for one, pack in packs if pack >= 0]
        return found


def goods_of(rule: AnyRule) -> tuple[Goods, ...]:
    """The goods that a rule names."""
    return tuple(pack.goods for pack in rule.packs) if isinstance(rule, Bundle) else (rule.goods,)


def _pack_of(rule: AnyRule, product: Product) -> int:
    """The first of a rule's goods that a product is among: the place of a bundle that it fills; -1 for none."""
    return next((place for place, goods in enumerate(goods_of(rule)) if concerns(goods, product)), -1)


def concerns(goods: Goods, product: Product) -> bool:
    """Whether a product is among the goods."""
    gtin, category, brand = product
    if gtin in goods.not_gtins:
        return False
    parts = ancestry(category)
    if goods.not_categories and any(part in goods.not_categories for part in parts):
        return False
    return (
        goods.everything
        or gtin in goods.gtins
        or (bool(brand) and brand in goods.brands)
        or any(part in goods.categories for part in parts)
    )


def ancestry(category: str) -> list[str]:
    """A category and those it lies in, nearest first: `dairy.milk`, `dairy`."""
    if not category:
        return []
    parts = category.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _ruled(place: int, rule: AnyRule) -> Ruled:
    basket = isinstance(rule, Threshold)
    limited = bool(rule.cap_minor or rule.most_units or rule.quota or rule.group)
    kind: ReductionKind = rule.__struct_config__.tag  # type: ignore[assignment]  # tags are these words
    each = kind in ("percent", "amount", "fixed")
    plain = rule.combine in ("best", "exclusive", "alone")
    return Ruled(
        place=place,
        rule=rule,
        kind=kind,
        basket=basket,
        stack=rule.combine == "stack",
        exclusive=rule.combine in ("exclusive", "alone"),
        alone=rule.combine == "alone",
        simple=each and plain and not limited,
        free=not rule.quota and rule.when == When(),
    )


EMPTY = Book(
    PriceBook(
        tenant="none", store="0000000000000", currency="XXX", version=0, valid_from=datetime(1970, 1, 1, tzinfo=UTC)
    )
)
"""What holds where no book ever came: shelf prices, no rule, no tax."""
