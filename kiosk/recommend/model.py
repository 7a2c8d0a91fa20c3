"""Ranking of recommendations: pure, from co-purchase scores and the member's own habits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

Reason = Literal["goes_with", "usual"]

USUAL_WEIGHT = 0.6
"""A habit of a dozen purchases a year weighs as much as a good pair, and less than the product's best partner."""
USUAL_FULL = 12
"""From this many purchases a year on, a habit counts in full."""


class Offer(Struct, frozen=True):
    """One recommendation and its honest reason."""

    gtin: str
    score: float
    reason: Reason
    because_of: str
    """The product that it goes with; for a habit the product itself."""
    also: tuple[tuple[Reason, str], ...] = ()
    """Further reasons, the next weightiest first, each with what it goes with."""


MOST_REFUSALS = 400
"""Of one member; the oldest are forgotten first."""

Scope = Literal["product", "kind"]


class Refusal(Struct, frozen=True):
    """Somebody does not want to be offered this again."""

    scope: Scope
    """One product, or all of its kind."""
    what: str
    """Its GTIN, or the category."""
    at: datetime


class Unwanted(Struct, frozen=True):
    """What must not be offered to whoever stands here."""

    gtins: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    off: bool = False
    """Nothing at all."""

    def with_refusals(self, told: Iterable[Refusal]) -> Unwanted:
        """And what was refused before."""
        told = tuple(told)
        return Unwanted(
            self.gtins | {one.what for one in told if one.scope == "product"},
            self.kinds | {one.what for one in told if one.scope == "kind"},
            self.off,
        )


def merge_refusals(*told: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Everything that was refused, each once, newest first; the same in whatever order it is heard."""
    newest: dict[tuple[str, str], Refusal] = {}
    for one in (refusal for some in told for refusal in some):
        known = newest.get((one.scope, one.what))
        if known is None or one.at > known.at:
            newest[(one.scope, one.what)] = one
    ordered = sorted(newest.values(), key=lambda one: (one.at, one.scope, one.what), reverse=True)
    return tuple(ordered[:MOST_REFUSALS])


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
    parts: dict[str, list[tuple[float, Reason, str]]] = {}

    def add(gtin: str, part: float, reason: Reason, because_of: str) -> None:
        if gtin in without or part <= 0:
            return
        total[gtin] = total.get(gtin, 0.0) + part
        parts.setdefault(gtin, []).append((part, reason, because_of))

    for age, anchor in enumerate(anchors):
        partners = list(related.get(anchor, ()))
        best_score = max((score for _, score in partners), default=0.0)
        for gtin, score in partners:
            add(gtin, score / best_score * 0.5**age, "goes_with", anchor)
    for gtin, times in usual:
        add(gtin, USUAL_WEIGHT * min(times, USUAL_FULL) / USUAL_FULL, "usual", gtin)
    order = sorted(total, key=lambda gtin: (-total[gtin], gtin))
    return [_offer(gtin, total[gtin], parts[gtin]) for gtin in order[:limit]]


def _offer(gtin: str, score: float, parts: list[tuple[float, Reason, str]]) -> Offer:
    """The weightiest reason first; of equal ones the one that came first."""
    first, *others = sorted(parts, key=lambda part: -part[0])
    return Offer(gtin, score, first[1], first[2], tuple((reason, what) for _, reason, what in others))
