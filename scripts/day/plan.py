"""What happens on the day, drawn from a seed: who orders what and when, who is late, which cables break."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from msgspec import Struct, field

PRODUCTS = 160
AISLES = 12

LAST_ORDER = timedelta(hours=1)
"""Before closing."""
KEEP = timedelta(hours=4)
"""How long an order waits for its shopper after the promise: short, so that expiry happens within the day."""

FLAT_LEAD = timedelta(minutes=45)
"""A fixed promise, as shops make it that have no idea of their queue."""


class Shopper(Struct, frozen=True):
    """Somebody who orders, and how they behave."""

    number: int
    orders_at: datetime
    wants: tuple[tuple[int, int], ...]
    """(product, units)."""
    takes_substitute: bool
    comes_after: timedelta | None
    """After the order is promised or ready, whichever is later; None: never."""
    comes_early: bool
    """Is at the kiosk before the order is ready, and waits."""
    cancels_after: timedelta | None
    changes_mind: bool
    """Wants fewer of the first product, some minutes later."""
    sends_somebody: bool
    partly: bool
    """Takes one line now and comes back for the rest."""
    extends: bool
    choice: str
    """What they say where something cannot be found: wait is not among it, as nothing comes today."""


class WalkIn(Struct, frozen=True):
    """Somebody takes goods from the shelf and pays."""

    at: datetime
    product: int
    units: int


class Cut(Struct, frozen=True):
    """A cable is out for a while; `who` is a device or ``hq``."""

    who: str
    at: datetime
    until: datetime


class Day(Struct, frozen=True):
    """The whole day."""

    opens: datetime
    closes: datetime
    stock: tuple[int, ...]
    """Units that the books say, by product."""
    missing: tuple[int, ...]
    """Units of these that are not there: stolen, broken, never delivered."""
    shoppers: tuple[Shopper, ...]
    walk_ins: tuple[WalkIn, ...]
    cuts: tuple[Cut, ...]
    pace: dict[str, float] = field(default_factory=dict)
    """How slow each picker is."""


def draw(seed: int, orders: int, devices: list[str], pickers: list[str], opens: datetime, open_for: timedelta) -> Day:
    """A day for these devices."""
    dice = random.Random(seed)
    stock = tuple(dice.choice((2, 6, 12, 20, 40, 60)) * (2 + orders // 40) for _ in range(PRODUCTS))
    missing = tuple(min(units, dice.choice((0, 0, 0, 0, 0, 1, 2, 5))) for units in stock)
    shoppers = tuple(_shopper(dice, number, opens, open_for) for number in range(orders))
    walk_ins = tuple(
        WalkIn(opens + dice.random() * open_for, _product(dice), dice.choice((1, 1, 1, 2))) for _ in range(orders)
    )
    cuts = []
    for who in (*devices, "hq", "hq"):
        at = opens + dice.random() * open_for * 0.8
        cuts.append(Cut(who, at, at + timedelta(minutes=dice.uniform(4, 50))))
    pace = {name: dice.uniform(0.6, 1.0) for name in pickers}
    return Day(opens, opens + open_for, stock, missing, shoppers, walk_ins, tuple(cuts), pace)


def _shopper(dice: random.Random, number: int, opens: datetime, open_for: timedelta) -> Shopper:
    # Two rushes, at noon and after work, over a steady stream.
    part = dice.choice((dice.uniform(0, 0.92), dice.gauss(0.29, 0.07), dice.gauss(0.7, 0.09)))
    at = opens + min(open_for - LAST_ORDER, max(timedelta(minutes=2), part * open_for))
    lines = min(8, 1 + int(dice.expovariate(0.5)))
    wants = {_product(dice): dice.choice((1, 1, 1, 2, 3)) for _ in range(lines)}
    never, cancels = dice.random() < 0.06, dice.random() < 0.06
    return Shopper(
        number=number,
        orders_at=at,
        wants=tuple(wants.items()),
        takes_substitute=dice.random() < 0.5,
        comes_after=None if never else timedelta(minutes=dice.expovariate(1 / 35)),
        comes_early=dice.random() < 0.08,
        cancels_after=timedelta(minutes=dice.expovariate(1 / 25)) if cancels else None,
        changes_mind=dice.random() < 0.05,
        sends_somebody=dice.random() < 0.08,
        partly=dice.random() < 0.05,
        extends=never and dice.random() < 0.3,
        choice=dice.choice(("refund", "refund", "ship", "store")),
    )


def _product(dice: random.Random) -> int:
    """Some products are wanted far more often than others."""
    return min(PRODUCTS - 1, int(PRODUCTS * dice.random() ** 2.2))
