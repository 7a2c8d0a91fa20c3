"""What pays a basket: tenders in any order, and the sale in the transaction that reaches the sum."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import actions as payments
from kiosk.payment.model import Intent
from kiosk.pricing import tables as books
from kiosk.pricing.model import Book, cash_rounding
from kiosk.register import Register
from kiosk.till.actions import guarding
from kiosk.till.actions.keeping import basket_of, save, settling, to_settle
from kiosk.till.actions.selling import complete_sale
from kiosk.till.model import Basket, Sale, Tender, TenderKind
from kiosk.worker import Transaction


class Settlement(Struct, frozen=True):
    """How far a basket is paid."""

    basket: Basket
    sale: Sale | None = None
    """The sale, once nothing is left to pay."""

    @property
    def rest(self) -> Money:
        return self.basket.rest


def pay_cash(
    tx: Transaction, register: Register, basket_id: str, given_minor: int, language: str = "zh_CN", operator: str = ""
) -> Sale:
    """Settle what is left of a basket with cash that `operator` took; the change goes back.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.not_settled`` if too little was given.
    """
    basket, book = settling(tx, register, basket_id)
    due = _in_coins(basket, book)
    if given_minor < due.minor:
        raise Refused("till.not_settled", amount=Money(due.minor - given_minor, register.currency))
    settled = _with_cash(tx, register, basket, given_minor, due.minor, language, operator)
    if settled.sale is None:
        raise RuntimeError("cash that covers the rest completes the sale")
    return settled.sale


def tender_cash(
    tx: Transaction, register: Register, basket_id: str, given_minor: int, language: str = "zh_CN", operator: str = ""
) -> Settlement:
    """Take cash for a part of a basket or for all of it; where the shopper gets money back, hand it out.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.bad_amount`` for nothing or less.
    """
    basket, book = settling(tx, register, basket_id)
    due = _in_coins(basket, book).minor
    # Where less is left than any coin pays, nothing is due, and handing over nothing settles it.
    if basket.rest.minor > 0 and given_minor < min(1, due):
        raise Refused("till.bad_amount")
    return _with_cash(tx, register, basket, given_minor, due, language, operator)


def cash_due(db: sqlite3.Connection, now: datetime, basket: Basket) -> Money:
    """What is left of the basket as coins can pay it: less than zero is handed out."""
    return _in_coins(basket, books.book_in_force(db, now))


def _in_coins(basket: Basket, book: Book) -> Money:
    rest = basket.rest.minor
    return Money(rest + cash_rounding(rest, book.source.cash_rounding_minor), basket.currency)


def _with_cash(
    tx: Transaction, register: Register, basket: Basket, given_minor: int, due: int, language: str, operator: str
) -> Settlement:
    rest = basket.rest.minor
    if rest > 0 and given_minor < due:
        tender = Tender(tx.new_id(), "cash", Money(given_minor, basket.currency))
        return _accept(tx, register, basket, (tender,), language, operator)
    tenders = [Tender(tx.new_id(), "cash", Money(due, basket.currency))]
    if rest != due:
        tenders.append(Tender(tx.new_id(), "rounding", Money(rest - due, basket.currency)))
    change = Money(max(0, given_minor - due) if rest > 0 else 0, basket.currency)
    return _accept(tx, register, basket, tuple(tenders), language, operator, change)


def add_tender(
    tx: Transaction,
    register: Register,
    basket_id: str,
    kind: TenderKind,
    amount_minor: int,
    reference: str = "",
    units: int = 0,
    language: str = "zh_CN",
    operator: str = "",
) -> Settlement:
    """Accept a tender other than cash for a part of the basket or for all that is left.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.bad_amount``,
            ``till.more_than_rest`` with what is left.
    """
    basket = to_settle(tx, register, basket_id)
    check_part(basket, amount_minor)
    tender = Tender(tx.new_id(), kind, Money(amount_minor, basket.currency), reference, units)
    return _accept(tx, register, basket, (tender,), language, operator)


def check_part(basket: Basket, amount_minor: int) -> None:
    """Refuse what is no part of what is left to pay (or, less than zero, to give back).

    Raises:
        Refused: ``till.bad_amount``, ``till.more_than_rest``.
    """
    rest = basket.rest.minor
    if amount_minor == 0 or (amount_minor < 0) != (rest < 0):
        raise Refused("till.bad_amount")
    if abs(amount_minor) > abs(rest):
        raise Refused("till.more_than_rest", amount=basket.rest)


def finish_even(
    tx: Transaction, register: Register, basket_id: str, language: str = "zh_CN", operator: str = ""
) -> Sale:
    """Complete a basket in which nothing is left to pay: everything was reduced away, or an even exchange.

    Raises:
        Refused: ``till.not_settled``, ``till.empty``, ``till.closed``, ``till.payment_open``.
    """
    basket = to_settle(tx, register, basket_id)
    return complete_sale(tx, register, basket, basket.tenders, language=language, operator=operator)


def remove_tender(tx: Transaction, register: Register, basket_id: str, tender_id: str) -> Basket:
    """Hand back what was accepted in cash.

    Raises:
        Refused: ``till.no_such_tender``, ``till.closed``, ``till.payment_open``.
    """
    basket = to_settle(tx, register, basket_id)
    if all(one.tender_id != tender_id or one.kind not in ("cash", "rounding") for one in basket.tenders):
        raise Refused("till.no_such_tender")
    kept = tuple(one for one in basket.tenders if one.tender_id != tender_id)
    return save(tx, register, replace(basket, tenders=kept))


def _accept(
    tx: Transaction,
    register: Register,
    basket: Basket,
    tenders: tuple[Tender, ...],
    language: str,
    operator: str,
    change: Money | None = None,
) -> Settlement:
    """Put tenders to those that were accepted before; at the sum the basket becomes a sale."""
    paid = replace(basket, tenders=basket.tenders + tenders)
    if paid.rest:
        return Settlement(save(tx, register, paid))
    sale = complete_sale(tx, register, paid, paid.tenders, change=change, language=language, operator=operator)
    return Settlement(replace(paid, state="paid"), sale)


def may_pay(tx: Transaction, register: Register, basket_id: str, amount_minor: int = 0) -> int:
    """Before somebody else is asked for money: whether that much of the basket can be paid now.

    The basket keeps the prices of this moment. 0 stands for all that is left.

    Returns:
        What is to be asked for, in minor units.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open`` if a payment of this basket is not settled yet,
            ``till.bad_amount``, ``till.more_than_rest``, ``payment.not_in_practice``: a terminal knows no practice and
            would take real money; to give back, what `guarding.look` says.
    """
    basket = to_settle(tx, register, basket_id)
    if basket.terms.training:
        raise Refused("payment.not_in_practice")
    amount_minor = amount_minor or basket.rest.minor
    check_part(basket, amount_minor)
    if amount_minor < 0:
        guarding.look(tx, register, basket)
    save(tx, register, basket)
    return amount_minor


def open_tender(tx: Transaction, register: Register, basket_id: str, amount_minor: int = 0) -> Intent:
    """Write down that the card terminal is about to be asked, for all that is left or for a part of it.

    Raises:
        Refused: as `may_pay`.
    """
    minor = may_pay(tx, register, basket_id, amount_minor)
    return payments.open_intent(tx, basket_id, "card", minor, register.currency)


def settle_intent(tx: Transaction, register: Register, intent: Intent) -> Sale | None:
    """A payment was approved: it pays the basket in this very transaction. None if there is a rest to pay.

    Raises:
        Refused: ``till.closed``, ``till.bad_amount``, ``till.more_than_rest`` if there is nothing that it could pay.
    """
    basket = basket_of(tx, register, intent.basket_id)
    if basket.state not in ("open", "parked") or not basket.lines:
        raise Refused("till.closed")
    check_part(basket, intent.amount.minor)
    tender = Tender(intent.intent_id, intent.kind, intent.amount, intent.reference)
    return _accept(tx, register, basket, (tender,), intent.language or "zh_CN", intent.operator).sale
