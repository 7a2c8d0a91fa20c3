"""Payments that did not simply become a sale."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sync.messages.base import Id, Message, Minor


class PaymentAdvanced(Message, frozen=True, kw_only=True):
    """A payment at a terminal or wallet took a turn that no sale tells of.

    Sent when a payment stays in doubt, when that doubt ends, when money was given back at once, when an answer was
    overruled by a later one, and when a colleague ended a doubt by hand. What was simply approved is a tender of its
    sale and is not told twice; what was simply declined moved no money.
    """

    TYPE: ClassVar[str] = "kx.payment.advanced.v1"
    LANE: ClassVar[str] = "money"

    intent_id: Id
    basket_id: Id
    """Also the id of the sale, if it becomes one."""
    kind: str
    """card, wallet, qr."""
    currency: str
    amount_minor: Minor
    """Negative for a refund."""
    state: str
    """sent, pending, approved, declined, unknown, reversing, reversed."""
    reference: str = ""
    """The terminal's transaction id."""
    refund_of: str = ""
    reason: str = ""
    operator: str = ""
    """Who ended the doubt by hand."""
    resolution: str = ""
    """Their reason."""
    at: datetime

    @property
    def key(self) -> str:
        return self.intent_id
