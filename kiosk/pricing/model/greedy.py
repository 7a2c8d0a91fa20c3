"""Quick good choices: the rules take turns, and each takes what serves the shopper better than what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.pricing.model import kinds
from kiosk.pricing.model.claims import Claim, Pool
from kiosk.pricing.model.kinds import Groups, Take
from kiosk.pricing.model.shares import share_of
from sync.formats.price_book import Bundle, Mix, NForM, Tier

Takes = dict[int, list[Take]]
"""Units by the place of the rule that takes them."""

Known = dict[tuple[int, tuple[int, ...]], list[Take]]
"""What a rule took when so much of its pools was left: another order of turns changes little for most."""

MOST_FIRSTS = 6
"""So many rules get a turn of being first."""


def choices(pools: Sequence[Pool], claims: Sequence[Claim]) -> Iterator[Takes]:
    """Several choices, likely good ones first; each a different order of turns."""
    gains = {pool.place: pool.gain for pool in pools}
    surplus = {claim.place: _surplus(claim) for claim in claims}
    order = sorted(claims, key=lambda claim: (-surplus[claim.place], claim.place))
    known: Known = {}
    yield _turns(pools, order, gains, known)
    if len(order) == 1:
        return
    for first in order[1:MOST_FIRSTS]:
        yield _turns(pools, [first, *(claim for claim in order if claim is not first)], gains, known)


def _surplus(claim: Claim) -> float:
    return sum(pool.units * max(0.0, claim.hopes[pool.place] - pool.gain) for pool in claim.pools)


def _turns(pools: Sequence[Pool], order: Sequence[Claim], gains: dict[int, int], known: Known) -> Takes:
    left = {pool.place: pool.units for pool in pools}
    takes: Takes = {}
    for claim in order:
        asked = (claim.place, tuple([left[pool.place] for pool in claim.pools]))
        mine = known.get(asked)
        if mine is None:
            mine = known[asked] = _take(claim, left, gains)
        if mine:
            takes[claim.place] = mine
            for place, _, units in mine:
                left[place] -= units
    return takes


def _take(claim: Claim, left: dict[int, int], gains: dict[int, int]) -> list[Take]:
    rule = claim.ruled.rule
    free = [(pool.place, pool.price, left[pool.place]) for pool in claim.pools if left[pool.place]]
    if not free:
        return []
    if isinstance(rule, NForM):
        free.sort(key=lambda take: (-take[1], take[0]))
        return _worthwhile(free, rule, gains, claim)
    if isinstance(rule, Mix):
        free.sort(key=lambda take: (gains[take[0]] - take[1], take[0]))
        return _worthwhile(free, rule, gains, claim)
    if isinstance(rule, Bundle):
        free.sort(key=lambda take: (gains[take[0]] - take[1], take[0]))
        return _better(kinds.bundles(rule, free, claim.packs), gains, rule)
    if isinstance(rule, Tier):
        return _tier(rule, free, gains)
    free.sort(key=lambda take: (gains[take[0]] - kinds.off_each(rule, take[1]), take[0]))
    return [take for take in free if kinds.off_each(rule, take[1]) > gains[take[0]]]


def _worthwhile(free: list[Take], rule: NForM | Mix, gains: dict[int, int], claim: Claim) -> list[Take]:
    """Groups in order; where one is worth less than its units have, the unit that loses most stays out."""
    taken: list[Take] = []
    while sum([units for _, _, units in free]) >= rule.units:
        good = _better(kinds.together(free, rule.units), gains, rule)
        if good:
            return taken + good
        place = max(free, key=lambda take: (gains[take[0]] - claim.hopes[take[0]], take[0]))
        free = [take for take in free if take is not place]
    return taken


def _better(groups: Groups, gains: dict[int, int], rule: NForM | Mix | Bundle) -> list[Take]:
    """The units of the groups that give more than the units have."""
    taken: dict[tuple[int, int], int] = {}
    for times, group in groups:
        if kinds.worth_of(rule, group) > sum([gains[place] * units for place, _, units in group]):
            for place, price, units in group:
                taken[place, price] = taken.get((place, price), 0) + units * times
    return [(place, price, units) for (place, price), units in taken.items()]


def _tier(rule: Tier, free: list[Take], gains: dict[int, int]) -> list[Take]:
    best: list[Take] = []
    most = 0
    for step in rule.steps:
        by_loss = sorted(free, key=lambda take: (gains[take[0]] - share_of(take[1], step.percent_bp), take[0]))
        mine: list[Take] = []
        count = saved = 0
        for place, price, units in by_loss:
            more = share_of(price, step.percent_bp) - gains[place]
            if more <= 0 and count >= step.units:
                break
            part = units if more > 0 else min(units, step.units - count)
            mine.append((place, price, part))
            count += part
            saved += part * more
        if count >= step.units and saved > most:
            best, most = mine, saved
    return best
