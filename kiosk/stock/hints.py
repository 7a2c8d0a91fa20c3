"""What somebody should look at: sold while none was counted, promised and not there, soon sold out."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from kiosk.stock import tables
from kiosk.stock.model import Level

LOOKED_AT = 500
"""Products of the last movements that are looked through: what moved long ago was looked at then."""

DAYS = 7
SOON = 2.0
"""Days: what is sold out sooner than that and sells every day is low."""


class Gap(Struct, frozen=True):
    """A product whose count cannot be right, or of which more was promised than is there."""

    gtin: str
    kind: Literal["negative", "promised"]
    units: int
    """By how many."""


class Low(Struct, frozen=True):
    """A product that sells and will be gone soon."""

    gtin: str
    available: int
    sold_a_day: float
    """On this device, over the last week: the shop as a whole sells more."""

    @property
    def days_left(self) -> float:
        """How long it lasts if it goes on like this."""
        return self.available / self.sold_a_day if self.sold_a_day else float("inf")


def gap_of(gtin: str, level: Level) -> Gap | None:
    """What is wrong about one product; None if nothing is."""
    if level.on_hand < 0:
        return Gap(gtin, "negative", -level.on_hand)
    if level.unpromised < 0:
        return Gap(gtin, "promised", -level.unpromised)
    return None


def gaps(db: sqlite3.Connection, most: int = 20) -> list[Gap]:
    """Products to count, the widest gap first."""
    found = (gap_of(gtin, level) for gtin, level in tables.levels(db, tables.lately(db, LOOKED_AT)).items())
    return sorted((one for one in found if one is not None), key=lambda one: (-one.units, one.gtin))[:most]


def low(db: sqlite3.Connection, now: datetime, most: int = 20) -> list[Low]:
    """Products that are gone within two days if they go on selling as they did, the soonest first."""
    sold = tables.sold_since(db, now - timedelta(days=DAYS))
    levels = tables.levels(db, sold)
    found = [Low(gtin, levels[gtin].available, units / DAYS) for gtin, units in sold.items() if gtin in levels]
    soon = [one for one in found if one.available > 0 and one.days_left <= SOON]
    return sorted(soon, key=lambda one: (one.days_left, one.gtin))[:most]
