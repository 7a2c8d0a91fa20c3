"""The audit: each row goes into the device's table and, hash chained, to head office in the same transaction."""

from __future__ import annotations

from kiosk.staff import tables
from kiosk.worker import Transaction
from sync.messages import OperatorActed


def audit(
    tx: Transaction,
    act: str,
    about: str = "",
    *,
    operator: str | None = None,
    approver: str = "",
    **detail: str | int | bool,
) -> None:
    """Write down what somebody did; by default whoever answers for the device. `detail` says nothing of shoppers."""
    if operator is None:
        found = tables.answering(tx.db)
        operator = "" if found is None else found.operator_id
    row = tables.AuditRow(tx.new_id(), tx.now, act, operator, approver, about, detail)
    tables.add_audit(tx.db, row)
    tx.post(
        OperatorActed(
            acted_id=row.acted_id, act=act, operator=operator, approver=approver, about=about, detail=detail, at=tx.now
        )
    )
    tx.touch("audit")
