"""An order that was asked for and is not promised yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.messages import OrderWished


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, and what became of it."""

    asked: OrderWished
    state: Literal["asked", "placed", "refused"]
    order_id: str
    """The order that was placed for it."""
    number: str
    detail: str
    """Of a refusal: unknown, not_promised or invalid, and the field that it is about."""
