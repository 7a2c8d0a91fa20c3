"""The day at a till: what a shift's sales, movements and loose ends add up to; count, X and Z stand on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.shift import actions as shifts
from kiosk.shift import tables as shift_tables
from kiosk.shift.model import COUNTING, VARIANCE_REASONS, Cash, Count, Counted, Shift, moved
from kiosk.shift.permission import allowed
from kiosk.shift.report import Leftover, Report
from kiosk.staff import tables as staff
from kiosk.till import tables
from kiosk.till.tables import shifts as sums
from kiosk.worker import Transaction
from sync import journal


def cash(db: sqlite3.Connection, shift: Shift) -> Cash:
    """Where the cash in the shift's drawer comes from."""
    came, went = sums.cash(db, shift.shift_id)
    before = shift_tables.before(db, shift)
    return replace(
        moved(shift, shift_tables.movements(db, shift.shift_id)),
        sales_minor=came,
        refunds_minor=went,
        held_minor=sums.held_cash(db),
        held_before_minor=before.cash.held_minor if before is not None else 0,
    )


def report(db: sqlite3.Connection, register: Register, shift: Shift, now: datetime, operator: str = "") -> Report:
    """The X of an open shift: everything as it stands at `now`. Nothing is changed."""
    movements = shift_tables.movements(db, shift.shift_id)
    turnover = replace(
        sums.turnover(db, shift.shift_id),
        no_sales=sum(one.kind == "no_sale" and one.reason != COUNTING for one in movements),
    )
    drawer = cash(db, shift)
    last = last_count(db, shift)
    unsent = sum(lane.waiting for lane in journal.status(db).values())
    plain = Report(
        shift_id=shift.shift_id,
        place=shift.place,
        store_gln=shift.store_gln,
        workstation=shift.workstation,
        business_date=shift.business_date,
        currency=shift.currency,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        at=now,
        operator=operator,
        operator_name=_name(db, operator),
        turnover=turnover,
        tenders=sums.tenders(db, shift.shift_id),
        taxes=sums.taxes(db, shift.shift_id),
        cash=drawer,
        numbers=sums.numbers(db, shift.shift_id),
        leftovers=(),
        unsent=unsent,
        digest=sums.sales_digest(db, shift.shift_id),
        counted_minor=last.counted_minor if last is not None else None,
        variance_minor=last.variance_minor if last is not None else None,
    )
    return replace(plain, leftovers=_leftovers(db, register, shift, plain, last, now))


def x_report(tx: Transaction, register: Register, *, operator: str = "", approval: str = "") -> Report:
    """The X for people: it says what should be in the drawer, so not everybody may read it before he has counted.

    Raises:
        Refused: ``shift.none_open``, or the staff rules say no.
    """
    shift = _current(tx.db)
    made = report(tx.db, register, shift, tx.now)
    made = _signed(tx.db, made, allowed(tx, register, "x_report", operator=operator, approval=approval))
    # Nobody need have counted in the middle of the day.
    return replace(made, leftovers=tuple(one for one in made.leftovers if one.kind != "not_counted"))


def last_count(db: sqlite3.Connection, shift: Shift) -> Count | None:
    """The newest count of the shift's drawer."""
    counted = shift_tables.counts(db, shift.shift_id)
    return counted[-1] if counted else None


def counted_now(db: sqlite3.Connection, shift: Shift) -> Counted | None:
    """How the count of the drawer as it stands now went; None if it was not counted since cash last moved."""
    mark = _mark(db, shift, cash(db, shift))
    same = [one for one in shift_tables.counts(db, shift.shift_id) if one.mark == mark]
    return Counted(same[-1], len(same)) if same else None


def count(
    tx: Transaction,
    register: Register,
    counted_minor: int,
    *,
    pieces: Mapping[str, int] | None = None,
    operator: str = "",
    approval: str = "",
) -> Counted:
    """Somebody counted the drawer without knowing what should be in it; see `kiosk.shift.actions.count`.

    Raises:
        Refused: ``shift.none_open``, ``shift.bad_amount``, ``shift.counted_twice``, or the staff rules say no.
    """
    shift = _current(tx.db)
    drawer = cash(tx.db, shift)
    return shifts.count(
        tx,
        register,
        counted_minor,
        drawer.expected_minor,
        _mark(tx.db, shift, drawer),
        pieces=pieces,
        operator=operator,
        approval=approval,
    )


def close(
    tx: Transaction,
    register: Register,
    *,
    variance_reason: str = "",
    seal: shifts.Seal | None = None,
    operator: str = "",
    approval: str = "",
) -> Report:
    """Close the shift: the Z. Open payments, parked baskets, unsent facts, a missing count: all are named in it, and
    none of them prevents it.

    Raises:
        Refused: ``shift.none_open``; ``shift.no_variance_reason`` if the drawer does not fit and no reason of
            `VARIANCE_REASONS` is given; or the staff rules say no.
    """
    shift = _current(tx.db)
    # Read first: that somebody closes is a fact, too, and a Z that counts it as unsent always has something left over.
    made = report(tx.db, register, shift, tx.now)
    who = allowed(tx, register, "close_shift", operator=operator, approval=approval, about=shift.shift_id)
    made = _signed(tx.db, made, who)
    if made.variance_minor and variance_reason not in VARIANCE_REASONS:
        raise Refused("shift.no_variance_reason")
    return shifts.close(tx, replace(made, variance_reason=variance_reason if made.variance_minor else ""), seal)


def _current(db: sqlite3.Connection) -> Shift:
    shift = shift_tables.current(db)
    if shift is None:
        raise Refused("shift.none_open")
    return shift


def _signed(db: sqlite3.Connection, made: Report, who: str) -> Report:
    return replace(made, operator=who, operator_name=_name(db, who))


def _name(db: sqlite3.Connection, operator: str) -> str:
    found = staff.find(db, operator) if operator else None
    return operator if found is None else found.name


def _mark(db: sqlite3.Connection, shift: Shift, drawer: Cash) -> str:
    """Names a state of the drawer: cash that comes or goes gives another one, a card sale does not."""
    movements = sum(one.kind != "no_sale" for one in shift_tables.movements(db, shift.shift_id))
    return f"{drawer.sales_minor}/{drawer.refunds_minor}/{drawer.held_minor}/{movements}"


def _leftovers(
    db: sqlite3.Connection, register: Register, shift: Shift, made: Report, last: Count | None, now: datetime
) -> tuple[Leftover, ...]:
    """Everything that is not in order, the gravest first, each by its name."""
    found: list[Leftover] = []
    if made.missing:
        found.append(Leftover("missing", count=made.missing))
    found += [Leftover("open_payment", intent_id, amount) for intent_id, amount in sums.open_payments(db)]
    for basket_id, state in sums.open_baskets(db, register.workstation):
        basket = tables.load_basket(db, basket_id)
        amount = basket.total.minor if basket is not None else 0
        found.append(Leftover("parked_basket" if state == "parked" else "open_basket", basket_id, amount))
    if last is None:
        found.append(Leftover("not_counted"))
    elif last.mark != _mark(db, shift, made.cash):
        found.append(Leftover("old_count", amount_minor=made.cash.expected_minor - last.expected_minor))
    days = (register.business_date(now) - shift.business_date).days
    if days > 0:
        found.append(Leftover("late", count=days))
    unprinted = sums.unprinted_receipts(db)
    if unprinted:
        found.append(Leftover("unprinted", count=unprinted))
    if made.unsent:
        found.append(Leftover("unsent", count=made.unsent))
    before = shift_tables.before(db, shift)
    known = {(one.kind, one.what) for one in before.leftovers if one.what} if before is not None else set()
    return tuple(replace(one, carried=(one.kind, one.what) in known) for one in found)
