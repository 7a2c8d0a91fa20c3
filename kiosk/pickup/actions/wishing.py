"""Asking head office for an order: on the telephone, or for a shopper while nobody can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.worker import Transaction
from sync.messages import OrderLine, OrderMethod, OrderWishAnswered, OrderWished
from sync.security import Vault

KEEP = timedelta(days=30)


def wish(
    tx: Transaction,
    vault: Vault,
    device: str,
    store: str,
    lines: Sequence[tuple[str, int, int]],
    *,
    method: OrderMethod = "pickup",
    channel: str = "phone",
    member: str = "",
    surname: str = "",
    title: str = "",
    contact: str = "",
    note: str = "",
    carry_to: str = "",
    promised_at: datetime | None = None,
    operator: str = "",
) -> str:
    """Ask for an order in the shop `store` (GLN); `lines` are (gtin, quantity, price of a unit or 0). Gives its id.

    It is a request: nothing is promised until `tables.load_wish` says ``placed``. The order then comes as any other.

    Raises:
        Refused: ``pickup.nothing_wanted``.
    """
    if not lines or any(quantity < 1 for _, quantity, _ in lines):
        raise Refused("pickup.nothing_wanted")
    message = OrderWished(
        wish_id=tx.new_id(),
        store=store,
        method=method,
        channel=channel,
        member=member,
        surname=surname,
        title=title,
        contact=contact,
        lines=tuple(
            OrderLine(line_id=tx.new_id(), gtin=gtin, quantity=quantity, price_minor=price)
            for gtin, quantity, price in lines
        ),
        promised_at=promised_at,
        carry_to=carry_to,
        note=note,
        device=device,
        operator=operator,
        at=tx.now,
    )
    tables.keep_wish(tx.db, vault, message)
    tables.forget_wishes(tx.db, tx.now - KEEP)
    tx.post(message)
    tx.touch("orders")
    return message.wish_id


def on_wish_answered(tx: Transaction, message: OrderWishAnswered) -> None:
    """Head office placed it, or says why not; the store's other devices never asked."""
    if tables.answer_wish(tx.db, message):
        tx.touch("orders")
