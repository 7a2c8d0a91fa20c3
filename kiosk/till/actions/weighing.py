"""Goods that were weighed: a pack with the label of the shop's own scale goes into the basket."""

from __future__ import annotations

from kiosk.catalogue import tables as catalogue
from kiosk.codes import WeighedCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.till import priced
from kiosk.till.actions.baskets import add_line
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction
from sync.messages import Particulars

GRAMS = 1000
"""Prices of weighed goods are for so many."""


def add_weighed(tx: Transaction, register: Register, basket_id: str, code: WeighedCode) -> Basket:
    """Put a weighed pack into the basket: its line costs what the label says, or its weight at the kilogram's price.

    Raises:
        Refused: ``till.not_for_sale`` if this store does not sell the article, ``till.bad_amount`` for a label without
            weight and price, ``till.too_many``, ``till.closed``, ``till.payment_open``.
    """
    product = catalogue.find(tx.db, code.gtin, register.currency)
    if product is None:
        raise Refused("till.not_for_sale", gtin=code.gtin)
    kilogram = priced.shelf_price(tx.db, tx.now, product)
    if code.grams:
        price, grams = Money((kilogram.minor * code.grams + GRAMS // 2) // GRAMS, kilogram.currency), code.grams
    elif code.price_minor:
        # What it weighs follows from what it costs; without a weight the line would look like one of a wrong price.
        price = Money(code.price_minor, kilogram.currency)
        grams = max(1, (code.price_minor * GRAMS + kilogram.minor // 2) // max(1, kilogram.minor))
    else:
        raise Refused("till.bad_amount")
    line = Line(tx.new_id(), code.gtin, 1, price, product.price_version, particulars=Particulars(weight_g=grams))
    return add_line(tx, register, basket_id, line)
