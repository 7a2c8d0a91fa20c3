"""Labels that a shop prints for weighed goods: an EAN-13 of the numbers kept for use inside one shop.

Source: GS1 General Specifications, section 2.1.11 (variable measure items scanned at point of sale): prefixes 02 and
20 to 29 belong to each shop or country, and how the digits between prefix and check digit are made up is their rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from sync.formats.gtin import check_digit


class Rule(Struct, frozen=True):
    """How the labels of one prefix are made up: prefix, article, perhaps a check digit, value, check digit."""

    prefix: str
    means: Literal["grams", "price"]
    value_digits: int
    value_check: bool = False
    """A check digit of the value stands before it."""
    times: int = 1
    """What the digits are multiplied by to come to grams or to the currency's smallest unit."""


class Weighed(Struct, frozen=True):
    """What such a label says."""

    gtin: str
    """14 digits: the label with value 0, which is the number that the catalogue has for the article."""
    item: str
    """The shop's own digits for the article, without the prefix."""
    grams: int | None
    price_minor: int | None
    """What the pack costs; None where it says its weight."""


def parse(gtin: str, rules: Iterable[Rule]) -> Weighed | None:
    """What a label says; None if no rule speaks of it, or its inner check digit is wrong.

    Args:
        gtin: 14 digits with a right check digit, as `gtin.normal` gives it.
    """
    code = gtin.removeprefix("0")
    if len(code) != 13 or not (code.isascii() and code.isdigit()):
        return None
    # The longest prefix speaks: a rule for 2101 is an exception from the one for 21.
    rule = max((one for one in rules if code.startswith(one.prefix)), key=lambda one: len(one.prefix), default=None)
    if rule is None:
        return None
    value_at = 12 - rule.value_digits
    item_ends = value_at - rule.value_check
    if item_ends <= len(rule.prefix):
        return None
    digits = code[value_at:12]
    if rule.value_check and int(code[value_at - 1]) != price_check_digit(digits):
        return None
    body = code[:item_ends] + "0" * (12 - item_ends)
    amount = int(digits) * rule.times
    return Weighed(
        gtin=f"0{body}{check_digit(body)}",
        item=code[len(rule.prefix) : item_ends],
        grams=amount if rule.means == "grams" else None,
        price_minor=amount if rule.means == "price" else None,
    )


def price_check_digit(digits: str) -> int:
    """The check digit of a value of four or five digits, 0 for any other length.

    Source: GS1 General Specifications, section 7.9.2 and following: each digit is weighted by its place; the weights 2-
    and 5- take the tens of the product away from its units, 5+ adds them.
    """
    if len(digits) == 4:
        total = sum(_WEIGHT[weight][int(digit)] for weight, digit in zip(("2-", "2-", "3", "5-"), digits, strict=True))
        return total * 3 % 10
    if len(digits) == 5:
        weights = ("5+", "2-", "5-", "5+", "2-")
        total = sum(_WEIGHT[weight][int(digit)] for weight, digit in zip(weights, digits, strict=True))
        return _WEIGHT["5-"].index(-total % 10)
    return 0


_WEIGHT: dict[str, tuple[int, ...]] = {
    "2-": tuple((2 * digit - 2 * digit // 10) % 10 for digit in range(10)),
    "3": tuple(3 * digit % 10 for digit in range(10)),
    "5+": tuple((5 * digit + 5 * digit // 10) % 10 for digit in range(10)),
    "5-": tuple((5 * digit - 5 * digit // 10) % 10 for digit in range(10)),
}
