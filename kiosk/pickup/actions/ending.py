"""How an order ends without its shopper: taken back, run out of time, sent elsewhere; and goods that go back."""

from __future__ import annotations

from datetime import timedelta

from kiosk.pickup import tables
from kiosk.pickup.actions.course import Course
from kiosk.pickup.model import Order
from kiosk.worker import Transaction
from sync import clock
from sync.security import Vault

KEEP = timedelta(days=90)
"""How long an order that is over stays on a device: as long as receipts do. Codes live sixty days at most."""

FORGET_MOST = 20
"""Orders that one beat of the heart forgets: some milliseconds, and more than a store has in it."""

GRACE = timedelta(hours=1)
"""Who said that they are here when the time ran out still gets their goods for so long."""


def cancel(
    tx: Transaction, vault: Vault, device: str, order_id: str, *, reason: str = "store", operator: str = ""
) -> Order:
    """The store gives the order up.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("cancel", text=reason)
    return course.told()


def convert(tx: Transaction, vault: Vault, device: str, order_id: str, to: str, *, operator: str = "") -> Order:
    """The shopper gets it another way: `to` is store:GLN or ship. Head office makes the order that follows.

    Raises:
        Refused: ``pickup.not_now``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("convert", text=to)
    return course.told()


def restock(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """The goods of an order that has ended stand on their shelves again.

    Raises:
        Refused: ``pickup.not_now`` if there are none.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.step("restock")
    return course.told()


def expire_due(tx: Transaction, vault: Vault, device: str) -> list[str]:
    """Orders whose time is over end; gives their ids. Their home device does, and their arbiter.

    Hours are compared in UTC, so no change to summer time makes a day shorter. Whoever came in time is not sent away.
    """
    ended = []
    for entry in tables.due(tx.db, tx.now):
        if device not in (entry.home, entry.arbiter):
            continue
        assert entry.expires_at is not None, "only those with an hour are due"
        if entry.here and entry.state_at and entry.state_at <= entry.expires_at and tx.now < entry.expires_at + GRACE:
            continue
        course = Course(tx, vault, device, entry.order_id)
        until = clock.stamp(entry.expires_at)
        if course.may("expire", text="expired", until=until):
            course.step("expire", text="expired", until=until)
            course.told()
            ended.append(entry.order_id)
    return ended


def forget_old(tx: Transaction) -> int:
    """Delete what was over long ago, some at a time; gives how many. Goods that nobody put back keep their order."""
    return tables.forget(tx.db, tx.now - KEEP, FORGET_MOST)
