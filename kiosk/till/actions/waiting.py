"""A member's bag that waits for them: put aside when they leave, offered when they come back, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from msgspec.structs import replace

from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till import spot_check, tables
from kiosk.till.actions import handover
from kiosk.till.actions.baskets import drop_basket, most
from kiosk.till.actions.keeping import basket_of, keep, save, to_change
from kiosk.till.actions.value import balances_back
from kiosk.till.model import Basket, Coming, Line, came_to, joined, shares
from kiosk.worker import Transaction
from sync import clock
from sync.formats.tokens import SKEW

KEEP_FOR = timedelta(days=7)
"""Whoever does not come back within a week has bought it elsewhere."""

COUNTED = ("product", "plan")
"""Kinds of lines of which the greater count stands; what comes with them comes by itself."""


def leave_basket(tx: Transaction, register: Register, basket_id: str) -> None:
    """The session ended without a sale: a member's bag waits for them, unless they said no; a stranger's is dropped.

    Raises:
        Refused: as `drop_basket`: ``till.payment_open``, ``till.tendered``.
    """
    balances_back(tx, register, basket_id)
    basket = tables.load_basket(tx.db, basket_id)
    if basket is None or basket.state != "open" or not may_wait(basket) or tables.open_intent(tx.db, basket_id):
        drop_basket(tx, register, basket_id)
        return
    for other, _, _ in tables.kept_for(tx.db, basket.customer):
        # One bag waits for a member, the last one: two would be a puzzle.
        save(tx, register, replace(other, state="dropped"))
    due = spot_check.is_due(tx, register, basket_id)
    terms = msgspec.structs.replace(basket.terms, kept=True, label="", held_until="", check_due=due)
    save(tx, register, replace(basket, state="parked", terms=terms))
    tx.touch("baskets")


def may_wait(basket: Basket) -> bool:
    """Whether a bag is one that waits for its member."""
    if not basket.customer or basket.terms.forget:
        return False
    try:
        handover.check_movable(basket)
    except Refused:
        return False
    return True


def forget_when_left(tx: Transaction, register: Register, basket_id: str, forget: bool) -> Basket:
    """The member says whether their bag may wait for them.

    Raises:
        Refused: ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    return keep(tx, register, replace(basket, terms=msgspec.structs.replace(basket.terms, forget=forget)))


def take_kept(tx: Transaction, register: Register, basket_id: str, into: str) -> Basket:
    """The member goes on with the bag that waited; of what lies in both the greater count stands, never the sum.

    Raises:
        Refused: ``till.held_no_more`` if somebody went on with it already or it is another member's, ``till.too_many``,
            ``till.closed``, ``till.payment_open``.
    """
    kept = tables.load_basket(tx.db, basket_id)
    if kept is None or kept.state != "parked":
        raise Refused("till.held_no_more")
    place = to_change(tx, register, into)
    if place.customer not in ("", kept.customer):
        # The question stood there while somebody else signed in.
        raise Refused("till.held_no_more")
    save(tx, register, handover.gone_to(kept, into))
    lines = handover.renamed(kept)
    coupons = pricing.hold_again(tx, register.workstation, into, kept.terms.coupons)
    terms = msgspec.structs.replace(
        place.terms,
        coupons=tuple(dict.fromkeys((*place.terms.coupons, *coupons))),
        recalled_from=basket_id,
    )
    left = {one.gtin: one.taken for one in shares(place, _counted(lines))}
    here = {line.gtin: line.line_id for line in reversed(place.lines) if line.kind == "product"}
    coming, names = [], {}
    for line in lines:
        units = min(line.quantity, left.get(line.gtin, 0)) if line.kind in COUNTED else line.quantity
        if units > 0:
            left[line.gtin] = left.get(line.gtin, 0) - units
            coming.append(replace(line, quantity=units))
        elif line.gtin in here:
            names[line.line_id] = here[line.gtin]
    tx.touch("baskets")
    both = joined(replace(place, terms=terms), coming, most(register), names)
    came = (*place.terms.joined, *came_to(place, both, basket_id))
    taken = keep(tx, register, replace(both, terms=msgspec.structs.replace(terms, joined=came)))
    spot_check.goes_on(tx, register, kept, taken)
    return taken


def drop_kept(tx: Transaction, register: Register, basket_id: str) -> None:
    """The member does not want the bag that waited."""
    kept = tables.load_basket(tx.db, basket_id)
    if kept is not None and kept.state == "parked":
        save(tx, register, replace(kept, state="dropped"))
        tx.touch("baskets")


def tidy_waiting(tx: Transaction, register: Register) -> None:
    """Now and then: what nobody came for in time, and what belongs to a member who wants to be forgotten.

    A held bag of a member goes on waiting for them.
    """
    for basket, _, at in tables.waiting_here(tx.db, register.workstation):
        until = basket.terms.held_until
        if until and tx.now > clock.parse(until) + SKEW:
            if may_wait(basket):
                terms = msgspec.structs.replace(basket.terms, held_until="", kept=True)
                save(tx, register, replace(basket, terms=terms))
            else:
                save(tx, register, replace(basket, state="dropped"))
            tx.touch("baskets")
        elif basket.terms.kept and (tx.now - at > KEEP_FOR or not customers.known(tx.db, basket.customer)):
            save(tx, register, replace(basket, state="dropped"))
            tx.touch("baskets")


def keep_after_stop(tx: Transaction, register: Register, basket_id: str) -> bool:
    """At the start: the bag of a member who stood here when the program stopped; False if it is not one that waits."""
    if not may_wait(basket_of(tx, register, basket_id)):
        return False
    leave_basket(tx, register, basket_id)
    return True


def _counted(lines: tuple[Line, ...]) -> list[Coming]:
    return [Coming(line.gtin, line.quantity) for line in lines if line.kind in COUNTED]
