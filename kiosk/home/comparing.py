"""What is better: by price for the same amount, and by what people say. Rules alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIZE = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(ml|l|g|kg)\s*$", re.IGNORECASE)
_IN = {"ml": ("100ml", 1.0), "l": ("100ml", 1000.0), "g": ("100g", 1.0), "kg": ("100g", 1000.0)}


def per_unit(size: str, minor: int) -> tuple[int, str]:
    """(price in minor units, unit) of 100 ml or 100 g; an empty unit where the size is told in no such measure."""
    found = _SIZE.match(size)
    if found is None:
        return 0, ""
    unit, factor = _IN[found[2].lower()]
    amount = float(found[1].replace(",", ".")) * factor
    return (round(minor * 100 / amount), unit) if amount > 0 else (0, "")


def cheapest_each(products: Sequence[tuple[str, int]], kinds: Sequence[str] = ()) -> int | None:
    """Place of the (size, price) that costs least for the same amount; None if they cannot be compared or are equal.

    `kinds` are their categories, if they are known: milk is no cheaper serum.
    """
    if len(set(kinds)) > 1:
        return None
    found = [per_unit(size, minor) for size, minor in products]
    units = {unit for _, unit in found}
    if len(found) < 2 or len(units) != 1 or "" in units:
        return None
    return _only_best([-minor for minor, _ in found])


def best_rated(tenths: Sequence[int | None]) -> int | None:
    """Place of the one that people like best; None if two are equal or fewer than two are rated."""
    if sum(one is not None for one in tenths) < 2:
        return None
    return _only_best([-1 if one is None else one for one in tenths])


def _only_best(values: Sequence[int]) -> int | None:
    best = max(values)
    return values.index(best) if values.count(best) == 1 else None
