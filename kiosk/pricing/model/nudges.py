"""Near misses: a little more, and a rule would give something. Only what is close is worth a word."""

from __future__ import annotations

from collections.abc import Collection

from kiosk.pricing.model.book import Ruled
from kiosk.pricing.model.claims import Claim
from kiosk.pricing.model.field import Field
from kiosk.pricing.model.values import Nudge
from sync.formats.price_book import Bundle, Mix, NForM, Threshold, Tier

MOST = 3
"""More than this nobody reads at a till."""

NEAR_UNITS = 2
"""So many further units are a small step."""

NEAR_SHARE = 4
"""A threshold is near when a quarter of it, or less, is missing."""


def find(field: Field, used: Collection[str]) -> tuple[Nudge, ...]:
    """Up to three near misses, in the order of the book. `used` are the rules that gave something already."""
    found: list[Nudge] = []
    for place in sorted(field.seen):
        nudge = _near(field, field.seen[place], used)
        if nudge is not None:
            found.append(nudge)
            if len(found) == MOST:
                break
    return tuple(found)


def _near(field: Field, one: Ruled, used: Collection[str]) -> Nudge | None:
    rule = one.rule
    if isinstance(rule, Threshold):
        return _near_threshold(rule, field.spends[one.place])
    if isinstance(rule, Bundle):
        return None if rule.rule_id in used else _near_bundle(field.coupled[one.place], rule)
    if not isinstance(rule, NForM | Mix | Tier):
        return None
    have = sum([pool.units for pool in field.coupled[one.place].pools])
    if isinstance(rule, Tier):
        missing = min((step.units - have for step in rule.steps if step.units > have), default=0)
        near = 0 < missing <= NEAR_UNITS
    else:
        missing = -have % rule.units
        near = missing == 1 and not (rule.most_units and have >= rule.most_units)
    return Nudge(rule.rule_id, one.kind, units=missing) if near else None


def _near_threshold(rule: Threshold, spend: int) -> Nudge | None:
    higher = [step for step in rule.steps if step.least_minor > spend]
    if not higher or not spend:
        return None
    step = min(higher, key=lambda one: one.least_minor)
    missing = step.least_minor - spend
    near = missing * NEAR_SHARE <= step.least_minor
    return Nudge(rule.rule_id, "threshold", missing_minor=missing, off_minor=step.off_minor) if near else None


def _near_bundle(claim: Claim, rule: Bundle) -> Nudge | None:
    """One unit is missing in one place, and all the others are there."""
    have = [0] * len(rule.packs)
    for pool in claim.pools:
        have[claim.packs[pool.place]] += pool.units
    missing = sum(max(0, pack.units - count) for pack, count in zip(rule.packs, have, strict=True))
    return Nudge(rule.rule_id, "bundle", units=1) if missing == 1 else None
