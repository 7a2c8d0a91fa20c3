"""Amounts as people type them, and the notes that they are likely to hand over."""

from __future__ import annotations

from kiosk.i18n import CURRENCIES
from kiosk.money import Money
from kiosk.shift import denominations

MOST_DIGITS = 9
"""Longer than any amount that is paid at a counter, and shorter than a barcode."""


def parse(typed: str, currency: str) -> Money | None:
    """`12`, `12.5`, `12.50`; None for anything else, such as letters, a minus, too many digits, nothing at all."""
    digits = CURRENCIES.get(currency, ("", 2))[1]
    whole, dot, part = typed.strip().partition(".")
    if not (whole or part) or len(whole) > MOST_DIGITS or len(part) > digits or (dot and not part):
        return None
    if not all(letter in "0123456789" for letter in whole + part):
        return None
    return Money(int(whole or "0") * 10**digits + int(part.ljust(digits, "0") or "0"), currency)


def text(amount: Money) -> str:
    """The amount as it could have been typed."""
    digits = CURRENCIES.get(amount.currency, ("", 2))[1]
    whole, part = divmod(amount.minor, 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits and part else str(whole)


def accepts(typed: str, letter: str, currency: str) -> bool:
    """Whether one more key leaves what was typed the beginning of an amount."""
    after = typed + letter
    digits = CURRENCIES.get(currency, ("", 2))[1]
    if after.endswith(".") and digits and "." not in typed:
        return True
    return parse(after, currency) is not None


def likely(due: Money, most: int = 4) -> list[Money]:
    """What a shopper may hand over for `due`: the amount itself, then the round sums of notes above it."""
    found = [due]
    notes = sorted({one.minor for one in denominations.of(due.currency) if one.form == "note" and not one.rare})
    for note in notes:
        above = -(-due.minor // note) * note
        if above > due.minor and above not in [one.minor for one in found]:
            found.append(Money(above, due.currency))
    return sorted(found, key=lambda one: one.minor)[:most]
