"""Numbers that stand for money: how a typed one is read, and how little of it is shown.

The last digit is a check digit after Luhn (ISO/IEC 7812-1, annex B), so a slip of the finger is no number at all.
"""

from __future__ import annotations

from collections.abc import Callable

LEAST, MOST = 16, 19
"""Digits of a gift card's number. A GTIN has 14 at most, so the two can never be taken for one another."""

SHOWN = 4
"""Digits that receipts, screens and flags may show."""


def check_digit(digits: str) -> int:
    """The digit that makes `digits` a whole number: from the right every second digit counts twice."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def normal(text: str) -> str | None:
    """The number as it is stored: digits alone; None if its length or its check digit is wrong."""
    digits = text.replace(" ", "").replace("-", "")
    if not (LEAST <= len(digits) <= MOST and digits.isascii() and digits.isdigit()):
        return None
    return digits if check_digit(digits[:-1]) == int(digits[-1]) else None


def new(choose: Callable[[int], int]) -> str:
    """A fresh number of 16 digits that nobody can guess; `choose(n)` gives a random number below n."""
    # Leading 9: ISO/IEC 7812 leaves it to each country, so no bank card of a world-wide scheme begins with it.
    body = f"9{choose(10**14):014d}"
    return f"{body}{check_digit(body)}"


def masked(number: str) -> str:
    """What may be shown of a number that is worth money: its last four characters."""
    return f"···{number[-SHOWN:]}" if len(number) > SHOWN else "···"
