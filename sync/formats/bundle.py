"""Bundles by component: what leaves the shelf where several products are sold as one. The same on every device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Parts = Sequence[tuple[str, int]]
"""(GTIN of a component, units of it in one bundle)."""


def moved(gtin: str, quantity: int, parts: Parts) -> list[tuple[str, int]]:
    """(GTIN, units) that leave or come with so many of a product: its components, or itself if it is no bundle."""
    if not parts:
        return [(gtin, quantity)]
    return [(part, quantity * units) for part, units in parts]


def summed(wanted: Iterable[tuple[str, int]], parts: Mapping[str, Parts]) -> dict[str, int]:
    """Units of each component that (product, units) need together; two lines that share a component are summed."""
    needed: dict[str, int] = {}
    for gtin, quantity in wanted:
        for part, units in moved(gtin, quantity, parts.get(gtin, ())):
            needed[part] = needed.get(part, 0) + units
    return needed


def whole(parts: Parts, units: Mapping[str, int]) -> int:
    """How many whole bundles the units of the components make; a component nobody has makes none.

    Below zero where a component is: then so many bundles are missing.
    """
    return min(units.get(part, 0) // each for part, each in parts)
