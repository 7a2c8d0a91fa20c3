"""A basket as the rules see it: units that are alike, and which rules concern which lines. Made once a pricing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from kiosk.pricing.model.book import Book, Product, Ruled
from kiosk.pricing.model.choice import Solved
from kiosk.pricing.model.claims import Claim, Pool
from kiosk.pricing.model.situation import Situation
from kiosk.pricing.model.values import Item


class Field(Struct, frozen=True):
    """The whole basket."""

    book: Book
    items: Sequence[Item]
    pools: tuple[Pool, ...]
    """Units of one product at one shelf price, over all lines; in an order that no scanning changes."""
    claims: tuple[Claim, ...]
    """Rules that look at several units at once and find enough of them, in the order of the book."""
    coupled: dict[int, Claim]
    """The same, and those that do not find enough, by the rule's place."""
    seen: dict[int, Ruled]
    """Rules that concern these goods and whose conditions hold, by place."""
    tops: tuple[Ruled, ...]
    """Those of them that stack or look at the basket as a whole, in the order of the book."""
    lines_of: dict[int, list[int]]
    """Places of the items that one of these concerns, by its place."""
    spends: dict[int, int]
    """What the goods of each threshold cost before any rule of the book, by its place."""
    solved: Solved = field(default_factory=dict)
    """Knots of rules that were looked at already."""

    @classmethod
    def of(cls, book: Book, items: Sequence[Item], situation: Situation) -> Field:
        """Look at the lines that rules may touch."""
        found = _Found(book, situation)
        homes, units_of = _homes(items)
        price_list = situation.shopper.price_list
        for (gtin, price, category, brand), lines in homes.items():
            listed = book.list_price(price_list, gtin, units_of[gtin]) if price_list else None
            units = sum(items[at].quantity for at in lines)
            found.enter((gtin, category, brand), price, units, lines, listed)
        seen, lines_of = found.seen, found.lines_of
        tops = tuple(seen[place] for place in sorted(seen) if seen[place].basket or seen[place].stack)
        spends = {
            one.place: sum(items[at].unit_minor * items[at].quantity for at in lines_of[one.place])
            for one in tops
            if one.basket
        }
        return cls(book, items, tuple(found.pools), found.useful(), found.claims, seen, tops, lines_of, spends)


class _Found:
    """What was found so far."""

    def __init__(self, book: Book, situation: Situation) -> None:
        self.book = book
        self.situation = situation
        self.refused = situation.refused(book)
        self.known = book.concerns(self.refused)
        self.pools: list[Pool] = []
        self.claims: dict[int, Claim] = {}
        self.seen: dict[int, Ruled] = {}
        self.lines_of: dict[int, list[int]] = {}

    def enter(self, product: Product, price: int, units: int, lines: list[int], listed: int | None) -> None:
        """Note units that are all alike, and the rules that concern them."""
        concern = self.known.get((product, price)) or self.book.concern(product, price, self.refused)
        offers = concern.offers
        if listed is not None and listed < price:
            own = price - listed
            # Of equal ones the customer's own price comes first.
            less = [one for one in offers if one[0] <= own]
            offers = (*offers[: len(offers) - len(less)], (own, None), *less)
        pool = Pool(len(self.pools), price, units, tuple(lines), offers, concern.seen)
        self.pools.append(pool)
        self.seen.update(concern.seen)
        for one, pack in concern.coupled:
            claim = self.claims.get(one.place)
            if claim is None:
                claim = self.claims[one.place] = Claim(one, self.situation.most_units(one.rule), one.place)
            claim.pools.append(pool)
            claim.packs[pool.place] = pack
        for one in concern.tops:
            self.lines_of.setdefault(one.place, []).extend(lines)

    def useful(self) -> tuple[Claim, ...]:
        """The claims that find enough units to give something; each pool is told of its own."""
        useful = tuple(claim for _, claim in sorted(self.claims.items()) if claim.hope())
        for claim in useful:
            for pool in claim.pools:
                pool.claims.append(claim)
        return useful


def _homes(items: Sequence[Item]) -> tuple[dict[tuple[str, int, str, str], list[int]], dict[str, int]]:
    """The lines of each product at each price, and the units of each product, in an order of their own."""
    homes: dict[tuple[str, int, str, str], list[int]] = {}
    units_of: dict[str, int] = {}
    for at in sorted(range(len(items)), key=[_canonical(item) for item in items].__getitem__):
        item = items[at]
        if item.discountable and item.manual is None:
            homes.setdefault((item.gtin, item.unit_minor, item.category, item.brand), []).append(at)
            units_of[item.gtin] = units_of.get(item.gtin, 0) + item.quantity
    return homes, units_of


def _canonical(item: Item) -> tuple[str, int, str, str, str]:
    return item.gtin, item.unit_minor, item.category, item.brand, item.line_id
