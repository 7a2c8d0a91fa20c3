"""The likeliest EAN-13 for a table of how well each digit fits each place, and how far ahead of the next it is.

Only one in 64 choices of sets for the left half is a first digit, and only one number in ten has a right check
digit: so the best of the codes that can exist is looked for, and not the best digit of each place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from hardware.decoding.ean_shapes import PARITIES

if TYPE_CHECKING:
    from hardware.decoding.ean_shapes import Floats

WEIGHTS = (3, 1) * 6
"""Of the second to the thirteenth digit in the check sum; the first counts once."""

NEVER = -1e6


def solve(left: Floats, right: Floats) -> tuple[str, float, float]:
    """(13 digits, how well they fit, how well the best other code fits), of (6, 20) and (6, 10) fits.

    More is better.
    """
    tables = numpy.stack([_table(left, right, parity) for parity in PARITIES])
    fits, digits = _best(tables)
    first = int(fits.argmax())
    chosen = digits[first]
    # The next best has other sets, or another digit in at least one place.
    others = numpy.repeat(tables[first][None], 12, axis=0)
    others[numpy.arange(12), numpy.arange(12), chosen] = NEVER
    same_sets, _ = _best(others, numpy.full(12, first))
    other_sets = numpy.delete(fits, first)
    second = max(float(same_sets.max()), float(other_sets.max()))
    return f"{first}{''.join(map(str, chosen))}", float(fits[first]), second


def _table(left: Floats, right: Floats, parity: str) -> Floats:
    """(12, 10): fits of the digits for one choice of sets."""
    rows = [left[place, 10:] if kind == "B" else left[place, :10] for place, kind in enumerate(parity)]
    return numpy.concatenate([numpy.stack(rows), right])


def _best(tables: Floats, first_digits: Floats | None = None) -> tuple[Floats, Floats]:
    """Best fit, and its twelve digits, of each of (n, 12, 10) tables among numbers with a right check digit.

    ``first_digits`` (n) are the digits before them; 0 to 9 in order when not given.
    """
    count = len(tables)
    first = numpy.arange(count) if first_digits is None else first_digits
    sums = numpy.full((count, 10), NEVER)
    sums[numpy.arange(count), first % 10] = 0
    steps = []
    digit = numpy.arange(10)
    for place, times in enumerate(WEIGHTS):
        # To end at a sum with this digit the sum before was so much less.
        before = (numpy.arange(10)[:, None] - times * digit[None, :]) % 10
        paths = sums[:, before] + tables[:, place][:, None, :]
        steps.append(paths.argmax(2))
        sums = paths.max(2)
    digits = numpy.zeros((count, 12), int)
    at = numpy.zeros(count, int)
    for place in range(11, -1, -1):
        digits[:, place] = steps[place][numpy.arange(count), at]
        at = (at - WEIGHTS[place] * digits[:, place]) % 10
    return sums[:, 0], digits
