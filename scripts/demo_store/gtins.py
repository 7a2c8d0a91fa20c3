"""Numbers that belong to nobody: GS1's example prefix 952, and 21 for goods weighed in the store."""

from __future__ import annotations

EXAMPLE_PREFIX = "952"
"""GS1 gives 952 to demonstrations and examples, so none of these is anybody's product."""

WEIGHED_PREFIX = "21"
"""GS1 prefixes 20-29 are for numbers inside a store. Ours: 21, five digits of article, five of weight in grams."""

_OUTER = [sum(int(d) * w for d, w in zip(f"{n:03}", (3, 1, 3), strict=True)) for n in range(1000)]
_INNER = [sum(int(d) * w for d, w in zip(f"{n:03}", (1, 3, 1), strict=True)) for n in range(1000)]
_PREFIX_SUM = 9 + 5 * 3 + 2


def check_digit(digits: str) -> int:
    """The check digit that belongs behind these digits (GS1 General Specifications 7.9)."""
    return -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10


def valid(number: str) -> bool:
    """True if the last digit is the right check digit."""
    return number.isascii() and number.isdigit() and check_digit(number[:-1]) == int(number[-1])


def example(item: int) -> str:
    """The GTIN of item number 0 ... 999,999,999, as 14 digits."""
    high, rest = divmod(item, 1_000_000)
    middle, low = divmod(rest, 1000)
    check = -(_PREFIX_SUM + _OUTER[high] + _INNER[middle] + _OUTER[low]) % 10
    return f"0952{item:09}{check}"


def weighed(article: int, grams: int = 0) -> str:
    """The number of weighed article 0 ... 99,999, as 14 digits; with grams, what its scale label says.

    The catalogue knows the article with the weight 0.
    """
    body = f"{WEIGHED_PREFIX}{article:05}{grams:05}"
    return f"0{body}{check_digit(body)}"


def with_weight(gtin: str, grams: int) -> str:
    """The scale label's 14 digits for this many grams of a weighed article."""
    return weighed(int(gtin[3:8]), grams)


def gln(number: int) -> str:
    """A location number of 13 digits under the example prefix."""
    body = f"{EXAMPLE_PREFIX}{number:09}"
    return f"{body}{check_digit(body)}"
