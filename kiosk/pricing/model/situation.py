"""Who buys, when and where: which rules of a book hold, and how many units they may take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.pricing.model.book import Book
from kiosk.pricing.model.values import Coupon, Occasion, Shopper
from sync.formats.price_book import AnyRule, When


class Situation(Struct, frozen=True):
    """Who buys when and where; says whether the conditions of rules hold."""

    shopper: Shopper
    occasion: Occasion
    coupons: frozenset[str]
    day: int
    """Of the week where the shop is, 1 for Monday."""
    wall: str
    """The shop's clock, as books write hours."""
    quota: Mapping[str, int]
    """Units that are left of the store's first N, by rule."""

    @classmethod
    def of(
        cls, shopper: Shopper, occasion: Occasion, coupons: Collection[Coupon], quota: Mapping[str, int]
    ) -> Situation:
        """Look at the wall clock once."""
        local = occasion.now.astimezone(ZoneInfo(occasion.zone))
        names = frozenset(one.coupon for one in coupons)
        return cls(shopper, occasion, names, local.isoweekday(), f"{local:%H:%M}", quota)

    def refused(self, book: Book) -> frozenset[int]:
        """Places of the rules whose conditions do not hold."""
        return frozenset([one.place for one in book.conditional if not self._allows(one.rule)])

    def most_units(self, rule: AnyRule) -> int:
        """How many units of this basket the rule may take; a million where nothing limits it."""
        most = rule.most_units or 1_000_000
        return min(most, self.quota.get(rule.rule_id, rule.quota)) if rule.quota else most

    def _allows(self, rule: AnyRule) -> bool:
        left = not rule.quota or self.quota.get(rule.rule_id, rule.quota) > 0
        return left and self._holds(rule.when)

    def _holds(self, when: When) -> bool:
        shopper, occasion = self.shopper, self.occasion
        return (
            (not when.members or bool(shopper.member))
            and (not when.tiers or shopper.tier in when.tiers)
            and (not when.segments or not shopper.segments.isdisjoint(when.segments))
            and (not when.employees or shopper.employee)
            and (not when.channels or occasion.channel in when.channels)
            and (not when.stores or occasion.store in when.stores)
            and (when.since is None or when.since <= occasion.now)
            and (when.until is None or occasion.now < when.until)
            and (not when.coupon or when.coupon in self.coupons)
            and self._in_hours(when)
        )

    def _in_hours(self, when: When) -> bool:
        """A window over midnight belongs to the day on which it began."""
        begin, end = when.from_hour, when.till_hour
        day, wall = self.day, self.wall
        if begin == end == "00:00":
            return not when.weekdays or day in when.weekdays
        if end == "00:00":
            inside = wall >= begin
        elif begin < end:
            inside = begin <= wall < end
        else:
            inside = wall >= begin or wall < end
            if wall < end:
                day = (day - 2) % 7 + 1
        return inside and (not when.weekdays or day in when.weekdays)
