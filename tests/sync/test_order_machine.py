"""The order machine, exhaustively: no illegal state, and the same end on both sides whatever reaches whom when."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import get_args

from msgspec.structs import replace

from sync.formats.order_machine import may, read
from sync.formats.order_state import STATES, Order, State
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind

WANTED = {"a": 2}

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


def steps(number: int, device: str, token: int) -> Iterator[OrderStep]:
    """Every step that a device could think of as its step of that number."""
    at = str(Reading(number))
    name = f"{device}{number}"
    make = partial(OrderStep, at=at, device=device)
    for kind in get_args(OrderStepKind):
        one = f"{name}{kind}"
        if kind in ("pick", "unpick", "short", "find"):
            for units in (1, 2):
                yield make(step_id=f"{one}{units}", kind=kind, line_id="a", units=units, token=token)
        elif kind == "substitute":
            yield make(step_id=one, kind=kind, line_id="a", units=1, token=token, gtin="04012345678901", text="s")
        elif kind == "choose":
            yield make(step_id=one, kind=kind, line_id="a", text="refund")
        elif kind == "amend":
            yield make(step_id=one, kind=kind, line_id="a", units=1)
        elif kind == "claim":
            yield make(step_id=one, kind=kind, token=token + 1, text=device, until=f"{number}")
        elif kind == "hand":
            for units in (1, 2):
                yield make(step_id=f"{one}{units}", kind=kind, text=f"n{units}", handed=(("a", units),))
        elif kind in ("stage", "arrive", "cancel", "convert", "delegate", "pay"):
            yield make(step_id=one, kind=kind, text="S1")
        else:
            yield make(step_id=one, kind=kind, until="2026-11-22T10:00:00.000Z")


History = tuple[OrderStep, ...]


def histories(depth: int, device: str, first: int, before: History = ()) -> Iterator[History]:
    """What a device may do in so many steps, after `before`, each allowed as far as it knows."""
    if depth == 0:
        yield ()
        return
    order = read(WANTED, before)
    for step in steps(first, device, order.lines["a"].token):
        if may(order, step):
            for rest in histories(depth - 1, device, first + 1, (*before, step)):
                yield (step, *rest)


def hands(history: tuple[OrderStep, ...]) -> int:
    """Units that were carried out of the shop."""
    return sum(units for step in history for _, units in step.handed)


def sound(order: Order) -> None:
    """What must be true of an order whatever happened."""
    assert order.state in STATES
    for line in order.lines.values():
        assert 0 <= line.handed <= line.picked
        assert line.short >= 0
        assert line.picked + line.short <= line.wanted
        assert 0 <= line.replaced <= line.short
    if order.slot:
        assert order.packed
    if order.state == "collected":
        assert order.in_store == 0


def test_one_device_makes_only_legal_moves_to_depth_6() -> None:
    seen: set[State] = set()
    for history in histories(6, "x", 1):
        before = read(WANTED, history[:-1])
        after = read(WANTED, history)
        sound(after)
        seen.add(after.state)
        assert not after.void
        assert not after.issues
        assert after.state == before.state or after.state in NEXT[before.state], (before.state, history[-1].kind)
    assert seen >= {"picking", "picked", "ready", "arrived", "cancelled", "expired", "converted"}


def done(*kinds: tuple[OrderStepKind, int]) -> tuple[OrderStep, ...]:
    """A common past: what both devices know. (kind, units)"""
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
    "placed": done(),
    "accepted": done(("accept", 0)),
    "picking": done(("accept", 0), ("pick", 1)),
    "picked": done(("accept", 0), ("pick", 2), ("pack", 0)),
    "ready": done(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0)),
    "partly": done(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0), ("hand", 1)),
    "expired": done(("accept", 0), ("pick", 2), ("pack", 0), ("stage", 0), ("expire", 0)),
}


def interleaved(left: tuple[OrderStep, ...], right: tuple[OrderStep, ...]) -> Iterator[tuple[OrderStep, ...]]:
    """The steps of both in every order of time that keeps each device's own."""
    total = len(left) + len(right)
    for places in combinations(range(total), len(left)):
        mine, theirs = iter(left), iter(right)
        yield tuple(replace(next(mine if at in places else theirs), at=str(Reading(100 + at))) for at in range(total))


def check_apart(depth: int) -> int:
    """Two devices take `depth` steps between them without hearing each other; gives how many merges were looked at."""
    looked = 0
    for name, past in PASTS.items():
        assert not read(WANTED, past).void, name
        known = {"x": [list(histories(n, "x", 100, past)) for n in range(depth + 1)]}
        known["y"] = [list(histories(n, "y", 100, past)) for n in range(depth + 1)]
        for mine in range(depth // 2 + 1):
            for left in known["x"][mine]:
                for right in known["y"][depth - mine]:
                    carried = hands((*past, *left, *right))
                    for both in interleaved(left, right):
                        looked += 1
                        order = read(WANTED, (*both, *past))
                        sound(order)
                        lost = sum(one.units for one in order.issues if one.trouble == "handed_twice")
                        handed = sum(line.handed for line in order.lines.values())
                        assert handed + lost == carried, (past, both)
                        if handed:
                            assert order.state in ("collected", "partly_collected") or order.end is not None
    return looked


def test_two_devices_that_did_not_hear_each_other_come_to_one_sound_end() -> None:
    assert check_apart(4) > 50_000
