"""From the tray to the slot: packed, staged, and back again where a shop allows it; who is on the way, who is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kiosk.errors import Refused
from kiosk.pickup.actions.course import Course
from kiosk.pickup.model import Order
from kiosk.worker import Transaction
from sync import clock
from sync.security import Vault


def pack(tx: Transaction, vault: Vault, device: str, order_id: str, *, bags: int = 1, operator: str = "") -> Order:
    """Every unit is settled, and what was found is in so many bags.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.not_done`` with the units that are left.
    """
    course = Course(tx, vault, device, order_id, operator)
    _pack(course, bags)
    return course.told()


def unpack(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """The bags are opened again: the order is picked anew. Not while it stands in a slot.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("unpack")
    return course.told()


def stage(
    tx: Transaction, vault: Vault, device: str, order_id: str, slot: str, *, bags: int = 1, operator: str = ""
) -> Order:
    """The packed order stands in a slot (or another slot) and waits for its shopper; it is packed if it was not.

    An order of which nothing was found is cancelled: there is nothing to put anywhere.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.not_done``, ``pickup.no_slot``.
    """
    course = Course(tx, vault, device, order_id, operator)
    order = course.order
    if not order.ended and order.done and not order.picked:
        course.step("cancel", text="nothing_found")
        return course.told()
    if not order.now.packed:
        _pack(course, bags)
    if not slot.strip():
        raise Refused("pickup.no_slot")
    course.step("stage", text=slot.strip())
    return course.told()


def unstage(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """The order is taken out of its slot and stands on the bench.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("unstage")
    return course.told()


def arrive(
    tx: Transaction,
    vault: Vault,
    device: str,
    order_id: str,
    how: str,
    *,
    more: Mapping[str, str] | None = None,
    operator: str = "",
) -> Order:
    """The shopper is here, or on the way: `how` is kiosk, car or foot; `more` what people read (car, spot, eta).

    Saying it twice changes nothing.

    Raises:
        Refused: ``pickup.not_now`` if the order has ended.
    """
    course = Course(tx, vault, device, order_id, operator)
    told = dict(more or {})
    if course.order.now.here != how or course.order.now.here_more != told:
        course.step("arrive", text=how, more=told)
    return course.told()


def leave(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """The shopper has gone again without the goods.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("leave")
    return course.told()


def delegate(tx: Transaction, vault: Vault, device: str, order_id: str, name: str, *, operator: str = "") -> Order:
    """Somebody else may fetch it; an empty name: nobody else.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    if course.order.now.delegate != name.strip():
        course.step("delegate", text=name.strip())
    return course.told()


def extend(tx: Transaction, vault: Vault, device: str, order_id: str, until: datetime, *, operator: str = "") -> Order:
    """The order is kept longer. An expiry that did not know of it is void.

    Raises:
        Refused: ``pickup.not_now`` if it has ended, ``pickup.sooner`` if it is kept as long already.
    """
    course = Course(tx, vault, device, order_id, operator)
    known = course.order.expires_at
    if known is not None and until <= known:
        raise Refused("pickup.sooner")
    course.step("extend", until=clock.stamp(until))
    return course.told()


def _pack(course: Course, bags: int) -> None:
    left = sum(line.open for line in course.order.lines)
    if left and not course.order.ended:
        raise Refused("pickup.not_done", left=left)
    course.step("pack", units=bags)
