"""Goods that come back, as lines that keep what was paid: with a receipt, without one, or a whole sale."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import tables as books
from kiosk.pricing.model import Earning, to_reverse
from kiosk.register import Register
from kiosk.shift import tables as shifts
from kiosk.staff import actions as staff
from kiosk.till import needs, priced, tables
from kiosk.till.actions import guarding
from kiosk.till.actions.baskets import drop_basket
from kiosk.till.actions.guarding import Wanted
from kiosk.till.actions.keeping import basket_of, keep, save, to_change
from kiosk.till.actions.refunding import refund
from kiosk.till.model import Basket, Line, Sale, SaleLine
from kiosk.till.model.refunds import BY_TERMINAL
from kiosk.till.model.returning import (
    CONDITIONS,
    NOTHING_GONE,
    REASONS,
    RETURNABLE,
    Back,
    Origin,
    returned_line,
    total_back,
)
from kiosk.till.tables import returning
from kiosk.worker import Transaction
from sync.formats.price_book import Loyalty
from sync.formats.receipt_proof import same_name
from sync.messages import Particulars, Reduction


def take(
    tx: Transaction,
    register: Register,
    basket_id: str,
    sale_id: str,
    wanted: Sequence[Wanted],
    approval: str = "",
) -> Basket:
    """Put units of a sale into the basket as goods that come back, for just what was paid for them.

    Where another device sold them, `guarding.ask_home` comes first; without its word this takes `return_unverified`.

    Raises:
        Refused: ``till.no_such_sale``, ``till.voided``, ``till.no_such_line``, ``till.returned_already`` with what is
            left, ``till.not_returnable``, ``till.other_member``, ``till.reason_needed``, ``till.closed``,
            ``till.payment_open``, ``till.tendered``, ``till.return_not_in_training``, and ``staff.*`` if it takes
            somebody else's word.
    """
    basket = _to_take_into(tx, register, basket_id)
    lines: list[Line] = []
    origin = guarding.origin_of(tx, register, sale_id)
    earning = _earning_of(tx, origin)
    for one in wanted:
        line = _line(tx, register, origin, one, earning)
        lines.append(line)
        basket = _for_customer(replace(basket, lines=(*basket.lines, line)), origin)
        # The next line of the same sale counts this one as reserved.
        origin = replace(origin, back=(*origin.back, _reserved(tx, register, line)))
    # What the home did not answer in time goes without its word; an answer that comes later finds it given up.
    used = {line.line_id for line in lines}
    guarding.give_up(tx, register, [one.grant_id for one in wanted if one.grant_id and one.grant_id not in used])
    # A limit holds for all that comes back of a sale, and not for each handful of it.
    worth = total_back(basket.lines, sale_id)
    unverified = any(line.particulars.unverified for line in lines)
    permission = "return_unverified" if unverified else "return"
    staff.require(tx, register, permission, about=sale_id, amount_minor=worth, approval=approval)
    return keep(tx, register, basket)


def take_without_receipt(
    tx: Transaction,
    register: Register,
    basket_id: str,
    gtin: str,
    units: int,
    reason: str,
    condition: str = "sellable",
    approval: str = "",
) -> Basket:
    """Put goods into the basket that come back with no receipt, for the lowest price that they had lately.

    Raises:
        Refused: ``till.not_for_sale``, ``till.not_returnable`` for a gift card, ``till.reason_needed``,
            ``till.bad_amount``, ``till.closed``, ``till.payment_open``, and ``staff.*`` if it takes somebody else's
            word.
    """
    _check_why(reason, condition)
    if units < 1:
        raise Refused("till.bad_amount")
    if needs.of_product(tx.db, tx.now, gtin).gift_card:
        # It is money: what is on it is spent, and an empty one is worth nothing.
        raise Refused("till.not_returnable")
    price = lowest_price(tx, register, gtin)
    staff.require(tx, register, "return_no_receipt", about=gtin, amount_minor=price.minor * units, approval=approval)
    line = Line(
        tx.new_id(),
        gtin,
        -units,
        price,
        particulars=Particulars(condition=condition, reason=reason, unverified=True),
    )
    basket = _to_take_into(tx, register, basket_id)
    return keep(tx, register, replace(basket, lines=(*basket.lines, priced.taxed_alone(tx, line))))


def lowest_price(tx: Transaction, register: Register, gtin: str) -> Money:
    """The lowest price of one unit that anybody may have paid lately: shelf, price books, and today's promotions.

    Raises:
        Refused: ``till.not_for_sale``.
    """
    product = catalogue.find(tx.db, gtin, register.currency)
    if product is None:
        raise Refused("till.not_for_sale", gtin=gtin)
    shelf = priced.shelf_price(tx.db, tx.now, product)
    lowest = min([shelf.minor, product.price.minor, *books.recent_base_prices(tx.db, gtin, tx.now)])
    one = Basket("", register.currency, (Line("1", gtin, 1, shelf),))
    today = priced.reprice(tx, register, one).lines[0]
    before_tax = today.listed.minor - today.reduced.minor
    return Money(max(0, min(lowest, before_tax)), register.currency)


def start_void(tx: Transaction, register: Register, sale_id: str, approval: str = "") -> Basket:
    """Begin to take a whole sale back that this device has just made: everything of it with the other sign.

    It is finished by `refund`, when a terminal has given its part back.

    Raises:
        Refused: ``till.no_such_sale``, ``till.voided``, ``till.void_too_late`` after the shift, ``till.void_returned``
            if something of it came back, ``till.void_by_terminal`` for a refund to a card,
            ``stored_value.too_little`` if a gift card that it sold is spent, ``staff.*``.
    """
    sale = tables.load_sale(tx.db, sale_id)
    if sale is None:
        raise Refused("till.no_such_sale")
    _check_voidable(tx, register, sale)
    staff.require(tx, register, "post_void", about=sale_id, amount_minor=abs(sale.total.minor), approval=approval)
    terms = msgspec.structs.replace(sale.terms, voids=sale_id, manual="", manual_value=0, coupons=(), quote="")
    basket = Basket(tx.new_id(), register.currency, _mirrored(tx, sale), sale.customer, terms=terms)
    guarding.look(tx, register, basket)
    return save(tx, register, replace(basket, book_version=sale.book_version))


def return_line(
    tx: Transaction, register: Register, sale_id: str, line_id: str, quantity: int, operator: str = ""
) -> Sale:
    """Take back units of one line of an own receipt at once; what a terminal took goes back in cash.

    Raises:
        Refused: as `take` and `refund`.
    """
    basket = take(tx, register, tx.new_id(), sale_id, [Wanted(line_id, quantity)])
    return refund(tx, register, basket.basket_id, operator=operator, instead="cash")


def leave_out(tx: Transaction, register: Register, basket_id: str, line_id: str) -> Basket:
    """It does not come back after all: the line leaves the basket, and what was reserved is free.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``, ``till.tendered``.
    """
    basket = to_change(tx, register, basket_id)
    if not basket.line(line_id).fixed:
        raise Refused("till.no_such_line")
    guarding.give_up(tx, register, [line_id])
    return keep(tx, register, basket.set_quantity(line_id, 0))


def _to_take_into(tx: Transaction, register: Register, basket_id: str) -> Basket:
    basket = to_change(tx, register, basket_id)
    if basket.terms.voids:
        raise Refused("till.closed")
    if basket.terms.training:
        raise Refused("till.return_not_in_training")
    return basket


def _line(tx: Transaction, register: Register, origin: Origin, wanted: Wanted, earning: _Earning) -> Line:
    _check_why(wanted.reason, wanted.condition)
    sold = origin.line(wanted.line_id)
    if sold is None or origin.currency != register.currency:
        raise Refused("till.no_such_line")
    if sold.kind not in RETURNABLE:
        raise Refused("till.not_returnable")
    request = returning.load_request(tx.db, wanted.grant_id) if wanted.grant_id else None
    granted = request is not None and request.state == "granted" and request.units == wanted.units
    # What the home granted it has counted; anything else is counted here.
    left = origin.left(wanted.line_id)
    if not 1 <= wanted.units <= (wanted.units if granted else left):
        raise Refused("till.returned_already", left=left)
    if request is not None and request.state == "refused":
        raise Refused("till.returned_already", left=request.left)
    worth = (
        (request.amount_minor, request.tax_minor) if granted and request else origin.worth(sold.line_id, wanted.units)
    )
    particulars = Particulars(
        condition=wanted.condition,
        reason=wanted.reason,
        unverified=not granted and not guarding.is_home(register, origin),
        points_back=_points(origin, wanted.line_id, worth[0], earning),
    )
    line_id = wanted.grant_id if granted else tx.new_id()
    return returned_line(origin, sold, wanted.units, worth, line_id, particulars)


def _reserved(tx: Transaction, register: Register, line: Line) -> Back:
    amount, tax, points = -line.amount.minor, -line.tax_minor, line.particulars.points_back
    name = same_name(line.returned_line)
    return Back(line.line_id, "", name, -line.quantity, amount, tax, points, tx.now, register.workstation)


class _Earning(Struct, frozen=True):
    """By what the goods of one sale earned points; the same for all that comes back of it at once."""

    rule: Loyalty
    categories: dict[str, str]
    """gtin -> category."""


def _earning_of(tx: Transaction, origin: Origin) -> _Earning:
    rule = books.book_in_force(tx.db, tx.now).source.loyalty
    if origin.points_earned <= 0:
        return _Earning(rule, {})
    shelves = catalogue.shelves(tx.db, {line.gtin for line in origin.lines})
    return _Earning(rule, {gtin: category for gtin, (category, _brand) in shelves.items()})


def _points(origin: Origin, line_id: str, amount_minor: int, earning: _Earning) -> int:
    """Points that go back with goods worth so much; with the last goods the last points."""
    if origin.points_earned <= 0:
        return 0
    rule, own = earning.rule, origin.line(line_id)
    kept = []
    for line in origin.lines:
        if line.quantity > 0:
            back = origin.gone.get(line.name, NOTHING_GONE).amount_minor
            back += amount_minor if own is not None and line.name == own.name else 0
            category = earning.categories.get(line.gtin, "")
            kept.append(Earning(max(0, line.amount_minor - back), line.kind, category))
    whole = sum(line.amount_minor for line in origin.lines if line.quantity > 0)
    still = sum(one.amount_minor for one in kept)
    in_points = sum(one.amount_minor for one in origin.paid if one.kind == "points" and one.amount_minor > 0)
    part = in_points * still // whole if whole else 0
    reversed_before = sum(one.points for one in origin.back)
    if rule.earn_points:
        return to_reverse(kept, part, origin.points_earned, reversed_before, rule)
    # The rule by which they were earned is gone: by the share of the money, all with the last goods.
    return max(0, origin.points_earned - (origin.points_earned * still // whole if whole else 0) - reversed_before)


def _for_customer(basket: Basket, origin: Origin) -> Basket:
    """The basket belongs to whom the sale belonged to: points and credit go there."""
    if not origin.customer or basket.customer == origin.customer:
        return basket
    if basket.customer:
        if any(line.particulars.points_back for line in basket.lines):
            raise Refused("till.other_member")
        return basket
    return replace(basket, customer=origin.customer)


def _check_why(reason: str, condition: str) -> None:
    if reason not in REASONS or condition not in CONDITIONS:
        raise Refused("till.reason_needed")


def _check_voidable(tx: Transaction, register: Register, sale: Sale) -> None:
    if sale.voided_by or sale.kind == "void":
        raise Refused("till.voided")
    shift = shifts.current(tx.db)
    same_shift = shift is not None and shift.shift_id == sale.shift_id
    same_day = not sale.shift_id and sale.number.business_date == register.business_date(tx.now)
    if not (same_shift or same_day):
        raise Refused("till.void_too_late")
    if returning.backs(tx.db, sale.sale_id, register.workstation):
        raise Refused("till.void_returned")
    if any(one.kind in BY_TERMINAL and one.amount.minor < 0 for one in sale.tenders):
        raise Refused("till.void_by_terminal")


def _mirrored(tx: Transaction, sale: Sale) -> tuple[Line, ...]:
    """All lines with the other sign; goods that it took back count as not taken back."""
    points = sum(line.particulars.points_back for line in sale.lines) + sale.points_earned
    lines = []
    for line in sale.lines:
        if line.quantity > 0:
            back, points = points, 0
        else:
            back = -line.particulars.points_back
        lines.append(_mirror(tx.new_id(), sale.sale_id, line, back))
    return tuple(lines)


def _mirror(line_id: str, sale_id: str, line: SaleLine, points_back: int) -> Line:
    again = line.quantity < 0 and line.returned_from
    return Line(
        line_id=line_id,
        gtin=line.gtin,
        quantity=-line.quantity,
        unit_price=line.unit_price,
        price_version=line.price_version,
        origin=line.origin,
        kind=line.kind,
        reference=line.reference,
        returned_from=line.returned_from if again else sale_id,
        returned_line=line.returned_line if again else line.line_id,
        particulars=msgspec.structs.replace(line.particulars, points_back=points_back),
        reductions=tuple(
            Reduction(rule=one.rule, kind=one.kind, amount_minor=-one.amount_minor, units=one.units)
            for one in line.reductions
        ),
        tax_code=line.tax_code,
        tax_rate_bp=line.tax_rate_bp,
        tax_minor=-line.tax_minor,
        tax_added=line.tax_added,
    )


def call_off(tx: Transaction, register: Register, basket_id: str) -> None:
    """A return or a void that is not gone through with: what was reserved is free, and nothing happened.

    Raises:
        Refused: ``till.tendered`` if a part of the money is back already, ``till.payment_open``.
    """
    basket = basket_of(tx, register, basket_id)
    if basket.state in ("paid", "dropped"):
        return
    guarding.give_up(tx, register, [line.line_id for line in basket.lines if line.fixed])
    drop_basket(tx, register, basket_id)
