"""What comes on top of the goods' own rules: stacking rules in the order of the book, then thresholds of the basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.pricing.model.book import Ruled, Situation
from kiosk.pricing.model.field import Field
from kiosk.pricing.model.kinds import off_each
from kiosk.pricing.model.lines import Draft, Run
from kiosk.pricing.model.shares import share_of, share_out
from kiosk.pricing.model.values import ReductionKind
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
        _apply(rule, touched, offs, used, after, spent)


def _apply(
    rule: AnyRule,
    touched: Sequence[Draft],
    offs: Sequence[int],
    used: Sequence[int],
    after: Sequence[list[Run]],
    spent: Spent,
) -> None:
    whole = sum(offs)
    room = spent.room(rule, whole)
    spent.add(rule, room)
    kind = kind_of(rule)
    if room == whole:
        for draft, off, count, runs in zip(touched, offs, used, after, strict=True):
            draft.reduce(rule.rule_id, kind, off, count)
            draft.runs = runs
    else:
        for draft, part in zip(touched, share_out(room, offs), strict=True):
            draft.take_even(rule.rule_id, kind, part)


def thresholds(field: Field, ruled: Sequence[Ruled], drafts: Sequence[Draft], spent: Spent) -> None:
    """The one threshold that gives most of those that do not stack, then those that do, in the order of the book."""
    plain = [one for one in ruled if not one.stack]
    if plain:
        worth = {one.place: _room(field, one, drafts, spent)[0] for one in plain}
        best = min(plain, key=lambda one: (-worth[one.place], one.place))
        if worth[best.place]:
            _take(field, best, drafts, spent)
    for one in ruled:
        if one.stack:
            _take(field, one, drafts, spent)


def gives_more(field: Field, one: Ruled, drafts: Sequence[Draft]) -> bool:
    """Whether a stacking rule or a threshold could give more if it might touch more of its goods.

    An amount off is given in full already, unless what it may touch costs less than that.
    """
    if not isinstance(one.rule, Threshold):
        return True
    step = step_of(one.rule, spend_on(field, one))
    if step is None:
        return False
    return bool(step.percent_bp) or sum(drafts[at].touchable for at in field.lines_of[one.place]) < step.off_minor


def spend_on(field: Field, one: Ruled) -> int:
    """What the goods of a threshold cost before any rule of the book."""
    items = field.items
    return sum(items[at].unit_minor * items[at].quantity for at in field.lines_of[one.place])


def step_of(rule: Threshold, spend: int) -> Spend | None:
    """The highest step that so much money reaches."""
    reached = [step for step in rule.steps if step.least_minor <= spend]
    return max(reached, key=lambda step: step.least_minor) if reached and spend else None


def _room(field: Field, one: Ruled, drafts: Sequence[Draft], spent: Spent) -> tuple[int, list[Draft]]:
    rule = one.rule
    step = step_of(rule, spend_on(field, one)) if isinstance(rule, Threshold) else None
    if step is None:
        return 0, []
    touched = [drafts[at] for at in field.lines_of[one.place] if drafts[at].runs]
    left = sum(draft.touchable for draft in touched)
    off = step.off_minor + share_of(left, step.percent_bp)
    return spent.room(rule, min(off, left)), touched


def _take(field: Field, one: Ruled, drafts: Sequence[Draft], spent: Spent) -> None:
    room, touched = _room(field, one, drafts, spent)
    spent.add(one.rule, room)
    for draft, part in zip(touched, share_out(room, [draft.touchable for draft in touched]), strict=True):
        draft.take_even(one.rule.rule_id, "threshold", part)


def kind_of(rule: AnyRule) -> ReductionKind:
    """The rule's kind, as reductions name it."""
    tag: ReductionKind = rule.__struct_config__.tag  # type: ignore[assignment]  # tags are these words
    return tag
