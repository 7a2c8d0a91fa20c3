"""The best price by trying everything: each unit with each rule. Slow and plain on purpose, with no code of ours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sync.formats.price_book import Amount, AnyRule, Bundle, Fixed, Mix, NForM, Percent, Tier

Unit = tuple[str, int]
"""(gtin, price)."""


def best_total(rules: Sequence[AnyRule], units: Sequence[Unit]) -> int:
    """The least that these units can cost, if each may go to at most one rule."""
    choices = [[None, *(at for at, rule in enumerate(rules) if _concerns(rule, gtin))] for gtin, _ in units]
    whole = sum(price for _, price in units)
    return whole - max(_saved(rules, units, assigned) for assigned in product(*choices))


def _saved(rules: Sequence[AnyRule], units: Sequence[Unit], assigned: Sequence[int | None]) -> int:
    return sum(
        _worth(rule, [unit for unit, place in zip(units, assigned, strict=True) if place == at])
        for at, rule in enumerate(rules)
    )


def _worth(rule: AnyRule, units: list[Unit]) -> int:
    prices = sorted((price for _, price in units), reverse=True)
    worth = _free(rule, units, prices)
    return min(worth, rule.cap_minor) if rule.cap_minor else worth


def _free(rule: AnyRule, units: list[Unit], prices: list[int]) -> int:  # noqa: PLR0911  one return a kind
    most = rule.most_units or len(prices)
    if isinstance(rule, Percent):
        return sum(_half_up(price, rule.percent_bp) for price in prices[:most])
    if isinstance(rule, Amount):
        return sum(min(price, rule.off_minor) for price in prices[:most])
    if isinstance(rule, Fixed):
        return sum(max(0, price - rule.price_minor) for price in prices[:most])
    if isinstance(rule, Tier):
        taken = prices[:most]
        share = max((step.percent_bp for step in rule.steps if step.units <= len(taken)), default=0)
        return sum(_half_up(price, share) for price in taken)
    if isinstance(rule, NForM):
        saved = 0
        for start in range(0, min(len(prices), most) - rule.units + 1, rule.units):
            group = prices[start : start + rule.units]
            saved += sum(_half_up(price, rule.percent_bp) for price in group[-rule.reduced :])
        return saved
    if isinstance(rule, Mix):
        saved = 0
        for start in range(0, min(len(prices), most) - rule.units + 1, rule.units):
            saved += max(0, sum(prices[start : start + rule.units]) - rule.price_minor)
        return saved
    assert isinstance(rule, Bundle)
    return _bundles(rule, units)


def _bundles(rule: Bundle, units: list[Unit]) -> int:
    rows: list[list[int]] = [[] for _ in rule.packs]
    for gtin, price in units:
        place = next(at for at, pack in enumerate(rule.packs) if gtin in pack.goods.gtins)
        rows[place].append(price)
    for row in rows:
        row.sort(reverse=True)
    saved = 0
    while all(len(row) >= pack.units for row, pack in zip(rows, rule.packs, strict=True)):
        worth = 0
        for row, pack in zip(rows, rule.packs, strict=True):
            worth += sum(row[: pack.units])
            del row[: pack.units]
        saved += max(0, worth - rule.price_minor)
    return saved


def _half_up(price: int, basis_points: int) -> int:
    return (price * basis_points * 2 + 10_000) // 20_000


def _concerns(rule: AnyRule, gtin: str) -> bool:
    if isinstance(rule, Bundle):
        return any(gtin in pack.goods.gtins for pack in rule.packs)
    return gtin in rule.goods.gtins
