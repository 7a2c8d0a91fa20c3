"""A colleague looks into a self-checkout's basket: what they found is kept, told, and put right if they say so."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.till import spot_check
from kiosk.till.actions.baskets import add_product, most
from kiosk.till.actions.keeping import basket_of, keep, to_change
from kiosk.till.model import Basket
from kiosk.till.model.spot_check import Rescan
from kiosk.till.tables import spot_checks
from kiosk.till.tables.spot_checks import Check
from kiosk.worker import Transaction
from sync.messages import CheckedLine, SelfCheckoutChecked


def look_into(tx: Transaction, register: Register, basket_id: str) -> Check | None:
    """What is decided about this basket, before anybody is asked for money; None where nobody ever looks."""
    basket = basket_of(tx, register, basket_id)
    if basket.state not in ("open", "parked"):
        return None
    found = spot_check.look(tx, register, basket)
    tx.touch("spot_check")
    return found


def looked(
    tx: Transaction, register: Register, basket_id: str, operator: str, rescan: Rescan, *, put_right: bool = True
) -> Basket:
    """A colleague has looked. With `put_right` the basket becomes what lies in the bag.

    Raises:
        Refused: ``till.not_looked`` before every line of the sample was looked for, ``till.no_check`` if none is due,
            and what changing a basket says.
    """
    if not rescan.complete:
        raise Refused("till.not_looked")
    outcome: spot_checks.Outcome = "differences" if rescan.differs else "as_it_should"
    _done(tx, basket_id, operator, outcome, rescan, corrected=rescan.differs and put_right)
    basket = to_change(tx, register, basket_id)
    if not (rescan.differs and put_right):
        return basket
    for one in rescan.lines:
        if one.missing or one.extra:
            basket = basket.set_quantity(one.line_id, one.counted or 0, most(register))
    basket = keep(tx, register, basket)
    for one in rescan.extras:
        basket = add_product(tx, register, basket_id, one.gtin, one.counted or 0)
    return basket


def waive(tx: Transaction, basket_id: str, operator: str) -> None:
    """A colleague lets the shopper go on without looking; that is told as well.

    Raises:
        Refused: ``till.no_check`` if none is due.
    """
    nothing = Rescan((), {})
    _done(tx, basket_id, operator, "waived", nothing, corrected=False)
    tx.touch("basket")


def prove_age(tx: Transaction, register: Register, basket_id: str, operator: str, ages: Mapping[str, int]) -> Basket:
    """A colleague, who showed a badge, saw proof of age. `ages`: line id -> years.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``.
    """
    basket = to_change(tx, register, basket_id)
    for line_id, years in ages.items():
        special = msgspec.structs.replace(basket.line(line_id).particulars, age_checked=years)
        basket = basket.change(line_id, particulars=special)
        staff.audit(tx, "age_check", line_id, operator=operator, age=years)
    return keep(tx, register, basket)


def _done(
    tx: Transaction,
    basket_id: str,
    operator: str,
    outcome: spot_checks.Outcome,
    rescan: Rescan,
    *,
    corrected: bool,
) -> None:
    check = spot_checks.load(tx.db, basket_id)
    if check is None or not check.due:
        raise Refused("till.no_check")
    decided = spot_checks.decided_since(tx.db, spot_checks.last_look(tx.db))
    spot_checks.save_outcome(tx.db, basket_id, outcome, operator, tx.now)
    lines = tuple(
        CheckedLine(gtin=one.gtin, units=one.units, counted=one.counted or 0) for one in (*rescan.lines, *rescan.extras)
    )
    tx.post(
        SelfCheckoutChecked(
            basket_id=basket_id,
            operator=operator,
            score=check.score.points,
            chance_bp=check.chance_bp,
            why=check.score.why,
            lines=lines,
            outcome=outcome,
            corrected=corrected,
            decided=decided,
            asked_at=check.decided_at,
            at=tx.now,
        )
    )
    tx.touch("spot_check")
