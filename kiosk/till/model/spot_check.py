"""Which basket of a self-checkout a colleague looks at, and what comes of it: numbers in, numbers out.

The draw hangs on the basket's id alone. So it is the same however often it is asked for, and nothing about a person
(who they are, their tier, what they paid with) can move it: two members with the same basket stand the same chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.settings import SelfCheckout
from kiosk.till.model.basket import Basket, Line

WHOLE = 10_000
"""Basis points: a chance of one."""


class Watched(Struct, frozen=True):
    """What was seen of a basket while it was filled."""

    removed: int = 0
    """Units that were taken out again."""
    changes: int = 0
    """Quantities that were changed by hand."""
    pause_s: int = 0
    """The longest time between two changes."""


class Facts(Struct, frozen=True):
    """What the score is made of. Nothing of it is about a person."""

    value_minor: int
    watched: Watched = Watched()
    age_lines: int = 0
    """Lines that only grown-ups may buy."""
    rest_s: int | None = None
    """Since this kiosk's last look into a basket; None if there never was one."""


class Score(Struct, frozen=True):
    """0 to 100, and which signs made up most of it."""

    points: int
    why: tuple[str, ...] = ()
    """Names of weights, the heaviest first."""


class Decision(Struct, frozen=True):
    """Whether a colleague looks."""

    due: bool
    score: Score
    chance_bp: int
    """Of 10,000 such baskets so many are looked at."""
    draw_bp: int


def watch(before: Basket | None, after: Basket, seen: Watched, since_s: int) -> Watched:
    """What was seen so far, with one more step of the basket; `since_s` is the time since the step before."""
    old = {line.line_id: line.quantity for line in before.lines} if before is not None else {}
    new = {line.line_id: line.quantity for line in after.lines}
    if old == new:
        return seen
    removed = sum(max(0, units - new.get(line_id, 0)) for line_id, units in old.items())
    changes = sum(1 for line_id, units in old.items() if line_id in new and new[line_id] < units)
    # One more unit of what lies there may be a scan; two at once were typed.
    changes += sum(1 for line_id, units in new.items() if units - old.get(line_id, units) > 1)
    pause = since_s if old else 0
    return Watched(seen.removed + removed, seen.changes + changes, max(seen.pause_s, pause))


def score(facts: Facts, rules: SelfCheckout) -> Score:
    """Each sign counts in full from its limit on, and in proportion below it."""
    rest = 1.0 if facts.rest_s is None else facts.rest_s / (rules.rest_h * 3600)
    parts = {
        "value": facts.value_minor / rules.value_minor,
        "removed": facts.watched.removed / rules.removed,
        "changes": facts.watched.changes / rules.changes,
        "age": float(facts.age_lines > 0),
        "pause": facts.watched.pause_s / rules.pause_s,
        "rest": rest,
    }
    weights = _weights(rules)
    counted = {name: weights[name] * max(0.0, min(1.0, part)) for name, part in parts.items()}
    whole = sum(weights.values())
    if not whole:
        return Score(0)
    heavy = [name for name, points in counted.items() if points and 2 * points >= weights[name]]
    return Score(round(100 * sum(counted.values()) / whole), tuple(sorted(heavy, key=lambda name: -counted[name])))


def chance_bp(points: int, rules: SelfCheckout) -> int:
    """How many of 10,000 baskets with this score are looked at."""
    percent = rules.floor_percent + (rules.most_percent - rules.floor_percent) * points / 100
    return round(percent * WHOLE / 100)


def draw_bp(seed: str, basket_id: str) -> int:
    """0 to 9,999, the same each time."""
    return int.from_bytes(_hash(seed, basket_id)[:8]) % WHOLE


def decide(facts: Facts, rules: SelfCheckout, drawn_bp: int) -> Decision:
    """Whether a colleague looks. With the same draw a riskier basket is never looked at less."""
    found = score(facts, rules)
    chance = chance_bp(found.points, rules)
    return Decision(drawn_bp < chance, found, chance, drawn_bp)


def sample(basket: Basket, most: int, seed: str) -> tuple[Line, ...]:
    """The lines that are scanned again, in the basket's order; of a basket always the same ones."""
    goods = [line for line in basket.lines if line.kind == "product" and not line.returned and not is_later(line)]
    chosen = sorted(goods, key=lambda line: _hash(seed, basket.basket_id, line.line_id))[:most]
    return tuple(line for line in goods if line in chosen)


def is_later(line: Line) -> bool:
    """Whether its goods do not lie in the bag: they are picked up or sent."""
    return line.particulars.fulfilment != ""


class Counted(Struct, frozen=True):
    """One product as a colleague found it."""

    gtin: str
    units: int
    """Units that are to be paid; 0 for what is not in the basket."""
    line_id: str = ""
    counted: int | None = None
    """Units in the bag; None while nobody has looked."""

    @property
    def missing(self) -> int:
        """Units that are to be paid and not there."""
        return max(0, self.units - self.counted) if self.counted is not None else 0

    @property
    def extra(self) -> int:
        """Units that are there and were not to be paid."""
        return max(0, self.counted - self.units) if self.counted is not None else 0


class Rescan(Struct, frozen=True):
    """A colleague's look into one bag."""

    lines: tuple[Counted, ...]
    """The sample."""
    others: Mapping[str, int]
    """gtin -> units of everything else in the basket."""
    extras: tuple[Counted, ...] = ()
    """What lay in the bag and not in the basket."""

    @classmethod
    def of(cls, basket: Basket, sampled: Sequence[Line]) -> Rescan:
        """Before anything was scanned."""
        wanted = {line.line_id for line in sampled}
        others: dict[str, int] = {}
        for line in basket.lines:
            if line.line_id not in wanted and not line.returned:
                others[line.gtin] = others.get(line.gtin, 0) + line.quantity
        return cls(tuple(Counted(line.gtin, line.quantity, line.line_id) for line in sampled), others)

    @property
    def complete(self) -> bool:
        """Whether every line of the sample was looked for."""
        return all(one.counted is not None for one in self.lines)

    @property
    def differs(self) -> bool:
        """Whether bag and basket are not the same."""
        return any(one.missing or one.extra for one in (*self.lines, *self.extras))

    @property
    def missing(self) -> int:
        """Units, over all lines."""
        return sum(one.missing for one in self.lines)

    @property
    def extra(self) -> int:
        """Units, over all lines."""
        return sum(one.extra for one in (*self.lines, *self.extras))

    def scan(self, gtin: str) -> Rescan:
        """An article of the bag was scanned: its line is there as it should be, unless people count otherwise."""
        for one in self.lines:
            if one.gtin == gtin and one.counted is None:
                return self._counted(one, one.units)
        known = gtin in self.others or any(one.gtin == gtin for one in self.lines)
        if known:
            return self
        for one in self.extras:
            if one.gtin == gtin:
                return self.count(gtin, (one.counted or 0) + 1)
        return replace(self, extras=(*self.extras, Counted(gtin, 0, "", 1)))

    def count(self, key: str, units: int) -> Rescan:
        """So many of it are in the bag. `key`: a line's id, or the gtin of an extra; an extra of none is taken back."""
        for one in self.lines:
            if one.line_id == key:
                return self._counted(one, max(0, units))
        kept = tuple(replace(one, counted=units) if one.gtin == key else one for one in self.extras)
        return replace(self, extras=tuple(one for one in kept if one.counted))

    def _counted(self, which: Counted, units: int) -> Rescan:
        return replace(self, lines=tuple(replace(one, counted=units) if one is which else one for one in self.lines))


def _weights(rules: SelfCheckout) -> dict[str, int]:
    one = rules.weights
    return {
        "value": one.value,
        "removed": one.removed,
        "changes": one.changes,
        "age": one.age,
        "pause": one.pause,
        "rest": one.rest,
    }


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("/".join(parts).encode()).digest()
