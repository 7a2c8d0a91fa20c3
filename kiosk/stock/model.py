"""Stock figures, each with its age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.catalogue.model import Names


@dataclass(frozen=True, slots=True)
class Level:
    """Units of a product in this store."""

    on_hand: int
    """On the shelf by all that this device knows; may be negative."""

    reserved: int
    """Promised to pickup orders that are not collected yet."""

    as_of: datetime | None
    """When head office or another device last told something that went into the figure; None if never."""

    @property
    def available(self) -> int:
        """What a shopper may still take; never shown below zero."""
        return max(0, self.on_hand - self.reserved)


@dataclass(frozen=True, slots=True)
class Movement:
    """Units that left (negative) or came (positive) on this device."""

    gtin: str
    quantity: int
    reason: str
    """sold, returned, exchanged, voided, collected, short_pick, count, received; quarantine: back, and not for sale."""
    reference: str
    """The sale or order it belongs to."""
    event_id: str
    """The journal's event that tells head office, and where that stands."""
    epoch: str
    seq: int
    at: str
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class NearLevel:
    """Units of a product in another store, as head office knew it."""

    store: str
    names: Names
    address: str
    distance_m: int
    opens: str
    closes: str
    time_zone: str
    on_hand: int
    as_of: datetime
