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
from kiosk.pickup.model import Entry, Order
from kiosk.till import actions as till
from scripts.day.plan import AISLES, KEEP, OPEN_FOR, Cut, Day, Shopper, WalkIn
from scripts.day.world import OTHER, STORE, OneDevice, World
from sync.formats.ready_time import LINE_S, ORDER_S, UNIT_S, Work
from sync.headoffice import order_follow, order_moves, orders
from sync.headoffice.change import Conflict

MINUTE = timedelta(minutes=1)
LOOK_AGAIN = timedelta(seconds=40)
RENEW = timedelta(seconds=20)
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
        self._seen = 0
        self._minutes = 0
        self._asked: set[tuple[str, str]] = set()
        self._numbers = {gtin: number for number, gtin in enumerate(world.gtins)}

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
        for name in self.free:
            self._at(day.opens + MINUTE, partial(self._looks, name))
        end = day.opens + OPEN_FOR + AFTER_CLOSING
        self._at(day.opens + MINUTE, partial(self._minute, end))
        while self._events:
            at, _, act = heapq.heappop(self._events)
            self.world.clock.now = max(self.world.clock.now, at)
            act()

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def _at(self, at: datetime, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, act))

    def _after(self, by: timedelta, act: Act) -> None:
        self._at(self.now + by, act)

    def _try(
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
            self._after(
                shopper.cancels_after, partial(self._office, "cancel", order_moves.cancel, order.order_id, "shopper")
            )
        if shopper.changes_mind:
            self._after(6 * MINUTE, partial(self._wants_fewer, order.order_id))
        if shopper.sends_somebody:
            self._after(MINUTE, partial(self._office, "delegate", order_moves.delegate, order.order_id, "D"))
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
        self._try(device, "arrive", pickup.arrive, told.order_id, "kiosk")

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
            done = self._try(device, "hand over", pickup.hand_over_by_digits, told.order_id, told.digits, lines=here)
            if done is not None:
                for line_id, units in here.items():
                    number = self._numbers[done.line(line_id).gtin]
                    told.given[line_id] += units
                    self.truth.handed[number] += units
                    self.truth.trays[told.order_id][number] -= units
                break
        if (done is None or not done.ended) and told.tries < TRIES:
            self._after(12 * MINUTE, partial(self._fetches, told))

    # Those who pick.

    def _works(self, name: str, by: timedelta, then: Act) -> None:
        """Somebody is at it for so long; their tablet keeps the claim meanwhile."""
        device = self.world.devices[name]
        for beat in range(1, int(by / RENEW) + 1):
            self._after(beat * RENEW, partial(device.do, pickup.renew, device.store.vault, device.name))
        self._after(by, then)

    def _looks(self, name: str) -> None:
        """A picker looks at the tablet."""
        device = self.world.devices[name]
        if self.now > self.day.opens + OPEN_FOR + timedelta(minutes=30):
            return
        for entry in tables.queue(device.store.db):
            if not self._can_pick(entry, name, device):
                continue
            taken = self._claims(device, entry.order_id)
            if taken is None:
                break
            if taken:
                walk = timedelta(seconds=0.6 * ORDER_S * self._slowness(name))
                self._works(name, walk, partial(self._picks, name, entry.order_id, 0))
                return
        self._after(LOOK_AGAIN, partial(self._looks, name))

    def _can_pick(self, entry: Entry, name: str, device: OneDevice) -> bool:
        if entry.ended or entry.state not in ("placed", "accepted", "picking") or entry.method != "pickup":
            return False
        held = tables.claims_of(device.store.db, entry.order_id).values()
        others = any(one.holder not in ("", name) and one.until > self.now for one in held)
        return not others

    def _claims(self, device: OneDevice, order_id: str) -> bool | None:
        """Whether the order is this tablet's now; None if nobody can say, and there is no use in asking for another."""
        try:
            claim = device.do(pickup.claim, device.store.vault, device.name, order_id)
            self.world.settle(0.3)
            if not claim.granted:
                claim = device.do(pickup.settle_claim, device.store.vault, device.name, claim.request_id, waited=False)
            if not claim.granted:
                claim = device.do(pickup.settle_claim, device.store.vault, device.name, claim.request_id, waited=True)
        except Refused as no:
            self.refusals[f"claim: {no.key}"] += 1
            return None if no.key == "pickup.arbiter_away" else False
        self.acts["claim"] += 1
        return claim.granted

    def _picks(self, name: str, order_id: str, tried: int) -> None:
        """The next line, or the end of the walk."""
        device = self.world.devices[name]
        order = tables.load(device.store.db, device.store.vault, order_id)
        if order is None or order.ended or order.now.packed or tried > 20:
            self._after(LOOK_AGAIN / 4, partial(self._looks, name))
            return
        line = next((line for line in order.lines if line.open), None)
        if line is None:
            packing = timedelta(seconds=0.4 * ORDER_S * self._slowness(name))
            self._works(name, packing, partial(self._stages, name, order_id))
            return
        number = self._numbers[line.gtin]
        there = min(line.open, self.truth.shelf[number])
        if there:
            done = self._try(device, "pick", pickup.pick, order_id, line.gtin, units=there)
            if done is not None:
                self.truth.shelf[number] -= there
                self.truth.trays[order_id][number] += there
        else:
            done = self._gives_up(device, order, line.line_id, number, line.open)
        if done is None:
            # Somebody else has it now, or it has ended: what is in the hand stays on its shelf.
            self._after(LOOK_AGAIN / 4, partial(self._looks, name))
            return
        seconds = (LINE_S + UNIT_S * max(0, there - 1)) * self._slowness(name)
        self._works(name, timedelta(seconds=seconds), partial(self._picks, name, order_id, tried + 1))

    def _gives_up(self, device: OneDevice, order: Order, line_id: str, number: int, units: int) -> Order | None:
        reason = self.dice.choice(("not_there", "not_there", "damaged", "mismatch"))
        done = self._try(device, "find-fail", pickup.give_up, order.order_id, line_id, reason=reason)
        if done is None:
            return None
        self.truth.short[number] += units
        line = done.line(line_id)
        instead = (number + AISLES) % len(self.truth.shelf)
        if line.substitute and not line.instead_of and self.truth.shelf[instead] >= units:
            code = self.world.gtins[instead]
            self._try(device, "substitute", pickup.substitute, order.order_id, line_id, code, currency="CNY")
        return done

    def _stages(self, name: str, order_id: str) -> None:
        device = self.world.devices[name]
        slot = f"S{self.dice.randint(1, 60):02d}"
        self._try(device, "stage", pickup.stage, order_id, slot, bags=1)
        self._looks(name)

    def _slowness(self, name: str) -> float:
        """Slower when the shop is full; nobody is equally quick each time."""
        hours = (self.now - self.day.opens) / timedelta(hours=1)
        rush = 1.25 if 3 <= hours <= 4.5 or 8 <= hours <= 9.5 else 1.0
        return self.day.pace[name] * rush * self.dice.lognormvariate(0, 0.35)

    # The shop itself.

    def _cuts(self, one: Cut, cut: bool) -> None:
        self.world.cut(one.who, cut)
        self.acts["cable pulled" if cut else "cable back"] += 1

    def _minute(self, end: datetime) -> None:
        """What goes by itself, and what people look at now and then."""
        self.world.office.change(order_follow.tell_late)
        if self._count != self._seen:
            self.world.settle()
        self._minutes += 1
        if self._minutes % 5 == 0:
            for device in self.world.devices.values():
                device.do(pickup.expire_due, device.store.vault, device.name)
            self._put_back()
        self._warn()
        self._see_how_it_stands()
        if self.now < end:
            self._after(MINUTE if self.now < self.day.opens + OPEN_FOR else 5 * MINUTE, partial(self._minute, end))
        self._seen = self._count

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
                    self._after(SAY_AFTER, partial(self._office, "choose", order_moves.choose, *key, choice))

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
                left = (
                    Counter({self._numbers[line.gtin]: 0 for line in order.lines}) if order is not None else Counter()
                )
                for line in order.lines if order is not None else ():
                    left[self._numbers[line.gtin]] += line.in_store
                if self._try(device, "restock", pickup.restock, order_id) is not None:
                    # Only what is really there can be carried back, whatever two tablets think.
                    for number, units in (left & self.truth.trays[order_id]).items():
                        self.truth.shelf[number] += units
                        self.truth.trays[order_id][number] -= units
