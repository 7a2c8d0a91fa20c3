"""What is heard of orders: new ones, everybody's steps, and what others know that this device does not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from kiosk.pickup import tables
from kiosk.pickup.actions import variance
from kiosk.pickup.actions.course import Course, keep_back
from kiosk.stock import actions as stock
from kiosk.worker import Transaction
from sync import messages
from sync.hybrid_clock import Reading
from sync.messages import OrderStep
from sync.security import Vault

log = logging.getLogger(__name__)

TELL_FOR = timedelta(hours=24)
"""How long an order that has ended is still spoken of: a tablet may have been off."""

TELL_MOST = 100
"""Orders of which one beat of the heart tells the digest: eight kilobytes, and a whole busy store in half a minute."""

REPEAT_MOST = 20
"""Orders whose steps are told again at one asking; the next beat asks for the rest."""


def on_placed(vault: Vault, device: str, store: str = "") -> Callable[[Transaction, messages.OrderPlaced], None]:
    """The handler of a new order, for the device of that name in that store (GLN; empty: whatever store it says)."""

    def order_placed(tx: Transaction, message: messages.OrderPlaced) -> None:
        """Write the order (or what is new of it) and keep its units back; its home device accepts it at once.

        Raises:
            ValueError: if the order is another store's: it goes to dead letters.
        """
        if store and message.store != store:
            raise ValueError(f"the order is for store {message.store}")
        if not tables.insert(tx.db, vault, message, tx.now) and not tables.change(tx.db, vault, message):
            return
        if message.sale:
            # It was bought here, and kept back under the sale's name until now.
            stock.let_go(tx, message.sale)
        cancelled = tables.cancelled_before(tx.db, message.order_id)
        if cancelled is not None:
            tables.add_steps(tx.db, vault, message.order_id, [_cancelled(message.order_id, cancelled, "")])
        order = tables.save(tx.db, vault, message, tables.steps_of(tx.db, vault, message.order_id), tx.now)
        keep_back(tx, order)
        tx.touch("orders", "stock")
        if message.home == device and order.state == "placed":
            course = Course(tx, vault, device, message.order_id)
            course.step("accept")
            course.told()

    return order_placed


def on_steps(
    vault: Vault, device: str
) -> Callable[[Transaction, messages.OrderStepped | messages.OrderToldSteps], None]:
    """The handler of steps, whoever tells them: another device, or head office."""

    def order_stepped(tx: Transaction, message: messages.OrderStepped | messages.OrderToldSteps) -> None:
        """Put them to those that are known; what follows from all of them is the order.

        Who took a step need not be who tells it: a neighbour repeats what a device did that is cut off, and what head
        office said while this device was. A device cannot check that, having nobody to ask; it knows that whoever tells
        it is of its own store (it listens to no other, and `Host.live` checks the name), and that an order of another
        store never comes to be here (`on_placed`). Head office takes a step from the order's store alone
        (`sync.headoffice.orders.stepped`).

        Raises:
            ValueError: if a step's reading of the clock is none.
        """
        take_in(tx, vault, device, message.order_id, message.steps)

    return order_stepped


def take_in(tx: Transaction, vault: Vault, device: str, order_id: str, steps: Iterable[OrderStep]) -> bool:
    """Read an order anew with steps that others took; those of an order that did not come yet wait for it.

    True if any was new.
    """
    new = tables.add_steps(tx.db, vault, order_id, steps)
    for step in new:
        if step.kind == "hand" and step.text:
            tables.use_code(tx.db, step.text, order_id, tx.now)
    placed = tables.placed_of(tx.db, vault, order_id) if new else None
    if placed is not None:
        before = tables.load(tx.db, vault, order_id)
        every = tables.steps_of(tx.db, vault, order_id)
        order = tables.save(tx.db, vault, placed, every, tx.now)
        variance.settle(tx, device, order, every)
        keep_back(tx, order)
        tx.touch("orders", "stock")
        told = () if before is None else before.issues
        for issue in order.issues:
            if issue not in told:
                log.warning("order %s: %s, %d units; somebody must settle it", order.number, issue.trouble, issue.units)
    return bool(new)


def on_cancelled(vault: Vault, device: str) -> Callable[[Transaction, messages.OrderCancelled], None]:
    """The handler of a cancellation as head office told it before there were steps."""

    def order_cancelled(tx: Transaction, message: messages.OrderCancelled) -> None:
        """What the shopper has already carried home stays collected."""
        order = tables.load(tx.db, vault, message.order_id)
        if order is None:
            tables.remember_cancel(tx.db, message.order_id, message.at)
        elif not order.ended:
            take_in(tx, vault, device, message.order_id, [_cancelled(message.order_id, message.at, message.reason)])

    return order_cancelled


def _cancelled(order_id: str, at: datetime, reason: str) -> OrderStep:
    """The step that such a message stands for; the same on every device."""
    reading = str(Reading(int(at.timestamp() * 1000)))
    return OrderStep(step_id=f"{order_id}/cancelled", at=reading, device="hq", kind="cancel", text=reason)


def tell_again(tx: Transaction, device: str) -> None:
    """Tell the store's devices which steps are known here; who knows others says so, and who was off catches up.

    What changed last is told at every beat, the rest in turns.
    """
    known = tables.digests(tx.db, tx.now - TELL_FOR)
    half = TELL_MOST // 2
    first, rest = known[:half], known[half:]
    if len(rest) > half:
        turns = -(-len(rest) // half)
        turn = int(tx.now.timestamp()) // 5 % turns
        rest = rest[turn * half : (turn + 1) * half]
    if known:
        tx.live.append(messages.OrderDigests(device=device, orders=tuple(first + rest), at=tx.now))


def on_digests(vault: Vault, device: str) -> Callable[[Transaction, messages.OrderDigests], None]:
    """The handler of what another device knows."""

    def digests_told(tx: Transaction, message: messages.OrderDigests) -> None:
        """Say all steps of the orders of which that device knows others, or fewer."""
        left = REPEAT_MOST
        for order_id, steps, digest in message.orders:
            mine = tables.digest_of(tx.db, order_id)
            if mine is None or mine[1] == digest or mine[0] < steps or not left:
                continue
            left -= 1
            tx.live.append(
                messages.OrderStepped(
                    order_id=order_id, device=device, steps=tables.steps_of(tx.db, vault, order_id), at=tx.now
                )
            )

    return digests_told
