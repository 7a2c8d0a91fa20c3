"""Sharing out whole units of money without losing one: largest remainder, and rounding half up."""

from __future__ import annotations

from collections.abc import Sequence

FULL = 10_000
"""Basis points of the whole."""


def share_of(amount: int, basis_points: int) -> int:
    """`basis_points` of an amount of at least 0, rounded half up."""
    return (amount * basis_points + FULL // 2) // FULL


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` out by weights of at least 0: the parts sum up to it, none is more than a unit from its due.

    No part exceeds its weight while the total does not exceed their sum. Equal remainders are served from the left.
    With no weight at all everything is put on the first part.
    """
    whole = sum(weights)
    if not whole:
        return [total, *([0] * (len(weights) - 1))] if weights else []
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    if left:
        rests = [total * weight % whole for weight in weights]
        # Reversed, a sort still leaves equal ones in their order.
        due = sorted(range(len(weights)), key=rests.__getitem__, reverse=True)
        for at in due[:left]:
            parts[at] += 1
    return parts
