"""Climbs the ladder of passes on one frame until a code is accepted or the time is up."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from hardware.decoding.ean_shapes import drawn
from hardware.decoding.orders import Order, Outcome
from hardware.decoding.passes import Pass, Passes
from hardware.decoding.scene import Scene
from hardware.decoding.votes import Ballot, Candidate, Weights

SMOOTHING = 0.2
"""Weight of the newest time of a pass in its running mean."""

FORGIVING = 0.9
"""By how much a pass is thought cheaper each time it is left out: one that was slow in a busy moment comes back."""

FIRST_GUESS_MS = 3.0
"""What a pass is taken to cost before it has run once."""

WARM_UP_CODE = "9520000000011"

INSIDE = 1.15
"""A region of bars counts as part of a QR code up to this many times the code's half diagonal."""


class Ladder:
    """Runs passes and remembers what each of them costs."""

    def __init__(self, passes: Passes, weights: Weights) -> None:
        self._passes = passes.all
        self._turns = [item for item in self._passes if item.stage == 4]
        self._next_turn = 0
        self._weights = weights
        self._cost_ms: dict[str, float] = {}

    def warm_up(self) -> None:
        """Run every pass once on a drawn product code: what loads on first use must not fall on a customer."""
        scene = Scene(drawn(WARM_UP_CODE))
        ballot = Ballot(self._weights)
        for item in self._passes:
            ballot.add(item.run(scene))
        ballot.accepted()

    def climb(self, scene: Scene, order: Order) -> Outcome:
        """Read one frame."""
        began = time.perf_counter()
        ballot = Ballot(self._weights)
        for carried in order.carried:
            ballot.carry(carried)
        ran = 0
        for item in self._plan(order):
            spent = (time.perf_counter() - began) * 1000
            if item.stage > 1 and self._done(ballot, order, scene, item):
                break
            if ran and spent + self._cost_ms.get(item.name, FIRST_GUESS_MS) > order.budget_ms:
                self._cost_ms[item.name] = self._cost_ms.get(item.name, FIRST_GUESS_MS) * FORGIVING
                continue
            if item.needs_region and not scene.regions:
                continue
            self._run(item, scene, ballot)
            ran += 1
        ms = (time.perf_counter() - began) * 1000
        something = bool(ballot.candidates) or (order.stages > 1 and bool(scene.regions))
        return Outcome(
            accepted=tuple(candidate.finding for candidate in ballot.accepted(order.in_catalogue)),
            candidates=tuple(candidate.finding for candidate in ballot.candidates.values() if candidate.passes),
            passes=ran,
            ms=ms,
            saw_something=something,
        )

    def _run(self, item: Pass, scene: Scene, ballot: Ballot) -> None:
        began = time.perf_counter()
        ballot.add(item.run(scene))
        ms = (time.perf_counter() - began) * 1000
        known = self._cost_ms.get(item.name)
        self._cost_ms[item.name] = ms if known is None else known + SMOOTHING * (ms - known)

    def _plan(self, order: Order) -> Iterable[Pass]:
        if order.stages >= 4 and order.turns is None:
            yield from self._passes
            return
        yield from (item for item in self._passes if item.stage < 4 and item.stage <= order.stages)
        for _ in range(min(order.turns or 0, len(self._turns)) if order.stages >= 4 else 0):
            item = self._turns[self._next_turn % len(self._turns)]
            self._next_turn += 1
            yield item

    def _done(self, ballot: Ballot, order: Order, scene: Scene, upcoming: Pass) -> bool:
        accepted = ballot.accepted(order.in_catalogue)
        news = [code for code in accepted if not code.error_corrected and code.read.key not in order.settled]
        if news:
            return not order.two_families or all(_sure(candidate, order) for candidate in news)
        if not accepted or upcoming.stage < 2:
            return False
        # Many packs carry a small DataMatrix or a QR code beside the product's bars, and a second product may come
        # beside one that is still in view. So bars elsewhere get their turn; the slow passes are not for them.
        return upcoming.stage > 3 or all(
            any(_covers(code, region.centre) for code in accepted) for region in scene.regions
        )


def _sure(candidate: Candidate, order: Order) -> bool:
    gtin = candidate.read.gtin
    return gtin is None or order.in_catalogue.get(gtin, False) or len(candidate.engines) > 1


def _covers(code: Candidate, place: tuple[float, float]) -> bool:
    centre = code.read.centre
    if centre is None:
        return False
    reach = max(math.dist(centre, corner) for corner in code.read.corners) * INSIDE
    return math.dist(centre, place) <= reach
