"""Baskets that a sudden stop of the program left open."""

from __future__ import annotations

import logging

from kiosk.errors import Refused
from kiosk.payment import tables as payments
from kiosk.register import Register
from kiosk.till import actions, tables
from kiosk.till.resuming import READS, WAITS
from kiosk.worker import Transaction

log = logging.getLogger(__name__)


def take_up(tx: Transaction, register: Register, *, keep_newest: bool) -> str | None:
    """At the start: a till goes on with the basket that was on its counter, a kiosk forgets whose it was.

    A member's bag waits for them, as if they had left it.

    Baskets whose money is under way stay as they are: the terminal is asked about them. The one that was being paid
    at a till a moment ago is the one on its counter, and so is the one that was paid just then: the cashier still
    has change to give.

    Returns:
        Id of the basket to go on with, or None.
    """
    left = tables.left_open(tx.db, register.workstation)
    kept = _on_the_counter(tx, register, left) if keep_newest else None
    for basket_id in left:
        if basket_id != kept and not (register.channel == "kiosk" and actions.keep_after_stop(tx, register, basket_id)):
            _give_up(tx, register, basket_id)
    return kept


def _on_the_counter(tx: Transaction, register: Register, left: list[str]) -> str | None:
    for sale_id in tables.recent_sales(tx.db, 1):
        sale = tables.load_sale(tx.db, sale_id)
        if sale is not None and sale.kind == "sale" and tx.now - sale.at <= READS:
            newer = tables.open_baskets(tx.db, register.workstation, since=sale.at)
            return newer[0] if newer else sale_id
    paying = {one.basket_id for one in payments.unresolved(tx.db) if one.is_open and tx.now - one.at <= WAITS}
    found = (one for one in tables.open_baskets(tx.db, register.workstation) if one in left or one in paying)
    return next(found, None)


def _give_up(tx: Transaction, register: Register, basket_id: str) -> None:
    """Balances go back to where they came from; a basket with cash or a card payment in it stays for a colleague."""
    basket = tables.load_basket(tx.db, basket_id)
    if basket is None:
        return
    for tender in basket.tenders:
        if tender.kind in actions.VALUE_TENDERS:
            try:
                actions.take_off(tx, register, basket_id, tender.tender_id)
            except Refused as refusal:
                # What was put into an account is spent by now, or a restored disk holds nothing of it. The shop opens.
                log.warning("basket %s stays for a colleague: %s", basket_id, refusal.key)
                return
    if all(tender.kind in actions.VALUE_TENDERS for tender in basket.tenders):
        actions.drop_basket(tx, register, basket_id)
