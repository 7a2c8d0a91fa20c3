"""Reading a basket in order to change it, and keeping it: priced anew, saved one revision on, told to the store."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.pricing import actions as pricing
from kiosk.pricing import tables as books
from kiosk.pricing.model import Book
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.till import delivery_fee, needs, priced, quoting, spot_check, tables
from kiosk.till.model import Basket, stamped
from kiosk.worker import Transaction
from sync import messages


def basket_of(tx: Transaction, register: Register, basket_id: str) -> Basket:
    """The basket as it stands, or an empty one: a basket begins with its first line."""
    return tables.load_basket(tx.db, basket_id) or Basket(basket_id, register.currency)


def to_change(tx: Transaction, register: Register, basket_id: str) -> Basket:
    """The basket, if its lines may be changed now.

    Raises:
        Refused: ``till.closed`` when it is paid or given up, ``till.payment_open`` while a payment is under way: the
            amount that somebody is being asked for must not move.
    """
    basket = basket_of(tx, register, basket_id)
    if basket.state not in ("open", "parked"):
        raise Refused("till.closed")
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("till.payment_open")
    return basket


def to_settle(tx: Transaction, register: Register, basket_id: str) -> Basket:
    """The basket priced as of now, if it can be paid.

    Raises:
        Refused: as `settling`.
    """
    return settling(tx, register, basket_id)[0]


def settling(tx: Transaction, register: Register, basket_id: str) -> tuple[Basket, Book]:
    """The basket priced as of now, if it can be paid; and the price book in force, for whoever rounds to coins.

    Raises:
        Refused: ``till.closed``, ``till.payment_open``, ``till.empty``, ``staff.sign_in_first``, ``till.check_first``,
            and what `needs.check`, `quoting.check` and `delivery_fee.check` ask for.
    """
    if register.channel != "kiosk":
        staff.require(tx, register, "sell", about=basket_id)
    basket = to_change(tx, register, basket_id)
    if not basket.lines:
        raise Refused("till.empty")
    book = books.book_in_force(tx.db, tx.now)
    needs.check(tx, basket, book)
    quoting.check(tx, basket)
    delivery_fee.check(basket)
    spot_check.require(tx, register, basket)
    # What was partly paid keeps its price: the shopper agreed to it.
    if basket.tenders or priced.stands(book, basket):
        return basket, book
    now = priced.reprice(tx, register, basket)
    if now != basket:
        # The sale will hold the prices of this moment, so the basket beside it must not hold older ones.
        tables.save_basket(tx.db, now, register.workstation, tx.now)
    return now, book


def keep(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """Price the basket, save it one revision on, and tell the store's devices.

    Raises:
        Refused: ``till.tendered`` if it would cost less than what was paid already; that is taken back first.
    """
    if basket.state in ("open", "parked"):
        basket = priced.reprice(tx, register, needs.with_deposits(tx, basket))
        basket = delivery_fee.with_fee(tx, register, basket)
    if basket.tenders and (basket.rest.minor < 0) != (basket.paid.minor < 0) and basket.rest.minor != 0:
        raise Refused("till.tendered", amount=basket.paid)
    return save(tx, register, basket)


def save(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """Save the basket as it is, one revision on, and tell the store's devices."""
    if basket.state == "dropped":
        pricing.free_coupons(tx, basket.basket_id)
    kept = stamped(replace(basket, revision=basket.revision + 1), tx.now, register.workstation)
    spot_check.note(tx, register, kept)
    tables.save_basket(tx.db, kept, register.workstation, tx.now)
    tell(tx, register, kept)
    return kept


def tell(tx: Transaction, register: Register, kept: Basket) -> None:
    """Let the store's devices know how the basket stands."""
    tx.post(as_message(tx, register, kept))
    tx.touch("basket")


def as_message(tx: Transaction, register: Register, kept: Basket) -> messages.BasketChanged:
    """The basket as other devices hear of it."""
    return messages.BasketChanged(
        basket_id=kept.basket_id,
        device=register.workstation,
        state=kept.state,
        revision=kept.revision,
        lines=tuple(
            messages.BasketLine(
                line_id=line.line_id,
                gtin=line.gtin,
                quantity=line.quantity,
                unit_price_minor=line.unit_price.minor,
                price_version=line.price_version,
                origin=line.origin,
                amount_minor=line.amount.minor,
                kind=line.kind,
                reference=line.reference,
                returned_from=line.returned_from,
                returned_line=line.returned_line,
                particulars=line.particulars,
                stamp=line.stamp,
            )
            for line in kept.lines
        ),
        customer=kept.customer,
        terms=kept.terms,
        gone=kept.gone,
        at=tx.now,
    )
