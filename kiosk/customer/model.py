"""A member, as little of one as the shop floor needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """What a screen may show after the member held out their own code."""

    member_id: str
    surname: str
    title: str
    """ms, mr or empty; the screen says it in the shopper's language."""
    tier: str
    points: int
    language: str
    usual: tuple[tuple[str, int], ...]
    """(gtin, times in the last year), most often first."""
    as_of: datetime
    """When head office last told about this member: points may have moved since."""


@dataclass(frozen=True, slots=True)
class OnlineLine:
    """One line of a member's basket in the web shop."""

    gtin: str
    quantity: int
    price_minor: int | None
    """What the web shop asked for it, if it said."""


@dataclass(frozen=True, slots=True)
class OnlineBasket:
    """A member's basket in the web shop."""

    basket_id: str
    version: int
    lines: tuple[OnlineLine, ...]
    at: datetime


def share_to_take(here: int, online: int) -> int:
    """How many units to add to the `here` that the basket holds so that `online` are in it.

    The greater of both counts, never the sum: who put two into the bag at home and one at the kiosk wants two.
    """
    return max(0, online - here)
