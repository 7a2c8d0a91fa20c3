"""How each line reaches the shopper: taken along, fetched in a shop, or sent; and what sending costs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.till import needs, outlook, priced
from kiosk.till.actions.baskets import add_line, most
from kiosk.till.actions.keeping import keep, to_change
from kiosk.till.delivery_fee import SENT
from kiosk.till.model import Basket, Line
from kiosk.worker import Transaction
from sync.messages import Particulars

How = Literal["", "pickup", "ship", "delivery"]


def fulfil(
    tx: Transaction,
    register: Register,
    basket_id: str,
    line_id: str,
    how: How,
    from_store: str = "",
    promised: datetime | None = None,
) -> Basket:
    """The shopper takes a line along, fetches it, has it sent, or brought by this store.

    Raises:
        Refused: ``till.no_such_line``, ``till.not_sent`` for what is no plain product, ``till.no_delivery`` if the shop
            has no such way, ``till.sign_in_to_ship`` while nobody knows where to, ``till.closed``,
            ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    line = basket.line(line_id)
    _check(tx, basket, line, how)
    special = _told(line.particulars, how, from_store, promised)
    return keep(tx, register, basket.change(line_id, particulars=special))


def fulfil_product(
    tx: Transaction,
    register: Register,
    basket_id: str,
    gtin: str,
    how: How,
    from_store: str = "",
    promised: datetime | None = None,
    quantity: int = 1,
) -> Basket:
    """Put a product into the basket that is not here: it is fetched elsewhere or sent.

    Raises:
        Refused: as `fulfil`, and ``till.not_for_sale``, ``till.too_many``.
    """
    product = catalogue.find(tx.db, gtin, register.currency)
    if product is None:
        raise Refused("till.not_for_sale", gtin=gtin)
    if needs.of_product(tx.db, tx.now, gtin).gift_card:
        raise Refused("till.not_sent")
    special = _told(Particulars(), how, from_store, promised)
    price = priced.shelf_price(tx.db, tx.now, product)
    line = Line(tx.new_id(), gtin, quantity, price, product.price_version, particulars=special)
    _check(tx, to_change(tx, register, basket_id), line, how)
    return add_line(tx, register, basket_id, line)


def settle_price(tx: Transaction, register: Register, basket_id: str, line_id: str, keep_old: bool) -> Basket:
    """The shelf price moved since the scan: the shopper keeps the older one, or takes the new one.

    Raises:
        Refused: ``till.price_moved_on`` if the shop's policy lets nobody keep it, ``till.no_such_line``,
            ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    line = basket.line(line_id)
    move = outlook.moves(tx.db, tx.now, basket).get(line_id)
    if move is None:
        return basket
    if not keep_old:
        product = catalogue.find(tx.db, line.gtin, register.currency)
        version = product.price_version if product is not None else line.price_version
        special = msgspec.structs.replace(line.particulars, kept_price=0)
        return keep(
            tx,
            register,
            basket.change(line_id, unit_price=move.now, price_version=version, particulars=special),
        )
    if move.decision == "ours" and not move.cheaper:
        raise Refused("till.price_moved_on", amount=move.now)
    special = msgspec.structs.replace(line.particulars, kept_price=move.now.minor)
    return keep(tx, register, basket.change(line_id, particulars=special))


def put_back(tx: Transaction, register: Register, basket_id: str, lines: tuple[tuple[int, Line], ...]) -> Basket:
    """Lines that were taken out come back where they stood, (place, line), exactly as they were.

    Raises:
        Refused: ``till.too_many``, ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    for _, line in lines:
        if basket.units_of(line.gtin) + line.quantity > most(register):
            raise Refused("till.too_many", limit=most(register))
    return keep(tx, register, basket.put_back(one for one in lines if one[1].kind not in ("deposit", "delivery")))


def _told(special: Particulars, how: How, from_store: str, promised: datetime | None) -> Particulars:
    until = promised.isoformat(timespec="minutes") if how and promised is not None else ""
    return msgspec.structs.replace(special, fulfilment=how, from_store=from_store if how else "", promised=until)


def _check(tx: Transaction, basket: Basket, line: Line, how: How) -> None:
    if not how:
        return
    special = line.particulars
    if line.kind != "product" or line.fixed or special.weight_g or special.serial or special.attached_to:
        raise Refused("till.not_sent")
    if how not in catalogue.deliveries(tx.db):
        raise Refused("till.no_delivery")
    if how in SENT and not basket.customer:
        # The address is head office's knowledge, not this screen's.
        raise Refused("till.sign_in_to_ship")


def sent_amount(basket: Basket, how: How = "ship") -> Money:
    """What the goods cost that come on this way."""
    goods = (line for line in basket.lines if line.kind == "product")
    sent = (line.amount.minor for line in goods if line.particulars.fulfilment == how)
    return Money(sum(sent), basket.currency)
