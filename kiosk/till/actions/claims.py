"""A shopper was told another price than ours: the book's policy, or a colleague, decides about the line."""

from __future__ import annotations

import msgspec

from kiosk.pricing import actions as pricing
from kiosk.pricing.guard import Claim, Verdict
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.till.actions.keeping import keep, to_change
from kiosk.till.model import Line
from kiosk.worker import Transaction


def claim_price(tx: Transaction, register: Register, basket_id: str, line_id: str, claim: Claim) -> Verdict:
    """Hold a claim against what a unit of the line costs now; an honoured one becomes the line's price.

    Where the verdict is "asked", a colleague may still honour it (`honour_claim`). Its reason is the key of the words
    to show.

    Raises:
        Refused: ``till.no_such_line``, ``till.closed``, ``till.payment_open``.
    """
    line = to_change(tx, register, basket_id).line(line_id)
    verdict = pricing.check_claim(tx, claim, _unit_minor(line), line.quantity, basket_id=basket_id, line_id=line_id)
    if verdict.decision == "honoured":
        _give(tx, register, basket_id, line_id, claim, "")
    return verdict


def honour_claim(
    tx: Transaction, register: Register, basket_id: str, line_id: str, claim: Claim, approval: str = ""
) -> Verdict:
    """A colleague honours a claim that the book left to them: it is a price override like any other.

    Raises:
        Refused: ``till.*`` as above, ``staff.*`` if it takes somebody else's word.
    """
    line = to_change(tx, register, basket_id).line(line_id)
    ours = _unit_minor(line)
    off = max(0, ours - claim.price_minor) * line.quantity
    percent = -(-max(0, ours - claim.price_minor) * 10_000 // ours) if ours > 0 else 0
    doer = staff.require(
        tx, register, "price_override", about=line_id, amount_minor=off, percent_bp=percent, approval=approval
    )
    verdict = pricing.approve_claim(tx, claim, ours, line.quantity, doer, basket_id=basket_id, line_id=line_id)
    _give(tx, register, basket_id, line_id, claim, doer)
    return verdict


def _give(tx: Transaction, register: Register, basket_id: str, line_id: str, claim: Claim, doer: str) -> None:
    basket = to_change(tx, register, basket_id)
    reason = f"{claim.source} {claim.reference}".strip()
    special = msgspec.structs.replace(
        basket.line(line_id).particulars,
        manual="price",
        manual_value=claim.price_minor,
        manual_reason=reason,
        approved_by=doer,
    )
    keep(tx, register, basket.change(line_id, particulars=special))


def _unit_minor(line: Line) -> int:
    """What a unit costs after all rules and before a tax that is added: that is the price on a label."""
    paid = line.amount.minor - (line.tax_minor if line.tax_added else 0)
    return paid // line.quantity
