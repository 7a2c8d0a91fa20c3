"""A basket as the rules see it: units that are alike, and which rules concern which lines. Made once a pricing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.pricing.model.book import Book, Product, Ruled, Situation
from kiosk.pricing.model.choice import Solved
from kiosk.pricing.model.claims import Claim, Offered, Pool
from kiosk.pricing.model.kinds import off_each
from kiosk.pricing.model.values import Item


@dataclass(frozen=True, slots=True)
class Field:
    """The whole basket."""

    book: Book
    items: Sequence[Item]
    pools: tuple[Pool, ...]
    """Units of one product at one shelf price, over all lines; in an order that no scanning changes."""
    claims: tuple[Claim, ...]
    """Rules that look at several units at once and find enough of them, in the order of the book."""
    seen: dict[int, Ruled]
    """Rules that concern these goods and whose conditions hold, by place."""
    tops: tuple[Ruled, ...]
    """Those of them that stack or look at the basket as a whole, in the order of the book."""
    lines_of: dict[int, list[int]]
    """Places of the items that a rule concerns, by the rule's place."""
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
        return cls(book, items, tuple(found.pools), found.useful(), seen, tops, lines_of, spends)


class _Found:
    """What was found so far."""

    def __init__(self, book: Book, situation: Situation) -> None:
        self.book = book
        self.situation = situation
        self.pools: list[Pool] = []
        self.claims: dict[int, Claim] = {}
        self.seen: dict[int, Ruled] = {}
        self.lines_of: dict[int, list[int]] = {}

    def enter(self, product: Product, price: int, units: int, lines: list[int], listed: int | None) -> None:
        """Note units that are all alike, and the rules that concern them."""
        allows = self.situation.allows
        concern = self.book.rules_of(product)
        offers: list[Offered] = [] if listed is None or listed >= price else [(price - listed, None)]
        for one in concern.plain:
            if allows(one):
                self._see(one, lines)
                gain = off_each(one.rule, price)
                if gain:
                    offers.append((gain, one))
        if len(offers) > 1:
            offers.sort(key=_most_first)
        pool = Pool(len(self.pools), price, units, tuple(lines), tuple(offers))
        for one, pack in concern.coupled:
            if allows(one):
                self._see(one, lines)
                claim = self.claims.get(one.place)
                if claim is None:
                    claim = self.claims[one.place] = Claim(one, self.situation.most_units(one.rule), one.place)
                claim.pools.append(pool)
                claim.packs[pool.place] = pack
        for one in concern.tops:
            if allows(one):
                self._see(one, lines)
        self.pools.append(pool)

    def useful(self) -> tuple[Claim, ...]:
        """The claims that find enough units to give something; each pool is told of its own."""
        useful = tuple(claim for _, claim in sorted(self.claims.items()) if claim.hope())
        for claim in useful:
            for pool in claim.pools:
                pool.claims.append(claim)
        return useful

    def _see(self, one: Ruled, lines: list[int]) -> None:
        if one.place in self.seen:
            self.lines_of[one.place].extend(lines)
        else:
            self.seen[one.place] = one
            self.lines_of[one.place] = lines.copy()


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


def _most_first(offered: Offered) -> int:
    """Equal ones stay in their order: the customer's own price, then the rules as the book has them."""
    return -offered[0]


def _canonical(item: Item) -> tuple[str, int, str, str, str]:
    return item.gtin, item.unit_minor, item.category, item.brand, item.line_id
