"""In which order a walk through the shop passes several places: short, and the same on every device."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
"""Centimetres from the top left of the drawing."""

ROUNDS = 6
"""Of exchanging two parts of the walk; a list of thirty places has settled by then."""

MOST = 60
"""Places whose walk is made shorter; a longer list is walked from one to the nearest next."""


def walk(start: Point, places: Sequence[Point]) -> list[int]:
    """The places' numbers in the order of the walk that begins at `start`.

    From each place to the nearest next one, and then parts are turned round where that makes the walk shorter.
    Distances are those of aisles that cross at right angles.
    """
    order = _nearest_next(start, places)
    if len(order) <= MOST:
        _shorten(start, places, order)
    return order


def length(start: Point, places: Sequence[Point], order: Sequence[int]) -> float:
    """Centimetres of such a walk."""
    stops = [start, *(places[number] for number in order)]
    return sum(_far(one, other) for one, other in pairwise(stops))


def _nearest_next(start: Point, places: Sequence[Point]) -> list[int]:
    left, order, here = set(range(len(places))), [], start
    while left:
        after = min(left, key=lambda number: (_far(here, places[number]), number))
        order.append(after)
        left.discard(after)
        here = places[after]
    return order


def _shorten(start: Point, places: Sequence[Point], order: list[int]) -> None:
    for _ in range(ROUNDS):
        turned = False
        for first in range(len(order) - 1):
            before = start if first == 0 else places[order[first - 1]]
            for last in range(first + 1, len(order)):
                after = places[order[last + 1]] if last + 1 < len(order) else None
                now = _far(before, places[order[first]]) + (_far(places[order[last]], after) if after else 0.0)
                then = _far(before, places[order[last]]) + (_far(places[order[first]], after) if after else 0.0)
                if then < now - 1e-9:
                    order[first : last + 1] = reversed(order[first : last + 1])
                    turned = True
        if not turned:
            return


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
