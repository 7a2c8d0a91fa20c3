"""Five stores: where they are, what they carry, where it stands and how much of it is there."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

import msgspec

from scripts.demo_store import gtins, words
from scripts.demo_store.products import Product, mix
from scripts.demo_store.words import Text

EARTH_RADIUS_M = 6_371_000
_EMPTY_SHELF = 0.03
"""Share of products that a store carries but has none of: a shop that is never out of anything is no shop."""


class Store(msgspec.Struct, frozen=True):
    """A shop of the chain."""

    gln: str
    """13 digits."""
    number: int
    name: Text
    address: str
    latitude: float
    longitude: float
    opens: str
    """Local wall time, HH:MM."""
    closes: str
    range_share: float
    """How much of the chain's range it carries."""
    trade_share: float
    """Its share of the chain's sales."""
    time_zone: str = "Asia/Shanghai"


def generate() -> tuple[Store, ...]:
    """The stores, the largest first."""
    return tuple(
        Store(
            gln=gtins.gln(int(r[0])),
            number=int(r[0]),
            name=Text(r[1], r[2], r[3]),
            address=r[4],
            latitude=float(r[5]),
            longitude=float(r[6]),
            opens=r[7],
            closes=r[8],
            range_share=float(r[9]),
            trade_share=float(r[10]),
        )
        for r in words.rows("stores")
    )


def distance_m(a: Store, b: Store) -> int:
    """Metres between two stores as the crow flies (haversine)."""
    north = radians(b.latitude - a.latitude)
    east = radians(b.longitude - a.longitude)
    h = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(h)))


def carries(store: Store, product: Product) -> bool:
    """Whether the store sells the product. A style is carried whole; the best sellers are carried everywhere."""
    if product.rank <= 60:
        return True
    return (mix(product.style, store.number) & 0xFFFF) / 0x10000 < store.range_share


def on_hand(store: Store, product: Product) -> int:
    """Pieces on hand, or kilograms of weighed goods; more of what sells more, and now and then none."""
    chance = mix(int(product.gtin), store.number)
    if product.rank > 60 and (chance & 0xFFFF) / 0x10000 < _EMPTY_SHELF:
        return 0
    kind = words.kinds()[product.kind]
    weekly = 60 / (kind.repeat_days or 180)
    typical = 4 + 30 * min(1.0, weekly / 4) * (0.5 + store.trade_share * 2)
    if product.weighed:
        typical *= 1.5
    return max(1, round(typical * (0.35 + 1.3 * ((chance >> 16) & 0xFFFF) / 0x10000)))


def location(store: Store, product: Product) -> str:
    """Aisle and bay, ``A3 02-04``: in aisle A3 the second bay, fourth shelf. A style stands together."""
    aisle = words.categories()[product.category].aisle
    if store.number % 2 == 0:
        # Every other store is laid out the other way round: skincare is at the far end.
        letters = letters_of()
        aisle = letters[-1 - letters.index(aisle[0])] + aisle[1:]
    chance = mix(product.style, store.number * 17)
    return f"{aisle} {chance % 8 + 1:02}-{(chance >> 8) % 5 + 1:02}"


def near(store: Store, stores: Sequence[Store]) -> list[tuple[Store, int]]:
    """The other stores with their distance in metres, nearest first."""
    return sorted(((s, distance_m(store, s)) for s in stores if s.gln != store.gln), key=lambda pair: pair[1])


def letters_of() -> str:
    """The letters of the departments' aisles, in order."""
    return "".join(sorted({category.aisle[0] for category in words.categories().values()}))
