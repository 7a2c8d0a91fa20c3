"""How high a hand reaches on a display: from its size and how it is mounted to a part of its height. Knows no Kivy.

EN 301 549, 8.3.2: what is operated lies between 380 and 1220 mm above the floor where nothing stands in the way.
"""

from __future__ import annotations

import logging
from math import hypot

from msgspec import Struct

log = logging.getLogger(__name__)

LOWEST_MM = 380
HIGHEST_MM = 1220
MM_PER_INCH = 25.4

LEAST = 0.5
"""The part of the display that the controls of a page need, whoever mounted it: below this they would lie on one
another."""


class Reach(Struct, frozen=True):
    """The part of a display that everybody reaches, from its lower edge: 0 to 1."""

    low: float = 0.0
    high: float = 1.0

    @property
    def share(self) -> float:
        """How much of the display that is."""
        return self.high - self.low

    def line_px(self, height: float) -> float:
        """The reach line: no control lies above so many pixels from the lower edge."""
        return self.high * height


def reach_of(width: int, height: int, diagonal_in: float, bottom_edge_mm: float) -> Reach:
    """What can be reached of a display of `width` by `height` pixels, `diagonal_in` inches across.

    `bottom_edge_mm`: from the floor to the lower edge of its picture. A display that is mounted so high that less than
    half of it can be reached gets half, and a warning: that is for a fitter to put right.
    """
    tall_mm = diagonal_in * MM_PER_INCH * height / hypot(width, height)
    low = _between((LOWEST_MM - bottom_edge_mm) / tall_mm)
    high = _between((HIGHEST_MM - bottom_edge_mm) / tall_mm)
    if high - low < LEAST:
        log.warning(
            "only %d %% of this display can be reached by everybody: its lower edge hangs %d mm above the floor",
            round(100 * max(0.0, high - low)),
            bottom_edge_mm,
        )
        low = min(low, 1 - LEAST)
        high = low + LEAST
    return Reach(low, high)


def _between(share: float) -> float:
    return max(0.0, min(1.0, share))
