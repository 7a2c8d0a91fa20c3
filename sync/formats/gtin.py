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


def expand_upc_e(text: str) -> str | None:
    """The GTIN (14 digits) of an 8-digit UPC-E with number system and check digit; None if it is none.

    Source: GS1 General Specifications, section 5.2.2.4.2 (zero suppression).
    """
    if len(text) != 8 or not (text.isascii() and text.isdigit()) or text[0] not in "01":
        return None
    system, digits, check = text[0], text[1:7], text[7]
    last = digits[5]
    if last in "012":
        body = digits[:2] + last + "0000" + digits[2:5]
    elif last == "3":
        body = digits[:3] + "00000" + digits[3:5]
    elif last == "4":
        body = digits[:4] + "00000" + digits[4]
    else:
        body = digits[:5] + "0000" + last
    return normal(system + body + check)


def any_form(text: str) -> str | None:
    """`text` (GTIN-8, -12, -13, -14 or UPC-E of 8 digits) as 14 digits; None if it is none of them.

    One number of eight digits in ten is right as both GTIN-8 and UPC-E. With a leading 0 it is UPC-E: GS1 keeps
    such GTIN-8 for numbers inside one shop.
    """
    if text.startswith("0"):
        return expand_upc_e(text) or normal(text)
    return normal(text) or expand_upc_e(text)
