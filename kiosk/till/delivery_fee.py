"""What sending costs is a line of the basket like any other, so receipt, sale and total agree about it."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.till import priced
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction
from sync.messages import Particulars

SENT: tuple[Literal["ship"], Literal["delivery"]] = ("ship", "delivery")
"""Ways on which goods come to the shopper: from somewhere, or brought by this store."""

NO_GTIN = "0" * 14
"""A service of the shop has no article number."""


def check(basket: Basket) -> None:
    """Refuse to take money for goods that nobody knows where to send.

    Raises:
        Refused: ``till.sign_in_to_ship``: the basket came from another device, and its member has not said so here.
    """
    if not basket.customer and any(line.particulars.fulfilment in SENT and not line.returned for line in basket.lines):
        raise Refused("till.sign_in_to_ship")


def with_fee(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """The basket, priced, with one line for each way on which anything of it comes, where that is not free."""
    for way in SENT:
        basket = _with_fee_of(tx, register, basket, way)
    return basket


def _with_fee_of(tx: Transaction, register: Register, basket: Basket, way: str) -> Basket:
    # Sending was the only way once: its fee has no mark.
    mark = "" if way == "ship" else way
    sent = [
        line
        for line in basket.lines
        if line.particulars.fulfilment == way and line.kind == "product" and not line.returned
    ]
    fees = (line for line in basket.lines if line.kind == "delivery" and not line.returned)
    # What an order costs to be brought was told when it was placed.
    own = next((line for line in fees if not line.reference and line.particulars.fulfilment == mark), None)
    if not sent and own is None:
        return basket
    rule = catalogue.deliveries(tx.db).get(way) if sent else None
    fee = rule.fee(sum(line.amount.minor for line in sent)) if rule is not None else 0
    if own is not None and (own.quantity, own.unit_price.minor) == (1, fee):
        return basket
    lines = [line for line in basket.lines if line is not own]
    gone = basket.gone
    if fee:
        # The same name on every device, so that two of them never charge it twice.
        line_id = own.line_id if own is not None else f"{basket.basket_id}-{'b' if mark else 'd'}"
        price = Money(fee, basket.currency)
        lines.append(Line(line_id, NO_GTIN, 1, price, kind="delivery", particulars=Particulars(fulfilment=mark)))
    elif own is not None:
        gone = (*gone, (own.line_id, ""))
    return priced.reprice(tx, register, replace(basket, lines=tuple(lines), gone=gone))
