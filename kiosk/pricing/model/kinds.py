"""What each kind of rule gives for the units that it is handed. Pure arithmetic on (pool, price, units).

A pool is a number of units with one price. Units are handed over from the dearest down; what a rule cannot use (the
third unit of "two for ...") it leaves. A group's reduction is shared out over its units by their prices, so that one
that comes back later is worth its part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kiosk.pricing.model.shares import share_of, share_out
from sync.formats.price_book import Amount, AnyRule, Bundle, Fixed, Mix, NForM, Percent, Tier

Take = tuple[int, int, int]
"""(pool, price of a unit, units)."""

Given = dict[int, tuple[int, int]]
"""pool -> (units used, what is taken off them together)."""

Groups = list[tuple[int, list[Take]]]
"""(how often, what one group holds)."""


def off_each(rule: AnyRule, price: int, units: int = 1) -> int:
    """What a rule without groups takes off one of so many units; 0 for the other kinds."""
    if isinstance(rule, Percent):
        return share_of(price, rule.percent_bp)
    if isinstance(rule, Amount):
        return min(rule.off_minor, price)
    if isinstance(rule, Fixed):
        return max(0, price - rule.price_minor)
    if isinstance(rule, Tier):
        return share_of(price, tier_bp(rule, units))
    return 0


def tier_bp(rule: Tier, units: int) -> int:
    """The share that so many units get: the greatest step that they reach."""
    return max((step.percent_bp for step in rule.steps if step.units <= units), default=0)


def give(rule: AnyRule, takes: Sequence[Take], packs: Mapping[int, int], limit: int) -> Given:
    """What the rule gives for these units, at most `limit` of them used. `packs[pool]` is the place in a bundle."""
    if len(takes) > 1:
        takes = sorted(takes, key=lambda take: (-take[1], take[0]))
    if isinstance(rule, NForM):
        groups = together(takes, rule.units)
        return _share(groups, lambda group: _cheapest(group, rule.reduced, rule.percent_bp), limit // rule.units)
    if isinstance(rule, Mix):
        price = rule.price_minor
        return _share(together(takes, rule.units), lambda group: _worth(group) - price, limit // rule.units)
    if isinstance(rule, Bundle):
        price, size = rule.price_minor, sum(pack.units for pack in rule.packs)
        return _share(bundles(rule, takes, packs), lambda group: _worth(group) - price, limit // size)
    return _each(rule, takes, limit)


def capped(given: Given, cap: int) -> Given:
    """The same, but no more than `cap` in all."""
    if sum(off for _, off in given.values()) <= cap:
        return given
    parts = share_out(cap, [off for _, off in given.values()])
    return {pool: (given[pool][0], part) for pool, part in zip(given, parts, strict=True)}


def worth_of(rule: NForM | Mix | Bundle, group: list[Take]) -> int:
    """What one group is worth, its dearest units first; it may be below nothing."""
    if isinstance(rule, NForM):
        return _cheapest(group, rule.reduced, rule.percent_bp)
    return _worth(group) - rule.price_minor


def together(takes: Sequence[Take], size: int) -> Groups:
    """Put units together in their order, `size` at a time; what is left over at the end is in no group."""
    groups: Groups = []
    group: list[Take] = []
    need = size
    for pool, price, units in takes:
        left = units
        while left:
            if need == size and left >= size:
                groups.append((left // size, [(pool, price, size)]))
                left %= size
                continue
            part = min(need, left)
            group.append((pool, price, part))
            need -= part
            left -= part
            if not need:
                groups.append((1, group))
                group, need = [], size
    return groups


def bundles(rule: Bundle, takes: Sequence[Take], packs: Mapping[int, int]) -> Groups:
    """Fill the places of bundles, each from its own units in their order."""
    rows = [
        together([take for take in takes if packs[take[0]] == place], pack.units)
        for place, pack in enumerate(rule.packs)
    ]
    groups: Groups = []
    at = [0] * len(rows)
    left = [row[0][0] if row else 0 for row in rows]
    while all(left):
        times = min(left)
        groups.append((times, [take for row, place in zip(rows, at, strict=True) for take in row[place][1]]))
        for number, row in enumerate(rows):
            left[number] -= times
            if not left[number] and at[number] + 1 < len(row):
                at[number] += 1
                left[number] = row[at[number]][0]
    return groups


def _share(groups: Groups, worth: Callable[[list[Take]], int], most: int) -> Given:
    """Give `worth(group)` for each of the first `most` groups that are worth something."""
    given: Given = {}
    for many, group in groups:
        times = min(many, most)
        off = worth(group)
        if off <= 0 or times <= 0:
            continue
        most -= times
        parts = [off] if len(group) == 1 else share_out(off, [price * units for _, price, units in group])
        for (pool, _, units), part in zip(group, parts, strict=True):
            used, before = given.get(pool, (0, 0))
            given[pool] = (used + units * times, before + part * times)
    return given


def _worth(group: list[Take]) -> int:
    return sum([price * units for _, price, units in group])


def _cheapest(group: list[Take], reduced: int, basis_points: int) -> int:
    """The cheapest units stand at the end."""
    off = 0
    for _, price, units in reversed(group):
        part = min(reduced, units)
        off += part * share_of(price, basis_points)
        reduced -= part
        if not reduced:
            break
    return off


def _each(rule: AnyRule, takes: Sequence[Take], limit: int) -> Given:
    given: Given = {}
    count = min(limit, sum(units for _, _, units in takes))
    left = limit
    for pool, price, units in takes:
        part = min(units, left)
        off = off_each(rule, price, count) * part
        if off > 0:
            left -= part
            given[pool] = (part, off)
    return given
