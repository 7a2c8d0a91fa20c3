"""Payments that took a turn that no sale tells of: somebody at head office should look at them."""

from __future__ import annotations

from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import PaymentAdvanced

_OPEN = frozenset({"created", "sent", "pending", "unknown", "reversing"})


def advanced(change: Change, store: str, device: str, event: PaymentAdvanced) -> None:
    """Raise a flag for each turn; the acquirer's own list is what they are held against."""
    detail = " ".join(
        part
        for part in (
            *(event.state, event.kind, f"{event.amount_minor} {event.currency}", event.reference, event.reason),
            *(event.operator, event.resolution),
        )
        if part
    )
    flags.raise_flag(change, _kind(event), store, device, event.intent_id, detail)


def _kind(event: PaymentAdvanced) -> str:
    if event.resolution:
        return "payment_by_hand"
    if event.reason.startswith("later_"):
        return "payment_contrary"
    if event.state in _OPEN:
        return "payment_in_doubt"
    return "payment_reversed" if event.state == "reversed" else "payment_cleared"
