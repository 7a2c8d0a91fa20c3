"""What goes into a basket, what a colleague may do to its prices, and whose it is."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import manual, needs, priced, tables
from kiosk.till.actions.keeping import basket_of, keep, save, to_change
from kiosk.till.actions.selling import leave_accounts
from kiosk.till.model import MOST_AT_TILL, MOST_UNITS, Basket, Coming, Line, LineKind, shares
from kiosk.worker import Transaction
from sync import messages
from sync.security import Vault

LONGEST_NOTE = 200

MOST_ON_A_CARD = 10_000_000
"""Minor units: nobody loads more by intention, and a slipped barcode is far more."""


def add_product(
    tx: Transaction, register: Register, basket_id: str, gtin: str, quantity: int = 1, origin: str = "here"
) -> Basket:
    """Put units of a product into the basket (which begins with its first line), and tell the store's devices.

    Raises:
        Refused: ``till.not_for_sale`` if this store does not sell the product, ``till.too_many``, ``till.closed``,
            ``till.payment_open``.
    """
    product = _product(tx, register, gtin)
    wanted = needs.of_product(tx.db, tx.now, gtin)
    if wanted.gift_card:
        raise Refused("till.card_number_needed", gtin=gtin)
    kind: LineKind = "plan" if wanted.plan_months else "product"
    price = priced.shelf_price(tx.db, tx.now, product)
    line = Line(tx.new_id(), gtin, quantity, price, product.price_version, origin, kind)
    return add_line(tx, register, basket_id, line)


def attach_plan(tx: Transaction, register: Register, basket_id: str, line_id: str, gtin: str) -> Basket:
    """Sell a service plan with the goods of a line.

    Raises:
        Refused: ``till.no_such_plan`` if the plan is not for these goods, ``till.not_for_sale``, ``till.no_such_line``,
            ``till.closed``, ``till.payment_open``.
    """
    goods = to_change(tx, register, basket_id).line(line_id)
    if gtin not in needs.of_product(tx.db, tx.now, goods.gtin).plan_gtins:
        raise Refused("till.no_such_plan")
    product = _product(tx, register, gtin)
    price = priced.shelf_price(tx.db, tx.now, product)
    special = messages.Particulars(attached_to=line_id)
    line = Line(tx.new_id(), gtin, 1, price, product.price_version, kind="plan", particulars=special)
    return add_line(tx, register, basket_id, line)


def sell_gift_card(
    tx: Transaction, register: Register, basket_id: str, gtin: str, number: str, amount_minor: int
) -> Basket:
    """Load a gift card with what is paid for it.

    Raises:
        Refused: ``till.not_for_sale``, ``till.bad_amount``, ``stored_value.bad_number``, ``till.card_twice`` if it
            lies in the basket already, ``till.closed``, ``till.payment_open``.
    """
    product = _product(tx, register, gtin)
    if not 0 < amount_minor <= MOST_ON_A_CARD:
        raise Refused("till.bad_amount")
    card = stored_value.read_number(number)
    if any(line.reference == card for line in to_change(tx, register, basket_id).lines):
        raise Refused("till.card_twice")
    price = Money(amount_minor, register.currency)
    line = Line(tx.new_id(), gtin, 1, price, product.price_version, kind="gift_card", reference=card)
    return add_line(tx, register, basket_id, line)


def add_line(tx: Transaction, register: Register, basket_id: str, line: Line) -> Basket:
    """Put a ready line into the basket.

    Raises:
        Refused: ``till.too_many``, ``till.closed``, ``till.payment_open``.
    """
    return keep(tx, register, to_change(tx, register, basket_id).add(line, most(register)))


def set_quantity(
    tx: Transaction, register: Register, basket_id: str, line_id: str, quantity: int, approval: str = ""
) -> Basket:
    """Change a line's quantity; zero takes the line out.

    What a colleague took off stays within what they were allowed: an amount shrinks with the goods that it was given
    for, and what grows with them is asked for again.

    Raises:
        Refused: ``till.too_many``, ``till.no_such_line``, ``till.one_each``, ``till.closed``, ``till.payment_open``,
            ``staff.*`` if taking it out, or the price of more units, needs somebody else's word.
    """
    basket = to_change(tx, register, basket_id)
    line = basket.line(line_id)
    if quantity == 0 and register.channel != "kiosk":
        amount = line.amount.minor
        staff.require(tx, register, "void_line", about=basket_id, amount_minor=amount, approval=approval)
    changed = basket.set_quantity(line_id, quantity, most(register))
    special = line.particulars
    if special.manual and quantity > line.quantity and special.manual != "amount":
        more = changed.line(line_id)
        off = manual.line_off(special.manual, special.manual_value, more)
        doer = _allowed(tx, register, manual.permission(special.manual), line_id, off, more.listed.minor, approval)
        changed = changed.change(line_id, particulars=msgspec.structs.replace(special, approved_by=doer))
    return keep(tx, register, manual.shrunk(basket, changed))


def most(register: Register) -> int:
    """The most units of one line: a clerk may ring up a pallet, a shopper has slipped."""
    return MOST_UNITS if register.channel == "kiosk" else MOST_AT_TILL


def set_note(tx: Transaction, register: Register, basket_id: str, line_id: str, note: str) -> Basket:
    """Write a note beside a line; it stands on the receipt.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``.
    """
    return _particulars(tx, register, basket_id, line_id, note=_clean(note))


def set_particulars(
    tx: Transaction, register: Register, basket_id: str, line_id: str, approval: str = "", **what: object
) -> Basket:
    """Write down what is special about a line: serial number, lot, proof of age (which somebody answers for).

    A serial number is that of one unit: further units of the line become a line of their own.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``, ``staff.*`` for a proof of age.
    """
    if what.get("age_checked"):
        staff.require(tx, register, "age_check", about=line_id, approval=approval)
    if what.get("serial"):
        basket = to_change(tx, register, basket_id)
        save(tx, register, manual.one_alone(basket, line_id, tx.new_id()))
    return _particulars(tx, register, basket_id, line_id, **what)


Manual = Literal["price", "percent", "amount"]


def change_price(
    tx: Transaction,
    register: Register,
    basket_id: str,
    line_id: str,
    how: Manual,
    value: int,
    reason: str,
    approval: str = "",
) -> Basket:
    """A colleague's own price of a unit, or a discount on the line, in basis points or minor units.

    Raises:
        Refused: ``till.bad_amount`` for what is no price or more than the line, ``till.reason_needed``,
            ``till.price_agreed`` for goods that come back or of a quotation, and ``staff.*`` if it takes somebody
            else's word.
    """
    line = to_change(tx, register, basket_id).line(line_id)
    if line.fixed:
        raise Refused("till.price_agreed")
    _check_manual(how, value, reason, line.listed.minor)
    off = manual.line_off(how, value, line)
    doer = _allowed(tx, register, manual.permission(how), line_id, off, line.listed.minor, approval)
    return _particulars(
        tx, register, basket_id, line_id, manual=how, manual_value=value, manual_reason=reason, approved_by=doer
    )


def forget_price(tx: Transaction, register: Register, basket_id: str, line_id: str) -> Basket:
    """Take a colleague's price or discount back.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``.
    """
    what = {"manual": "", "manual_value": 0, "manual_reason": "", "approved_by": ""}
    return _particulars(tx, register, basket_id, line_id, **what)


def discount_all(
    tx: Transaction,
    register: Register,
    basket_id: str,
    how: Literal["percent", "amount"],
    value: int,
    reason: str,
    approval: str = "",
) -> Basket:
    """A colleague's discount on the whole basket; zero takes it back.

    Raises:
        Refused: ``till.bad_amount``, ``till.reason_needed``, ``till.empty``, ``staff.*`` if it takes somebody else's
            word.
    """
    basket = to_change(tx, register, basket_id)
    if not basket.lines:
        raise Refused("till.empty")
    doer = ""
    if value:
        listed = manual.listed(basket)
        _check_manual(how, value, reason, listed)
        doer = _allowed(tx, register, "discount", basket_id, manual.off(how, value, listed), listed, approval)
    terms = msgspec.structs.replace(
        basket.terms,
        manual=how if value else "",
        manual_value=value,
        manual_reason=reason if value else "",
        approved_by=doer,
    )
    return keep(tx, register, replace(basket, terms=terms))


def set_terms(tx: Transaction, register: Register, basket_id: str, **what: object) -> Basket:
    """Change what is special about the whole basket (see `messages.Terms`).

    Raises:
        Refused: ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    return keep(tx, register, replace(basket, terms=msgspec.structs.replace(basket.terms, **what)))


def attach_customer(tx: Transaction, register: Register, vault: Vault, basket_id: str, member_id: str) -> Basket:
    """The member who identified themselves owns the basket; what they put in online comes in, never doubled.

    Raises:
        Refused: ``till.closed``, ``till.payment_open``.
    """
    if register.channel != "kiosk":
        staff.require(tx, register, "customer_attach", about=basket_id)
    member = customers.load(tx.db, vault, member_id)
    basket = to_change(tx, register, basket_id)
    # Prices may depend on the tier, so it stands beside the basket: it says nothing of the person.
    tier, segments = (member.tier, member.segments_at(tx.now)) if member else ("", ())
    terms = msgspec.structs.replace(basket.terms, tier=tier, segments=segments)
    basket = replace(basket, customer=member_id, terms=terms)
    if value_tables.load_account(tx.db, "points", member_id) is not None:
        stored_value.wanted(tx, "points", member_id)
    if register.online_basket == "ask":
        return keep(tx, register, basket)
    return keep(tx, register, _with_online_basket(tx, register, vault, basket))


def join_online_basket(tx: Transaction, register: Register, vault: Vault, basket_id: str, member_id: str) -> None:
    """The member's online basket changed while they are here: it comes in, unless their basket here is closed."""
    basket = basket_of(tx, register, basket_id)
    closed = basket.state not in ("open", "parked") or tables.open_intent(tx.db, basket_id) is not None
    if closed or customers.online_basket(tx.db, vault, member_id) is None:
        return
    keep(tx, register, _with_online_basket(tx, register, vault, replace(basket, customer=member_id)))


def drop_basket(tx: Transaction, register: Register, basket_id: str) -> None:
    """The session ended without a sale. A basket with an open payment, or with money in it, stays.

    Raises:
        Refused: ``till.payment_open``, ``till.tendered`` with what was paid.
    """
    basket = tables.load_basket(tx.db, basket_id)
    if basket is None or basket.state in ("paid", "dropped"):
        return
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("till.payment_open")
    if basket.tenders:
        raise Refused("till.tendered", amount=basket.paid)
    leave_accounts(tx, basket)
    save(tx, register, replace(basket, state="dropped"))


def void_basket(tx: Transaction, register: Register, basket_id: str, approval: str = "") -> None:
    """A colleague gives up what was rung up.

    Raises:
        Refused: ``till.payment_open``, ``till.tendered`` with what was paid, ``staff.*`` if it takes somebody else's
            word.
    """
    basket = tables.load_basket(tx.db, basket_id)
    if basket is not None and basket.lines:
        staff.require(tx, register, "void_sale", about=basket_id, amount_minor=basket.total.minor, approval=approval)
    drop_basket(tx, register, basket_id)


def begin_training(tx: Transaction, register: Register, basket_id: str, approval: str = "") -> Basket:
    """Everything from here on is practice: no number, no stock, no money, no fact.

    Raises:
        Refused: ``till.not_empty`` (what was scanned in earnest is sold in earnest), ``staff.*``.
    """
    staff.require(tx, register, "training", approval=approval)
    basket = to_change(tx, register, basket_id)
    if basket.lines:
        raise Refused("till.not_empty")
    return keep(tx, register, replace(basket, terms=msgspec.structs.replace(basket.terms, training=True)))


def _with_online_basket(tx: Transaction, register: Register, vault: Vault, basket: Basket) -> Basket:
    """Of each product the basket then holds the greater of both counts. Every line keeps its origin."""
    # Practice must not use up what the member chose at home.
    online = None if basket.terms.training else customers.online_basket(tx.db, vault, basket.customer)
    if online is None:
        return basket
    for share in shares(basket, [Coming(line.gtin, line.quantity) for line in online.lines]):
        product = catalogue.find(tx.db, share.gtin, register.currency)
        if product is not None and share.taken:
            price = priced.shelf_price(tx.db, tx.now, product)
            new = Line(tx.new_id(), share.gtin, share.taken, price, product.price_version, "online")
            basket = basket.add(new)
    customers.mark_taken(tx.db, basket.customer, online.version)
    tx.post(
        messages.BasketMerged(
            basket_id=online.basket_id, customer=basket.customer, online_version=online.version, at=tx.now
        )
    )
    tx.touch("online_basket")
    return basket


def _particulars(tx: Transaction, register: Register, basket_id: str, line_id: str, **what: object) -> Basket:
    basket = to_change(tx, register, basket_id)
    special = msgspec.structs.replace(basket.line(line_id).particulars, **what)
    return keep(tx, register, basket.change(line_id, particulars=special))


def _check_manual(how: str, value: int, reason: str, listed_minor: int) -> None:
    most = {"price": 10**11, "percent": 10_000, "amount": listed_minor}[how]
    if not 0 <= value <= most or (how != "price" and value == 0):
        raise Refused("till.bad_amount")
    if not reason.strip():
        raise Refused("till.reason_needed")


def _allowed(
    tx: Transaction, register: Register, permission: str, about: str, off: int, listed: int, approval: str
) -> str:
    """Who may take so much off; limits are in money and in parts of the list price."""
    percent = -(-max(0, off) * 10_000 // listed) if listed > 0 else 0
    return staff.require(
        tx, register, permission, about=about, amount_minor=max(0, off), percent_bp=percent, approval=approval
    )


def _clean(note: str) -> str:
    return "".join(letter for letter in note if letter.isprintable()).strip()[:LONGEST_NOTE]


def _product(tx: Transaction, register: Register, gtin: str) -> Product:
    product = catalogue.find(tx.db, gtin, register.currency)
    if product is None:
        raise Refused("till.not_for_sale", gtin=gtin)
    return product
