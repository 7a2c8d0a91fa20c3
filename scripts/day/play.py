"""Plays the day: everybody does what people do, each with what their device knows, and the hours go by."""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from kiosk.errors import Refused
from kiosk.pickup import actions as pickup
from kiosk.pickup import risk, tables
from kiosk.pickup.model import Order
from kiosk.till import actions as till
from scripts.day.pickers import Pickers
from scripts.day.plan import KEEP, Cut, Day, Shopper, WalkIn
from scripts.day.world import OTHER, STORE, OneDevice, World
from sync.formats.ready_time import Work
from sync.headoffice import order_follow, order_moves, orders
from sync.headoffice.change import Conflict

MINUTE = timedelta(minutes=1)
PUT_BACK_AFTER = timedelta(minutes=15)
SAY_AFTER = timedelta(minutes=3)
TRIES = 8
AFTER_CLOSING = timedelta(hours=6)
"""The last orders wait until their time is over, and their goods go back to their shelves."""

Act = Callable[[], None]


@dataclass
class Told:
    """What became of one shopper's order, as the people of the day saw it."""

    shopper: Shopper
    order_id: str = ""
    digits: str = ""
    placed_at: datetime | None = None
    promised_at: datetime | None = None
    warned_at: datetime | None = None
    """When a tablet first said that it would rather be late."""
    refused: str = ""
    comes: bool = False
    """Whether the way to the shop has been begun."""
    tries: int = 0
    given: Counter[str] = field(default_factory=Counter)
    """Line -> units that left with somebody."""


@dataclass
class Truth:
    """What is really there, whatever any device thinks."""

    shelf: list[int]
    sold: Counter[int] = field(default_factory=Counter)
    handed: Counter[int] = field(default_factory=Counter)
    short: Counter[int] = field(default_factory=Counter)
    trays: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """Order -> units by product that were taken from the shelf for it and are still in the shop."""


class Play:
    """One day in one world."""

    def __init__(self, world: World, day: Day, pickers: list[str], seed: int) -> None:
        self.world = world
        self.day = day
        self.dice = random.Random(seed + 1)
        self.told: dict[int, Told] = {one.number: Told(one) for one in day.shoppers}
        self.by_order: dict[str, Told] = {}
        self.truth = Truth([units - gone for units, gone in zip(day.stock, day.missing, strict=True)])
        self.refusals: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.free: dict[str, bool] = dict.fromkeys(pickers, True)
        self._events: list[tuple[datetime, int, Act]] = []
        self._count = 0
        self._minutes = 0
        self._acted = 0
        self._asked: set[tuple[str, str]] = set()
        self.numbers = {gtin: number for number, gtin in enumerate(world.gtins)}

    def run(self) -> None:
        """From opening until the last parcel is put back."""
        day = self.day
        for shopper in day.shoppers:
            self._at(shopper.orders_at, partial(self._orders, shopper))
        for walk_in in day.walk_ins:
            self._at(walk_in.at, partial(self._walks_in, walk_in))
        for cut in day.cuts:
            self._at(cut.at, partial(self._cuts, cut, True))
            self._at(cut.until, partial(self._cuts, cut, False))
        pickers = Pickers(self)
        for name in self.free:
            self._at(day.opens + MINUTE, partial(pickers.looks, name))
        end = day.closes + AFTER_CLOSING
        self._at(day.opens + MINUTE, partial(self._minute, end))
        while self._events:
            at, _, act = heapq.heappop(self._events)
            self.world.clock.now = max(self.world.clock.now, at)
            self._acted += 1
            act()

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def _at(self, at: datetime, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, act))

    def after(self, by: timedelta, act: Act) -> None:
        self._at(self.now + by, act)

    def ask(
        self, device: OneDevice, what: str, action: Callable[..., Order], *args: object, **named: object
    ) -> Order | None:
        """An act that the shop may refuse; None if it does."""
        try:
            found = device.do(action, device.store.vault, device.name, *args, **named)
        except Refused as no:
            self.refusals[f"{what}: {no.key}"] += 1
            return None
        self.acts[what] += 1
        return found

    # Shoppers at home.

    def _orders(self, shopper: Shopper) -> None:
        told = self.told[shopper.number]
        wanted = [
            orders.Wanted(gtin=self.world.gtins[number], quantity=units, substitute=shopper.takes_substitute)
            for number, units in shopper.wants
        ]
        try:
            until = self.now + KEEP
            order = self.world.office.change(
                lambda change: orders.place(change, STORE, wanted, surname="S", expires_at=until)
            )
        except Conflict as no:
            # Nothing was promised, so nothing can be broken: they see at once that it is not to be had.
            told.refused = str(no)
            return
        told.order_id, told.digits, told.placed_at = order.order_id, order.pickup_code, self.now
        told.promised_at = datetime.fromisoformat(order.promised_at) if order.promised_at else None
        self.by_order[order.order_id] = told
        if shopper.cancels_after is not None:
            self.after(
                shopper.cancels_after, partial(self._office, "cancel", order_moves.cancel, order.order_id, "shopper")
            )
        if shopper.changes_mind:
            self.after(6 * MINUTE, partial(self._wants_fewer, order.order_id))
        if shopper.sends_somebody:
            self.after(MINUTE, partial(self._office, "delegate", order_moves.delegate, order.order_id, "D"))
        if shopper.comes_early and told.promised_at is not None:
            self._at(told.promised_at - 5 * MINUTE, partial(self._is_here, told))
        if shopper.extends:
            longer = partial(self._office, "extend", order_moves.extend, order.order_id, until + 90 * MINUTE)
            self._at(until - 20 * MINUTE, longer)

    def _wants_fewer(self, order_id: str) -> None:
        order = self.world.office.read(lambda db: orders.get(db, order_id))
        line = next((line for line in order.lines if line.wanted > 1), None)
        if line is not None:
            self._office("amend", order_moves.amend, order_id, line.line_id, line.wanted - 1)

    def _office(self, what: str, move: Callable[..., object], *args: object) -> None:
        """What somebody does at home, through the web shop."""
        try:
            self.world.office.change(lambda change: move(change, *args))
        except Conflict:
            self.refusals[f"{what} at head office"] += 1
        else:
            self.acts[f"{what} at head office"] += 1

    # Shoppers in the shop.

    def _walks_in(self, one: WalkIn) -> None:
        units = min(one.units, self.truth.shelf[one.product])
        if not units:
            return
        device = self.world.devices["edge-1"]
        register, basket = device.store.register, device.store.new_id()
        for _ in range(units):
            device.do(till.add_product, register, basket, self.world.gtins[one.product])
        device.do(till.pay_cash, register, basket, 10**9)
        self.truth.shelf[one.product] -= units
        self.truth.sold[one.product] += units
        self.acts["sale at the till"] += 1

    def _is_here(self, told: Told) -> None:
        device = self.world.devices["kiosk-1"]
        self.ask(device, "arrive", pickup.arrive, told.order_id, "kiosk")

    def _fetches(self, told: Told) -> None:
        """At the till, or wherever else somebody helps."""
        shopper = told.shopper
        told.tries += 1
        names = [name for name in self.world.devices if name != "kiosk-1"]
        self.dice.shuffle(names)
        if told.tries == 1:
            self._is_here(told)
        done = None
        for name in names[:3]:
            device = self.world.devices[name]
            found = tables.load(device.store.db, device.store.vault, told.order_id)
            if found is None or not found.ready:
                continue
            # What a device thinks is here may have gone already, from another one that it cannot hear.
            here = {line.line_id: line.picked - told.given[line.line_id] for line in found.lines}
            here = {line_id: units for line_id, units in here.items() if units > 0}
            if shopper.partly and told.tries == 1 and len(here) > 1:
                line_id, units = next(iter(here.items()))
                here = {line_id: units}
            if not here:
                continue
            done = self.ask(device, "hand over", pickup.hand_over_by_digits, told.order_id, told.digits, lines=here)
            if done is not None:
                for line_id, units in here.items():
                    number = self.numbers[done.line(line_id).gtin]
                    told.given[line_id] += units
                    self.truth.handed[number] += units
                    self.truth.trays[told.order_id][number] -= units
                break
        if (done is None or not done.ended) and told.tries < TRIES:
            self.after(12 * MINUTE, partial(self._fetches, told))

    # The shop itself.

    def _cuts(self, one: Cut, cut: bool) -> None:
        self.world.cut(one.who, cut)
        self.acts["cable pulled" if cut else "cable back"] += 1

    def _minute(self, end: datetime) -> None:
        """What goes by itself, and what people look at now and then."""
        self.world.office.change(order_follow.tell_late)
        closed = self.now >= self.day.closes
        self._minutes += 1
        if self._acted > 1 or closed or self._minutes % 5 == 0:
            self.world.settle()
        self._acted = 0
        if closed or self._minutes % 5 == 0:
            for device in self.world.devices.values():
                device.do(pickup.expire_due, device.store.vault, device.name)
            self._put_back()
        self._warn()
        self._see_how_it_stands()
        if self.now < end:
            self.after(5 * MINUTE if closed else MINUTE, partial(self._minute, end))

    def _warn(self) -> None:
        """Tablets say which orders will rather be late, while there is time."""
        for name in self.free:
            device = self.world.devices[name]
            entries = [
                entry
                for entry in tables.queue(device.store.db)
                if entry.state in ("placed", "accepted", "picking") and entry.promised_at is not None
            ]
            due = [
                risk.Due(entry.order_id, Work(1, max(1, entry.units - entry.picked - entry.short)), entry.promised_at)
                for entry in entries
                if entry.promised_at is not None
            ]
            for order_id, one in risk.outlook(due, len(self.free), risk.USUAL_PACE, self.now).items():
                told = self.by_order.get(order_id)
                if told is not None and one.late and told.warned_at is None:
                    told.warned_at = self.now

    def _see_how_it_stands(self) -> None:
        """Shoppers hear from head office, and come, choose, or ask for more time."""
        for order in self.world.office.read(lambda db: orders.of_store(db, STORE, open_only=True)):
            told = self.by_order.get(order.order_id)
            if told is None:
                continue
            shopper = told.shopper
            if order.state in ("ready", "arrived") and not told.comes and shopper.comes_after is not None:
                told.comes = True
                start = self.now if shopper.comes_early else max(self.now, told.promised_at or self.now)
                way = timedelta() if shopper.comes_early else shopper.comes_after
                self._at(start + way, partial(self._fetches, told))
            for line in order.lines:
                key = (order.order_id, line.line_id)
                if line.lacking and not line.choice and key not in self._asked:
                    self._asked.add(key)
                    choice = f"store:{OTHER}" if shopper.choice == "store" else shopper.choice
                    self.after(SAY_AFTER, partial(self._office, "choose", order_moves.choose, *key, choice))

    def _put_back(self) -> None:
        """Somebody with a tablet carries what is left over back to its shelf."""
        for name in self.free:
            device = self.world.devices[name]
            if not device.connected:
                continue
            for order_id in self.by_order:
                entry = tables.entry(device.store.db, order_id)
                if entry is None or not entry.put_back:
                    continue
                if entry.state_at and self.now < entry.state_at + PUT_BACK_AFTER:
                    continue
                order = tables.load(device.store.db, device.store.vault, order_id)
                left = Counter({self.numbers[line.gtin]: 0 for line in order.lines}) if order is not None else Counter()
                for line in order.lines if order is not None else ():
                    left[self.numbers[line.gtin]] += line.in_store
                if self.ask(device, "restock", pickup.restock, order_id) is not None:
                    # Only what is really there can be carried back, whatever two tablets think.
                    for number, units in (left & self.truth.trays[order_id]).items():
                        self.truth.shelf[number] += units
                        self.truth.trays[order_id][number] -= units
