"""Rules that look at several units at once, and how much each unit could get out of them at best."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from kiosk.pricing.model import kinds
from kiosk.pricing.model.book import Offered, Ruled
from kiosk.pricing.model.kinds import Given, Take
from kiosk.pricing.model.shares import share_of, share_out
from sync.formats.price_book import Bundle, Group, Mix, NForM

NONE: Offered = (0, None)


class Pool(Struct, eq=False):
    """Units of one product at one price: they are all alike."""

    place: int
    price: int
    units: int
    lines: tuple[int, ...] = ()
    """Places of the items that they lie in, by line id."""
    offers: tuple[Offered, ...] = ()
    """What a unit may get off without any claim, the most first."""
    rules: Collection[int] = ()
    """Places of all rules that concern it."""
    claims: list[Claim] = field(default_factory=list)
    """All that may take units, in the order of the book."""
    gain: int = 0
    """What a unit gets off without any claim, in this attempt."""
    by: Ruled | None = None
    """The rule that gives it; None with a gain: the customer's price list."""
    options: list[Claim] = field(default_factory=list)
    """The claims of this attempt."""

    def set_out(self, without: frozenset[int]) -> None:
        """Make ready for an attempt with some rules left out."""
        if without.isdisjoint(self.rules):
            self.gain, self.by = self.offers[0] if self.offers else NONE
            self.options = self.claims
            return
        self.gain, self.by = next((one for one in self.offers if one[1] is None or one[1].place not in without), NONE)
        self.options = [claim for claim in self.claims if claim.place not in without]


class Claim(Struct, eq=False):
    """A rule that couples units, in one basket."""

    ruled: Ruled
    limit: int
    place: int
    """Of the rule in the book."""
    pools: list[Pool] = field(default_factory=list)
    packs: dict[int, int] = field(default_factory=dict)
    """Place in a bundle, by pool."""
    full: int = 0
    """What it gives if it gets every unit: more than that it never gives."""
    hopes: dict[int, float] = field(default_factory=dict)
    """The most that a unit of a pool adds to what the claim gives: their sum is never less than what it gives."""

    known: dict[tuple[Take, ...], Given] = field(default_factory=dict)
    """What was worked out already: a search asks for the same units over and over."""

    def give(self, takes: Sequence[Take]) -> Given:
        """What it gives for these units."""
        asked = tuple(takes)
        found = self.known.get(asked)
        if found is None:
            found = self.known[asked] = self._give(asked)
        return found

    def _give(self, takes: Sequence[Take]) -> Given:
        rule = self.ruled.rule
        given = kinds.give(rule, takes, self.packs, self.limit)
        return kinds.capped(given, rule.cap_minor) if rule.cap_minor else given

    def hope(self) -> bool:
        """Work the hopes out, once all pools are known; False if the units are too few to give anything."""
        rule = self.ruled.rule
        given = self.give([(pool.place, pool.price, pool.units) for pool in self.pools])
        self.full = sum(off for _, off in given.values())
        if not self.full:
            return False
        if isinstance(rule, NForM):
            part = rule.reduced / rule.units
            self.hopes = {pool.place: part * share_of(pool.price, rule.percent_bp) for pool in self.pools}
        elif isinstance(rule, Mix):
            each = rule.price_minor / rule.units
            self.hopes = {pool.place: pool.price - each for pool in self.pools}
        elif isinstance(rule, Bundle):
            shares = self._pack_shares(rule)
            self.hopes = {pool.place: pool.price - shares[self.packs[pool.place]] for pool in self.pools}
        else:
            count = min(self.limit, sum(pool.units for pool in self.pools))
            self.hopes = {pool.place: kinds.off_each(rule, pool.price, count) for pool in self.pools}
        return True

    def _pack_shares(self, rule: Bundle) -> list[float]:
        """The bundle's price split over its places; any split is a bound, one by usual prices is a close one."""
        usual = []
        for place in range(len(rule.packs)):
            prices = [pool.price for pool in self.pools if self.packs[pool.place] == place]
            usual.append(sum(prices) / len(prices) if prices else 0.0)
        whole = sum(one * pack.units for one, pack in zip(usual, rule.packs, strict=True))
        if not whole:
            units = sum(pack.units for pack in rule.packs)
            return [rule.price_minor / units] * len(rule.packs)
        return [rule.price_minor * one / whole for one in usual]


Answers = dict[int, Given]
"""What each claim gives, by the rule's place."""


def answer(claims: Sequence[Claim], takes: Mapping[int, Sequence[Take]], groups: Mapping[str, Group]) -> Answers:
    """What the claims give for the units that each takes, under the limits of their groups."""
    found: Answers = {}
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        mine = takes.get(claim.place)
        if not mine:
            continue
        given = claim.give(mine)
        if given:
            found[claim.place] = given
            if claim.ruled.rule.group:
                grouped.setdefault(claim.ruled.rule.group, []).append(claim)
    for name, members in grouped.items():
        _limit(found, members, groups[name])
    return found


def _limit(found: Answers, members: list[Claim], group: Group) -> None:
    places = [claim.place for claim in members]
    worth = {place: sum(off for _, off in found[place].values()) for place in places}
    if group.choose == "one" and len(places) > 1:
        best = min(places, key=lambda place: (-worth[place], place))
        for place in places:
            if place != best:
                del found[place]
        places = [best]
    if group.cap_minor and sum(worth[place] for place in places) > group.cap_minor:
        parts = share_out(group.cap_minor, [worth[place] for place in places])
        for place, part in zip(places, parts, strict=True):
            found[place] = kinds.capped(found[place], part)


def more_of(gains: Mapping[int, int], answers: Answers) -> int:
    """What the claims give beyond the plain gains of the units that they use."""
    return sum([off - units * gains[place] for given in answers.values() for place, (units, off) in given.items()])
