"""A basket changes hands by a signed code that carries its lines: no network, no account, and once only as far as
devices hear one another.

The one that holds it puts it aside and shows the code. Whoever takes it goes on under a new id, and everybody is told
that the old one moved, and where to. Two that could not hear each other may both have taken it: when they do, the
earlier one keeps it, with what was changed at the other, line by line; what was paid stays paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.store import BasketCode
from kiosk.till import spot_check, tables
from kiosk.till.actions.baskets import most
from kiosk.till.actions.keeping import keep, save, to_change
from kiosk.till.model import LINE_KINDS, Basket, Line, came_to, joined
from kiosk.worker import Transaction
from sync import clock
from sync.formats import basket_code
from sync.formats.tokens import SKEW

LIVES = timedelta(minutes=30)
"""Time to walk to a till and queue there."""

WHOSE = (
    *("tier", "segments", "price_list", "employee", "account", "business", "tax_id", "due_days"),
    *("purchase_order", "purchase_order_needed", "carrier", "forget"),
)
"""Terms that hang on who buys, and not on what lies in the basket."""


class Held(Struct, frozen=True):
    """A basket that waits for whoever shows its code."""

    basket: Basket
    until: datetime
    codes: tuple[str, ...]
    """The signed texts; more than one where the basket is too long for one code."""


def hold_basket(tx: Transaction, register: Register, basket_id: str, sign: BasketCode) -> Held:
    """Put a basket aside for whoever shows its code within half an hour.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.tendered``, ``till.return_not_parked``,
            ``till.quote_not_parked``, ``till.not_in_training``, ``till.too_long`` for hundreds of lines.
    """
    basket = to_change(tx, register, basket_id)
    check_movable(basket)
    until = tx.now + LIVES
    due = spot_check.is_due(tx, register, basket_id)
    terms = msgspec.structs.replace(basket.terms, held_until=clock.stamp(until), label="", kept=False, check_due=due)
    held = save(tx, register, replace(basket, state="parked", terms=terms))
    tx.touch("baskets")
    return Held(held, until, _codes(held, sign, tx.now))


def codes_of(held: Basket, sign: BasketCode) -> tuple[str, ...]:
    """The same codes once more, for as long as they live; nothing of them lies on disk."""
    return _codes(held, sign, clock.parse(held.terms.held_until) - LIVES)


def check_movable(basket: Basket) -> None:
    """Refuse to send a basket away that belongs where it is.

    Raises:
        Refused: ``till.empty``, ``till.tendered``, ``till.return_not_parked``, ``till.quote_not_parked``,
            ``till.not_in_training``.
    """
    if not basket.lines:
        raise Refused("till.empty")
    if basket.tenders:
        raise Refused("till.tendered", amount=basket.paid)
    if basket.terms.training:
        raise Refused("till.not_in_training")
    if any(line.agreed for line in basket.lines):
        raise Refused("till.quote_not_parked")
    if any(line.fixed for line in basket.lines):
        raise Refused("till.return_not_parked")


def take_basket(
    tx: Transaction, register: Register, codes: Sequence[OwnCode], into: str, *, join: bool = False
) -> Basket:
    """Go on with a held basket by its codes, under the id `into`; also where nobody ever heard of it.

    With `join` its goods come to those that lie there already.

    A kiosk takes the goods and not the member: whoever stands there says who they are by their own code.

    Raises:
        Refused: ``code.*`` if a code may not be believed, ``till.code_of_another`` for codes of several baskets,
            ``till.code_missing`` with the `numbers` of those that are still to be read, ``till.taken_already`` with
            `device` and `time`, ``till.held_no_more``, ``till.not_empty``, ``till.closed``, ``till.payment_open``.
    """
    place = to_change(tx, register, into)
    if (place.lines and not join) or place.tenders:
        raise Refused("till.not_empty")
    held = _believed(tx, register, codes)
    known = tables.load_basket(tx.db, held.basket_id)
    if known is None:
        return _move(tx, register, held, place)
    if known.revision < held.revision:
        # That it was put aside was not heard here; whose it is was.
        return _move(tx, register, replace(held, customer=known.customer), place)
    if known.state != "parked":
        raise _moved(tx, register, known)
    # More is known of it here than a code can say: what colleagues allowed, for instance.
    return _move(tx, register, known, place)


def take_back(tx: Transaction, register: Register, basket_id: str, into: str) -> Basket:
    """Whoever held it goes on with it after all, with what they have put in since; its code is worth nothing now.

    Raises:
        Refused: ``till.taken_already``, ``till.held_no_more``, ``till.not_empty`` once money is in the other bag,
            ``till.closed``, ``till.payment_open``.
    """
    place = to_change(tx, register, into)
    if place.tenders:
        raise Refused("till.not_empty")
    held = tables.load_basket(tx.db, basket_id)
    if held is None or held.state != "parked":
        raise Refused("till.held_no_more") if held is None else _moved(tx, register, held)
    return _move(tx, register, held, place, also_member=True)


def _move(tx: Transaction, register: Register, basket: Basket, place: Basket, *, also_member: bool = False) -> Basket:
    terms = basket.terms
    save(tx, register, gone_to(basket, place.basket_id))
    coupons = pricing.hold_again(tx, register.workstation, place.basket_id, terms.coupons)
    trusted = also_member or register.channel != "kiosk"
    owner = _owner(basket, place) if trusted else place
    if place.lines:
        goes_on = msgspec.structs.replace(
            place.terms,
            recalled_from=basket.basket_id,
            coupons=tuple(dict.fromkeys((*place.terms.coupons, *coupons))),
        )
    else:
        goes_on = msgspec.structs.replace(
            terms, recalled_from=basket.basket_id, coupons=coupons, held_until="", kept=False, moved_to="", joined=()
        )
    whose = {name: getattr(owner.terms, name) for name in WHOSE}
    goes_on = msgspec.structs.replace(goes_on, check_due=False, **whose)
    taken = replace(
        basket,
        basket_id=place.basket_id,
        state="open",
        revision=place.revision,
        customer=owner.customer,
        lines=renamed(basket) if trusted else tuple(map(_unproven, renamed(basket))),
        gone=(),
        terms=goes_on,
    )
    if place.lines:
        # Both bags are in the shopper's hands, so everything of both counts.
        taken = joined(replace(place, customer=owner.customer, terms=goes_on), taken.lines, most(register))
        came = (*place.terms.joined, *came_to(place, taken, basket.basket_id))
        taken = replace(taken, terms=msgspec.structs.replace(taken.terms, joined=came))
    tx.touch("baskets")
    taken = keep(tx, register, taken)
    spot_check.goes_on(tx, register, basket, taken)
    return taken


def _owner(basket: Basket, place: Basket) -> Basket:
    """Which of the two says whose the goods are from now on: the one that somebody looks at, if it knows."""
    first, second = (place, basket) if place.lines else (basket, place)
    return first if _owned(first) or not _owned(second) else second


def _owned(basket: Basket) -> bool:
    return bool(basket.customer or basket.terms.account or basket.terms.employee)


def _unproven(line: Line) -> Line:
    """A proof of age is that of whoever showed it, and not of whoever holds the code."""
    if not line.particulars.age_checked:
        return line
    return replace(line, particulars=msgspec.structs.replace(line.particulars, age_checked=0))


def gone_to(basket: Basket, into: str) -> Basket:
    """The basket given up for the one that goes on with it."""
    return replace(basket, state="dropped", terms=msgspec.structs.replace(basket.terms, moved_to=into))


def renamed(basket: Basket) -> tuple[Line, ...]:
    """The lines as they go on. Their new names follow from the old basket, so whoever takes it names them alike."""
    names = _names(basket)
    return tuple(
        replace(
            line,
            line_id=names[line.line_id],
            stamp="",
            particulars=msgspec.structs.replace(
                line.particulars, attached_to=names.get(line.particulars.attached_to, "")
            )
            if line.particulars.attached_to
            else line.particulars,
        )
        for line in basket.lines
        if line.kind != "delivery"
    )


def _names(basket: Basket) -> dict[str, str]:
    """Old id -> new id. What delivery costs is reckoned anew wherever it goes."""
    lines = [line for line in basket.lines if line.kind != "delivery"]
    return {line.line_id: f"{basket.basket_id}.{place:03d}" for place, line in enumerate(lines)}


def taken_words(db_at: datetime, register: Register) -> str:
    """When it was taken, as the shop's clock showed it."""
    return f"{db_at.astimezone(ZoneInfo(register.zone)):%H:%M}"


def _moved(tx: Transaction, register: Register, known: Basket) -> Refused:
    device, at = tables.last_told(tx.db, known.basket_id)
    if known.terms.moved_to or known.state == "paid":
        return Refused("till.taken_already", device=device, time=taken_words(at, register))
    return Refused("till.held_no_more")


def _believed(tx: Transaction, register: Register, codes: Sequence[OwnCode]) -> Basket:
    """The held basket as its codes carry it."""
    pages = []
    for code in codes:
        trust.check(tx, code.token)
        # The grammar lets a basket's code live for longer than ours are made for.
        if tx.now > datetime.fromtimestamp(code.token.body.issued, tz=tx.now.tzinfo) + LIVES + SKEW:
            raise Refused("code.expired")
        page = basket_code.read(code.token.body.proof)
        if page is None:
            raise Refused("code.forged")
        pages.append(page)
    subjects = {(code.token.subject, code.token.body.issued) for code in codes}
    if len(subjects) != 1 or len({(page.pages, page.revision) for page in pages}) != 1:
        raise Refused("till.code_of_another")
    whole, missing = basket_code.join(pages)
    if whole is None:
        raise Refused("till.code_missing", numbers=", ".join(str(number) for number in missing), of=pages[0].pages)
    if whole.currency != register.currency:
        raise Refused("till.other_currency", currency=whole.currency)
    basket_id = codes[0].token.subject
    lines = tuple(_line(basket_id, place, line, whole.currency) for place, line in enumerate(whole.lines))
    terms = msgspec.structs.replace(Basket("", "").terms, coupons=whole.coupons, check_due=whole.check_due)
    return Basket(basket_id, whole.currency, lines, state="parked", revision=whole.revision, terms=terms)


def _line(basket_id: str, place: int, line: basket_code.Line, currency: str) -> Line:
    return Line(
        line_id=f"{basket_id}.{place:03d}",
        gtin=f"{line.gtin:014d}",
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, currency),
        price_version=line.price_version,
        origin=line.origin or "here",
        kind=line.kind if line.kind in LINE_KINDS else "product",  # type: ignore[arg-type]  # just looked at
        reference=line.reference,
        particulars=line.special,
    )


def _codes(held: Basket, sign: BasketCode, at: datetime) -> tuple[str, ...]:
    names = _names(held)
    page = basket_code.Page(
        format=basket_code.FORMAT,
        page=1,
        pages=1,
        revision=held.revision,
        currency=held.currency,
        total_minor=held.total.minor,
        coupons=held.terms.coupons,
        lines=tuple(_carried(line, names) for line in held.lines if line.kind != "delivery"),
        check_due=held.terms.check_due,
    )

    def text(number: int, data: bytes) -> str:
        return sign(held.basket_id, str(number), at, LIVES, data)

    def fits(data: bytes) -> bool:
        try:
            text(basket_code.MOST_PAGES, data)
        except ValueError:
            return False
        return True

    try:
        return tuple(text(number, data) for number, data in enumerate(basket_code.write(page, fits), 1))
    except ValueError:
        raise Refused("till.too_long") from None


def _carried(line: Line, names: dict[str, str]) -> basket_code.Line:
    special = line.particulars
    if special.attached_to:
        special = msgspec.structs.replace(special, attached_to=names.get(special.attached_to, ""))
    return basket_code.Line(
        gtin=int(line.gtin),
        quantity=line.quantity,
        unit_price_minor=line.unit_price.minor,
        price_version=line.price_version,
        origin="" if line.origin == "here" else line.origin,
        kind="" if line.kind == "product" else line.kind,
        reference=line.reference,
        special=special,
    )
