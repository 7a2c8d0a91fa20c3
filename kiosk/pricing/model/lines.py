"""Lines while they are being priced: what is left of each, and what was taken off by whom."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.pricing.model.shares import share_of, share_out
from kiosk.pricing.model.values import MANUAL, WHOLE, Item, Manual, ReductionKind

Run = tuple[int, int]
"""(units, what is left of each)."""

Cut = tuple[str, ReductionKind, int, int]
"""What one rule takes off: rule id, kind, amount, units. Only those of the best attempt become a `Reduction`."""


class Draft:
    """One line on its way to its price."""

    __slots__ = ("item", "left", "open", "reductions", "runs", "shut")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.left = item.unit_minor * item.quantity
        """What is still to be paid."""
        self.open = item.discountable and item.manual is None
        """Whether the book's rules may touch the line."""
        self.reductions: list[Cut] = []
        self.shut = 0
        """What is left of units that no further rule may touch."""
        self.runs: list[Run] = [(item.quantity, item.unit_minor)] if self.open else []
        """The units that further rules may touch."""

    def take_manual(self) -> None:
        """A person's own price or discount."""
        item, manual = self.item, self.item.manual
        if manual is None or not item.discountable:
            return
        if manual.kind == "price":
            off = max(0, item.unit_minor - manual.value) * item.quantity
        elif manual.kind == "percent":
            off = share_of(item.unit_minor, manual.value) * item.quantity
        else:
            off = manual.value
        self.reduce(MANUAL, "manual", off, item.quantity)

    def reduce(self, rule_id: str, kind: ReductionKind, amount: int, units: int) -> None:
        """Take an amount off, never more than what is left."""
        amount = min(amount, self.left)
        if amount > 0:
            self.left -= amount
            self.reductions.append((rule_id, kind, amount, units))

    @property
    def touchable(self) -> int:
        """What is left of the units that further rules may touch."""
        return self.left - self.shut

    def take_even(self, rule_id: str, kind: ReductionKind, amount: int) -> None:
        """Take an amount off all units that further rules may touch, evenly."""
        if not amount:
            return
        units = sum(count for count, _ in self.runs)
        left = self.touchable - amount
        self.reduce(rule_id, kind, amount, units)
        self.runs = spread(units, left)


def spread(units: int, amount: int) -> list[Run]:
    """An amount over so many units, as even as whole minor units allow."""
    if not units:
        return []
    base, extra = divmod(amount, units)
    return [run for run in ((extra, base + 1), (units - extra, base)) if run[0]]


def take_whole(drafts: Sequence[Draft], whole: Manual) -> None:
    """What a person gave on the whole basket, shared out by what is left of each line."""
    touched = sorted((draft for draft in drafts if draft.item.discountable), key=lambda draft: draft.item.line_id)
    left = [draft.left for draft in touched]
    off = share_of(sum(left), whole.value) if whole.kind == "percent" else whole.value
    for draft, part in zip(touched, share_out(min(off, sum(left)), left), strict=True):
        draft.reduce(WHOLE, "whole", part, draft.item.quantity)
