"""`price`: from lines at shelf prices to what is paid for each, with every reduction and tax named.

The order of things: what a person decided; then the goods' own rules (of which a unit gets at most one), chosen
together so that the shopper saves most; then stacking rules in the order of the book; then basket thresholds; then a
discount on the whole; then taxes. Rules that stand alone, and exclusive ones, are tried with and without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiosk.pricing.model import layers, nudges
from kiosk.pricing.model import tax as taxes
from kiosk.pricing.model.book import Book, Ruled
from kiosk.pricing.model.choice import choose
from kiosk.pricing.model.field import Field
from kiosk.pricing.model.kinds import Given, off_each
from kiosk.pricing.model.lines import Draft, spread, take_whole
from kiosk.pricing.model.situation import Situation
from kiosk.pricing.model.values import (
    Coupon,
    Item,
    Manual,
    Occasion,
    Priced,
    PricedLine,
    Reduction,
    ReductionKind,
    Shopper,
)
from sync.formats.price_book import Amount, Fixed, Group, Percent

MOST_EXCLUSIVE = 4
"""So many exclusive rules of a basket are tried without, one after the other."""

NOTHING: Given = {}

OWN_PRICE: tuple[str, ReductionKind] = ("price_list", "price_list")
"""Rule id and kind of the customer's own prices."""

Part = tuple[Ruled | None, int, int]
"""(the rule or None for the customer's price list, units, what they get off together)."""


def price(
    book: Book,
    items: Sequence[Item],
    shopper: Shopper,
    occasion: Occasion,
    coupons: Sequence[Coupon] = (),
    quota: Mapping[str, int] | None = None,
    whole: Manual | None = None,
) -> Priced:
    """Price a basket: the choice of rules that costs the shopper least, whatever the order of the lines.

    `quota` says how many units are left of rules for the first N, by rule id. `whole` is what a person gave on the
    whole basket ("percent" or "amount").
    """
    situation = Situation.of(shopper, occasion, coupons, quota or {})
    field = Field.of(book, items, situation)
    best = _Attempt(field, situation, book.alone)
    best.run()
    for without in _alone(best):
        best = _better(best, without)
    for place in _in_the_way(best):
        best = _better(best, best.without | {place})
    if whole is not None:
        take_whole(best.drafts, whole)
    return _result(field, best, coupons)


def _result(field: Field, best: _Attempt, coupons: Sequence[Coupon]) -> Priced:
    book = field.book
    tax = book.source.tax
    drafts = best.drafts
    rates = [book.tax_of(draft.item) for draft in drafts]
    added = tax.prices == "exclusive"
    by_total = tax.rounding == "total"
    order = sorted(range(len(drafts)), key=lambda at: drafts[at].item.line_id) if by_total else range(len(drafts))
    taxed = taxes.tax([drafts[at].left for at in order], [rates[at] for at in order], added=added, by_total=by_total)
    found = dict(zip(order, zip(taxed.taxes, taxed.amounts, strict=True), strict=True))
    lines = tuple(
        PricedLine(
            draft.item.line_id,
            tuple([Reduction(*one) for one in draft.reductions]),
            rates[at].code,
            rates[at].rate_bp,
            *found[at],
        )
        for at, draft in enumerate(drafts)
    )
    used = {one[0] for draft in drafts for one in draft.reductions}
    names = {one.rule.when.coupon for one in field.seen.values() if one.rule.rule_id in used}
    first = {one.coupon: one for one in reversed(coupons) if one.coupon in names}
    return Priced(
        lines=lines,
        total_minor=sum(line.amount_minor for line in lines),
        taxes=taxed.sums,
        book_version=book.version,
        gap_minor=best.gap,
        nudges=nudges.find(field, used),
        coupons_used=tuple(first[name] for name in sorted(first)),
        tax_added=added,
    )


class _Attempt:
    """One pass over the basket, with some rules left out."""

    def __init__(self, field: Field, situation: Situation, without: frozenset[int]) -> None:
        self.field = field
        self.situation = situation
        self.without = without
        self.drafts = [Draft(item) for item in field.items]
        self.exclusive_used: set[int] = set()
        self.gap = 0
        self.total = 0
        """To pay, before a discount on the whole and taxes."""
        self.saved = 0
        """What the rules of the book take off."""

    def run(self) -> None:
        """Price the drafts, up to and without taxes."""
        for draft in self.drafts:
            draft.take_manual()
        before = sum(draft.left for draft in self.drafts)
        groups = self.field.book.source.groups
        spent = layers.Spent(groups)
        self._give_units(self._choose(groups), spent)
        tops = [one for one in self.field.tops if one.place not in self.without]
        layers.stack(self.field, [one for one in tops if not one.basket], self.drafts, self.situation, spent)
        layers.thresholds(self.field, [one for one in tops if one.basket], self.drafts, spent)
        self.total = sum(draft.left for draft in self.drafts)
        self.saved = before - self.total

    def _choose(self, groups: Mapping[str, Group]) -> dict[int, list[Part]]:
        """Choose which rule gets which units; by pool."""
        for pool in self.field.pools:
            pool.set_out(self.without)
        claims = [claim for claim in self.field.claims if claim.place not in self.without]
        parts: dict[int, list[Part]] = {}
        if claims:
            choice = choose(claims, groups, self.field.solved)
            self.gap = choice.gap
            for claim in claims:
                for place, (units, off) in choice.answers.get(claim.place, NOTHING).items():
                    parts.setdefault(place, []).append((claim.ruled, units, off))
        return parts

    def _give_units(self, chosen: Mapping[int, list[Part]], spent: layers.Spent) -> None:
        for pool in self.field.pools:
            parts = chosen.get(pool.place, [])
            left = pool.units
            for one, units, off in parts:
                left -= units
                if one is not None:
                    spent.add(one.rule, off)
            if left and (parts or pool.gain):
                parts.append((pool.by, left, left * pool.gain))
            if parts and len(pool.lines) == 1:
                self._hand_to_one(pool.price, self.drafts[pool.lines[0]], parts)
            elif parts:
                self._hand_out(pool.price, [self.drafts[at] for at in pool.lines], parts)

    def _hand_to_one(self, unit: int, draft: Draft, parts: Sequence[Part]) -> None:
        """The same as handing out, for the one line on which most products stand."""
        draft.runs = []
        for one, units, off in parts:
            runs = spread(units, unit * units - off)
            if off:
                who, kind = OWN_PRICE if one is None else (one.rule.rule_id, one.kind)
                draft.reduce(who, kind, off, sum([count for count, left in runs if left < unit]))
            if one is None or not one.exclusive:
                draft.runs.extend(reversed(runs))
            else:
                self.exclusive_used.add(one.place)
                draft.shut += unit * units - off

    def _hand_out(self, unit: int, drafts: Sequence[Draft], parts: Sequence[Part]) -> None:
        """Give the lines of a pool their units of each part."""
        lines = iter(drafts)
        draft = next(lines)
        free = draft.item.quantity
        draft.runs = []
        for one, units, off in parts:
            if one is not None and one.exclusive:
                self.exclusive_used.add(one.place)
            # The first units get the odd minor units off.
            for count, left in reversed(spread(units, unit * units - off)):
                rest = count
                while rest:
                    if not free:
                        draft = next(lines)
                        free = draft.item.quantity
                        draft.runs = []
                    piece = min(rest, free)
                    rest -= piece
                    free -= piece
                    _note(draft, one, (unit - left) * piece, piece)
                    if one is None or not one.exclusive:
                        draft.runs.append((piece, left))
                    else:
                        draft.shut += piece * left


def _note(draft: Draft, one: Ruled | None, off: int, units: int) -> None:
    """Write down what a rule took off, together with what the same rule took off the line before."""
    if not off:
        return
    if one is None:
        draft.reduce(*OWN_PRICE, off, units)
        return
    rule_id = one.rule.rule_id
    if draft.reductions and draft.reductions[-1][0] == rule_id:
        _, _, amount, count = draft.reductions.pop()
        draft.left += amount
        off += amount
        units += count
    draft.reduce(rule_id, one.kind, off, units)


def _promise(field: Field, one: Ruled) -> int:
    """More than this a rule cannot give by itself (with the customer's own prices)."""
    listed = sum(gain * pool.units for pool in field.pools for gain, by in pool.offers if by is None)
    pools = [pool for pool in field.pools if one.place in pool.rules]
    if isinstance(one.rule, Percent | Amount | Fixed):
        return listed + sum(off_each(one.rule, pool.price) * pool.units for pool in pools)
    return listed + sum(pool.price * pool.units for pool in pools)


def _better(best: _Attempt, without: frozenset[int]) -> _Attempt:
    other = _Attempt(best.field, best.situation, without)
    other.run()
    return other if other.total < best.total else best


def _alone(first: _Attempt) -> Iterator[frozenset[int]]:
    """What to leave out so that one of the rules that stand alone is used, where that may be better."""
    seen = first.field.seen
    for place in sorted(seen):
        if seen[place].alone and _promise(first.field, seen[place]) > first.saved:
            yield frozenset(seen) - {place}


def _in_the_way(first: _Attempt) -> list[int]:
    """Exclusive rules that keep stacking rules or thresholds from their goods: each may be better left out."""
    field = first.field
    tops: set[int] = set()
    for one in field.tops:
        if one.place not in first.without and layers.gives_more(field, one, first.drafts):
            tops.update(field.lines_of[one.place])
    used = sorted(first.exclusive_used)[:MOST_EXCLUSIVE]
    return [
        place for place in used if any(place in pool.rules and not tops.isdisjoint(pool.lines) for pool in field.pools)
    ]
