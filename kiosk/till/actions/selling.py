"""The one transaction that makes a paid basket a sale: number, lines, tenders, stock and the fact, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Names
from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.shift import actions as shift
from kiosk.staff import tables as staff_tables
from kiosk.stock import actions as stock
from kiosk.stock import bundle_tables
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import priced, quoting, tables
from kiosk.till.actions import guarding
from kiosk.till.actions.keeping import tell
from kiosk.till.model import NO_TERMS, Basket, Line, Sale, SaleKind, SaleLine, SaleNumber, Tender, check_settled
from kiosk.worker import Posted, Transaction
from sync import journal, messages
from sync.formats import bundle

LENT = frozenset({"points", "gift_card", "store_credit", "account", "voucher"})
"""Tenders that spend from a balance which head office lends to this device."""

TRAINING_SERIES = "T"
"""No incarnation of a database gets this letter: practice is told from sales by its number alone."""


class Draft(Struct, frozen=True):
    """What a sale is made of."""

    sale_id: str
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    kind: SaleKind = "sale"
    customer: str = ""
    operator: str = ""
    change_minor: int = 0
    voids: str = ""
    book_version: int = 0
    points_earned: int = 0
    terms: messages.Terms = NO_TERMS


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
    """Make a paid basket a sale.

    Raises:
        Refused: ``till.not_settled`` if the tenders do not cover the total to the unit, or what `guarding.check` says.
    """
    check_settled(basket.total, tenders)
    basket = guarding.check(tx, register, basket)
    if basket.tenders != tuple(tenders):
        basket = replace(basket, tenders=tuple(tenders))
    # Who may sell was asked when the payment began; what is paid becomes a sale whoever stands here now.
    answering = None if operator else staff_tables.answering(tx.db)
    gtins = [line.gtin for line in basket.lines]
    names = catalogue.names(tx.db, gtins)
    bundles = bundle_tables.parts(tx.db, gtins)
    draft = Draft(
        sale_id=basket.basket_id,
        lines=tuple(
            _with_parts(as_sale_line(line, names.get(line.gtin), language), bundles.get(line.gtin, ()))
            for line in basket.lines
        ),
        tenders=tuple(tenders),
        kind=_kind(basket),
        customer=basket.customer,
        operator=answering.operator_id if answering else operator,
        change_minor=change.minor if change else 0,
        voids=basket.terms.voids,
        book_version=basket.book_version,
        points_earned=priced.points(tx, basket),
        terms=basket.terms,
    )
    sale = practise(tx, register, draft) if basket.terms.training else write_sale(tx, register, draft)
    leave_accounts(tx, basket)
    tell(tx, register, tables.set_basket_state(tx.db, basket, "paid", tx.now))
    return sale


def write_sale(tx: Transaction, register: Register, draft: Draft) -> Sale:
    """Number, store and tell a sale; its stock moves in the same commit."""
    number = _next_number(tx, register)
    # Who has a drawer sells within a shift, and one begins by itself rather than not sell.
    shift_id = shift.ensure(tx, register, draft.operator) if register.channel == "till" else ""
    sale = _sale(tx, register, draft, number, shift_id, tx.new_id())
    fact = tx.post(as_message(sale), sale.event_id)
    if fact is None:
        raise RuntimeError("sales travel in the money lane")
    tables.insert_sale(tx.db, sale)
    _move_stock(tx, register, sale, fact)
    _use_offers(tx, register, sale)
    for line in sale.lines:
        if line.kind == "gift_card" and line.reference and line.quantity > 0:
            stored_value.credit(tx, register, "gift_card", line.reference, line.listed.minor)
        elif line.kind == "gift_card" and line.reference:
            _take_off_card(tx, register, line)
        if line.particulars.condition == "damaged":
            # The sale counts it as back; it is not for sale, so it leaves the shelf at once.
            stock.move_and_tell(tx, register.workstation, line.gtin, line.quantity, "quarantine", sale.sale_id)
    guarding.tell(tx, register, sale)
    quoting.sold(tx, sale)
    tx.touch("sale", "sync")
    tx.done.append(sale)
    return sale


def leave_accounts(tx: Transaction, basket: Basket) -> None:
    """Whoever might have spent from a balance has gone: what was lent for it may go back."""
    accounts = {(one.kind, one.reference) for one in basket.tenders if one.kind in LENT}
    accounts |= {("points", basket.customer), ("account", basket.terms.account)}
    for kind, account in sorted(accounts):
        if account:
            stored_value.done_with(tx, kind, account)


def practise(tx: Transaction, register: Register, draft: Draft) -> Sale:
    """A sale in training: looks like one, and leaves no trace in numbers, stock, money or at head office."""
    number = SaleNumber(register.store_gln, register.workstation, register.business_date(tx.now), TRAINING_SERIES, 0)
    sale = _sale(tx, register, draft, number)
    pricing.free_coupons(tx, draft.sale_id)
    tx.done.append(sale)
    return sale


def _sale(
    tx: Transaction, register: Register, draft: Draft, number: SaleNumber, shift_id: str = "", event_id: str = ""
) -> Sale:
    return Sale(
        sale_id=draft.sale_id,
        number=number,
        at=tx.now,
        total=Money(sum(line.amount.minor for line in draft.lines), register.currency),
        lines=draft.lines,
        tenders=draft.tenders,
        customer=draft.customer,
        event_id=event_id,
        change=Money(draft.change_minor, register.currency),
        kind=draft.kind,
        operator=draft.operator,
        shift_id=shift_id,
        voids=draft.voids,
        book_version=draft.book_version,
        points_earned=draft.points_earned,
        terms=draft.terms,
    )


def _kind(basket: Basket) -> SaleKind:
    if basket.terms.voids:
        return "void"
    back = [line.returned for line in basket.lines]
    if not any(back):
        return "sale"
    return "return" if all(back) else "exchange"


_REASON = {"sale": "sold", "return": "returned", "exchange": "exchanged", "void": "voided"}


def _move_stock(tx: Transaction, register: Register, sale: Sale, fact: Posted) -> None:
    # What is fetched or sent later leaves the shelf then, by its order.
    units = [
        moved
        for line in sale.lines
        if line.kind == "product" and not line.particulars.fulfilment
        for moved in bundle.moved(line.gtin, -line.quantity, line.particulars.parts)
    ]
    stock.move(tx, register.workstation, units, _REASON[sale.kind], sale.sale_id, fact)
    _keep_back(tx, register, sale)


def _keep_back(tx: Transaction, register: Register, sale: Sale) -> None:
    """What is fetched here later, or brought from here, is nobody else's, from now until its order says so."""
    if sale.voids:
        stock.let_go(tx, sale.voids)
    kept: dict[str, int] = {}
    for line in sale.lines:
        here = line.particulars.from_store in ("", register.store_gln)
        later = line.particulars.fulfilment in ("pickup", "delivery")
        if later and here and line.kind == "product" and line.quantity > 0:
            kept[line.gtin] = kept.get(line.gtin, 0) + line.quantity
    stock.keep_back(tx, sale.sale_id, kept)


def _use_offers(tx: Transaction, register: Register, sale: Sale) -> None:
    """Burn the coupons that gave something, and count offers for the first N; a void gives back what its sale used."""
    if sale.voids:
        voided = tables.load_sale(tx.db, sale.voids)
        if voided is not None:
            pricing.unsold(tx, register.workstation, voided.sale_id, _reduced(voided), voided.book_version)
        return
    units = _reduced(sale)
    if units or sale.terms.coupons:
        pricing.sold(tx, register.workstation, sale.sale_id, units, sale.terms.coupons, sale.book_version)


def _take_off_card(tx: Transaction, register: Register, line: SaleLine) -> None:
    """A card that was sold comes back: its money leaves it."""
    amount = -line.listed.minor
    if line.particulars.unverified:
        # It was spent while a terminal gave the money back: the rest goes, and head office flags what is lacking.
        amount = min(amount, value_tables.at_hand(tx.db, "gift_card", line.reference))
    if amount > 0:
        stored_value.spend(tx, register, "gift_card", line.reference, amount)


def _reduced(sale: Sale) -> dict[str, int]:
    """Rule id -> units that were sold for less by it."""
    units: dict[str, int] = {}
    for line in sale.lines:
        for one in line.reductions:
            if line.quantity > 0:
                units[one.rule] = units.get(one.rule, 0) + one.units
    return units


def _next_number(tx: Transaction, register: Register) -> SaleNumber:
    epoch = journal.current_epoch(tx.db)
    if epoch is None:
        raise RuntimeError("the journal has no epoch yet")
    day = register.business_date(tx.now)
    sequence = tables.next_sequence(tx.db, day, epoch.series)
    return SaleNumber(register.store_gln, register.workstation, day, epoch.series, sequence)


def as_message(sale: Sale) -> messages.SaleCompleted:
    """The sale as head office hears of it."""
    number = sale.number
    return messages.SaleCompleted(
        sale_id=sale.sale_id,
        store=number.store_gln,
        workstation=number.workstation,
        business_date=number.business_date,
        series=number.series,
        sequence=number.sequence,
        at=sale.at,
        currency=sale.total.currency,
        total_minor=sale.total.minor,
        lines=tuple(_line_message(line) for line in sale.lines),
        tenders=tuple(
            messages.SaleTender(
                tender_id=one.tender_id,
                kind=one.kind,
                amount_minor=one.amount.minor,
                reference=one.reference,
                units=one.units,
            )
            for one in sale.tenders
        ),
        customer=sale.customer,
        operator=sale.operator,
        kind=sale.kind,
        voids=sale.voids,
        shift=sale.shift_id,
        book_version=sale.book_version,
        points_earned=sale.points_earned,
        terms=sale.terms,
    )


def _line_message(line: SaleLine) -> messages.SaleLine:
    return messages.SaleLine(
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
        kind=line.kind,
        reference=line.reference,
        reductions=line.reductions,
        tax_code=line.tax_code,
        tax_rate_bp=line.tax_rate_bp,
        tax_minor=line.tax_minor,
        tax_added=line.tax_added,
        particulars=line.particulars,
    )


def _with_parts(line: SaleLine, parts: tuple[tuple[str, int], ...]) -> SaleLine:
    """A bundle's line says what leaves the shelf with it; goods that come back say what they were sold with."""
    if not parts or line.particulars.parts or line.kind != "product":
        return line
    return replace(line, particulars=msgspec.structs.replace(line.particulars, parts=parts))


def _nameless(line: Line, language: str) -> str:
    """What the shop does for the shopper has a name and no number; goods without a name have a number."""
    return Translator(language).text("till.line_delivery") if line.kind == "delivery" else line.gtin


def as_sale_line(line: Line, names: Names | None, language: str) -> SaleLine:
    """The line as the sale keeps it for ever, with its name in the shopper's language."""
    return SaleLine(
        line_id=line.line_id,
        gtin=line.gtin,
        name=names.text(language) if names else _nameless(line, language),
        quantity=line.quantity,
        unit_price=line.unit_price,
        price_version=line.price_version,
        origin=line.origin,
        amount=line.amount,
        returned_from=line.returned_from,
        returned_line=line.returned_line,
        kind=line.kind,
        reference=line.reference,
        reductions=line.reductions,
        tax_code=line.tax_code,
        tax_rate_bp=line.tax_rate_bp,
        tax_minor=line.tax_minor,
        tax_added=line.tax_added,
        particulars=line.particulars,
    )
