"""Giving money back: to each tender its share; what a terminal must do comes first, all the rest is one transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import tables as payments
from kiosk.pricing import tables as books
from kiosk.pricing.model import cash_rounding
from kiosk.pricing.model.shares import share_out
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.stored_value import actions as stored_value
from kiosk.till import tables
from kiosk.till.actions.keeping import to_settle
from kiosk.till.actions.selling import complete_sale
from kiosk.till.model import Basket, Sale, Tender
from kiosk.till.model.refunds import (
    BY_TERMINAL,
    STORED,
    Funding,
    Share,
    funding,
    joined,
    refund_shares,
    without,
)
from kiosk.till.model.returning import Origin, returned_line, total_back, values
from kiosk.worker import Transaction
from sync.formats import card_number

Instead = Literal["", "cash", "store_credit"]

DEEPEST = 6
"""Exchanges of exchanges of exchanges are followed so far; beyond it the money becomes store credit."""


def plan(db: sqlite3.Connection, register: Register, basket: Basket) -> tuple[Share, ...]:
    """What is still to be given back, by tender; empty where nothing is. Negative only where a void takes back."""
    if basket.terms.voids:
        sale = tables.load_sale(db, basket.terms.voids)
        shares: Sequence[Share] = () if sale is None else _of_void(sale)
    else:
        to_give = -basket.total.minor
        if to_give <= 0:
            return ()
        shares = _scaled(_of_origins(db, register, basket), to_give)
    # A terminal's refund bears its own reference; which payment it went back to stands in its intent. Of a balance the
    # reference is the account itself.
    backs = {one.intent_id: one.refund_of for one in payments.of_basket(db, basket.basket_id)}
    given = [
        (one.kind, one.reference if one.kind in STORED else backs.get(one.tender_id, ""), -one.amount.minor)
        for one in basket.tenders
    ]
    return without(shares, given)


def preview(
    db: sqlite3.Connection, register: Register, origin: Origin, wanted: Sequence[tuple[str, int]]
) -> tuple[int, tuple[Share, ...]]:
    """(amount, shares) if units of these lines, (line id, units), came back now and nothing new was bought."""
    lines = []
    for line_id, units in wanted:
        sold = origin.line(line_id)
        if sold is not None and units > 0:
            lines.append(returned_line(origin, sold, units, origin.worth(line_id, units), line_id))
    basket = Basket("", origin.currency, tuple(lines))
    return -basket.total.minor, plan(db, register, basket)


def refund(
    tx: Transaction,
    register: Register,
    basket_id: str,
    language: str = "zh_CN",
    operator: str = "",
    instead: Instead = "",
    approval: str = "",
) -> Sale:
    """Give back all that no terminal has to give, and make the basket a sale.

    `instead` says what becomes of a terminal's part where it is away: store credit, or cash, which takes `paid_out`.

    Raises:
        Refused: ``till.terminal_first`` with its part, ``till.not_settled`` if the shopper has to pay, ``till.empty``,
            ``till.closed``, ``till.payment_open``, what the guard refuses, and ``staff.*``.
    """
    basket = to_settle(tx, register, basket_id)
    shares = plan(tx.db, register, basket)
    if not shares and basket.rest.minor:
        raise Refused("till.not_settled", amount=basket.rest)
    by_terminal = sum(one.amount_minor for one in shares if one.kind in BY_TERMINAL)
    if by_terminal and not instead:
        raise Refused("till.terminal_first", amount=Money(by_terminal, basket.currency))
    if by_terminal and instead == "cash":
        staff.require(tx, register, "paid_out", about=basket_id, amount_minor=by_terminal, approval=approval)
    tenders: list[Tender] = []
    for one in _merged(_instead(share, instead) for share in shares):
        if basket.terms.voids and one.kind in ("cash", "rounding"):
            tenders.append(Tender(tx.new_id(), one.kind, Money(-one.amount_minor, basket.currency)))
        elif one.kind == "cash":
            tenders += _cash(tx, basket, one.amount_minor, one.coins_minor)
        else:
            tenders.append(_stored(tx, register, basket, one))
    paid = replace(basket, tenders=(*basket.tenders, *tenders))
    tables.save_basket(tx.db, paid, register.workstation, tx.now)
    return complete_sale(tx, register, paid, paid.tenders, language=language, operator=operator)


def funding_of(load: Callable[[str], Origin | None], origin: Origin, depth: int = 0) -> tuple[Funding, ...]:
    """Where the money of a sale came from: its tenders, and what returned goods were worth in an exchange."""
    own = funding(origin.paid)
    back: dict[str, int] = {}
    for line in origin.lines:
        if line.quantity < 0:
            back[line.returned_from] = back.get(line.returned_from, 0) - line.amount_minor
    given = sum(back.values())
    total = sum(line.amount_minor for line in origin.lines)
    carried = given + min(0, total)
    if carried <= 0:
        return own
    parts: list[Share] = []
    for sale_id, value in back.items():
        source = load(sale_id) if sale_id and depth < DEEPEST else None
        if source is None:
            parts.append(Share("store_credit", "", value))
        else:
            before = values(source.back, but=origin.sale_id)
            parts += refund_shares(funding_of(load, source, depth + 1), value, before)
    kept = [Funding(one.kind, one.reference, one.amount_minor, one.units) for one in _scaled(parts, carried)]
    return joined((*own, *kept))


def _of_void(sale: Sale) -> list[Share]:
    return [Share(one.kind, one.reference, one.amount.minor, one.units) for one in sale.tenders]


def _of_origins(db: sqlite3.Connection, register: Register, basket: Basket) -> list[Share]:
    """What each sale's tenders get back for the goods of this basket, before new goods are paid from it."""

    def load(sale_id: str) -> Origin | None:
        return tables.load_origin(db, sale_id, register.workstation)

    shares: list[Share] = []
    for sale_id in dict.fromkeys(line.returned_from for line in basket.lines if line.returned):
        value = -sum(line.amount.minor for line in basket.lines if line.returned and line.returned_from == sale_id)
        origin = load(sale_id) if sale_id else None
        if origin is None:
            shares.append(Share("store_credit", "", value))
        else:
            value = total_back(basket.lines, sale_id)
            shares += refund_shares(funding_of(load, origin), value, values(origin.back))
    return _merged(shares)


def _instead(one: Share, instead: Instead) -> Share:
    """Where the money goes: a voucher lives once, and a terminal may be away."""
    if one.kind == "voucher":
        return Share("store_credit", "", one.amount_minor)
    return Share(instead, "", one.amount_minor) if one.kind in BY_TERMINAL and instead else one


def _merged(shares: Iterable[Share]) -> list[Share]:
    """Each account once. Coins are only exact where one refund alone closes one sale's cash."""
    found: dict[tuple[str, str], Share] = {}
    for one in shares:
        key = (one.kind, one.reference)
        own = found.get(key)
        amount, units = (own.amount_minor, own.units) if own else (0, 0)
        coins = None if own else one.coins_minor
        found[key] = Share(one.kind, one.reference, amount + one.amount_minor, units + one.units, coins)
    return list(found.values())


def _scaled(shares: Sequence[Share], amount_minor: int) -> list[Share]:
    """The shares, made smaller in proportion where new goods are paid from them."""
    if amount_minor >= sum(one.amount_minor for one in shares):
        return list(shares)
    parts = share_out(amount_minor, [one.amount_minor for one in shares])
    return [
        Share(one.kind, one.reference, part, one.units * part // one.amount_minor if one.amount_minor else 0)
        for one, part in zip(shares, parts, strict=True)
        if part
    ]


def _cash(tx: Transaction, basket: Basket, amount_minor: int, exact: int | None) -> list[Tender]:
    """Cash as coins can pay it, and the rounding beside it."""
    unit = books.book_in_force(tx.db, tx.now).source.cash_rounding_minor
    coins = exact if exact is not None else amount_minor - cash_rounding(-amount_minor, unit)
    tenders = [Tender(tx.new_id(), "cash", Money(-coins, basket.currency))]
    if coins != amount_minor:
        tenders.append(Tender(tx.new_id(), "rounding", Money(coins - amount_minor, basket.currency)))
    return tenders


def _stored(tx: Transaction, register: Register, basket: Basket, one: Share) -> Tender:
    """Put it back into the account that it came from, or into store credit of the shopper's own."""
    if one.kind not in STORED:
        raise Refused("till.terminal_first", amount=Money(one.amount_minor, basket.currency))
    account = one.reference
    if one.kind == "store_credit" and not account:
        account = basket.customer or card_number.new(lambda n: _chosen(tx, n))
    amount = one.units if one.kind == "points" else one.amount_minor
    if amount > 0:
        stored_value.give_back(tx, register, one.kind, account, amount)
    elif amount < 0:
        stored_value.spend(tx, register, one.kind, account, -amount)
    units = -one.units if one.kind == "points" else 0
    return Tender(tx.new_id(), one.kind, Money(-one.amount_minor, basket.currency), account, units)


def _chosen(tx: Transaction, n: int) -> int:
    """A number that nobody can guess, from the transaction's own ids."""
    return int.from_bytes(hashlib.sha256(tx.new_id().encode()).digest(), "big") % n
