"""Earning points: one flat rule of the book, and its reverse when goods come back."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sync.formats.price_book import Loyalty


class Earning(Struct, frozen=True):
    """A line of a sale, as far as points are concerned."""

    amount_minor: int
    """What was paid for it."""
    kind: str = "product"
    category: str = ""


def earned(lines: Iterable[Earning], points_part_minor: int, rule: Loyalty) -> int:
    """Points for a sale: none for gift cards, plans and deposits, excluded categories, or what points paid for.

    `points_part_minor` is what was settled with points, at least 0. Part of an `earn_per_minor` earns nothing.
    """
    if not rule.earn_per_minor or not rule.earn_points:
        return 0
    worth = sum(
        line.amount_minor
        for line in lines
        if line.kind == "product" and not _within(line.category, rule.not_categories)
    )
    return max(0, worth - points_part_minor) // rule.earn_per_minor * rule.earn_points


def to_reverse(
    kept: Iterable[Earning], points_part_minor: int, points_earned: int, points_reversed: int, rule: Loyalty
) -> int:
    """Points that a return takes back: what the sale earned, less what its kept lines would have earned.

    `kept` are the lines with what is still paid for them after this return, `points_part_minor` what of that was
    settled with points. Bringing everything back, in any steps, takes back just what was earned.
    """
    still = min(points_earned, earned(kept, points_part_minor, rule))
    return max(0, points_earned - still - points_reversed)


def _within(category: str, excluded: Iterable[str]) -> bool:
    return any(category == one or category.startswith(one + ".") for one in excluded)
