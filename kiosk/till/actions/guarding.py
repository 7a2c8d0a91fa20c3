"""No unit comes back twice: the device that sold counts, others ask it, and everybody hears what came back.

What is granted is on the home's disk before the answer leaves, and stays reserved until the asking device has used it
or given it up. A return without the home's word takes an approval, is marked, and head office looks at it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.stored_value import tables as values
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.model.refunds import BY_TERMINAL
from kiosk.till.model.returning import Back, Origin
from kiosk.till.tables import returning as tables
from kiosk.till.tables.returning import COPIES_DAYS, Request
from kiosk.worker import Transaction
from sync import messages
from sync.formats.receipt_proof import same_name

log = logging.getLogger(__name__)

TOPIC = "returns"

TELL_FOR = timedelta(hours=12)
"""How long a device repeats what it took back: head office tells the rest."""


GRACE = timedelta(minutes=2)
"""Between the answer and the basket a colleague may have to be called."""

RESERVED_FOR = timedelta(days=7)
"""A device that asked and was never heard of again keeps nobody's goods for ever. Had it used them after all, head
office sees it."""


class Wanted(Struct, frozen=True):
    """Units of a sold line that are to come back."""

    line_id: str
    units: int
    condition: str = "sellable"
    reason: str = "other"
    grant_id: str = ""
    """What the home answered to, if it was asked."""


def origin_of(tx: Transaction, register: Register, sale_id: str) -> Origin:
    """The sale that goods come back from.

    Raises:
        Refused: ``till.no_such_sale``, ``till.voided``.
    """
    origin = tables.load_origin(tx.db, sale_id, register.workstation)
    if origin is None:
        raise Refused("till.no_such_sale")
    if origin.voided_by or origin.kind == "void":
        raise Refused("till.voided")
    return origin


def is_home(register: Register, origin: Origin) -> bool:
    """Whether this device counts what came back of the sale."""
    return (origin.store, origin.device) == (register.store_gln, register.workstation)


# ---------------------------------------------------------------- the device that asks


def ask_home(tx: Transaction, register: Register, sale_id: str, wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Ask the home of a sale for these units; the answers come as requests that change (topic ``returns``).

    A home in another store is not asked: it does not hear this one.

    Raises:
        Refused: ``till.no_such_sale``, ``till.voided``.
    """
    origin = origin_of(tx, register, sale_id)
    asked = []
    for one in wanted:
        grant_id = tx.new_id()
        if origin.store == register.store_gln:
            request = Request(
                *(grant_id, sale_id, same_name(one.line_id), one.units, origin.device, "asked", 0, 0, 0, tx.now)
            )
            tables.save_request(tx.db, request)
            _post_asked(tx, register, request, one.units)
        asked.append(replace(one, grant_id=grant_id))
    tx.touch(TOPIC)
    return tuple(asked)


def give_up(tx: Transaction, register: Register, grant_ids: Sequence[str]) -> None:
    """Nothing comes back after all: what was reserved is free again, as soon as the home hears it."""
    for grant_id in grant_ids:
        request = tables.load_request(tx.db, grant_id)
        if request is not None and request.state != "used":
            tables.save_request(tx.db, replace(request, state="given_up"))
            _post_asked(tx, register, request, 0)
    tx.touch(TOPIC)


def on_answered(register: Register) -> Callable[[Transaction, messages.ReturnAnswered], None]:
    """The handler of a home's answer."""

    def answered(tx: Transaction, message: messages.ReturnAnswered) -> None:
        request = tables.load_request(tx.db, message.grant_id)
        if message.to != register.workstation or request is None or request.home != message.device:
            return
        if message.state == "given_up" and request.state == "given_up":
            tables.drop_request(tx.db, message.grant_id)
        elif request.state == "given_up":
            _post_asked(tx, register, request, 0)
        elif request.state == "asked" and message.state in ("granted", "refused"):
            heard = replace(request, state="granted" if message.state == "granted" else "refused", left=message.left)
            heard = replace(heard, amount_minor=message.amount_minor, tax_minor=message.tax_minor)
            tables.save_request(tx.db, heard)
        tx.touch(TOPIC)

    return answered


def _post_asked(tx: Transaction, register: Register, request: Request, units: int) -> None:
    tx.post(
        messages.ReturnAsked(
            device=register.workstation,
            home=request.home,
            grant_id=request.grant_id,
            sale_id=request.sale_id,
            line=request.line,
            units=units,
            at=tx.now,
        )
    )


# ---------------------------------------------------------------- the home


def on_asked(register: Register) -> Callable[[Transaction, messages.ReturnAsked], None]:
    """The handler of a question to the home of a sale. Asked twice, it answers twice the same."""

    def asked(tx: Transaction, message: messages.ReturnAsked) -> None:
        if message.home != register.workstation:
            return
        found = tables.load_grant(tx.db, message.grant_id)
        if message.units <= 0:
            if found is not None and found[1] == "granted":
                tables.save_grant(tx.db, message.sale_id, found[0], "given_up")
                tx.touch(TOPIC)
            _answer(tx, register, message, "given_up")
            return
        if found is not None:
            _answer(tx, register, message, found[1], grant=found[0])
            return
        origin = tables.load_origin(tx.db, message.sale_id, register.workstation)
        if origin is None or not is_home(register, origin):
            return  # a disk that was made anew knows nothing of it: silence, and people decide
        left = origin.left(message.line)
        if message.units > left:
            _answer(tx, register, message, "refused", left=left)
            return
        amount, tax = origin.worth(message.line, message.units)
        name = same_name(message.line)
        grant = Back(message.grant_id, "", name, message.units, amount, tax, 0, tx.now, message.device)
        tables.save_grant(tx.db, message.sale_id, grant, "granted")
        _answer(tx, register, message, "granted", grant=grant)
        tx.touch(TOPIC)

    return asked


def _answer(
    tx: Transaction,
    register: Register,
    asked: messages.ReturnAsked,
    state: str,
    *,
    left: int = 0,
    grant: Back | None = None,
) -> None:
    tx.post(
        messages.ReturnAnswered(
            device=register.workstation,
            to=asked.device,
            grant_id=asked.grant_id,
            state=state,
            left=left,
            amount_minor=grant.amount_minor if grant else 0,
            tax_minor=grant.tax_minor if grant else 0,
            at=tx.now,
        )
    )


# ---------------------------------------------------------------- when the basket becomes a sale


def check(tx: Transaction, register: Register, basket: Basket) -> Basket:
    """Refuse to complete a basket that takes back more than may come back, and use up what the homes granted.

    Where a terminal has given its part back already, nothing is refused any more: the money is gone, so there must be
    a sale that says so. Its lines are marked as not verified, and head office flags what came back too often.

    Returns:
        The basket with the lines as they are to be written.

    Raises:
        Refused: as `look`.
    """
    if not any(line.returned or line.returned_from for line in basket.lines):
        return basket
    faults = dict(_faults(tx, register, basket))
    if faults and not any(one.kind in BY_TERMINAL and one.amount.minor < 0 for one in basket.tenders):
        raise next(iter(faults.values()))
    for line_id, refusal in faults.items():
        log.warning("basket %s gives back %s though %s: a terminal has paid", basket.basket_id, line_id, refusal.key)
    for line in basket.lines:
        request = tables.load_request(tx.db, line.line_id) if line.returned_from else None
        if request is not None and request.state == "granted":
            tables.save_request(tx.db, replace(request, state="used"))
    return replace(basket, lines=tuple(_unverified(line) if line.line_id in faults else line for line in basket.lines))


def look(tx: Transaction, register: Register, basket: Basket) -> None:
    """Refuse a basket that takes back more than may come back now; also before a terminal is asked for its part.

    Raises:
        Refused: ``till.returned_already`` with what is left, ``till.return_unchecked``, ``till.voided``,
            ``till.void_returned``, ``stored_value.too_little`` where a card that was sold would have to be taken back
            and is spent.
    """
    for _line_id, refusal in _faults(tx, register, basket):
        raise refusal


def _faults(tx: Transaction, register: Register, basket: Basket) -> Iterator[tuple[str, Refused]]:
    """(line id, why it may not come back now)."""
    for line in basket.lines:
        if line.kind == "gift_card" and line.returned and line.reference:
            available = values.at_hand(tx.db, "gift_card", line.reference)
            if available < -line.listed.minor:
                yield line.line_id, Refused("stored_value.too_little", available=Money(available, basket.currency))
    for sale_id in dict.fromkeys(line.returned_from for line in basket.lines if line.returned_from):
        origin = tables.load_origin(tx.db, sale_id, register.workstation)
        lines = [line for line in basket.lines if line.returned_from == sale_id]
        if not basket.terms.voids:
            for line in lines:
                refusal = _why_not(tx, register, origin, line)
                if refusal is not None:
                    yield line.line_id, refusal
        elif sale_id == basket.terms.voids and origin is not None:
            # Goods that came back elsewhere, without our word, since the void began.
            own = {line.line_id for line in lines}
            back = {one.line for one in origin.back if one.back_line not in own}
            for line in lines:
                if same_name(line.returned_line) in back:
                    yield line.line_id, Refused("till.void_returned")


def _why_not(tx: Transaction, register: Register, origin: Origin | None, line: Line) -> Refused | None:
    if origin is not None and origin.voided_by:
        return Refused("till.voided")
    if line.particulars.unverified:
        return None
    if origin is not None and is_home(register, origin):
        sold = origin.line(line.returned_line)
        if sold is None or origin.came_back(line.returned_line) > sold.quantity:
            return Refused("till.returned_already", left=origin.left(line.returned_line))
        return None
    request = tables.load_request(tx.db, line.line_id)
    if request is None or request.state != "granted" or request.units < -line.quantity:
        return Refused("till.return_unchecked")
    return None


def _unverified(line: Line) -> Line:
    return replace(line, particulars=msgspec.structs.replace(line.particulars, unverified=True))


def tell(tx: Transaction, register: Register, sale: Sale) -> None:
    """The store's devices hear of a sale in the same moment: a copy of it, and what came back with it."""
    device, at = register.workstation, tx.now
    tx.later.append(lambda: messages.SaleCopied(device=device, sale=tables.as_copy(sale), at=at))
    goods = tuple(
        messages.GoodsBack(
            *(line.line_id, sale.sale_id, line.returned_from, same_name(line.returned_line), -line.quantity),
            *(-line.amount.minor, -line.tax_minor, line.particulars.points_back, sale.at),
        )
        for line in sale.lines
        if line.returned_from
    )
    if goods:
        tx.post(messages.GoodsReturned(device=register.workstation, goods=goods, at=tx.now))
        tx.touch(TOPIC)


# ---------------------------------------------------------------- what others tell


def on_returned(tx: Transaction, message: messages.GoodsReturned) -> None:
    """Another device of the store took goods back."""
    if tables.add_backs(tx.db, message.goods):
        tx.touch(TOPIC, "sale")


def on_booked(tx: Transaction, message: messages.ReturnsBooked) -> None:
    """Head office tells what came back of a sale, wherever."""
    if tables.add_backs(tx.db, message.goods):
        tx.touch(TOPIC, "sale")


def tidy(tx: Transaction, register: Register) -> None:
    """Now and then: give up what lies in no basket any more, repeat what may have been missed, forget old copies."""
    for request in tables.open_requests(tx.db):
        if request.state == "given_up":
            _post_asked(tx, register, request, 0)
        elif tx.now - request.at > GRACE and not tables.lies_in_basket(tx.db, request.grant_id, register.workstation):
            give_up(tx, register, [request.grant_id])
    goods = tuple(tables.lately_back(tx.db, tx.now - TELL_FOR))
    if goods:
        tx.post(messages.GoodsReturned(device=register.workstation, goods=goods, at=tx.now))
    tables.forget_copies(tx.db, tx.now - timedelta(days=COPIES_DAYS))
    tables.expire_grants(tx.db, tx.now - RESERVED_FOR)
