"""Taxes of a basket, inside the prices or on top of them, rounded by line or once a code; and rounding of cash."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kiosk.pricing.model.shares import FULL, share_of, share_out
from kiosk.pricing.model.values import TaxSum


class Taxed(Struct, frozen=True):
    """The taxes of lines, in their order."""

    taxes: list[int]
    amounts: list[int]
    """What is paid for each line, its tax inside."""
    sums: tuple[TaxSum, ...]
    """By code."""


def tax(paid: Sequence[int], codes: Sequence[tuple[str, int]], *, added: bool = False, by_total: bool = False) -> Taxed:
    """Find the tax of lines that cost `paid` before a tax that is `added`; `codes` are (code, basis points).

    With `by_total` the tax of each code is rounded once and shared out to its lines by largest remainder.
    """
    taxes = [0] * len(paid)
    by_code: dict[tuple[str, int], list[int]] = {}
    for at, pair in enumerate(codes):
        by_code.setdefault(pair, []).append(at)
    sums = []
    for (code, rate), places in sorted(by_code.items()):
        amounts = [paid[at] for at in places]
        if by_total:
            found = share_out(_tax_of(sum(amounts), rate, added=added), amounts)
        else:
            found = [_tax_of(amount, rate, added=added) for amount in amounts]
        for at, one in zip(places, found, strict=True):
            taxes[at] = one
        gross = sum(amounts) + (sum(found) if added else 0)
        sums.append(TaxSum(code, rate, gross - sum(found), sum(found)))
    amounts = [one + two for one, two in zip(paid, taxes, strict=True)] if added else list(paid)
    return Taxed(taxes, amounts, tuple(sums))


def _tax_of(amount: int, rate: int, *, added: bool) -> int:
    if added:
        return share_of(amount, rate)
    whole = FULL + rate
    return (amount * rate + whole // 2) // whole


def cash_rounding(total_minor: int, unit: int) -> int:
    """What rounding a cash payment to multiples of `unit` adds: negative if it serves the shopper.

    Half a unit is rounded towards nothing, so in the shopper's favour in a sale. 0 where `unit` is 0 or 1.
    """
    if unit <= 1:
        return 0
    rest = abs(total_minor) % unit
    change = unit - rest if rest * 2 > unit else -rest
    return change if total_minor >= 0 else -change
