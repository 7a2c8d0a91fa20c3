"""Paying for an order when it is fetched: its lines stand in the basket at the prices told, and move no goods."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.till.actions.keeping import save, to_change
from kiosk.till.delivery_fee import NO_GTIN
from kiosk.till.model import Basket, Line, Sale
from kiosk.worker import Transaction
from sync.messages import Particulars

ORDER = "order"
"""`Particulars.fulfilment` of goods that leave by their order: the sale takes money, the hand-over moves the stock."""


class Due(Struct, frozen=True):
    """One line of an order that is to be paid."""

    line_id: str
    gtin: str
    quantity: int
    price_minor: int


def charge_order(
    tx: Transaction,
    register: Register,
    basket_id: str,
    order_id: str,
    number: str,
    due: Sequence[Due],
    fee_minor: int = 0,
) -> Basket:
    """Put an order's lines, and what it costs to bring it, into a basket of its own, to be paid like any other.

    Raises:
        Refused: ``till.order_beside_goods`` if something else stands in the basket, ``till.nothing_due``,
            ``till.closed``, ``till.payment_open``.
    """
    found = to_change(tx, register, basket_id)
    others = [line for line in found.lines if line.particulars.fulfilment != ORDER or line.reference != order_id]
    if others:
        raise Refused("till.order_beside_goods", number=number)
    lines = tuple(
        Line(
            f"{basket_id}/{one.line_id}",
            one.gtin,
            one.quantity,
            Money(one.price_minor, register.currency),
            reference=order_id,
            particulars=Particulars(fulfilment=ORDER, agreed=one.line_id, note=number),
        )
        for one in due
        if one.quantity > 0
    )
    if lines and fee_minor:
        fee = Line(
            f"{basket_id}/fee",
            NO_GTIN,
            1,
            Money(fee_minor, register.currency),
            kind="delivery",
            reference=order_id,
            particulars=Particulars(fulfilment=ORDER, note=number),
        )
        lines = (*lines, fee)
    if not lines:
        raise Refused("till.nothing_due", number=number)
    return save(tx, register, replace(found, lines=lines))


def order_of(sale: Sale) -> str:
    """The order that a sale pays for; empty for every other sale."""
    return next((line.reference for line in sale.lines if line.particulars.fulfilment == ORDER), "")
