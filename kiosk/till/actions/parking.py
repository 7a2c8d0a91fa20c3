"""Baskets between devices: parked by one, gone on with by another, and told to all of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import msgspec

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till import priced, tables
from kiosk.till.actions.keeping import as_message, save, to_change
from kiosk.till.model import BASKET_STATES, LINE_KINDS, Basket, BasketState, Line, LineKind
from kiosk.worker import Transaction
from sync import messages


def park(tx: Transaction, register: Register, basket_id: str, label: str = "", operator: str = "") -> Basket:
    """Put a basket aside; every device of the store may go on with it.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.tendered`` while money is in it,
            ``till.return_not_parked``: what comes back stays where it was handed over, ``till.quote_not_parked``: any
            device can take the quotation itself.
    """
    basket = to_change(tx, register, basket_id)
    if not basket.lines:
        raise Refused("till.empty")
    if basket.tenders:
        raise Refused("till.tendered", amount=basket.paid)
    if any(line.agreed for line in basket.lines):
        raise Refused("till.quote_not_parked")
    if any(line.fixed for line in basket.lines):
        raise Refused("till.return_not_parked")
    terms = msgspec.structs.replace(basket.terms, label=label.strip()[:40], salesperson=operator)
    parked = save(tx, register, replace(basket, state="parked", terms=terms))
    tx.touch("baskets")
    return parked


def recall(tx: Transaction, register: Register, basket_id: str, into: str) -> Basket:
    """Go on with a parked basket, under the new id `into` and at today's prices.

    The old basket is given up with this. A new id keeps two devices that cannot hear each other from making two sales
    of one basket.

    A coupon that was used elsewhere meanwhile is left out; the others lie in the new basket now.

    Raises:
        Refused: ``till.not_parked`` if somebody else was quicker, ``till.not_empty`` if something lies in `into`,
            ``till.closed``, ``till.payment_open``.
    """
    place = to_change(tx, register, into)
    if place.lines or place.tenders:
        raise Refused("till.not_empty")
    parked = tables.load_basket(tx.db, basket_id)
    if parked is None or parked.state != "parked":
        raise Refused("till.not_parked")
    save(tx, register, replace(parked, state="dropped"))
    coupons = pricing.hold_again(tx, register.workstation, into, parked.terms.coupons)
    terms = msgspec.structs.replace(parked.terms, recalled_from=basket_id, coupons=coupons)
    taken = replace(parked, basket_id=into, state="open", revision=place.revision, terms=terms)
    basket = priced.reprice(tx, register, taken)
    tx.touch("baskets")
    return save(tx, register, basket)


def tell_parked(tx: Transaction, register: Register) -> None:
    """Repeat what this device has parked: a device that was off has not heard of it."""
    for basket, device, _ in tables.parked(tx.db, register.currency):
        if device == register.workstation:
            tx.post(as_message(tx, register, basket))


def apply_basket(tx: Transaction, register: Register, message: messages.BasketChanged) -> None:
    """Another device of the store told how its basket stands; the newer revision counts, a paid one is final."""
    if message.device == register.workstation or message.state not in BASKET_STATES:
        return
    own = tables.load_basket(tx.db, message.basket_id)
    if own is not None and (own.state == "paid" or own.revision >= message.revision):
        return
    basket = Basket(
        message.basket_id,
        register.currency,
        tuple(_line(one, register.currency) for one in message.lines),
        message.customer,
        cast(BasketState, message.state),
        message.revision,
        terms=message.terms,
    )
    if basket.state in ("open", "parked"):
        basket = priced.reprice(tx, register, basket)
    tables.save_basket(tx.db, basket, message.device, tx.now)
    tx.touch("baskets")


def _line(line: messages.BasketLine, currency: str) -> Line:
    return Line(
        line.line_id,
        line.gtin,
        line.quantity,
        Money(line.unit_price_minor, currency),
        line.price_version,
        line.origin,
        cast(LineKind, line.kind if line.kind in LINE_KINDS else "product"),
        line.reference,
        line.returned_from,
        line.returned_line,
        line.particulars,
    )
