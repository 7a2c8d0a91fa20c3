"""How a step is taken: checked against all that is known, written down, told to everybody, and felt by the stock."""

from __future__ import annotations

from typing import Any

from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.actions import variance
from kiosk.pickup.model import Order
from kiosk.stock import actions as stock
from kiosk.worker import Transaction
from sync import messages
from sync.formats import order_machine
from sync.messages import OrderStep, OrderStepKind
from sync.readings import next_reading
from sync.security import Vault


class Course:
    """The steps that one action takes with one order: told in one message, in the action's transaction."""

    def __init__(self, tx: Transaction, vault: Vault, device: str, order_id: str, operator: str = "") -> None:
        """Load the order.

        Raises:
            Refused: ``pickup.unknown``.
        """
        self.tx, self.vault, self.device, self.operator = tx, vault, device, operator
        self.order = loaded(tx, vault, order_id)
        self._steps = list(tables.steps_of(tx.db, vault, order_id))
        self._new: list[OrderStep] = []

    def again(self) -> None:
        """Read the order again: something else in this transaction took steps with it."""
        self.order = loaded(self.tx, self.vault, self.order.order_id)
        self._steps = list(tables.steps_of(self.tx.db, self.vault, self.order.order_id))

    def may(self, kind: OrderStepKind, **fields: Any) -> bool:  # fields of OrderStep
        """Whether the step could be taken now."""
        return order_machine.may(self.order.now, self._made(kind, fields))

    def step(self, kind: OrderStepKind, **fields: Any) -> OrderStep:  # fields of OrderStep
        """Take a step.

        Raises:
            Refused: ``pickup.not_now`` if the order is in no state for it.
        """
        made = self._made(kind, fields)
        if not order_machine.may(self.order.now, made):
            raise Refused("pickup.not_now", state=self.order.state, number=self.order.number)
        tables.add_steps(self.tx.db, self.vault, self.order.order_id, [made])
        self._steps.append(made)
        self._new.append(made)
        self.order = tables.save(self.tx.db, self.vault, self.order.placed, self._steps, self.tx.now)
        return made

    def told(self) -> Order:
        """All steps are taken: tell head office and the store's devices of them; gives the order as it stands."""
        if self._new:
            order_id = self.order.order_id
            self.tx.post(
                messages.OrderStepped(order_id=order_id, device=self.device, steps=tuple(self._new), at=self.tx.now)
            )
            self._new = []
            variance.settle(self.tx, self.device, self.order, self._steps)
            keep_back(self.tx, self.order)
            self.tx.touch("orders")
        return self.order

    def _made(self, kind: OrderStepKind, fields: dict[str, Any]) -> OrderStep:
        tx = self.tx
        return OrderStep(
            step_id=tx.new_id(),
            at=next_reading(tx.db, tx.now, after=max((step.at for step in self._steps), default="")),
            device=self.device,
            kind=kind,
            operator=self.operator,
            **fields,
        )


def loaded(tx: Transaction, vault: Vault, order_id: str) -> Order:
    """The order.

    Raises:
        Refused: ``pickup.unknown``.
    """
    order = tables.load(tx.db, vault, order_id)
    if order is None:
        raise Refused("pickup.unknown")
    return order


def keep_back(tx: Transaction, order: Order) -> None:
    """Units stay reserved until they are carried out, given up or, after an end, put back on their shelf."""
    units: dict[str, int] = {}
    for line in order.lines:
        left = order.now.kept(line.line_id)
        if left > 0:
            units[line.gtin] = units.get(line.gtin, 0) + left
    stock.keep_back(tx, order.order_id, units)
