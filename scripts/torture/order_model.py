"""``python -m scripts.torture.order_model``: every story that two devices can make of an order apart from each other.

Both know a common past and then take steps, each allowed as far as that device knows; at any moment they may meet and
put their steps together. What is explored are the states that such stories lead to, not the stories themselves: a fold
has no other memory, so two stories that lead to the same three views (of one device, of the other, and the merged one)
need to be followed once. Exit status 0 only if every state is sound and no unit that left the store is forgotten.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from typing import get_args

from msgspec import Struct, field
from msgspec.structs import astuple

from sync.formats.order_machine import apply, may, read
from sync.formats.order_state import STATES, TERMINAL, Order, State
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind

WANTED = {"a": 2}
MOMENT = "2026-11-22T10:00:00.000Z"

Key = tuple[object, ...]
"""All that an order's future depends on."""

NEXT: dict[State, set[State]] = {
    "placed": {"accepted", "cancelled", "expired", "converted"},
    "accepted": {"picking", "cancelled", "expired", "converted"},
    "picking": {"accepted", "picked", "cancelled", "expired", "converted"},
    "picked": {"picking", "ready", "arrived", "cancelled", "expired", "converted"},
    "ready": {"arrived", "picked", "collected", "partly_collected", "cancelled", "expired", "converted"},
    "arrived": {"ready", "picked", "collected", "partly_collected", "cancelled", "expired", "converted"},
    "partly_collected": {"collected", "cancelled", "expired", "converted"},
    "collected": set(),
    "cancelled": {"returned_to_shelf", "collected"},
    "expired": {"returned_to_shelf", "collected"},
    "converted": {"returned_to_shelf", "collected"},
    "returned_to_shelf": set(),
}
"""What a device that knows the whole order may make of it; a step that leaves the state alone is always among them."""

PUT_TOGETHER: dict[str, set[State]] = {
    "hand": {"partly_collected", "collected"},
    "restock": {"accepted", "picking", "partly_collected", "collected"},
    "pick": {"cancelled", "expired", "converted"},
}
"""What steps may make of an order besides, when they were taken without knowing what had happened: goods that left have
left whatever the state was, and a thing in a hand must go back to its shelf once more."""

Joint = tuple[int, int, int]
"""Numbers of three states: all put together, what the one device knows, what the other knows."""


class Looked(Struct):
    """What a search has seen."""

    depth: int
    joints: int = 0
    moves: int = 0
    orders: int = 0
    """Different states of an order."""
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    voided: Counter[str] = field(default_factory=Counter)
    wrong: set[str] = field(default_factory=set)


class Effect(Struct, frozen=True):
    """What a step made of a state."""

    state: int
    void: bool
    wrong: tuple[str, ...]


class Model:
    """States by number, and what each step makes of each; every pair is worked out once."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self._numbers: dict[Key, int] = {}
        self._effects: dict[tuple[int, str, bool], Effect] = {}
        self._allowed: dict[tuple[int, str], tuple[tuple[OrderStep, int], ...]] = {}

    def number(self, order: Order) -> int:
        """The number of a state."""
        key = _key(order)
        found = self._numbers.setdefault(key, len(self.orders))
        if found == len(self.orders):
            self.orders.append(order)
        return found

    def allowed(self, number: int, device: str) -> tuple[tuple[OrderStep, int], ...]:
        """Steps that a device which knows this state may take, each with the state that it then knows."""
        found = self._allowed.get((number, device))
        if found is None:
            order = self.orders[number]
            wanted = [step for step in _steps(device, order.lines["a"].token) if may(order, step)]
            found = tuple((step, self.effect(number, step, knowing=True).state) for step in wanted)
            self._allowed[number, device] = found
        return found

    def effect(self, number: int, step: OrderStep, *, knowing: bool = False) -> Effect:
        """What a step makes of a state; `knowing` if whoever took it knew that state."""
        key = (number, step.step_id, knowing)
        found = self._effects.get(key)
        if found is None:
            before = self.orders[number].state
            order = self.orders[number].copy()
            order.issues.clear()
            counted = apply(order, step)
            lost = sum(one.units for one in order.issues if one.trouble == "handed_twice")
            wrong = faults(order)
            after = order.state
            legal = NEXT[before] | (set() if knowing else PUT_TOGETHER.get(step.kind, set()))
            if after != before and after not in legal:
                wrong.append(f"{before} became {after}")
            if order.handed + lost != self.orders[number].handed + sum(units for _, units in step.handed):
                wrong.append("goods that left are forgotten")
            if knowing and not counted:
                wrong.append("a step that was allowed had no effect")
            told = tuple(f"{step.kind} {step.units}: {one}" for one in wrong)
            found = self._effects[key] = Effect(self.number(order), not counted, told)
        return found


def explore(depth: int) -> Looked:
    """All that two devices can do in `depth` steps between them, from the beginning and from common pasts."""
    looked, model = Looked(depth), Model()
    for past in PASTS.values():
        start = model.number(read(WANTED, past))
        layer: set[Joint] = {(start, start, start)}
        seen = set(layer)
        for _ in range(depth):
            after: set[Joint] = set()
            for joint in layer:
                after.update(_moves(model, joint, looked))
            layer = after - seen
            seen |= layer
        looked.joints += len(seen)
    looked.orders = len(model.orders)
    return looked


def alone(most_claims: int) -> set[tuple[State, State]]:
    """All moves that one device can make of an order, to the very end of what can happen, with so many claims.

    Raises:
        AssertionError: if a state is not sound or a move not legal.
    """
    model, moves = Model(), set()
    todo = [model.number(read(WANTED, ()))]
    known = set(todo)
    while todo:
        number = todo.pop()
        before = model.orders[number]
        for step, after in model.allowed(number, "x"):
            assert not model.effect(number, step, knowing=True).wrong
            moves.add((before.state, model.orders[after].state))
            if after not in known and model.orders[after].lines["a"].token <= most_claims:
                known.add(after)
                todo.append(after)
    return moves


def steps(device: str, token: int) -> Iterator[OrderStep]:
    """Every step that a device could think of, under the token that it knows."""
    make = partial(OrderStep, at=str(Reading(1)), device=device)
    for kind in get_args(OrderStepKind):
        name = f"{device}{token}{kind}"
        if kind in ("pick", "unpick", "short", "find"):
            for units in (1, 2):
                yield make(step_id=f"{name}{units}", kind=kind, line_id="a", units=units, token=token)
        elif kind == "substitute":
            yield make(step_id=name, kind=kind, line_id="a", units=1, token=token, gtin="04012345678901", text="s")
        elif kind == "choose":
            yield make(step_id=name, kind=kind, line_id="a", text="refund")
        elif kind == "amend":
            yield make(step_id=name, kind=kind, line_id="a", units=1)
        elif kind == "claim":
            yield make(step_id=name, kind=kind, token=token + 1, text=device, until=MOMENT)
        elif kind == "hand":
            for units in (1, 2):
                yield make(step_id=f"{name}{units}", kind=kind, text=f"n{units}", handed=(("a", units),))
            yield make(step_id=f"{name}s", kind=kind, text="n3", handed=(("s", 1),))
        elif kind in ("stage", "arrive", "cancel", "convert", "delegate", "pay"):
            yield make(step_id=name, kind=kind, text="S1")
        else:
            yield make(step_id=name, kind=kind, until=MOMENT)


def faults(order: Order) -> list[str]:
    """What is not as it must be, whatever happened."""
    found = []
    for name, line in order.lines.items():
        if not 0 <= line.handed <= line.picked:
            found.append(f"{name}: {line.handed} handed of {line.picked} picked")
        if line.short < 0 or line.picked + line.short > line.wanted:
            found.append(f"{name}: {line.picked} picked and {line.short} short of {line.wanted}")
        if not 0 <= line.replaced <= line.short:
            found.append(f"{name}: {line.replaced} replaced of {line.short} short")
    if order.state not in STATES:
        found.append(f"no such state: {order.state}")
    if order.slot and not order.packed:
        found.append("stands in a slot and is not packed")
    if order.state == "collected" and order.in_store:
        found.append("collected, and goods stand here")
    if order.handed and order.state not in ("partly_collected", *TERMINAL):
        found.append(f"goods left, and the order is {order.state}")
    return found


def history(*kinds: tuple[OrderStepKind, int]) -> tuple[OrderStep, ...]:
    """A past that both devices know: (kind, units)."""
    past = []
    for number, (kind, units) in enumerate(kinds, 1):
        past.append(
            OrderStep(
                step_id=f"p{number}",
                at=str(Reading(number)),
                device="p",
                kind=kind,
                line_id="a" if kind in ("pick", "short") else "",
                units=units,
                text="n0" if kind == "hand" else "S1",
                handed=(("a", units),) if kind == "hand" else (),
            )
        )
    return tuple(past)


PASTS = {
    "placed": history(),
    "accepted": history(("accept", 0)),
    "picking": history(("accept", 0), ("pick", 1)),
    "short": history(("accept", 0), ("pick", 1), ("short", 1)),
    "picked": history(("accept", 0), ("pick", 2), ("pack", 0)),
    "ready": history(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0)),
    "partly": history(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0), ("hand", 1)),
    "expired": history(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0), ("expire", 0)),
}


def _moves(model: Model, joint: Joint, looked: Looked) -> Iterator[Joint]:
    """One of the two takes a step, which is put after all others; then they may meet."""
    merged, left, right = joint
    for device, view in (("x", left), ("y", right)):
        for step, known in model.allowed(view, device):
            effect = model.effect(merged, step)
            looked.moves += 1
            looked.kinds[step.kind] += 1
            looked.voided[step.kind] += effect.void
            looked.states[model.orders[effect.state].state] += 1
            looked.wrong.update(effect.wrong)
            apart = (known, right) if device == "x" else (left, known)
            yield (effect.state, *apart)
            yield (effect.state, effect.state, effect.state)


@cache
def _steps(device: str, token: int) -> tuple[OrderStep, ...]:
    return tuple(steps(device, token))


def _key(order: Order) -> Key:
    lines = tuple((name, *astuple(line)) for name, line in sorted(order.lines.items()))
    return (
        *(lines, order.accepted, order.packed, order.slot, order.here, order.delegate, order.paid_by, order.end),
        *(order.restocked, tuple(sorted(order.nonces))),
    )


def main() -> int:
    """Explore, and say in JSON what was seen."""
    parser = argparse.ArgumentParser(prog="python -m scripts.torture.order_model", description=__doc__)
    parser.add_argument("--depth", type=int, default=6, help="steps that the two devices take between them")
    looked = explore(parser.parse_args().depth)
    counts = {name: dict(getattr(looked, name)) for name in ("states", "kinds", "voided")}
    figures = {
        "depth": looked.depth,
        "orders": looked.orders,
        "joint states": looked.joints,
        "moves": looked.moves,
        **counts,
    }
    print(json.dumps(figures | {"wrong": sorted(looked.wrong)}, indent=1))
    return 1 if looked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
