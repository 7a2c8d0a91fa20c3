"""Those who pick: each looks at a tablet, claims an order, walks, scans, packs, and may be cut off at any moment."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from kiosk.errors import Refused
from kiosk.pickup import actions as pickup
from kiosk.pickup import tables
from kiosk.pickup.model import Entry, Order
from scripts.day.plan import AISLES
from scripts.day.world import OneDevice
from sync.formats.ready_time import LINE_S, ORDER_S, UNIT_S

if TYPE_CHECKING:
    from scripts.day.play import Act, Play

LOOK_AGAIN = timedelta(seconds=40)
RENEW = timedelta(seconds=20)

HEARD_S, UNHEARD_S = 5.0, 0.3
"""How long an answer is waited for by this machine's own clock, which a busy one may need; the shop's stands still."""


class Pickers:
    """Everybody with a tablet."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def _works(self, name: str, by: timedelta, then: Act) -> None:
        """Somebody is at it for so long; their tablet keeps the claim meanwhile."""
        device = self._play.world.devices[name]
        for beat in range(1, int(by / RENEW) + 1):
            self._play.after(beat * RENEW, partial(device.do, pickup.renew, device.store.vault, device.name))
        self._play.after(by, then)

    def looks(self, name: str) -> None:
        """A picker looks at the tablet."""
        device = self._play.world.devices[name]
        if self._play.now > self._play.day.closes + timedelta(minutes=30):
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
        self._play.after(LOOK_AGAIN, partial(self.looks, name))

    def _can_pick(self, entry: Entry, name: str, device: OneDevice) -> bool:
        if entry.ended or entry.state not in ("placed", "accepted", "picking") or entry.method != "pickup":
            return False
        held = tables.claims_of(device.store.db, entry.order_id).values()
        others = any(one.holder not in ("", name) and one.until > self._play.now for one in held)
        return not others

    def _claims(self, device: OneDevice, order_id: str) -> bool | None:
        """Whether the order is this tablet's now; None if nobody can say, and there is no use in asking for another."""
        try:
            claim = device.do(pickup.claim, device.store.vault, device.name, order_id)
            end = time.monotonic() + (HEARD_S if self._heard(device) else UNHEARD_S)
            while not claim.granted and time.monotonic() < end:
                self._play.world.settle(UNHEARD_S)
                claim = device.do(pickup.settle_claim, device.store.vault, device.name, claim.request_id, waited=False)
            if not claim.granted:
                claim = device.do(pickup.settle_claim, device.store.vault, device.name, claim.request_id, waited=True)
        except Refused as no:
            self._play.refusals[f"claim: {no.key}"] += 1
            return None if no.key == "pickup.arbiter_away" else False
        self._play.acts["claim"] += 1
        return claim.granted

    def _heard(self, device: OneDevice) -> bool:
        """Whether the arbiter can answer it."""
        return device.connected and all(
            one.connected for one in self._play.world.devices.values() if one.store.settings.device.role == "edge"
        )

    def _picks(self, name: str, order_id: str, tried: int) -> None:
        """The next line, or the end of the walk."""
        device = self._play.world.devices[name]
        order = tables.load(device.store.db, device.store.vault, order_id)
        if order is None or order.ended or order.now.packed or tried > 20:
            self._play.after(LOOK_AGAIN / 4, partial(self.looks, name))
            return
        line = next((line for line in order.lines if line.open), None)
        if line is None:
            packing = timedelta(seconds=0.4 * ORDER_S * self._slowness(name))
            self._works(name, packing, partial(self._stages, name, order_id))
            return
        number = self._play.numbers[line.gtin]
        there = min(line.open, self._play.truth.shelf[number])
        if there:
            done = self._play.ask(device, "pick", pickup.pick, order_id, line.gtin, units=there)
            if done is not None:
                self._play.truth.shelf[number] -= there
                self._play.truth.trays[order_id][number] += there
        else:
            done = self._gives_up(device, order, line.line_id, number, line.open)
        if done is None:
            # Somebody else has it now, or it has ended: what is in the hand stays on its shelf.
            self._play.after(LOOK_AGAIN / 4, partial(self.looks, name))
            return
        seconds = (LINE_S + UNIT_S * max(0, there - 1)) * self._slowness(name)
        self._works(name, timedelta(seconds=seconds), partial(self._picks, name, order_id, tried + 1))

    def _gives_up(self, device: OneDevice, order: Order, line_id: str, number: int, units: int) -> Order | None:
        reason = self._play.dice.choice(("not_there", "not_there", "damaged", "mismatch"))
        done = self._play.ask(device, "find-fail", pickup.give_up, order.order_id, line_id, reason=reason)
        if done is None:
            return None
        self._play.truth.short[number] += units
        line = done.line(line_id)
        instead = (number + AISLES) % len(self._play.truth.shelf)
        if line.substitute and not line.instead_of and self._play.truth.shelf[instead] >= units:
            code = self._play.world.gtins[instead]
            self._play.ask(device, "substitute", pickup.substitute, order.order_id, line_id, code, currency="CNY")
        return done

    def _stages(self, name: str, order_id: str) -> None:
        device = self._play.world.devices[name]
        slot = f"S{self._play.dice.randint(1, 60):02d}"
        self._play.ask(device, "stage", pickup.stage, order_id, slot, bags=1)
        self.looks(name)

    def _slowness(self, name: str) -> float:
        """Slower when the shop is full; nobody is equally quick each time."""
        hours = (self._play.now - self._play.day.opens) / timedelta(hours=1)
        rush = 1.25 if 3 <= hours <= 4.5 or 8 <= hours <= 9.5 else 1.0
        return self._play.day.pace[name] * rush * self._play.dice.lognormvariate(0, 0.35)
