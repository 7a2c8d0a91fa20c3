"""An order that was asked for and is not promised yet."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sync.messages import OrderWished


class Wish(Struct, frozen=True):
    """What was asked for, and what became of it."""

    asked: OrderWished
    state: Literal["asked", "placed", "refused"]
    order_id: str
    """The order that was placed for it."""
    number: str
    detail: str
    """Of a refusal: unknown, not_promised or invalid, and the field that it is about."""
