"""The book made ready for pricing: rules by product, conditions by shopper and moment, tax rates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.pricing.model.values import Coupon, Item, Occasion, ReductionKind, Shopper
from sync.formats.price_book import AnyRule, Bundle, Goods, Offer, PriceBook, Threshold, When

Product = tuple[str, str, str]
"""GTIN, category, brand: all that decides which rules may concern it."""

REMEMBERED = 20_000
"""Products whose rules are remembered; a busy shop sells fewer different ones in a day."""


class TaxRate(NamedTuple):
    """A tax code and its rate."""

    code: str
    rate_bp: int


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
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


class Concern(NamedTuple):
    """The rules that concern a product, each kind in the order of the book."""

    plain: tuple[Ruled, ...]
    """They take each unit by itself."""
    coupled: tuple[tuple[Ruled, int], ...]
    """They look at several units at once; with the place of a bundle that the product fills."""
    tops: tuple[Ruled, ...]
    """They stack, or look at the basket as a whole."""


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
        self._remembered: dict[Product, Concern] = {}
        self._taxes: dict[tuple[str, str], TaxRate] = {}

    def rules_of(self, product: Product) -> Concern:
        """The rules that concern a product."""
        found = self._remembered.get(product)
        if found is None:
            found = self._find(product)
            if len(self._remembered) >= REMEMBERED:
                self._remembered = {}
            self._remembered[product] = found
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

    def _find(self, product: Product) -> Concern:
        gtin, category, brand = product
        near = {one.place: one for one in self._anything}
        for found in (self._by_gtin.get(gtin, ()), self._by_brand.get(brand, ()) if brand else ()):
            near.update((one.place, one) for one in found)
        for part in ancestry(category):
            near.update((one.place, one) for one in self._by_category.get(part, ()))
        ruled = [near[place] for place in sorted(near)]
        packs = [(one, _pack_of(one.rule, product)) for one in ruled]
        mine = [(one, pack) for one, pack in packs if pack >= 0]
        return Concern(
            plain=tuple(one for one, _ in mine if one.simple),
            coupled=tuple((one, pack) for one, pack in mine if not (one.simple or one.basket or one.stack)),
            tops=tuple(one for one, _ in mine if one.basket or one.stack),
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """Who buys when and where; says whether a rule's conditions hold, and remembers it."""

    shopper: Shopper
    occasion: Occasion
    coupons: frozenset[str]
    day: int
    """Of the week where the shop is, 1 for Monday."""
    wall: str
    """The shop's clock, as books write hours."""
    quota: Mapping[str, int]
    """Units that are left of the store's first N, by rule."""
    known: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(
        cls, shopper: Shopper, occasion: Occasion, coupons: Collection[Coupon], quota: Mapping[str, int]
    ) -> Situation:
        """Look at the wall clock once."""
        local = occasion.now.astimezone(ZoneInfo(occasion.zone))
        names = frozenset(one.coupon for one in coupons)
        return cls(shopper, occasion, names, local.isoweekday(), f"{local:%H:%M}", quota)

    def allows(self, one: Ruled) -> bool:
        """Whether the rule's conditions hold."""
        if one.free:
            return True
        found = self.known.get(one.place)
        if found is None:
            rule = one.rule
            left = not rule.quota or self.quota.get(rule.rule_id, rule.quota) > 0
            found = self.known[one.place] = left and self._holds(rule.when)
        return found

    def most_units(self, rule: AnyRule) -> int:
        """How many units of this basket the rule may take; a million where nothing limits it."""
        most = rule.most_units or 1_000_000
        return min(most, self.quota.get(rule.rule_id, rule.quota)) if rule.quota else most

    def _holds(self, when: When) -> bool:
        shopper, occasion = self.shopper, self.occasion
        return (
            (not when.members or bool(shopper.member))
            and (not when.tiers or shopper.tier in when.tiers)
            and (not when.segments or not shopper.segments.isdisjoint(when.segments))
            and (not when.employees or shopper.employee)
            and (not when.channels or occasion.channel in when.channels)
            and (not when.stores or occasion.store in when.stores)
            and (when.since is None or when.since <= occasion.now)
            and (when.until is None or occasion.now < when.until)
            and (not when.coupon or when.coupon in self.coupons)
            and self._in_hours(when)
        )

    def _in_hours(self, when: When) -> bool:
        """A window over midnight belongs to the day on which it began."""
        begin, end = when.from_hour, when.till_hour
        day, wall = self.day, self.wall
        if begin == end == "00:00":
            return not when.weekdays or day in when.weekdays
        if end == "00:00":
            inside = wall >= begin
        elif begin < end:
            inside = begin <= wall < end
        else:
            inside = wall >= begin or wall < end
            if wall < end:
                day = (day - 2) % 7 + 1
        return inside and (not when.weekdays or day in when.weekdays)


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
