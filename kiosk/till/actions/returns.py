"""Goods that come back."""

from __future__ import annotations

from dataclasses import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.till import tables
from kiosk.till.actions.selling import Draft, write_sale
from kiosk.till.model import Sale, Tender
from kiosk.worker import Transaction


def return_line(
    tx: Transaction, register: Register, sale_id: str, line_id: str, quantity: int, operator: str = ""
) -> Sale:
    """Take back units of one line of an own receipt, in cash, for what was paid for them.

    Raises:
        Refused: ``till.no_such_sale``, ``till.no_such_line``, ``till.returned_already`` beyond what was sold.
    """
    sale = tables.load_sale(tx.db, sale_id)
    if sale is None:
        raise Refused("till.no_such_sale")
    line = next((one for one in sale.lines if one.line_id == line_id and one.quantity > 0), None)
    if line is None:
        raise Refused("till.no_such_line")
    if not 1 <= quantity <= line.quantity - line.returned:
        raise Refused("till.returned_already", left=line.quantity - line.returned)
    back = replace(
        line,
        line_id=tx.new_id(),
        quantity=-quantity,
        amount=-line.share(quantity),
        reductions=(),
        tax_minor=-(line.tax_minor * quantity // line.quantity),
        returned=0,
        returned_from=sale_id,
        returned_line=line_id,
    )
    tender = Tender(tx.new_id(), "cash", back.amount)
    draft = Draft(tx.new_id(), (back,), (tender,), "return", sale.customer, operator)
    return write_sale(tx, register, draft)
