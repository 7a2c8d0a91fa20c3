"""When things sell: months, weekdays and the shopping festivals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scripts.demo_store import words
from scripts.demo_store.products import Product

MONTHS = {
    "flat": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    "summer": (0.4, 0.4, 0.6, 0.9, 1.5, 2.0, 2.3, 2.1, 1.3, 0.8, 0.5, 0.4),
    "winter": (2.0, 1.7, 1.2, 0.8, 0.5, 0.4, 0.4, 0.4, 0.7, 1.2, 1.7, 2.1),
    "spring": (0.7, 1.0, 1.9, 2.2, 1.8, 1.0, 0.7, 0.6, 0.8, 0.9, 0.7, 0.6),
    "autumn": (0.7, 0.5, 0.5, 0.6, 0.7, 0.7, 0.8, 1.3, 2.0, 2.2, 1.7, 1.0),
    "newyear": (2.4, 2.2, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9, 0.9, 1.0, 1.6),
    "school": (0.8, 1.9, 1.4, 0.8, 0.7, 0.8, 0.8, 2.2, 2.3, 0.9, 0.7, 0.6),
    "autumnfest": (0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.1, 2.5, 8.0, 1.0, 0.05, 0.02),
}
"""Sales of a month against the year's mean, January first."""

WEEKDAYS = (0.82, 0.80, 0.86, 0.92, 1.14, 1.36, 1.28)
"""Monday to Sunday."""

FESTIVALS = {
    (1, 1): 1.4,
    (3, 8): 1.5,
    (5, 1): 1.4,
    (6, 18): 1.9,
    (9, 9): 1.2,
    (10, 1): 1.5,
    (11, 11): 2.2,
    (12, 24): 1.5,
}
"""Month and day, and how much more is sold then."""


def day_weights(first: date, days: int) -> npt.NDArray[np.float64]:
    """Each day's share of the trade; the shares add up to 1."""
    weights = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        weights.append(WEEKDAYS[day.weekday()] * FESTIVALS.get((day.month, day.day), 1.0))
    found = np.array(weights)
    return np.asarray(found / found.sum())


def seasonal(products: Sequence[Product]) -> npt.NDArray[np.float64]:
    """How much better than usual each product sells: 12 months x products."""
    kinds = words.kinds()
    return np.array([MONTHS[kinds[product.kind].season] for product in products]).T
