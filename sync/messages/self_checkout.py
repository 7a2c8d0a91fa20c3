"""Looks into the baskets of shoppers who scan by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from msgspec import Struct

from sync.messages.base import Gtin, Id, Message


class CheckedLine(Struct, frozen=True, kw_only=True):
    """One product that a colleague looked for, or found."""

    gtin: Gtin
    units: int
    """Units that were to be paid; 0 for what was not in the basket."""
    counted: int
    """Units that lay in the bag."""


class SelfCheckoutChecked(Message, frozen=True, kw_only=True):
    """A colleague looked into a basket before it was paid at a kiosk. Says nothing about the shopper."""

    TYPE: ClassVar[str] = "kx.selfcheckout.checked.v1"
    LANE: ClassVar[str] = "ops"

    basket_id: Id
    """Also the id of the sale, if it becomes one."""
    operator: str
    score: int
    """0 to 100."""
    chance_bp: int
    """Of 10,000 baskets with this score so many are looked at."""
    why: tuple[str, ...] = ()
    """Signs that made up most of the score: value, removed, changes, age, pause, rest."""
    lines: tuple[CheckedLine, ...] = ()
    outcome: Literal["as_it_should", "differences", "waived"]
    corrected: bool = False
    """Whether the basket was put right."""
    decided: int = 0
    """About so many baskets was decided at this device since the look before: the rate is one in so many."""
    asked_at: datetime
    at: datetime

    @property
    def key(self) -> str:
        return self.basket_id
