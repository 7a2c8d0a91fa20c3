"""How goods can reach the shopper: taken along, fetched in a shop, or sent; each with what may honestly be promised."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Delivery, Names
from kiosk.register import Register
from kiosk.stock import tables as stock
from kiosk.stock.hours import Hours

MOST_SHOPS = 4
"""Shops to fetch from that are offered; farther ones nobody walks to."""

MOST_SLOTS = 6

QUARTER_S = 15 * 60

ALL_DAY = Hours("00:00", "00:00", "UTC")


class Shop(Struct, frozen=True):
    """A shop where the goods can be fetched."""

    gln: str
    names: Names
    distance_m: int
    """0: this one."""
    units: int
    as_of: datetime | None
    """How old that figure is."""
    ready: datetime
    """When the goods are packed, at the latest."""
    slots: tuple[datetime, ...]
    """Full hours from then on in which the shop is open."""


class Shipping(Struct, frozen=True):
    """Sending the goods."""

    earliest: datetime
    latest: datetime
    fee_minor: int
    free_from_minor: int | None


class Ways(Struct, frozen=True):
    """What can be offered for some units of one product."""

    here: int | None
    """Units that the shopper may take along; None: nobody knows, and what is in a shopper's hand can be sold."""
    quantity: int
    pickup: tuple[Shop, ...]
    """The soonest in hand first."""
    ship: Shipping | None
    delivers: bool = False
    """Whether this store brings goods itself."""
    delivery: Shipping | None = None
    """Bringing these from this store's shelf; None where it does not, or has not enough of them."""

    @property
    def now(self) -> bool:
        """Whether they can be taken along."""
        return self.here is None or self.here >= self.quantity

    @property
    def none(self) -> bool:
        """Whether there is no way at all."""
        return not self.now and not self.pickup and self.ship is None and self.delivery is None


def ways(
    db: sqlite3.Connection,
    now: datetime,
    register: Register,
    gtin: str,
    quantity: int,
    sent_minor: int,
    brought_minor: int = 0,
) -> Ways:
    """What can be offered. `sent_minor`, `brought_minor`: what everything would cost that is sent or brought together,
    for the fee."""
    rules = catalogue.deliveries(db)
    level = stock.level(db, gtin)
    here = None if level is None else level.available
    pickup, ship, delivery = rules.get("pickup"), rules.get("ship"), rules.get("delivery")
    # Nobody sets out with goods that nobody has seen: what is not known here is not brought.
    brings = delivery is not None and here is not None and here >= quantity
    return Ways(
        here,
        quantity,
        () if pickup is None else _shops(db, now, register, gtin, quantity, pickup),
        None if ship is None else _shipping(db, now, register, ship, sent_minor),
        delivers=delivery is not None,
        delivery=_on_the_quarter(_shipping(db, now, register, delivery, brought_minor))
        if brings and delivery
        else None,
    )


def _shipping(db: sqlite3.Connection, now: datetime, register: Register, rule: Delivery, minor: int) -> Shipping:
    hours = stock.hours(db, register.store_gln) or ALL_DAY
    earliest, latest = rule.ready(now, register.zone, hours.opens)
    return Shipping(earliest, latest, rule.fee(minor), rule.free_from_minor)


def _on_the_quarter(shipping: Shipping) -> Shipping:
    """Whoever brings goods through a town keeps no promise to the minute."""
    over = shipping.latest.timestamp() % QUARTER_S
    return replace(shipping, latest=shipping.latest + timedelta(seconds=QUARTER_S - over)) if over else shipping


def _shops(
    db: sqlite3.Connection, now: datetime, register: Register, gtin: str, quantity: int, rule: Delivery
) -> tuple[Shop, ...]:
    found = []
    level = stock.level(db, gtin)
    if level is not None and level.available >= quantity:
        hours = stock.hours(db, register.store_gln) or Hours("00:00", "00:00", register.zone)
        names = stock.store_names(db, register.store_gln) or Names("")
        found.append(_shop(register.store_gln, names, 0, level.available, level.as_of, rule, hours, now))
    for near in stock.near_levels(db, gtin):
        if near.on_hand >= quantity:
            hours = Hours(near.opens, near.closes, near.time_zone)
            found.append(_shop(near.store, near.names, near.distance_m, near.on_hand, near.as_of, rule, hours, now))
    found.sort(key=lambda shop: (shop.slots[0] if shop.slots else shop.ready, shop.distance_m))
    return tuple(found[:MOST_SHOPS])


def _shop(
    gln: str,
    names: Names,
    distance_m: int,
    units: int,
    as_of: datetime | None,
    rule: Delivery,
    hours: Hours,
    now: datetime,
) -> Shop:
    _, ready = rule.ready(now, hours.time_zone, hours.opens)
    return Shop(gln, names, distance_m, units, as_of, ready, slots(ready, hours))


def slots(ready: datetime, hours: Hours, most: int = MOST_SLOTS) -> tuple[datetime, ...]:
    """The next full hours, in UTC, at which something that is ready then can be fetched."""
    zone = ZoneInfo(hours.time_zone)
    local = ready.astimezone(zone)
    hour = local.replace(minute=0, second=0, microsecond=0)
    if hour < local:
        hour += timedelta(hours=1)
    found: list[datetime] = []
    for _ in range(72):  # a shop that opens once in three days is none
        moment = hour.astimezone(ready.tzinfo)
        if hours.open_at(moment):
            found.append(moment)
            if len(found) == most:
                break
        hour += timedelta(hours=1)
    return tuple(found)
