"""Which rule gets which units: the choice that saves the shopper most, proven best where the search comes to its end.

Rules that share no unit are looked at apart. Within such a knot a quick greedy choice is made first; then branch and
bound tries to beat it, for a counted number of steps, so that the same basket always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from kiosk.pricing.model import greedy
from kiosk.pricing.model.claims import Answers, Claim, Pool, answer, more_of
from kiosk.pricing.model.kinds import Take
from sync.formats.price_book import Group

MOST_STEPS = 300
"""Steps of search for a whole basket: about 2 ms on a till."""

MOST_BRANCHES = 20
"""A knot with more (pool, rule) pairs is beyond any search; there the greedy choice stands, with its gap."""

ALMOST = 1e-6
"""Hopes are fractions; what they exceed a whole unit by this little is their rounding."""


class Choice(Struct):
    """What is chosen for all knots of a basket."""

    answers: Answers
    gap: int
    """Nothing else could save more than this much more."""


Solved = dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Answers, int]]
"""What was found for a knot: by the places of its rules and the plain gains of its pools."""


def choose(claims: Sequence[Claim], groups: Mapping[str, Group], solved: Solved) -> Choice:
    """Choose for a basket. Each pool's `gain` and `options` are set, each claim has its pools and hopes.

    `solved` remembers knots of this basket: with other rules left out most of them are the same again.
    """
    answers: Answers = {}
    gap = 0
    steps = MOST_STEPS
    knots = _knots(claims)
    for number, knot in enumerate(knots):
        places = tuple([claim.place for claim in knot])
        key = (places, tuple([pool.gain for claim in knot for pool in claim.pools]))
        if key not in solved:
            found = _Search(knot, groups, max(50, steps // (len(knots) - number)))
            found.run()
            steps = max(0, steps - found.steps)
            solved[key] = (found.best, found.gap)
        best, open_gap = solved[key]
        answers.update(best)
        gap += open_gap
    return Choice(answers, gap)


def _knots(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that share units or a group, together."""
    root = list(range(len(claims)))
    first: dict[int | str, int] = {}

    def home(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    for number, claim in enumerate(claims):
        mine: list[int | str] = [pool.place for pool in claim.pools]
        if claim.ruled.rule.group:
            mine.append(claim.ruled.rule.group)
        here = number
        for other in {home(first.setdefault(one, number)) for one in mine}:
            here, last = min(here, other), max(here, other)
            root[last] = here
    knots: dict[int, list[Claim]] = {}
    for number, claim in enumerate(claims):
        knots.setdefault(home(number), []).append(claim)
    # Small ones first: what steps they leave unused goes to the large ones.
    return sorted(knots.values(), key=len)


class _Search:
    """One knot."""

    def __init__(self, claims: list[Claim], groups: Mapping[str, Group], most: int) -> None:
        self.claims = claims
        self.groups = groups
        self.pools = sorted(
            {pool.place: pool for claim in claims for pool in claim.pools}.values(), key=lambda pool: pool.place
        )
        self.most = most
        self.steps = 0
        self.gains = {pool.place: pool.gain for pool in self.pools}
        self.plain = self.saved = sum([pool.units * pool.gain for pool in self.pools])
        self.best: Answers = {}
        self.gap = 0

    def run(self) -> None:
        """Find the best choice, or a good one and how far it may be from the best."""
        tops = {pool.place: max(pool.gain, *_hopes(pool)) for pool in self.pools}
        bound = sum(pool.units * tops[pool.place] for pool in self.pools)
        ceiling = int(min(bound, self.saved + self._most()) + ALMOST)
        for takes in greedy.choices(self.pools, self.claims):
            self._try(takes)
            if ceiling <= self.saved:
                return
        self.pools.sort(key=lambda pool: (-pool.units * tops[pool.place], pool.place))
        self.branches = [
            (pool, claim.place, tops[pool.place] - claim.hopes[pool.place], claim is pool.options[-1])
            for pool in self.pools
            for claim in pool.options
        ]
        self.tops = tops
        if len(self.branches) <= MOST_BRANCHES:
            self.takes: dict[int, list[Take]] = {claim.place: [] for claim in self.claims}
            self._branch(0, self.branches[0][0].units, bound)
        if len(self.branches) > MOST_BRANCHES or self.steps > self.most:
            self.gap = max(0, ceiling - self.saved)

    def _most(self) -> float:
        """What the claims can add to the plain gains at best, their groups seen."""
        most = 0.0
        grouped: dict[str, list[float]] = {}
        for claim in self.claims:
            grouped.setdefault(claim.ruled.rule.group, []).append(_most(claim))
        for name, each in grouped.items():
            group = self.groups.get(name)
            whole = max(each) if group is not None and group.choose == "one" else sum(each)
            most += min(whole, group.cap_minor) if group is not None and group.cap_minor else whole
        return most

    def _try(self, takes: Mapping[int, Sequence[Take]]) -> None:
        answers = answer(self.claims, takes, self.groups)
        saved = self.plain + more_of(self.gains, answers)
        if saved > self.saved:
            self.saved, self.best = saved, answers

    def _branch(self, at: int, left: int, bound: float) -> None:
        """Hand `left` units of the pool at `at` to its claims from there on; no choice saves more than `bound`."""
        self.steps += 1
        if self.steps > self.most or int(bound + ALMOST) <= self.saved:
            return
        pool, claim, loss, last = self.branches[at]
        plain = self.tops[pool.place] - pool.gain
        mine = self.takes[claim]
        many_first = loss <= plain
        for units in range(left, -1, -1) if many_first else range(left + 1):
            rest = left - units
            after = bound - units * loss - (rest * plain if last else 0.0)
            if int(after + ALMOST) <= self.saved:
                continue
            if units:
                mine.append((pool.place, pool.price, units))
            if at + 1 == len(self.branches):
                self.steps += 1
                self._try(self.takes)
            else:
                self._branch(at + 1, self.branches[at + 1][0].units if last else rest, after)
            if units:
                mine.pop()
            if self.steps > self.most:
                return


def _most(claim: Claim) -> float:
    """What a claim can add to the plain gains at best: a second bound, which sees limits, caps and short groups."""
    left, most = claim.limit, 0.0
    for pool in sorted(claim.pools, key=lambda pool: pool.gain - claim.hopes[pool.place]):
        more = claim.hopes[pool.place] - pool.gain
        if more <= 0 or not left:
            break
        units = min(left, pool.units)
        left -= units
        most += units * more
    return min(most, float(claim.full))


def _hopes(pool: Pool) -> list[float]:
    return [claim.hopes[pool.place] for claim in pool.options]
