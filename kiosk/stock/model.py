"""Stock figures, each with its age."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from kiosk.catalogue.model import Names

Channel = Literal["shelf", "pickup", "online"]


class Level(Struct, frozen=True):
    """Units of a product in this store."""

    on_hand: int
    """On the shelf by all that this device knows; may be negative."""

    reserved: int
    """Promised to pickup orders that are not collected yet."""

    as_of: datetime | None
    """When head office or another device last told something that went into the figure; None if never."""

    safety: int = 0
    """Promised to nobody: counts are wrong now and then."""

    online: int = 0
    """Left of what head office keeps for online orders."""

    @property
    def available(self) -> int:
        """What the shop may still promise of its shelf; never shown below zero."""
        return max(0, self.on_hand - self.reserved - self.safety - self.online)

    @property
    def unpromised(self) -> int:
        """What is nobody's yet; below zero where orders wait for goods that are gone."""
        return self.on_hand - self.reserved

    def for_channel(self, channel: Channel) -> int:
        """What may be promised there: on the shelf and for pickup here the same, online what is kept for it."""
        return max(0, min(self.online, self.unpromised)) if channel == "online" else self.available


class Loss(Struct, frozen=True):
    """What a movement took from others: goods in a hand are sold, and whoever waits for them must hear of it."""

    lease: int
    """Units off what was kept for online."""

    promised: int
    """Units that orders of this store wait for and that are not there any more."""


def loss(after: Level, left: int) -> Loss | None:
    """What was taken from others when `left` units left the shelf and `after` stands; None if nothing was."""
    lacking = -(after.unpromised - after.online)
    if lacking <= 0:
        return None
    lease = min(after.online, lacking)
    promised = max(0, min(after.reserved, lacking - lease, left - lease))
    return Loss(lease, promised) if lease or promised else None


Doubt = Literal["none_left", "kept_online", "kept_orders"]


def doubt(level: Level | None, in_hand: int) -> Doubt | None:
    """What a shopper who holds so many units is told, in plain words. They are sold in any case."""
    if level is None or in_hand <= 0:
        return None
    if level.on_hand < in_hand:
        return "none_left"
    if level.unpromised < in_hand:
        return "kept_orders"
    return "kept_online" if level.unpromised - level.online < in_hand else None


class Movement(Struct, frozen=True):
    """Units that left (negative) or came (positive) on this device."""

    gtin: str
    quantity: int
    reason: str
    """sold, returned, exchanged, voided, collected, short_pick, count, received, damaged, sent, restocked;
    quarantine: back, and not for sale."""
    reference: str
    """The sale or order it belongs to."""
    event_id: str
    """The journal's event that tells head office, and where that stands."""
    epoch: str
    seq: int
    at: str
    """ISO 8601, UTC."""


class NearLevel(Struct, frozen=True):
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
