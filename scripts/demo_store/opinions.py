"""What shoppers of the demo store think of its products: ratings, and sentences that nobody in particular wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import msgspec

from scripts.demo_store import words
from scripts.demo_store.products import Product, mix

REVIEWED = 600
"""So many best sellers have reviews; further down the list people do not write."""

MOST = 4
"""Reviews that a product has at most: what a page shows."""

TODAY = date(2026, 11, 15)
"""Reviews were written before that day."""

GROUPS = {
    "skincare": "care", "makeup": "care", "body": "care", "fragrance": "care", "baby.care": "care",
    "drinks": "eat", "food": "eat", "fresh": "eat", "baby.food": "eat",
    "home": "home", "stationery": "home", "apparel": "wear", "pet": "pet", "sport": "sport",
}  # fmt: skip
"""Which sentences fit: by category, else by department."""

_INITIALS = "ABCDEGHJKLMNPRSTW"


class Rating(msgspec.Struct, frozen=True):
    """The mean of the stars times ten, and how many gave them."""

    tenths: int
    count: int


class Review(msgspec.Struct, frozen=True):
    """A few sentences."""

    stars: int
    author: str
    language: str
    """zh_CN, zh_TW or en."""
    text: str
    on: date


def rating(product: Product) -> Rating | None:
    """What shoppers think of a product; what sells more was rated more often, and the slowest not at all."""
    if product.rank == 1:
        # The product of the tour and of the pictures.
        return Rating(48, 2316)
    chance = mix(product.style, 71)
    count = round(2600 / (1 + product.rank / 14) ** 0.8 * (0.5 + (chance & 0xFF) / 256))
    if count < 3:
        return None
    return Rating(39 + (chance >> 8) % 11 - (4 if (chance >> 16) % 9 == 0 else 0), count)


def reviews(product: Product) -> list[Review]:
    """What some of them wrote, the best told first; no two products show the same ones in the same order."""
    if product.rank > REVIEWED:
        return []
    chance = mix(int(product.gtin), 72)
    found: list[Review] = []
    for language, wanted in (("zh_CN", 2), ("zh_TW", 1), ("en", 1)):
        said = _said()[_group(product), language]
        first = (chance >> 8) % len(said)
        step = 1 + (chance >> 16) % (len(said) - 1) if len(said) > 1 else 1
        # Steps that share a divisor with the length may come back to the same sentence: it is said once.
        places = dict.fromkeys((first + step * nth) % len(said) for nth in range(wanted))
        for place in places:
            stars, text = said[place]
            turn = mix(int(product.gtin), 73 + len(found))
            found.append(Review(stars, _author(language, turn), language, text, TODAY - timedelta(days=turn % 320)))
    return sorted(found, key=lambda one: -one.stars)[:MOST]


@cache
def _said() -> dict[tuple[str, str], Sequence[tuple[int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for group, stars, language, text in words.rows("reviews"):
        found.setdefault((group, language), []).append((int(stars), text))
    return {place: tuple(said) for place, said in found.items()}


def _group(product: Product) -> str:
    return GROUPS.get(product.category) or GROUPS[product.category.partition(".")[0]]


def _author(language: str, chance: int) -> str:
    """A surname that says who it is to nobody: ``林**``, ``M. Rossi``."""
    names = {row[0]: row[1:] for row in words.rows("surnames")}[language.replace("_", "-")]
    name = names[(chance >> 20) % len(names)]
    return f"{_INITIALS[(chance >> 40) % len(_INITIALS)]}. {name}" if language == "en" else f"{name}**"
