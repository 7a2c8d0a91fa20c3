"""Two devices went on with one held basket while they could not hear each other: the earlier one keeps it.

What was changed at the later one comes along, line by line. What was paid is final: then the other one gives up.
Whoever had goods of their own when the held ones came to them gives up those alone.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till import tables
from kiosk.till.actions.keeping import as_message, keep, save
from kiosk.till.model import Basket, Line, came_from, has_joined, merge, parted
from kiosk.worker import Transaction

Taken = tuple[datetime, str]
"""When, and by which device: the smaller one was earlier; at the same moment the name decides."""


def contested(tx: Transaction, register: Register, own: Basket, told: Basket, known: Taken, theirs: Taken) -> None:
    """The held basket moved to two places: by what is known here, and by what another device tells."""
    if known < theirs:
        if known[1] == register.workstation:
            # They have not heard: they will, and concede.
            tx.live.append(msgspec.structs.replace(as_message(tx, register, own), at=known[0]))
        return
    mine = tables.load_basket(tx.db, own.terms.moved_to) if known[1] == register.workstation else None
    tables.save_basket(tx.db, replace(told, revision=max(own.revision, told.revision)), theirs[1], theirs[0])
    tx.touch("baskets")
    if mine is not None and _free(tx, mine):
        _give_up(tx, register, mine, told.terms.moved_to, own)


def heard(tx: Transaction, register: Register, told: Basket) -> None:
    """Another device's basket that goes on with the same held one as a basket of ours."""
    if told.state == "paid" and told.terms.recalled_from:
        for held_id in dict.fromkeys((told.terms.recalled_from, *(held for held, _, _ in told.terms.joined))):
            _paid_elsewhere(tx, register, told, held_id)
    elif told.state == "dropped" and told.terms.moved_to and told.terms.recalled_from:
        mine = tables.load_basket(tx.db, told.terms.moved_to)
        ours = mine is not None and tables.holder(tx.db, mine.basket_id) == register.workstation
        if mine is not None and ours and _free(tx, mine):
            goods = replace(told, lines=tuple(line for line in told.lines if not _counted(mine, told, line)))
            both = merge(mine, goods, "one")
            if [(line.line_id, line.stamp) for line in both.lines] != [
                (line.line_id, line.stamp) for line in mine.lines
            ]:
                keep(tx, register, both)


def _paid_elsewhere(tx: Transaction, register: Register, paid: Basket, held_id: str) -> None:
    held = tables.load_basket(tx.db, held_id)
    for basket_id in tables.going_on_with(tx.db, register.workstation, held_id):
        mine = tables.load_basket(tx.db, basket_id)
        if mine is not None and basket_id != paid.basket_id and _free(tx, mine):
            _give_up(tx, register, mine, paid.basket_id, held or Basket(held_id, mine.currency))


def _counted(mine: Basket, told: Basket, line: Line) -> bool:
    """Whether a line adds nothing: delivery is reckoned anew, and what joined a line of ours is counted there."""
    held_id = told.terms.recalled_from
    if not has_joined(mine, held_id) or not came_from(held_id, line):
        return line.kind == "delivery"
    return all(own.line_id != line.line_id for own in mine.lines)


def _free(tx: Transaction, basket: Basket) -> bool:
    return (
        basket.state in ("open", "parked")
        and not basket.tenders
        and tables.open_intent(tx.db, basket.basket_id) is None
    )


def _give_up(tx: Transaction, register: Register, mine: Basket, into: str, held: Basket) -> None:
    pricing.free_coupons(tx, mine.basket_id)
    tx.touch("basket", "baskets")
    rest = parted(mine, held.basket_id) if has_joined(mine, held.basket_id) else replace(mine, lines=())
    if rest.lines:
        own = tuple(coupon for coupon in mine.terms.coupons if coupon not in held.terms.coupons)
        coupons = pricing.hold_again(tx, register.workstation, mine.basket_id, own)
        before = "" if mine.terms.recalled_from == held.basket_id else mine.terms.recalled_from
        terms = msgspec.structs.replace(rest.terms, coupons=coupons, recalled_from=before)
        keep(tx, register, replace(rest, terms=terms))
        return
    terms = msgspec.structs.replace(mine.terms, moved_to=into)
    save(tx, register, replace(mine, state="dropped", terms=terms))
