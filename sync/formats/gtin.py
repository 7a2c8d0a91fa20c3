"""GTINs in their one stored form: 14 digits (GS1 General Specifications, section 3.3.2)."""

from __future__ import annotations


def check_digit(body: str) -> int:
    """The GS1 mod-10 check digit of the digits before it.

    Source: GS1 General Specifications, section 7.9.1.
    """
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -weighted % 10


def normal(text: str) -> str | None:
    """`text` (GTIN-8, -12, -13 or -14) as 14 digits; None if it is no GTIN with a right check digit."""
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return None
    if check_digit(text[:-1]) != int(text[-1]):
        return None
    return text.zfill(14)


def spoken(gtin: str) -> str:
    """A 14-digit GTIN as people read it on the pack: 13 digits (or 8) where the zeros in front mean nothing."""
    if gtin.startswith("000000"):
        return gtin[6:]
    return gtin.removeprefix("0")
