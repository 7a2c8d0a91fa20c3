"""What an order is worth as it stands: what its shopper has to pay for, line by line. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sync.formats.order_state import Line, Order


class Priced(Struct, frozen=True):
    """What was ordered in one line, and what of it is this order's no more.

    A line's amount is shared so that all parts are the line, to the minor unit, however it is divided and in which
    order: what goes away is counted from the whole (so much for the first two, less what went with the first), and what
    is left is the rest of the money, whatever the rounding was.
    """

    quantity: int
    price_minor: int
    """Of one unit."""
    amount_minor: int
    """Of all of it; a reduction may not be divisible by the units."""
    moved_units: int = 0
    moved_minor: int = 0
    """What another order brings, with its money."""
    back_units: int = 0
    """Units that nobody fetched and whose money a till gave back."""

    @property
    def back_minor(self) -> int:
        """What the till gave back for them: tills round down, and give the rest with the last unit."""
        return self.amount_minor * min(self.back_units, self.quantity) // self.quantity

    @property
    def rest_units(self) -> int:
        """Units that are still this order's."""
        return max(0, self.quantity - self.moved_units - self.back_units)

    @property
    def rest_minor(self) -> int:
        """What they cost in all."""
        return max(0, self.amount_minor - self.moved_minor - self.back_minor)

    def part(self, units: int) -> int:
        """What so many units of those cost that are still this order's; beyond them each costs its price."""
        if units >= self.rest_units:
            return self.rest_minor + (units - self.rest_units) * self.price_minor
        return self.rest_minor * units // self.rest_units

    def move(self, units: int) -> int:
        """What goes away with so many units more. Moves round up, tills round down: they meet where nothing is left."""
        left = max(0, self.quantity - self.moved_units - units)
        return min(
            max(0, self.amount_minor - self.amount_minor * left // self.quantity - self.moved_minor), self.rest_minor
        )


FEE = "fee"
"""In the place of a line: what it costs that the goods are sent or brought."""

ELSEWHERE = ("refund", "ship", "store:")
"""Choices after which this order no longer owes its shopper what is lacking."""


def worth(
    priced: Mapping[str, Priced], order: Order, substitutes: Mapping[str, int], fee_minor: int = 0
) -> dict[str, int]:
    """Line as ordered -> minor units that its shopper has to pay for, with what came in for it.

    `substitutes`: what a unit costs of the lines that came in for others. Of an order that is over only what left the
    store counts; of an open one also what is still to come. `fee_minor` (under `FEE`) is owed unless nothing ever left.
    """
    values = dict.fromkeys(priced, 0)
    if fee_minor:
        values[FEE] = fee_minor if order.handed or not order.ended else 0
    for line_id, line in order.lines.items():
        units = _units(order, line)
        if line_id in priced:
            values[line_id] += priced[line_id].part(units)
        else:
            values[root(order, line_id)] += units * substitutes.get(line_id, 0)
    return values


def root(order: Order, line_id: str) -> str:
    """The line as ordered that a line came in for, at last."""
    while instead_of := order.lines[line_id].instead_of:
        line_id = instead_of
    return line_id


def _units(order: Order, line: Line) -> int:
    if order.ended:
        return line.handed
    lacking = line.lacking if line.choice.startswith(ELSEWHERE) else 0
    return line.wanted - line.replaced - lacking
