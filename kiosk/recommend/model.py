"""Ranking of recommendations: pure, from co-purchase scores and the member's own habits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Reason = Literal["goes_with", "usual"]

USUAL_WEIGHT = 0.6
"""A habit of a dozen purchases a year weighs as much as a good pair, and less than the product's best partner."""
USUAL_FULL = 12
"""From this many purchases a year on, a habit counts in full."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One recommendation and its honest reason."""

    gtin: str
    score: float
    reason: Reason
    because_of: str
    """The product that it goes with; for a habit the product itself."""


def rank(
    anchors: Sequence[str],
    related: Mapping[str, Iterable[tuple[str, float]]],
    usual: Iterable[tuple[str, int]],
    *,
    without: frozenset[str],
    limit: int,
) -> list[Offer]:
    """Offers for a shopper who holds or looks at `anchors` (newest first).

    `related` gives (gtin, score) for each anchor, best first. How large scores are differs from shop to shop, so an
    anchor's best partner counts as 1 and the others as their share of it. Newer anchors count more: each older one half
    as much as the one before, so every scan re-ranks the list. What is in `without` is never offered.
    """
    total: dict[str, float] = {}
    best: dict[str, tuple[float, Reason, str]] = {}

    def add(gtin: str, part: float, reason: Reason, because_of: str) -> None:
        if gtin in without or part <= 0:
            return
        total[gtin] = total.get(gtin, 0.0) + part
        if gtin not in best or part > best[gtin][0]:
            best[gtin] = (part, reason, because_of)

    for age, anchor in enumerate(anchors):
        partners = list(related.get(anchor, ()))
        best_score = max((score for _, score in partners), default=0.0)
        for gtin, score in partners:
            add(gtin, score / best_score * 0.5**age, "goes_with", anchor)
    for gtin, times in usual:
        add(gtin, USUAL_WEIGHT * min(times, USUAL_FULL) / USUAL_FULL, "usual", gtin)
    order = sorted(total, key=lambda gtin: (-total[gtin], gtin))
    return [Offer(gtin, total[gtin], best[gtin][1], best[gtin][2]) for gtin in order[:limit]]
