"""When a campaign is in force, by the shop's own clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.catalogue.model import Names

DAY = timedelta(days=1)


class Schedule(Struct, frozen=True):
    """When and for whom something is shown."""

    begins: datetime | None = None
    """The first moment; None: at once."""
    ends: datetime | None = None
    """The first moment at which it is over; None: never."""
    hours: tuple[time, time] | None = None
    """From and until on the shop's wall clock, every day; until not later than from means after midnight. None: all
    day, and so do two equal times."""
    weekdays: frozenset[int] = frozenset()
    """1 for Monday to 7; hours that pass midnight belong to the day on which they began. Empty: every day."""
    languages: frozenset[str] = frozenset()
    """Empty: all."""

    def in_force(self, now: datetime, zone: ZoneInfo, language: str) -> bool:
        """Whether it is shown at `now` (aware) in a shop of this time zone, on a screen that speaks `language`.

        `begins` and `ends` are moments, so they come once each. Hours are what the clock on the wall says: an hour that
        it skips in spring is not shown, one that it strikes twice in autumn is shown twice.
        """
        if (self.begins is not None and now < self.begins) or (self.ends is not None and now >= self.ends):
            return False
        if self.languages and language not in self.languages:
            return False
        return self._on_the_wall(now.astimezone(zone))

    def _on_the_wall(self, local: datetime) -> bool:
        day, wall = local.date(), local.time()
        if self.hours is None or self.hours[0] == self.hours[1]:
            return self._weekday(day.isoweekday())
        first, last = self.hours
        if first < last:
            return first <= wall < last and self._weekday(day.isoweekday())
        if wall >= first:
            return self._weekday(day.isoweekday())
        return wall < last and self._weekday((day - DAY).isoweekday())

    def _weekday(self, day: int) -> bool:
        return not self.weekdays or day in self.weekdays


class Campaign(Struct, frozen=True):
    """One picture with one sentence."""

    campaign: str
    """Head office's name for it."""
    title: Names
    more: Names
    picture: str
    """sha256 of the file."""
    gtin: str
    """The product that a tap opens; empty for none."""
    dark: bool
    """The picture is a dark one."""
    schedule: Schedule = Schedule()


def to_show(
    sets: Sequence[Sequence[Campaign]], now: datetime, zone: ZoneInfo, language: str, ready: Callable[[Campaign], bool]
) -> tuple[Campaign, ...]:
    """The campaigns to show now, in the order in which they take turns.

    Of the newest set those that are in force and whose picture can be shown. While none of its pictures can (they have
    not come, or are damaged), the set before goes on, where it was still in force.

    Args:
        sets: newest first.
        ready: whether a campaign's picture is here and whole.
    """
    for one in sets:
        meant = [campaign for campaign in one if campaign.schedule.in_force(now, zone, language)]
        shown = tuple(campaign for campaign in meant if ready(campaign))
        if shown or not meant:
            return shown
    return ()
