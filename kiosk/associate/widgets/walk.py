"""The walk of one picker: the lines of one order or of several, in the order in which the shelves are passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.order_view import LineView
from kiosk.associate.widgets.pick_rows import PickView
from kiosk.associate.widgets.walk_map import Stop
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import StorePlan
from kiosk.catalogue.way import Point, Way, way
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui.tr import Tr

TRAYS = "ABCDEFGH"
"""What the baskets on a trolley are called."""


class Item(Struct, frozen=True):
    """One line to fetch, and whose it is."""

    order: Order
    view: LineView
    tray: str
    held_by: str = ""
    """Another device that fetches it."""

    @property
    def key(self) -> str:
        return f"{self.order.order_id}|{self.view.line.line_id}"

    @property
    def gtin(self) -> str:
        return self.view.line.gtin

    @property
    def mine(self) -> bool:
        """Whether something of it is still to be fetched by this device."""
        return self.view.line.open > 0 and not self.held_by


class Walk(Struct, frozen=True):
    """All of it."""

    orders: tuple[Order, ...]
    items: tuple[Item, ...]
    plan: StorePlan | None
    start: Point | None

    @property
    def done(self) -> bool:
        """Whether nothing is left for anybody."""
        return all(item.view.line.open == 0 for item in self.items)

    @property
    def done_here(self) -> bool:
        """Whether nothing is left for this device."""
        return not any(item.mine for item in self.items)

    @property
    def units(self) -> int:
        return sum(order.units for order in self.orders)

    @property
    def picked(self) -> int:
        return sum(order.picked for order in self.orders)

    @property
    def settled(self) -> int:
        """Units that are picked or given up."""
        return sum(item.view.line.picked + item.view.line.short - item.view.line.replaced for item in self.items)

    def find(self, key: str) -> Item | None:
        """The item of this key."""
        return next((item for item in self.items if item.key == key), None)

    def wanted(self, gtin: str, current: str) -> Item | None:
        """Which line a scanned unit goes to: the current one, or the first on the way that still wants it."""
        mine = [item for item in self.items if item.gtin == gtin and item.mine]
        return next((item for item in mine if item.key == current), mine[0] if mine else None)

    def knows(self, gtin: str) -> bool:
        """Whether anybody ordered it."""
        return any(item.gtin == gtin for item in self.items)

    def stops(self, current: str) -> list[Stop]:
        """What is still to be fetched, as the map shows it: one stop a place."""
        stops: dict[Point, Stop] = {}
        if self.plan is None:
            return []
        for item in self.items:
            product = item.view.product
            spot = self.plan.spot(product) if product is not None and item.mine else None
            if spot is None or product is None:
                continue
            known = stops.get(spot)
            now = item.key == current or bool(known and known.now)
            stops[spot] = Stop(spot, known.number if known else len(stops) + 1, product.aisle, now)
        return list(stops.values())

    def way_to(self, current: str) -> Way | None:
        """The way to the next place, from where the last unit was taken."""
        item = self.find(current)
        product = item.view.product if item is not None else None
        spot = self.plan.spot(product) if self.plan is not None and product is not None else None
        if self.plan is None or self.start is None or spot is None:
            return None
        return way(self.plan, self.start, spot)


def read(store: Any, order_ids: Sequence[str], here: Point | None = None) -> Walk:  # Any: kiosk.store.Store
    """The walk for these orders as they stand. `here`: where the picker is; the pickup counter to begin with."""
    orders = [one for one in pickup.load_many(store.db, store.vault, order_ids) if not one.ended]
    plan = catalogue.plan(store.db)
    start = here
    if start is None and plan is not None:
        place = plan.place("pickup") or plan.place("till") or plan.place("entrance")
        start = (float(place.x), float(place.y)) if place is not None else None
    found: list[Item] = []
    now = store.clock()
    for number, order in enumerate(orders):
        claims = pickup.claims_of(store.db, order.order_id)
        tray = TRAYS[number % len(TRAYS)] if len(orders) > 1 else ""
        for view in order_view.lines_of(store, order):
            claim = claims.get(view.line.line_id)
            theirs = claim is not None and claim.holder not in ("", store.device) and claim.until > now
            found.append(Item(order, view, tray, claim.holder if theirs and claim is not None else ""))
    home = start if here is None else None
    order_of_walk = order_view.in_walk_order(
        plan,
        home or (_door(plan) if plan is not None else None),
        [item.view.product for item in found],
        [item.view.location for item in found],
    )
    return Walk(tuple(orders), tuple(found[place] for place in order_of_walk), plan, start)


def _door(plan: StorePlan) -> Point | None:
    """Where every walk is counted from, so that the list stays as it is while somebody walks along it."""
    place = plan.place("pickup") or plan.place("till") or plan.place("entrance")
    return (float(place.x), float(place.y)) if place is not None else None


def rows(tr: Tr, walk: Walk, names: Mapping[str, str] | None = None) -> list[PickView]:
    """The rows of the list in words."""
    found = []
    for item in walk.items:
        line, view = item.view.line, item.view
        short = ""
        if line.lacking:
            short = tr.text("pick.short", n=line.lacking)
        elif line.replaced:
            short = tr.text("orders.replaced")
        found.append(
            PickView(
                key=item.key,
                gtin=item.gtin,
                name=view.name(tr.language),
                detail=view.detail(),
                place=view.location,
                picture=view.picture,
                picked=line.picked,
                wanted=line.quantity,
                short=short,
                tray=tr.text("pick.tray", tray=item.tray) if item.tray else "",
                held_by=tr.text("orders.held", device=item.held_by) if item.held_by and line.open else "",
            )
        )
    del names
    return found
