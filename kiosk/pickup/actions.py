"""Pickup orders move on: accepted, picked by scanning, staged, handed over against the signed code, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kiosk import trust
from kiosk.codes import PickupCode
from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.model import Order
from kiosk.stock import actions as stock
from kiosk.stock import tables as stock_tables
from kiosk.worker import Transaction
from sync import messages
from sync.formats import order_states
from sync.security import Vault

TELL_FOR = timedelta(hours=24)
"""How long the home device goes on telling the others of an order that has ended: a tablet may have been off."""


def on_placed(vault: Vault, device: str) -> Callable[[Transaction, messages.OrderPlaced], None]:
    """The handler of a new order, for the device of that name."""

    def order_placed(tx: Transaction, message: messages.OrderPlaced) -> None:
        """Write the order and keep its units back; its home device accepts it at once."""
        if not tables.insert(tx.db, vault, message, tx.now):
            return
        tx.touch("orders", "stock")
        if message.sale:
            # It was bought here, and kept back under the sale's name until now.
            stock_tables.release(tx.db, message.sale)
        order = _load(tx, vault, message.order_id)
        if tables.cancelled_before(tx.db, message.order_id):
            tables.save(tx.db, replace(order, state="cancelled"), tx.now)
            return
        for line in order.lines:
            stock_tables.reserve(tx.db, order.order_id, line.gtin, _units_of(order, line.gtin))
        if message.home == device:
            _advance(tx, device, order.move("accepted"))

    return order_placed


def on_cancelled(vault: Vault, device: str) -> Callable[[Transaction, messages.OrderCancelled], None]:
    """The handler of a cancellation. What the shopper has already carried home stays collected."""

    def order_cancelled(tx: Transaction, message: messages.OrderCancelled) -> None:
        order = tables.load(tx.db, vault, message.order_id)
        if order is None:
            tables.remember_cancel(tx.db, message.order_id, tx.now)
            return
        if order_states.is_terminal(order.state):
            return
        cancelled = order.move("cancelled")
        stock_tables.release(tx.db, order.order_id)
        if order.home == device:
            _advance(tx, device, cancelled)
        else:
            tables.save(tx.db, cancelled, tx.now)
            tx.touch("orders", "stock")

    return order_cancelled


def on_advanced(vault: Vault, device: str) -> Callable[[Transaction, messages.OrderAdvanced], None]:
    """The handler of what another device says of an order; only its home device is believed."""

    def order_advanced(tx: Transaction, message: messages.OrderAdvanced) -> None:
        order = tables.load(tx.db, vault, message.order_id)
        if order is None or message.device != order.home or order.home == device:
            return
        if message.revision <= order.revision:
            return
        told = {line.line_id: line for line in message.lines}
        lines = tuple(
            replace(line, picked=told[line.line_id].picked, short=told[line.line_id].short)
            if line.line_id in told
            else line
            for line in order.lines
        )
        now = replace(order, state=message.state, revision=message.revision, slot=message.slot, lines=lines)
        tables.save(tx.db, now, tx.now)
        _keep_back(tx, now)
        tx.touch("orders", "stock")

    return order_advanced


def start_picking(tx: Transaction, vault: Vault, device: str, order_id: str) -> Order:
    """Somebody goes to fetch the order.

    Raises:
        Refused: ``pickup.not_home``, ``pickup.not_now``.
    """
    return _advance(tx, device, _mine(tx, vault, device, order_id).move("picking"))


def pick(tx: Transaction, vault: Vault, device: str, order_id: str, gtin: str) -> Order:
    """A unit was scanned into the tray.

    Raises:
        Refused: ``pickup.not_home``, ``pickup.not_now``, ``pickup.wrong_product``, ``pickup.enough``.
    """
    return _advance(tx, device, _mine(tx, vault, device, order_id).pick(gtin))


def give_up(tx: Transaction, vault: Vault, device: str, order_id: str, line_id: str) -> Order:
    """The rest of a line is not to be found: the shelf is short of it, and head office hears that.

    Raises:
        Refused: ``pickup.not_home``, ``pickup.not_now``, ``pickup.no_such_line``.
    """
    return _advance(tx, device, _mine(tx, vault, device, order_id).give_up(line_id))


def stage(tx: Transaction, vault: Vault, device: str, order_id: str, slot: str) -> Order:
    """The packed order stands in a slot and waits for its shopper.

    Raises:
        Refused: ``pickup.not_home``, ``pickup.not_now``, ``pickup.not_done``, ``pickup.no_slot``.
    """
    return _advance(tx, device, _mine(tx, vault, device, order_id).stage(slot))


def cancel(tx: Transaction, vault: Vault, device: str, order_id: str) -> Order:
    """The store gives the order up.

    Raises:
        Refused: ``pickup.not_home``, ``pickup.not_now``.
    """
    return _advance(tx, device, _mine(tx, vault, device, order_id).move("cancelled"))


def look_up(tx: Transaction, vault: Vault, code: PickupCode) -> Order:
    """Whose order a code is for, to show how far it is; takes nothing in.

    Raises:
        Refused: ``code.*``, ``pickup.unknown``.
    """
    trust.check(tx, code.token)
    return _load(tx, vault, code.token.subject)


def hand_over(tx: Transaction, vault: Vault, device: str, code: PickupCode) -> Order:
    """The shopper showed the code: the goods leave the store, and the code is used up.

    Raises:
        Refused: ``code.*``, ``pickup.unknown``, ``pickup.not_home``, ``pickup.used`` for a second time,
            ``pickup.not_now`` if the order is not ready.
    """
    trust.check(tx, code.token)
    order = _mine(tx, vault, device, code.token.subject)
    if order.state == "collected":
        raise Refused("pickup.used", number=order.number)
    collected = order.move("collected")
    if not tables.use_code(tx.db, code.token.body.nonce, order.order_id, tx.now):
        raise Refused("pickup.used", number=order.number)
    for line in order.lines:
        if line.picked:
            stock.move_and_tell(tx, device, line.gtin, -line.picked, "collected", order.order_id)
    return _advance(tx, device, collected, nonce=code.token.body.nonce)


def tell_again(tx: Transaction, vault: Vault, device: str) -> None:
    """Tell the store's devices how this device's orders stand; who was switched off catches up by it."""
    for order in tables.orders_to_tell(tx.db, vault, device, tx.now - TELL_FOR):
        tx.live.append(_advanced(order, device, tx))


def _mine(tx: Transaction, vault: Vault, device: str, order_id: str) -> Order:
    order = _load(tx, vault, order_id)
    if order.home != device:
        raise Refused("pickup.not_home", device=order.home)
    return order


def _load(tx: Transaction, vault: Vault, order_id: str) -> Order:
    order = tables.load(tx.db, vault, order_id)
    if order is None:
        raise Refused("pickup.unknown")
    return order


def _advance(tx: Transaction, device: str, order: Order, nonce: str = "") -> Order:
    """Write the order one revision on; head office and the store's devices hear of it."""
    moved = replace(order, revision=order.revision + 1)
    tables.save(tx.db, moved, tx.now)
    _keep_back(tx, moved)
    tx.post(_advanced(moved, device, tx, nonce))
    tx.touch("orders", "stock")
    return moved


def _advanced(order: Order, device: str, tx: Transaction, nonce: str = "") -> messages.OrderAdvanced:
    return messages.OrderAdvanced(
        order_id=order.order_id,
        state=order.state,
        revision=order.revision,
        lines=tuple(
            messages.OrderLineState(line_id=ln.line_id, picked=ln.picked, short=ln.short) for ln in order.lines
        ),
        slot=order.slot,
        device=device,
        code_nonce=nonce,
        at=tx.now,
    )


def _keep_back(tx: Transaction, order: Order) -> None:
    """Units stay reserved until they are carried out, given up or the order ends."""
    if order_states.is_terminal(order.state):
        stock_tables.release(tx.db, order.order_id)
        return
    for line in order.lines:
        stock_tables.reserve(tx.db, order.order_id, line.gtin, _units_of(order, line.gtin))


def _units_of(order: Order, gtin: str) -> int:
    return sum(line.quantity - line.short for line in order.lines if line.gtin == gtin)
