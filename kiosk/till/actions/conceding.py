"""Two devices went on with one held basket while they could not hear each other: the earlier one keeps it.

What was changed at the later one comes along, line by line. What was paid is final: then the other one gives up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec

from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till import tables
from kiosk.till.actions.keeping import as_message, keep, save
from kiosk.till.model import Basket, merge
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
        _give_up(tx, register, mine, told.terms.moved_to)


def heard(tx: Transaction, register: Register, told: Basket) -> None:
    """Another device's basket that goes on with the same held one as a basket of ours."""
    if told.state == "paid" and told.terms.recalled_from:
        for basket_id in tables.going_on_with(tx.db, register.workstation, told.terms.recalled_from):
            mine = tables.load_basket(tx.db, basket_id)
            if mine is not None and basket_id != told.basket_id and _free(tx, mine):
                _give_up(tx, register, mine, told.basket_id)
    elif told.state == "dropped" and told.terms.moved_to and told.terms.recalled_from:
        mine = tables.load_basket(tx.db, told.terms.moved_to)
        ours = mine is not None and tables.holder(tx.db, mine.basket_id) == register.workstation
        if mine is not None and ours and _free(tx, mine):
            goods = replace(told, lines=tuple(line for line in told.lines if line.kind != "delivery"))
            both = merge(mine, goods, "one")
            if [(line.line_id, line.stamp) for line in both.lines] != [
                (line.line_id, line.stamp) for line in mine.lines
            ]:
                keep(tx, register, both)


def _free(tx: Transaction, basket: Basket) -> bool:
    return (
        basket.state in ("open", "parked")
        and not basket.tenders
        and tables.open_intent(tx.db, basket.basket_id) is None
    )


def _give_up(tx: Transaction, register: Register, mine: Basket, into: str) -> None:
    pricing.free_coupons(tx, mine.basket_id)
    terms = msgspec.structs.replace(mine.terms, moved_to=into)
    save(tx, register, replace(mine, state="dropped", terms=terms))
    tx.touch("basket", "baskets")
