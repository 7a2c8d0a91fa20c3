"""Who may move cash: asks the staff rules, and says who did it."""

from __future__ import annotations

from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.worker import Transaction


def allowed(
    tx: Transaction,
    register: Register,
    permission: str,
    *,
    operator: str = "",
    approval: str = "",
    about: str = "",
    amount_minor: int = 0,
) -> str:
    """Operator id of the one who acts; `operator` where nobody signs in.

    Raises:
        Refused: if he may not, and nobody who may has approved.
    """
    found = staff.require(tx, register, permission, about=about, amount_minor=amount_minor, approval=approval)
    return found or operator
