"""What is done with a drawer: open it, move cash, count it, close it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.shift import denominations, tables, telling
from kiosk.shift.model import (
    COUNTING,
    MOST_MINOR,
    CashMovement,
    Count,
    Counted,
    MovementKind,
    Shift,
    check_movement,
)
from kiosk.shift.permission import allowed
from kiosk.shift.report import Report
from kiosk.worker import Transaction
from sync import journal, messages

Seal = Callable[[str, str, datetime], str]
"""(shift id, number and digest of the Z, when) -> text signed by the device; what signs receipts does it."""


def ensure(tx: Transaction, register: Register, operator: str = "") -> str:
    """The open shift's id. If none is open, one begins without a float: nobody has to count before he may sell.

    Writes nothing while a shift is open, so that every sale can ask.
    """
    found = tables.open_id(tx.db)
    return found if found is not None else _begin(tx, register, operator, 0, by_itself=True).shift_id


def open_shift(
    tx: Transaction,
    register: Register,
    float_minor: int,
    *,
    pieces: Mapping[str, int] | None = None,
    operator: str = "",
    approval: str = "",
) -> Shift:
    """Begin a shift with what was counted into the drawer.

    If one began by itself, this float is added to it: the cash of both lies in the same drawer.

    Raises:
        Refused: ``shift.already_open``, ``shift.bad_amount``, or the staff rules say no.
    """
    amount = _sum(register, float_minor, pieces)
    check_movement("float", amount, "counted")
    who = allowed(tx, register, "count", operator=operator, approval=approval, amount_minor=amount)
    shift = tables.current(tx.db)
    if shift is None:
        return _begin(tx, register, who, amount, by_itself=False)
    if has_float(tx, shift):
        raise Refused("shift.already_open")
    _move(tx, register, shift.shift_id, "float", amount, "counted", "", who)
    return shift


def has_float(tx: Transaction, shift: Shift) -> bool:
    """Whether somebody has said what lay in the drawer when the shift began."""
    return not shift.by_itself or any(one.kind == "float" for one in tables.movements(tx.db, shift.shift_id))


def move(
    tx: Transaction,
    register: Register,
    kind: MovementKind,
    amount_minor: int,
    reason: str,
    *,
    note: str = "",
    operator: str = "",
    approval: str = "",
) -> CashMovement:
    """Cash comes into the drawer or leaves it without a sale: paid in or out, into the safe, fetched, more change.

    Raises:
        Refused: ``shift.bad_amount``, ``shift.no_reason``, or the staff rules say no.
    """
    check_movement(kind, amount_minor, reason)
    permission = {"float": "paid_in", "pickup": "paid_out"}.get(kind, kind)
    who = allowed(tx, register, permission, operator=operator, approval=approval, about=kind, amount_minor=amount_minor)
    return _move(tx, register, ensure(tx, register, who), kind, amount_minor, reason, note, who)


def no_sale(
    tx: Transaction, register: Register, reason: str, *, operator: str = "", approval: str = ""
) -> CashMovement:
    """The drawer is opened without a sale; that it was, and why, goes to head office like money.

    Raises:
        Refused: ``shift.no_reason``, or the staff rules say no.
    """
    return move(tx, register, "no_sale", 0, reason, operator=operator, approval=approval)


def open_to_count(tx: Transaction, register: Register, *, operator: str = "", approval: str = "") -> CashMovement:
    """The drawer is opened because somebody is about to count it; written down like every opening.

    Raises:
        Refused: ``shift.none_open``, or the staff rules say no.
    """
    shift = tables.current(tx.db)
    if shift is None:
        raise Refused("shift.none_open")
    who = allowed(tx, register, "count", operator=operator, approval=approval)
    return _move(tx, register, shift.shift_id, "no_sale", 0, COUNTING, "", who)


def count(
    tx: Transaction,
    register: Register,
    counted_minor: int,
    expected_minor: int,
    mark: str,
    *,
    pieces: Mapping[str, int] | None = None,
    operator: str = "",
    approval: str = "",
) -> Counted:
    """Write down what somebody found in the drawer.

    He is told whether it fits; by how much it does not only after he has counted the same state twice.

    Args:
        mark: which state of the books `expected_minor` belongs to.

    Raises:
        Refused: ``shift.none_open``, ``shift.bad_amount``, ``shift.counted_twice``, or the staff rules say no.
    """
    shift = tables.current(tx.db)
    if shift is None:
        raise Refused("shift.none_open")
    amount = _sum(register, counted_minor, pieces)
    who = allowed(tx, register, "count", operator=operator, approval=approval)
    earlier = tables.counts(tx.db, shift.shift_id)
    same = [one for one in earlier if one.mark == mark]
    if same and not Counted(same[-1], len(same)).again:
        raise Refused("shift.counted_twice")
    found = Count(
        tx.new_id(), shift.shift_id, len(earlier) + 1, amount, expected_minor, mark, who, tx.now, dict(pieces or {})
    )
    tables.insert_count(tx.db, found)
    tx.post(
        messages.DrawerCounted(
            count_id=found.count_id,
            shift_id=found.shift_id,
            counted_minor=amount,
            expected_minor=expected_minor,
            currency=shift.currency,
            pieces=tuple(found.pieces.items()),
            operator=who,
            at=tx.now,
        )
    )
    tx.touch("shift", "sync")
    return Counted(found, len(same) + 1)


def close(tx: Transaction, report: Report, seal: Seal | None = None) -> Report:
    """Close a shift with its totals; the Z gets its number here. Nothing that is left over can prevent it.

    `seal` signs it with the device's key.

    Raises:
        Refused: ``shift.none_open`` if this shift is closed already.
    """
    if tables.open_id(tx.db) != report.shift_id:
        raise Refused("shift.none_open")
    epoch = journal.current_epoch(tx.db)
    if epoch is None:
        raise RuntimeError("the journal has no epoch yet")
    numbered = replace(report, series=epoch.series, number=tables.next_number(tx.db, epoch.series))
    if seal is not None:
        numbered = replace(numbered, seal=seal(report.shift_id, f"Z-{numbered.z_name}-{report.digest[:32]}", tx.now))
    fact = tx.post(telling.closed(numbered))
    if fact is None:
        raise RuntimeError("a Z travels in the money lane")
    tables.insert_z(tx.db, numbered, fact.event_id)
    tx.touch("shift", "sync")
    return numbered


def _begin(tx: Transaction, register: Register, operator: str, float_minor: int, *, by_itself: bool) -> Shift:
    shift = Shift(
        shift_id=tx.new_id(),
        place=tables.next_place(tx.db),
        store_gln=register.store_gln,
        workstation=register.workstation,
        business_date=register.business_date(tx.now),
        currency=register.currency,
        opened_at=tx.now,
        opened_by=operator,
        float_minor=float_minor,
        by_itself=by_itself,
    )
    tables.insert(tx.db, shift)
    tx.post(
        messages.ShiftOpened(
            shift_id=shift.shift_id,
            store=shift.store_gln,
            workstation=shift.workstation,
            business_date=shift.business_date,
            place=shift.place,
            currency=shift.currency,
            float_minor=float_minor,
            by_itself=by_itself,
            operator=operator,
            at=tx.now,
        )
    )
    tx.touch("shift", "sync")
    return shift


def _move(
    tx: Transaction,
    register: Register,
    shift_id: str,
    kind: MovementKind,
    amount_minor: int,
    reason: str,
    note: str,
    operator: str,
) -> CashMovement:
    place = tables.next_movement(tx.db, shift_id)
    one = CashMovement(tx.new_id(), shift_id, place, kind, amount_minor, reason, note, operator, tx.now)
    tables.insert_movement(tx.db, one)
    tx.post(
        messages.CashMoved(
            movement_id=one.movement_id,
            shift_id=shift_id,
            kind=kind,
            amount_minor=amount_minor,
            currency=register.currency,
            reason=reason,
            note=note,
            operator=operator,
            at=tx.now,
        )
    )
    tx.touch("shift", "sync")
    return one


def _sum(register: Register, minor: int, pieces: Mapping[str, int] | None) -> int:
    """What was counted; of notes and coins if they were counted one by one."""
    if pieces:
        try:
            minor = denominations.worth(dict(pieces), register.currency)
        except ValueError as error:
            raise Refused("shift.bad_amount") from error
    if not 0 <= minor <= MOST_MINOR:
        raise Refused("shift.bad_amount")
    return minor
