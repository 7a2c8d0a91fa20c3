"""What comes on top of the goods' own rules: stacking rules in the order of the book, then thresholds of the basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.pricing.model.book import Ruled
from kiosk.pricing.model.field import Field
from kiosk.pricing.model.kinds import off_each
from kiosk.pricing.model.lines import Draft, Run
from kiosk.pricing.model.shares import share_of, share_out
from kiosk.pricing.model.situation import Situation
from sync.formats.price_book import AnyRule, Group, Spend, Threshold


class Spent:
    """What the rules of each capped group have given so far."""

    def __init__(self, groups: Mapping[str, Group]) -> None:
        self._left = {name: group.cap_minor for name, group in groups.items() if group.cap_minor}

    def room(self, rule: AnyRule, wanted: int) -> int:
        """What the rule may give of what it would."""
        if rule.cap_minor:
            wanted = min(wanted, rule.cap_minor)
        return min(wanted, self._left.get(rule.group, wanted))

    def add(self, rule: AnyRule, given: int) -> None:
        """Note what it gave."""
        if rule.group in self._left:
            self._left[rule.group] = max(0, self._left[rule.group] - given)


def stack(field: Field, ruled: Sequence[Ruled], drafts: Sequence[Draft], situation: Situation, spent: Spent) -> None:
    """Let the stacking rules of units work on what is left, one after the other."""
    for one in ruled:
        rule = one.rule
        touched = [drafts[at] for at in field.lines_of[one.place] if drafts[at].runs]
        limit = situation.most_units(rule)
        offs: list[int] = []
        after: list[list[Run]] = []
        used: list[int] = []
        for draft in touched:
            runs: list[Run] = []
            off = count = 0
            for units, left in draft.runs:
                part = min(units, limit)
                each = off_each(rule, left)
                if each and part:
                    limit -= part
                    off += each * part
                    count += part
                    runs.append((part, left - each))
                    if units > part:
                        runs.append((units - part, left))
                else:
                    runs.append((units, left))
            offs.append(off)
            used.append(count)
            after.append(runs)
        _apply(one, touched, offs, used, after, spent)


def _apply(
    one: Ruled,
    touched: Sequence[Draft],
    offs: Sequence[int],
    used: Sequence[int],
    after: Sequence[list[Run]],
    spent: Spent,
) -> None:
    rule, kind = one.rule, one.kind
    whole = sum(offs)
    room = spent.room(rule, whole)
    spent.add(rule, room)
    if room == whole:
        for draft, off, count, runs in zip(touched, offs, used, after, strict=True):
            draft.reduce(rule.rule_id, kind, off, count)
            draft.runs = runs
    else:
        for draft, part in zip(touched, share_out(room, offs), strict=True):
            draft.take_even(rule.rule_id, kind, part)


def thresholds(field: Field, ruled: Sequence[Ruled], drafts: Sequence[Draft], spent: Spent) -> None:
    """The one threshold that gives most of those that do not stack, then those that do, in the order of the book.

    They come last: of the drafts they keep what is left up to date, and no longer how it lies on single units.
    """
    open_units = [sum([units for units, _ in draft.runs]) for draft in drafts]
    best: _Due | None = None
    for one in ruled:
        if not one.stack:
            due = _Due(field, one, drafts, open_units, spent)
            if best is None or due.room > best.room:
                best = due
    if best is not None:
        best.take(drafts, open_units, spent)
    for one in ruled:
        if one.stack:
            _Due(field, one, drafts, open_units, spent).take(drafts, open_units, spent)


class _Due:
    """What a threshold may give, and the lines that it is shared out over."""

    __slots__ = ("left", "one", "room", "touched")

    def __init__(
        self, field: Field, one: Ruled, drafts: Sequence[Draft], open_units: Sequence[int], spent: Spent
    ) -> None:
        self.one = one
        self.room = 0
        self.touched: list[int] = []
        self.left: list[int] = []
        rule = one.rule
        step = step_of(rule, field.spends[one.place]) if isinstance(rule, Threshold) else None
        if step is not None:
            self.touched = [at for at in field.lines_of[one.place] if open_units[at]]
            self.left = [drafts[at].left - drafts[at].shut for at in self.touched]
            left = sum(self.left)
            self.room = spent.room(rule, min(step.off_minor + share_of(left, step.percent_bp), left))

    def take(self, drafts: Sequence[Draft], open_units: Sequence[int], spent: Spent) -> None:
        """Take it off."""
        if not self.room:
            return
        rule = self.one.rule
        spent.add(rule, self.room)
        for at, part in zip(self.touched, share_out(self.room, self.left), strict=True):
            if part:
                draft = drafts[at]
                draft.left -= part
                draft.reductions.append((rule.rule_id, "threshold", part, open_units[at]))


def gives_more(field: Field, one: Ruled, drafts: Sequence[Draft]) -> bool:
    """Whether a stacking rule or a threshold could give more if it might touch more of its goods.

    An amount off is given in full already, unless what it may touch costs less than that.
    """
    if not isinstance(one.rule, Threshold):
        return True
    step = step_of(one.rule, field.spends[one.place])
    if step is None:
        return False
    return bool(step.percent_bp) or sum(drafts[at].touchable for at in field.lines_of[one.place]) < step.off_minor


def step_of(rule: Threshold, spend: int) -> Spend | None:
    """The highest step that so much money reaches."""
    reached = [step for step in rule.steps if step.least_minor <= spend]
    return max(reached, key=lambda step: step.least_minor) if reached and spend else None
