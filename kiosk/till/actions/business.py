"""Who a basket is invoiced to: a business customer and their terms, tax number, carrier, and colleagues who shop."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.stored_value import actions as stored_value
from kiosk.till.actions.keeping import keep, to_change
from kiosk.till.fiscal import Fiscal
from kiosk.till.model import Basket
from kiosk.worker import Transaction
from sync.formats import tax_id
from sync.security import Vault

LONGEST_ORDER = 40
"""Characters of a purchase-order number."""


def attach_business(tx: Transaction, register: Register, vault: Vault, basket_id: str, account: str) -> Basket:
    """The basket is this business customer's: their prices, their tax number, their terms.

    Their account is asked for, so that all that is left of the limit can be spent here while there is a connection.

    Raises:
        Refused: ``till.no_such_business``, ``till.quote_is_theirs`` if a quotation was given to somebody else,
            ``till.closed``, ``till.payment_open``, ``till.tendered``, ``staff.*``.
    """
    if register.channel != "kiosk":
        staff.require(tx, register, "customer_attach", about=basket_id)
    business = customers.load_business(tx.db, vault, account)
    if business is None:
        raise Refused("till.no_such_business")
    basket = to_change(tx, register, basket_id)
    if basket.terms.quote and basket.terms.account not in ("", account):
        raise Refused("till.quote_is_theirs")
    stored_value.wanted(tx, "account", account)
    return _with(
        tx,
        register,
        basket,
        account=account,
        business=business.name,
        tax_id=business.tax_id,
        price_list=business.price_list,
        purchase_order=basket.terms.purchase_order if basket.terms.account == account else "",
        purchase_order_needed=business.purchase_order_needed,
        due_days=business.due_days,
    )


def detach_business(tx: Transaction, register: Register, basket_id: str) -> Basket:
    """The basket is nobody's in particular again, at everybody's prices.

    Raises:
        Refused: ``till.quote_is_theirs``, ``till.closed``, ``till.payment_open``, ``till.tendered``.
    """
    basket = to_change(tx, register, basket_id)
    if basket.terms.quote:
        raise Refused("till.quote_is_theirs")
    if basket.terms.account:
        stored_value.done_with(tx, "account", basket.terms.account)
    return _with(
        tx,
        register,
        basket,
        account="",
        business="",
        tax_id="",
        price_list="",
        purchase_order="",
        purchase_order_needed=False,
        due_days=0,
    )


def set_purchase_order(tx: Transaction, register: Register, basket_id: str, number: str) -> Basket:
    """Write down the number of the customer's own order; it stands on receipt and invoice.

    Raises:
        Refused: ``till.bad_purchase_order``, ``till.closed``, ``till.payment_open``.
    """
    number = number.strip()
    if len(number) > LONGEST_ORDER or not number.isprintable():
        raise Refused("till.bad_purchase_order", most=LONGEST_ORDER)
    return _with(tx, register, to_change(tx, register, basket_id), purchase_order=number)


def set_tax_id(tx: Transaction, register: Register, basket_id: str, number: str, name: str = "") -> Basket:
    """The invoice is for a business with this tax number; nothing takes the number back.

    Raises:
        Refused: ``till.bad_tax_id`` if a digit is wrong, ``till.tax_id_not_donated`` if the invoice is given away,
            ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    found = tax_id.read(number) if number.strip() else None
    if number.strip() and found is None:
        raise Refused("till.bad_tax_id")
    if found is not None and _donated(basket.terms.carrier):
        raise Refused("till.tax_id_not_donated")
    business = name.strip()[:120] or basket.terms.business
    return _with(tx, register, basket, tax_id=found.text if found else "", business=business if found else "")


def set_carrier(tx: Transaction, register: Register, fiscal: Fiscal, basket_id: str, text: str) -> Basket:
    """The invoice goes to this carrier, or is given to whom this code names; nothing takes it back.

    Raises:
        Refused: ``till.no_carrier_here``, ``till.bad_carrier``, ``till.tax_id_not_donated``, ``till.closed``,
            ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    carrier = fiscal.carrier(text) if text.strip() else ""
    if basket.terms.tax_id and _donated(carrier):
        raise Refused("till.tax_id_not_donated")
    return _with(tx, register, basket, carrier=carrier)


def set_employee(tx: Transaction, register: Register, basket_id: str, operator_id: str, approval: str = "") -> Basket:
    """A colleague shops, and shows a badge: the basket gets the prices for employees. Without an id it loses them.

    Raises:
        Refused: ``till.no_such_operator``, ``till.not_for_yourself`` if it is whoever rings it up, ``till.closed``,
            ``till.payment_open``, ``till.tendered``, ``staff.*``.
    """
    basket = to_change(tx, register, basket_id)
    if operator_id:
        if staff_tables.find(tx.db, operator_id) is None:
            raise Refused("till.no_such_operator")
        answering = staff_tables.answering(tx.db)
        if answering is not None and answering.operator_id == operator_id:
            raise Refused("till.not_for_yourself")
        staff.require(tx, register, "customer_attach", about=basket_id, approval=approval)
    return _with(tx, register, basket, employee=bool(operator_id))


def check_account(basket: Basket, account: str) -> None:
    """Refuse to put something on a customer's account against their terms.

    Raises:
        Refused: ``till.other_account`` if the basket is another customer's, ``till.purchase_order_needed``.
    """
    terms = basket.terms
    if terms.account and terms.account != account:
        raise Refused("till.other_account")
    if terms.account and terms.purchase_order_needed and not terms.purchase_order:
        raise Refused("till.purchase_order_needed")


def _donated(carrier: str) -> bool:
    """Whether the invoice is given away: such codes are digits, and carriers are not."""
    return carrier.isdigit()


def _with(tx: Transaction, register: Register, basket: Basket, **what: object) -> Basket:
    return keep(tx, register, replace(basket, terms=msgspec.structs.replace(basket.terms, **what)))
