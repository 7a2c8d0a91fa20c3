"""A basket as the rules see it: units that are alike, and which rules concern which lines. Made once a pricing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.pricing.model.book import Book, Product, Ruled, Situation
from kiosk.pricing.model.choice import Solved
from kiosk.pricing.model.values import Item


@dataclass(frozen=True, slots=True)
class Alike:
    """Units of one product at one shelf price, over all lines."""

    product: Product
    price: int
    units: int
    lines: tuple[int, ...]
    """Places of the items, by line id."""
    listed: int | None
    """The customer's own price, if there is one."""
    plain: tuple[Ruled, ...]
    """Rules that take each unit by itself."""
    coupled: tuple[Ruled, ...]
    """Rules that look at several units at once."""


@dataclass(frozen=True, slots=True)
class Field:
    """The whole basket."""

    book: Book
    items: Sequence[Item]
    alikes: tuple[Alike, ...]
    """In an order that does not depend on the order of the lines."""
    seen: dict[int, Ruled]
    """Rules that concern these goods and whose conditions hold, by place."""
    tops: tuple[Ruled, ...]
    """Those of them that stack or look at the basket as a whole, in the order of the book."""
    lines_of: dict[int, list[int]]
    """Places of the items that a rule concerns, by the rule's place."""
    solved: Solved = field(default_factory=dict)
    """Knots of rules that were looked at already."""

    @classmethod
    def of(cls, book: Book, items: Sequence[Item], situation: Situation) -> Field:
        """Look at the lines that rules may touch."""
        homes: dict[tuple[str, int, str, str], list[int]] = {}
        units_of: dict[str, int] = {}
        for at in sorted(range(len(items)), key=lambda at: _canonical(items[at])):
            item = items[at]
            if item.discountable and item.manual is None:
                homes.setdefault((item.gtin, item.unit_minor, item.category, item.brand), []).append(at)
                units_of[item.gtin] = units_of.get(item.gtin, 0) + item.quantity
        seen: dict[int, Ruled] = {}
        lines_of: dict[int, list[int]] = {}
        alikes: list[Alike] = []
        price_list = situation.shopper.price_list
        for (gtin, unit, category, brand), lines in homes.items():
            mine = [one for one in book.rules_of(gtin, category, brand) if situation.allows(one)]
            for one in mine:
                seen[one.place] = one
                lines_of.setdefault(one.place, []).extend(lines)
            listed = book.list_price(price_list, gtin, units_of[gtin]) if price_list else None
            goods = [one for one in mine if not (one.basket or one.stack)]
            plain = tuple(one for one in goods if one.simple)
            coupled = tuple(one for one in goods if not one.simple)
            units = sum(items[at].quantity for at in lines)
            alikes.append(Alike((gtin, category, brand), unit, units, tuple(lines), listed, plain, coupled))
        tops = tuple(seen[place] for place in sorted(seen) if seen[place].basket or seen[place].stack)
        return cls(book, items, tuple(alikes), seen, tops, lines_of)


def _canonical(item: Item) -> tuple[str, int, str, str, str]:
    return item.gtin, item.unit_minor, item.category, item.brand, item.line_id
