"""A pickup order as the store works on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.errors import Refused
from sync.formats import order_states
from sync.messages import OrderState


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order, and how far it is."""

    line_id: str
    gtin: str
    quantity: int
    price_minor: int
    picked: int = 0
    short: int = 0
    """Units that were not to be found."""

    @property
    def open(self) -> int:
        """Units that are neither picked nor given up."""
        return self.quantity - self.picked - self.short


@dataclass(frozen=True, slots=True)
class Order:
    """A pickup order. Only its home device decides about it; the others show what it says."""

    order_id: str
    number: str
    home: str
    member: str
    surname: str
    title: str
    state: OrderState
    revision: int
    lines: tuple[OrderLine, ...]
    slot: str
    """Where the packed order stands, once it is ready."""
    total_minor: int
    currency: str
    paid: bool
    placed_at: datetime
    promised_at: datetime | None

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def picked(self) -> int:
        return sum(line.picked for line in self.lines)

    @property
    def done(self) -> bool:
        """Whether every unit is picked or given up."""
        return all(line.open == 0 for line in self.lines)

    def move(self, target: OrderState) -> Order:
        """The order one legal step on.

        Raises:
            Refused: ``pickup.not_now`` with the state that it is in.
        """
        if not order_states.may_move(self.state, target):
            raise Refused("pickup.not_now", state=self.state, number=self.number)
        return replace(self, state=target)

    def pick(self, gtin: str) -> Order:
        """One more unit of a product is in the picker's hand.

        Raises:
            Refused: ``pickup.not_now``, ``pickup.wrong_product``, ``pickup.enough`` if all of it is picked already.
        """
        order = self._picking()
        mine = [line for line in order.lines if line.gtin == gtin]
        if not mine:
            raise Refused("pickup.wrong_product", gtin=gtin)
        wanted = next((line for line in mine if line.open > 0), None)
        if wanted is None:
            raise Refused("pickup.enough", gtin=gtin)
        return order.with_line(replace(wanted, picked=wanted.picked + 1))

    def give_up(self, line_id: str) -> Order:
        """The open units of a line are not to be found.

        Raises:
            Refused: ``pickup.not_now``, ``pickup.no_such_line``.
        """
        order = self._picking()
        line = next((one for one in order.lines if one.line_id == line_id), None)
        if line is None:
            raise Refused("pickup.no_such_line")
        return order.with_line(replace(line, short=line.short + line.open))

    def stage(self, slot: str) -> Order:
        """The order is packed and stands in a slot: it is ready, or cancelled if nothing of it could be found.

        Raises:
            Refused: ``pickup.not_now``, ``pickup.not_done``, ``pickup.no_slot``.
        """
        if not self.done:
            raise Refused("pickup.not_done", left=sum(line.open for line in self.lines))
        if self.picked == 0:
            return self.move("cancelled")
        if not slot.strip():
            raise Refused("pickup.no_slot")
        return replace(self.move("ready"), slot=slot.strip())

    def with_line(self, line: OrderLine) -> Order:
        """The order with one line replaced."""
        return replace(self, lines=tuple(line if one.line_id == line.line_id else one for one in self.lines))

    def _picking(self) -> Order:
        return self if self.state == "picking" else self.move("picking")
