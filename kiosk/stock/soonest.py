"""Which other shop puts a product into the shopper's hand soonest: the way, the hours, how sure the figure is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.stock.hours import Hours
from kiosk.stock.model import NearLevel

WALK_M = 1500
"""Up to here people walk."""

WALK_M_A_MIN = 75
"""4.5 km/h, with traffic lights."""

DETOUR = 1.3
"""Streets are so much longer than the bee's line that head office measures."""

RIDE_M_A_MIN = 300
"""18 km/h: a taxi or the metro through a city."""

RIDE_BEGINS_MIN = 6
"""To the platform or until the taxi comes, and from it to the shop."""

OLD = timedelta(hours=1)
"""A figure that is older may have been sold out meanwhile."""

FEW = 2

DOUBT_MIN = 20
"""What a way that may be in vain is worth: a shop with two left since this morning comes after one that is farther."""


class Reach(Struct, frozen=True):
    """One shop, and when its goods can be in hand."""

    level: NearLevel
    minutes: int
    """Of the way alone."""
    opens_at: datetime | None
    """When it opens, if the shopper would stand before a closed door."""
    sure: bool
    """Whether the figure is so young, or so high, that nobody goes in vain."""

    def at(self, now: datetime) -> datetime:
        """When the goods are in hand."""
        there = now + timedelta(minutes=self.minutes)
        return there if self.opens_at is None else max(there, self.opens_at)


def minutes(distance_m: int) -> int:
    """How long the way to another shop takes."""
    metres = distance_m * DETOUR
    if metres <= WALK_M:
        return max(1, round(metres / WALK_M_A_MIN))
    return RIDE_BEGINS_MIN + round(metres / RIDE_M_A_MIN)


def soonest(levels: Iterable[NearLevel], now: datetime) -> list[Reach]:
    """The shops that have the product, the soonest in hand first; a doubtful figure counts as a longer way."""
    found = [_reach(level, now) for level in levels]
    return sorted(
        found,
        key=lambda one: (
            one.at(now) + timedelta(minutes=0 if one.sure else DOUBT_MIN),
            one.level.distance_m,
            one.level.store,
        ),
    )


def _reach(level: NearLevel, now: datetime) -> Reach:
    way = minutes(level.distance_m)
    hours = Hours(level.opens, level.closes, level.time_zone)
    there = now + timedelta(minutes=way)
    sure = level.on_hand > FEW or now - level.as_of <= OLD
    return Reach(level, way, None if hours.open_at(there) else hours.opens_after(there), sure)
