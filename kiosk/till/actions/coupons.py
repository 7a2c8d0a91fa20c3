"""Coupons in a basket: believed, laid in, taken out again; what the sale does with them is pricing's."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till.actions.keeping import keep, to_change
from kiosk.till.model import Basket
from kiosk.worker import Transaction
from sync.formats.tokens import Token


def lay_coupon(tx: Transaction, register: Register, basket_id: str, token: Token) -> Basket:
    """A coupon was scanned: the basket is priced with it.

    Raises:
        Refused: ``code.*``, ``pricing.coupon_unknown``, ``pricing.coupon_used``, ``pricing.coupon_here``,
            ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    text = pricing.take_coupon(tx, register.workstation, basket_id, token)
    if text in basket.terms.coupons:
        return basket
    terms = msgspec.structs.replace(basket.terms, coupons=(*basket.terms.coupons, text))
    return keep(tx, register, replace(basket, terms=terms))


def take_coupons_out(tx: Transaction, register: Register, basket_id: str) -> Basket:
    """The shopper keeps the coupons; the basket is priced without them.

    Raises:
        Refused: ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    pricing.free_coupons(tx, basket_id)
    return keep(tx, register, replace(basket, terms=msgspec.structs.replace(basket.terms, coupons=())))
