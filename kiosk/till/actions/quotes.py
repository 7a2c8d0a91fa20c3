"""Quotations: given from a basket, taken into one, withdrawn; and what the store's other devices say of theirs."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.stored_value import actions as stored_value
from kiosk.till import needs, priced, quoting
from kiosk.till.actions.keeping import keep, save, to_change
from kiosk.till.actions.selling import as_sale_line, leave_accounts
from kiosk.till.model import NOTHING, Basket, Line, LineKind
from kiosk.till.model.quote import LONGEST_DAYS, USUAL_DAYS, Quote
from kiosk.till.tables import quotes
from kiosk.worker import Transaction
from sync import journal
from sync.messages import QuotedLine, QuoteGiven, QuoteTold, Terms

QUOTABLE = frozenset({"product", "plan", "deposit"})

TOLD_EVERY = 12
"""Heartbeats in which each quotation is repeated once: a minute."""

KEPT_DAYS = 90
"""How long other devices' quotations are kept after they ran out."""


class Taken(Struct, frozen=True):
    """A basket that was made from a quotation."""

    basket: Basket
    expired: bool = False
    """It ran out: everything costs what it costs today."""
    gone: tuple[str, ...] = ()
    """Names of goods that are not sold here any more, and are left out."""


def give_quote(
    tx: Transaction,
    register: Register,
    basket_id: str,
    days: int = USUAL_DAYS,
    language: str = "zh_CN",
    approval: str = "",
) -> Quote:
    """Make a numbered quotation of a basket, which ends with this; its amounts stand for so many days.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.tendered``, ``till.bad_validity``,
            ``till.quote_not_in_training``, ``till.quote_no_coupons``, ``till.not_quotable`` for goods that come back,
            gift cards and what a quotation says already, ``staff.*``.
    """
    staff.require(tx, register, "quote", about=basket_id, approval=approval)
    basket = to_change(tx, register, basket_id)
    _check_quotable(basket, days)
    basket = priced.reprice(tx, register, needs.with_deposits(tx, basket))
    quote = Quote(_given(tx, register, basket, days, language), changed_by=register.workstation)
    quotes.save(tx.db, quote)
    tx.post(quote.given)
    quoting.tell(tx, quote, register.workstation)
    save(tx, register, replace(basket, state="dropped"))
    leave_accounts(tx, basket)
    tx.done.append(quote)
    return quote


def take_quote(tx: Transaction, register: Register, quote_id: str, into: str) -> Taken:
    """Make a quotation the basket `into`: at the agreed amounts while it holds, else at today's prices.

    Raises:
        Refused: ``till.no_such_quote``, ``till.quote_used``, ``till.quote_withdrawn``, ``till.not_empty``,
            ``till.quote_not_in_training``, ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, into)
    if basket.lines or basket.tenders:
        raise Refused("till.not_empty")
    if basket.terms.training:
        raise Refused("till.quote_not_in_training")
    quote = quotes.load(tx.db, quote_id)
    if quote is None:
        raise Refused("till.no_such_quote")
    quoting.check_open(quote)
    given = quote.given
    expired = not quote.holds_on(register.business_date(tx.now))
    names = {one.line_id: tx.new_id() for one in given.lines}
    gone: list[str] = []
    lines: list[Line] = []
    for one in given.lines:
        line = _today(tx, register, one, names) if expired else _agreed(one, names, given.currency)
        if line is not None:
            lines.append(line)
        elif one.kind != "deposit":
            gone.append(one.name)
    terms = msgspec.structs.replace(given.terms, quote=quote_id, carrier=basket.terms.carrier)
    if terms.account:
        stored_value.wanted(tx, "account", terms.account)
    taken = replace(basket, lines=tuple(lines), customer=given.customer or basket.customer, terms=terms)
    return Taken(keep(tx, register, taken), expired, tuple(gone))


def withdraw_quote(tx: Transaction, register: Register, quote_id: str, approval: str = "") -> Quote:
    """The quotation holds no more: it was given in error, or the customer does not want it.

    Raises:
        Refused: ``till.no_such_quote``, ``till.quote_used``, ``till.quote_withdrawn``, ``staff.*``.
    """
    staff.require(tx, register, "quote", about=quote_id, approval=approval)
    quote = quotes.load(tx.db, quote_id)
    if quote is None:
        raise Refused("till.no_such_quote")
    quoting.check_open(quote)
    quote = replace(quote, state="withdrawn", changed_by=register.workstation)
    quotes.save(tx.db, quote)
    quoting.tell(tx, quote, register.workstation)
    return quote


def on_quote_told(register: Register) -> Callable[[Transaction, QuoteTold], None]:
    """The handler of another device's word about a quotation."""

    def quote_told(tx: Transaction, message: QuoteTold) -> None:
        if message.device == register.workstation or message.quote.store != register.store_gln:
            return
        # Also one of our own that a restored disk has lost: its series is not ours any more.
        if quotes.save(tx.db, Quote(message.quote, message.state, message.sale_id, message.device)):
            tx.touch("quotes")

    return quote_told


def tell_quotes(tx: Transaction, register: Register) -> None:
    """Repeat what others may have missed, each quotation about once a minute; with every heartbeat."""
    turn = int(tx.now.timestamp() / 5) % TOLD_EVERY
    since = tx.now - timedelta(days=KEPT_DAYS)
    for quote in quotes.to_tell(tx.db, register.workstation, since):
        if zlib.crc32(quote.quote_id.encode()) % TOLD_EVERY == turn:
            message = QuoteTold(
                device=register.workstation, quote=quote.given, state=quote.state, sale_id=quote.sale_id, at=tx.now
            )
            tx.post(message)
    if turn == 0:
        quotes.forget(tx.db, register.workstation, since.date())


def _check_quotable(basket: Basket, days: int) -> None:
    if not basket.lines:
        raise Refused("till.empty")
    if basket.tenders:
        raise Refused("till.tendered", amount=basket.paid)
    if basket.terms.training:
        raise Refused("till.quote_not_in_training")
    if basket.terms.coupons:
        raise Refused("till.quote_no_coupons")
    if any(line.fixed or line.kind not in QUOTABLE for line in basket.lines):
        raise Refused("till.not_quotable")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("till.bad_validity", most=LONGEST_DAYS)


def _given(tx: Transaction, register: Register, basket: Basket, days: int, language: str) -> QuoteGiven:
    epoch = journal.current_epoch(tx.db)
    if epoch is None:
        raise RuntimeError("the journal has no epoch yet")
    names = catalogue.names(tx.db, [line.gtin for line in basket.lines])
    answering = staff_tables.answering(tx.db)
    lines = [as_sale_line(line, names.get(line.gtin), language) for line in basket.lines]
    return QuoteGiven(
        quote_id=tx.new_id(),
        store=register.store_gln,
        workstation=register.workstation,
        series=epoch.series,
        sequence=quotes.next_sequence(tx.db, register.workstation, epoch.series),
        at=tx.now,
        valid_until=register.business_date(tx.now) + timedelta(days=days),
        currency=register.currency,
        total_minor=basket.total.minor,
        lines=tuple(
            QuotedLine(
                line_id=line.line_id,
                gtin=line.gtin,
                name=line.name,
                quantity=line.quantity,
                unit_price_minor=line.unit_price.minor,
                amount_minor=line.amount.minor,
                price_version=line.price_version,
                kind=line.kind,
                reductions=line.reductions,
                tax_code=line.tax_code,
                tax_rate_bp=line.tax_rate_bp,
                tax_minor=line.tax_minor,
                tax_added=line.tax_added,
                particulars=line.particulars,
            )
            for line in lines
        ),
        customer=basket.customer,
        operator=answering.operator_id if answering else "",
        book_version=basket.book_version,
        terms=_of_the_customer(basket.terms),
    )


def _of_the_customer(terms: Terms) -> Terms:
    """What of a basket's terms belongs to the agreement; a discount on everything is in the lines by now."""
    return Terms(
        note=terms.note,
        tier=terms.tier,
        segments=terms.segments,
        price_list=terms.price_list,
        account=terms.account,
        business=terms.business,
        tax_id=terms.tax_id,
        purchase_order=terms.purchase_order,
        purchase_order_needed=terms.purchase_order_needed,
        due_days=terms.due_days,
        employee=terms.employee,
    )


def _agreed(one: QuotedLine, names: dict[str, str], currency: str) -> Line:
    """The quoted line as it is sold; what it costs comes with `quoting.hold`."""
    attached = names.get(one.particulars.attached_to, "")
    # Who comes for the goods may be somebody else: a proof of age is looked at again.
    special = msgspec.structs.replace(one.particulars, attached_to=attached, agreed=one.line_id, age_checked=0)
    return Line(
        names[one.line_id],
        one.gtin,
        one.quantity,
        Money(one.unit_price_minor, currency),
        one.price_version,
        kind=cast(LineKind, one.kind),
        particulars=special,
    )


def _today(tx: Transaction, register: Register, one: QuotedLine, names: dict[str, str]) -> Line | None:
    """The same goods at today's prices; None for what is not sold any more, and deposits, which come by themselves."""
    product = catalogue.find(tx.db, one.gtin, register.currency) if one.kind != "deposit" else None
    if product is None:
        return None
    attached = names.get(one.particulars.attached_to, "")
    special = msgspec.structs.replace(
        NOTHING, note=one.particulars.note, serial=one.particulars.serial, attached_to=attached
    )
    return Line(
        names[one.line_id],
        one.gtin,
        one.quantity,
        priced.shelf_price(tx.db, tx.now, product),
        product.price_version,
        kind=cast(LineKind, one.kind),
        particulars=special,
    )
