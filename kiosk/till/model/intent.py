"""A payment that a terminal was, or is about to be, asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.money import Money
from kiosk.till.model.basket import TenderKind

IntentState = Literal["created", "approved", "declined", "unknown", "cancelled"]


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment that was, or is about to be, asked of a terminal. Committed before the terminal hears of it."""

    intent_id: str
    basket_id: str
    kind: TenderKind
    amount: Money
    state: IntentState
    reference: str
    at: datetime
