"""What sending costs is a line of the basket like any other, so receipt, sale and total agree about it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.till import priced
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction

NO_GTIN = "0" * 14
"""A service of the shop has no article number."""


def check(basket: Basket) -> None:
    """Refuse to take money for goods that nobody knows where to send.

    Raises:
        Refused: ``till.sign_in_to_ship``: the basket came from another device, and its member has not said so here.
    """
    if not basket.customer and any(
        line.particulars.fulfilment == "ship" and not line.returned for line in basket.lines
    ):
        raise Refused("till.sign_in_to_ship")


def with_fee(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """The basket, priced, with one line for the delivery if anything in it is sent and that is not free."""
    sent = [
        line
        for line in basket.lines
        if line.particulars.fulfilment == "ship" and line.kind == "product" and not line.returned
    ]
    own = next((line for line in basket.lines if line.kind == "delivery" and not line.returned), None)
    if not sent and own is None:
        return basket
    rule = catalogue.deliveries(tx.db).get("ship") if sent else None
    fee = rule.fee(sum(line.amount.minor for line in sent)) if rule is not None else 0
    if own is not None and (own.quantity, own.unit_price.minor) == (1, fee):
        return basket
    lines = [line for line in basket.lines if line is not own]
    gone = basket.gone
    if fee:
        # The same name on every device, so that two of them never charge it twice.
        line_id = own.line_id if own is not None else f"{basket.basket_id}-d"
        price = Money(fee, basket.currency)
        lines.append(Line(line_id, NO_GTIN, 1, price, kind="delivery"))
    elif own is not None:
        gone = (*gone, (own.line_id, ""))
    return priced.reprice(tx, register, replace(basket, lines=tuple(lines), gone=gone))
