"""Paying from a balance: points, gift cards, store credit, vouchers and customer accounts, never beyond the lease."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.pricing import tables as books
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.stored_value.model import Spendable
from kiosk.till import tables
from kiosk.till.actions.business import check_account
from kiosk.till.actions.keeping import save, to_change, to_settle
from kiosk.till.actions.tendering import Settlement, add_tender, check_part, remove_tender
from kiosk.till.model import Basket
from kiosk.worker import Transaction

ValueTender = Literal["points", "gift_card", "store_credit", "voucher", "account"]
VALUE_TENDERS: frozenset[str] = frozenset({"points", "gift_card", "store_credit", "voucher", "account"})


def tender_value(
    tx: Transaction,
    register: Register,
    basket_id: str,
    kind: ValueTender,
    account: str,
    amount_minor: int,
    language: str = "zh_CN",
    operator: str = "",
    approval: str = "",
) -> Settlement:
    """Spend from an account for a part of the basket or all of it; less than zero puts it back there, as a refund.

    Spending and tender are one commit: a balance never goes down for nothing.

    Raises:
        Refused: ``till.bad_amount``, ``till.more_than_rest``, ``till.too_few_points``, ``stored_value.*`` if the
            balance or this device's part of it does not suffice; for a customer account ``till.other_account``,
            ``till.purchase_order_needed``, ``staff.*``.
    """
    basket = to_settle(tx, register, basket_id)
    check_part(basket, amount_minor)
    if kind == "account" and amount_minor > 0:
        check_account(basket, account)
        staff.require(tx, register, "account_sale", about=account, amount_minor=amount_minor, approval=approval)
    units = points_for(tx, amount_minor) if kind == "points" else 0
    if not basket.terms.training:
        _move(tx, register, kind, account, units or amount_minor)
    return add_tender(tx, register, basket_id, kind, amount_minor, account, units, language, operator)


def present(tx: Transaction, kind: ValueTender, account: str) -> Spendable | None:
    """Somebody holds out a card: ask head office for what is free of it; gives what can be spent here and now."""
    stored_value.wanted(tx, kind, account)
    return value_tables.spendable(tx.db, kind, account)


def points_for(tx: Transaction, amount_minor: int) -> int:
    """How many points an amount takes, by the price book's worth of a point.

    Raises:
        Refused: ``till.no_points_here`` if the store takes none, ``till.bad_amount`` for an amount that no whole number
            of points makes, ``till.too_few_points`` with the least.
    """
    rule = books.book_in_force(tx.db, tx.now).source.loyalty
    if not rule.point_worth_minor:
        raise Refused("till.no_points_here")
    points, rest = divmod(abs(amount_minor), rule.point_worth_minor)
    if rest:
        raise Refused("till.bad_amount")
    if amount_minor > 0 and points < rule.least_points:
        raise Refused("till.too_few_points", least=rule.least_points)
    return points if amount_minor > 0 else -points


def take_off(tx: Transaction, register: Register, basket_id: str, tender_id: str) -> Basket:
    """Hand a tender back: cash over the counter, a balance to where it came from.

    Raises:
        Refused: ``till.no_such_tender`` also for a card, which is given back by the terminal alone.
    """
    basket = to_change(tx, register, basket_id)
    found = next((one for one in basket.tenders if one.tender_id == tender_id), None)
    if found is None or found.kind not in VALUE_TENDERS:
        return remove_tender(tx, register, basket_id, tender_id)
    if not basket.terms.training:
        _move(tx, register, found.kind, found.reference, -(found.units or found.amount.minor))
    kept = tuple(one for one in basket.tenders if one.tender_id != tender_id)
    return save(tx, register, replace(basket, tenders=kept))


def balances_back(tx: Transaction, register: Register, basket_id: str) -> None:
    """Whoever spent from a balance and goes without the goods has it back.

    Raises:
        Refused: ``till.payment_open`` while a payment of this basket is under way.
    """
    basket = tables.load_basket(tx.db, basket_id)
    if basket is None or basket.state not in ("open", "parked"):
        return
    for tender in basket.tenders:
        if tender.kind in VALUE_TENDERS:
            take_off(tx, register, basket_id, tender.tender_id)


def point_worth(db: sqlite3.Connection, now: datetime) -> int:
    """What a point pays for here, in minor units; 0 where the store takes none."""
    return books.book_in_force(db, now).source.loyalty.point_worth_minor


def _move(tx: Transaction, register: Register, kind: str, account: str, amount: int) -> None:
    if not account:
        raise Refused("till.bad_amount")
    if amount > 0:
        stored_value.spend(tx, register, kind, account, amount)
    else:
        stored_value.give_back(tx, register, kind, account, -amount)
