"""Selling: what goes into a basket, how it is paid, and the one transaction that makes it a sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Names, Product
from kiosk.customer import tables as customers
from kiosk.customer.model import share_to_take
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.stock import actions as stock
from kiosk.till import tables
from kiosk.till.model import (
    BASKET_STATES,
    Basket,
    BasketState,
    Intent,
    IntentState,
    Line,
    Sale,
    SaleLine,
    SaleNumber,
    Tender,
    check_settled,
)
from kiosk.worker import Posted, Transaction
from sync import journal, messages
from sync.security import Vault


def add_product(
    tx: Transaction, register: Register, basket_id: str, gtin: str, quantity: int = 1, origin: str = "here"
) -> Basket:
    """Put units of a product into the basket (which begins with its first line), and tell the store's devices.

    Raises:
        Refused: ``till.not_for_sale`` if this store does not sell the product, ``till.too_many``, ``till.closed``.
    """
    product = _product(tx, register, gtin)
    basket = _basket(tx, register, basket_id)
    basket = basket.add(Line(tx.new_id(), gtin, quantity, product.price, product.price_version, origin))
    return _keep(tx, register, basket)


def set_quantity(tx: Transaction, register: Register, basket_id: str, line_id: str, quantity: int) -> Basket:
    """Change a line's quantity; zero takes the line out.

    Raises:
        Refused: ``till.too_many``, ``till.no_such_line``, ``till.closed``.
    """
    return _keep(tx, register, _basket(tx, register, basket_id).set_quantity(line_id, quantity))


def attach_customer(tx: Transaction, register: Register, vault: Vault, basket_id: str, member_id: str) -> Basket:
    """The member who identified themselves owns the basket; what they put in online comes in, never doubled."""
    basket = replace(_basket(tx, register, basket_id), customer=member_id)
    return _keep(tx, register, _with_online_basket(tx, register, vault, basket))


def join_online_basket(tx: Transaction, register: Register, vault: Vault, basket_id: str, member_id: str) -> None:
    """The member's online basket changed while they are here: it comes in, unless their basket here is closed."""
    basket = _basket(tx, register, basket_id)
    if basket.state not in ("open", "parked") or customers.online_basket(tx.db, vault, member_id) is None:
        return
    _keep(tx, register, _with_online_basket(tx, register, vault, replace(basket, customer=member_id)))


def _with_online_basket(tx: Transaction, register: Register, vault: Vault, basket: Basket) -> Basket:
    """Of each product the basket then holds the greater of both counts. Every line keeps its origin."""
    online = customers.online_basket(tx.db, vault, basket.customer)
    if online is None:
        return basket
    for line in online.lines:
        product = catalogue.find(tx.db, line.gtin, register.currency)
        share = share_to_take(basket.units_of(line.gtin), line.quantity)
        if product is not None and share > 0:
            new = Line(tx.new_id(), line.gtin, share, product.price, product.price_version, "online")
            basket = basket.add(new)
    customers.mark_taken(tx.db, basket.customer, online.version)
    tx.post(
        messages.BasketMerged(
            basket_id=online.basket_id, customer=basket.customer, online_version=online.version, at=tx.now
        )
    )
    tx.touch("online_basket")
    return basket


def drop_basket(tx: Transaction, register: Register, basket_id: str) -> None:
    """The session ended without a sale. A basket with an open payment stays: its money comes first.

    Raises:
        Refused: ``till.payment_open``.
    """
    basket = tables.load_basket(tx.db, basket_id)
    if basket is None or basket.state in ("paid", "dropped"):
        return
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("till.payment_open")
    _keep(tx, register, replace(basket, state="dropped"))


def pay_cash(
    tx: Transaction, register: Register, basket_id: str, given_minor: int, language: str = "zh_CN", operator: str = ""
) -> Sale:
    """Settle a basket with cash that `operator` took; the change goes back.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.not_settled`` if too little was given.
    """
    basket = _to_settle(tx, register, basket_id)
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("till.payment_open")
    total = basket.total
    if given_minor < total.minor:
        raise Refused("till.not_settled", amount=Money(total.minor - given_minor, register.currency))
    tender = Tender(tx.new_id(), "cash", total)
    change = Money(given_minor - total.minor, register.currency)
    return complete_sale(tx, register, basket, [tender], change=change, language=language, operator=operator)


def open_tender(tx: Transaction, register: Register, basket_id: str) -> Intent:
    """Write down that the terminal is about to be asked: committed before it hears a word.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open`` if a payment of this basket is not settled yet.
    """
    basket = _to_settle(tx, register, basket_id)
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("till.payment_open")
    intent = Intent(tx.new_id(), basket_id, "card", basket.total, "created", "", tx.now)
    tables.insert_intent(tx.db, intent)
    tx.touch("payment")
    return intent


def settle_tender(
    tx: Transaction,
    register: Register,
    intent_id: str,
    outcome: IntentState,
    reference: str,
    language: str = "zh_CN",
) -> Sale | None:
    """The terminal answered: an approved payment becomes a sale in this very transaction.

    Safe to receive twice: a sale that is there already is returned again. None if there is no sale (yet).
    """
    intent = tables.load_intent(tx.db, intent_id)
    if intent is None:
        raise Refused("till.no_such_payment")
    done = tables.load_sale(tx.db, intent.basket_id)
    if done is not None:
        return done
    if intent.state in ("declined", "cancelled") and outcome != "approved":
        return None
    tables.set_intent_state(tx.db, intent_id, outcome, reference)
    tx.touch("payment")
    if outcome != "approved":
        return None
    basket = _basket(tx, register, intent.basket_id)
    tender = Tender(intent_id, intent.kind, intent.amount, reference)
    return complete_sale(tx, register, basket, [tender], language=language)


def complete_sale(
    tx: Transaction,
    register: Register,
    basket: Basket,
    tenders: Sequence[Tender],
    *,
    change: Money | None = None,
    language: str = "zh_CN",
    operator: str = "",
) -> Sale:
    """Make a paid basket a sale: number, lines, tenders, stock and the fact for head office, all or nothing.

    Raises:
        Refused: ``till.not_settled`` if the tenders do not cover the total to the unit.
    """
    check_settled(basket.total, tenders)
    names = catalogue.names(tx.db, [line.gtin for line in basket.lines])
    lines = tuple(_sale_line(line, names.get(line.gtin), language) for line in basket.lines)
    sale = _write_sale(tx, register, basket.basket_id, basket.customer, lines, tuple(tenders), change, operator)
    _tell(tx, register, tables.set_basket_state(tx.db, basket, "paid", tx.now))
    return sale


def return_line(tx: Transaction, register: Register, sale_id: str, line_id: str, quantity: int) -> Sale:
    """Take back units of one line of an own receipt, in cash, at the price they were sold for.

    Raises:
        Refused: ``till.no_such_sale``, ``till.no_such_line``, ``till.returned_already`` beyond what was sold.
    """
    sale = tables.load_sale(tx.db, sale_id)
    if sale is None:
        raise Refused("till.no_such_sale")
    line = next((one for one in sale.lines if one.line_id == line_id and one.quantity > 0), None)
    if line is None:
        raise Refused("till.no_such_line")
    if not 1 <= quantity <= line.quantity - line.returned:
        raise Refused("till.returned_already", left=line.quantity - line.returned)
    back = replace(
        line, line_id=tx.new_id(), quantity=-quantity, returned=0, returned_from=sale_id, returned_line=line_id
    )
    tender = Tender(tx.new_id(), "cash", back.amount)
    return _write_sale(tx, register, tx.new_id(), sale.customer, (back,), (tender,), None)


def _write_sale(
    tx: Transaction,
    register: Register,
    sale_id: str,
    customer: str,
    lines: tuple[SaleLine, ...],
    tenders: tuple[Tender, ...],
    change: Money | None,
    operator: str = "",
) -> Sale:
    number = _next_number(tx, register)
    total = Money(sum(line.amount.minor for line in lines), register.currency)
    fact = tx.post(_message(sale_id, number, total, lines, tenders, customer, operator, tx))
    if fact is None:
        raise RuntimeError("sales travel in the money lane")
    sale = Sale(
        sale_id=sale_id,
        number=number,
        at=tx.now,
        total=total,
        lines=lines,
        tenders=tenders,
        customer=customer,
        event_id=fact.event_id,
        change=change or Money(0, register.currency),
    )
    tables.insert_sale(tx.db, sale)
    _move_stock(tx, register, sale, fact)
    tx.touch("sale", "sync")
    return sale


def _move_stock(tx: Transaction, register: Register, sale: Sale, fact: Posted) -> None:
    reason = "sold" if sale.total.minor >= 0 else "returned"
    units = [(line.gtin, -line.quantity) for line in sale.lines]
    stock.move(tx, register.workstation, units, reason, sale.sale_id, fact)


def _next_number(tx: Transaction, register: Register) -> SaleNumber:
    epoch = journal.current_epoch(tx.db)
    if epoch is None:
        raise RuntimeError("the journal has no epoch yet")
    day = register.business_date(tx.now)
    sequence = tables.next_sequence(tx.db, day, epoch.series)
    return SaleNumber(register.store_gln, register.workstation, day, epoch.series, sequence)


def _message(
    sale_id: str,
    number: SaleNumber,
    total: Money,
    lines: Sequence[SaleLine],
    tenders: Sequence[Tender],
    customer: str,
    operator: str,
    tx: Transaction,
) -> messages.SaleCompleted:
    return messages.SaleCompleted(
        sale_id=sale_id,
        store=number.store_gln,
        workstation=number.workstation,
        business_date=number.business_date,
        series=number.series,
        sequence=number.sequence,
        at=tx.now,
        currency=total.currency,
        total_minor=total.minor,
        lines=tuple(
            messages.SaleLine(
                line_id=line.line_id,
                gtin=line.gtin,
                name=line.name,
                quantity=line.quantity,
                unit_price_minor=line.unit_price.minor,
                amount_minor=line.amount.minor,
                price_version=line.price_version,
                origin=line.origin,
                returned_from=line.returned_from,
                returned_line=line.returned_line,
            )
            for line in lines
        ),
        tenders=tuple(
            messages.SaleTender(
                tender_id=one.tender_id, kind=one.kind, amount_minor=one.amount.minor, reference=one.reference
            )
            for one in tenders
        ),
        customer=customer,
        operator=operator,
    )


def _sale_line(line: Line, names: Names | None, language: str) -> SaleLine:
    return SaleLine(
        line_id=line.line_id,
        gtin=line.gtin,
        name=names.text(language) if names else line.gtin,
        quantity=line.quantity,
        unit_price=line.unit_price,
        price_version=line.price_version,
        origin=line.origin,
    )


def _product(tx: Transaction, register: Register, gtin: str) -> Product:
    product = catalogue.find(tx.db, gtin, register.currency)
    if product is None:
        raise Refused("till.not_for_sale", gtin=gtin)
    return product


def _basket(tx: Transaction, register: Register, basket_id: str) -> Basket:
    return tables.load_basket(tx.db, basket_id) or Basket(basket_id, register.currency)


def _to_settle(tx: Transaction, register: Register, basket_id: str) -> Basket:
    basket = _basket(tx, register, basket_id)
    if basket.state not in ("open", "parked"):
        raise Refused("till.closed")
    if not basket.lines:
        raise Refused("till.empty")
    return basket


def _keep(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """Save the basket one revision on, and tell the store's devices."""
    kept = replace(basket, revision=basket.revision + 1)
    tables.save_basket(tx.db, kept, register.workstation, tx.now)
    _tell(tx, register, kept)
    return kept


def _tell(tx: Transaction, register: Register, kept: Basket) -> None:
    """Let the store's devices know how the basket stands."""
    tx.post(
        messages.BasketChanged(
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
                )
                for line in kept.lines
            ),
            customer=kept.customer,
            at=tx.now,
        )
    )
    tx.touch("basket")


def apply_basket(tx: Transaction, register: Register, message: messages.BasketChanged) -> None:
    """Another device of the store told how its basket stands; the newer revision counts, a paid one is final."""
    if message.device == register.workstation or message.state not in BASKET_STATES:
        return
    own = tables.load_basket(tx.db, message.basket_id)
    if own is not None and (own.state == "paid" or own.revision >= message.revision):
        return
    lines = tuple(
        Line(one.line_id, one.gtin, one.quantity, Money(one.unit_price_minor, register.currency), one.price_version,
             one.origin)
        for one in message.lines
    )  # fmt: skip
    basket = Basket(
        message.basket_id,
        register.currency,
        lines,
        message.customer,
        cast(BasketState, message.state),
        message.revision,
    )
    tables.save_basket(tx.db, basket, message.device, tx.now)
    tx.touch("baskets")
