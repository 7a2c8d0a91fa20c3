"""Watches a self-checkout's basket while it is filled, and decides once whether a colleague looks before it is paid."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.till import needs, tables
from kiosk.till.model import Basket
from kiosk.till.model.spot_check import Facts, decide, draw_bp, watch
from kiosk.till.tables import spot_checks
from kiosk.till.tables.spot_checks import Check
from kiosk.worker import Transaction
from sync import journal

LONGEST_WAY = 50
"""Nobody puts a bag aside more often."""

KEPT = timedelta(days=1)
"""What was seen of a basket that nobody has paid by then is of no use."""


def looks_here(register: Register) -> bool:
    """Whether baskets are looked into at this device: where shoppers scan by themselves."""
    return register.channel == "kiosk" and register.self_checkout.checks


def note(tx: Transaction, register: Register, after: Basket) -> None:
    """The basket is about to be saved like this: see what changed."""
    if not looks_here(register):
        return
    seen, last = spot_checks.watched(tx.db, after.basket_id)
    # A clock that was set back makes no pause.
    since_s = max(0, int((tx.now - last).total_seconds())) if last is not None else 0
    before = tables.load_basket(tx.db, after.basket_id)
    spot_checks.save_watched(tx.db, after.basket_id, watch(before, after, seen, since_s), tx.now)


def seed_of(db: sqlite3.Connection, register: Register) -> str:
    """What the draws hang on: the setting, or what no shopper knows and each device has for itself."""
    if register.self_checkout.seed:
        return register.self_checkout.seed
    epoch = journal.current_epoch(db)
    return epoch.epoch if epoch is not None else ""


def is_due(tx: Transaction, register: Register, basket_id: str) -> bool:
    """Whether a look into this basket was decided on here, and nobody has looked yet."""
    found = spot_checks.load(tx.db, basket_id) if looks_here(register) else None
    return found is not None and found.due


def goes_on(tx: Transaction, register: Register, held: Basket, basket: Basket) -> None:
    """What was due where the basket was put aside is due at the self-checkout that goes on with it as well.

    At a till or a tablet a colleague has it in their hands.
    """
    if held.terms.check_due:
        look(tx, register, basket, due=True)


def look(tx: Transaction, register: Register, basket: Basket, *, due: bool = False) -> Check | None:
    """What is decided about a basket; decided now if nothing is yet. None where nobody ever looks.

    `due`: it is, whatever is drawn here.

    A basket that grew after a no is scored again with the same draw: whoever goes back and puts more in does not roll
    the dice anew, and does not escape with it either.
    """
    if not looks_here(register) or not basket.lines:
        return None
    found = spot_checks.load(tx.db, basket.basket_id)
    if found is not None and found.state != "none":
        return found
    before, first = _before(tx.db, basket)
    drawn = before.draw_bp if before is not None else draw_bp(seed_of(tx.db, register), first)
    decision = decide(_facts(tx, basket), register.self_checkout, drawn)
    if due or (before is not None and before.due):
        decision = replace(decision, due=True)
    spot_checks.save_decision(tx.db, basket.basket_id, decision, tx.now)
    spot_checks.forget_watched(tx.db, tx.now - KEPT)
    return spot_checks.load(tx.db, basket.basket_id)


def _before(db: sqlite3.Connection, basket: Basket) -> tuple[Check | None, str]:
    """What was decided about the basket under an earlier id, and its first id: who puts a bag aside and takes it back
    has another basket, and the same draw."""
    first, seen = basket, {basket.basket_id}
    while first.terms.recalled_from and first.terms.recalled_from not in seen and len(seen) < LONGEST_WAY:
        earlier = first.terms.recalled_from
        found = spot_checks.load(db, earlier)
        if found is not None:
            return found, earlier
        seen.add(earlier)
        known = tables.load_basket(db, earlier)
        if known is None:
            return None, earlier
        first = known
    return None, first.basket_id


def require(tx: Transaction, register: Register, basket: Basket) -> None:
    """Refuse to take money before a colleague has looked, where one is to look.

    Raises:
        Refused: ``till.check_first``.
    """
    found = look(tx, register, basket)
    if found is not None and found.due:
        raise Refused("till.check_first")


def _facts(tx: Transaction, basket: Basket) -> Facts:
    seen, _ = spot_checks.watched(tx.db, basket.basket_id)
    last = spot_checks.last_look(tx.db)
    grown_up = sum(1 for one in needs.of_lines(tx.db, tx.now, basket).values() if one.age)
    rest_s = None if last is None else max(0, int((tx.now - last).total_seconds()))
    return Facts(basket.total.minor, seen, grown_up, rest_s)
