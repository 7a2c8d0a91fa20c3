"""The way through a shop: around its shelves, the shortest there is, and in words that somebody can walk by."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from math import hypot
from typing import Literal

from msgspec import Struct

from kiosk.catalogue.model import StorePlan

CELL = 40
"""Centimetres: a person's width."""

STEP_CM = 70

ROOM = 25
"""Centimetres that nobody walks nearer to a shelf than."""

Point = tuple[float, float]
"""Centimetres from the top left of the drawing."""

_Cell = tuple[int, int]


class Leg(Struct, frozen=True):
    """A straight part of the way."""

    turn: Literal["start", "left", "right"]
    """How one comes into it."""
    metres: int


class Way(Struct, frozen=True):
    """From here to there."""

    points: tuple[Point, ...]
    """Where it bends, both ends among them."""

    @property
    def length(self) -> float:
        """Centimetres."""
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in zip(self.points, self.points[1:], strict=False))

    @property
    def steps(self) -> int:
        """Steps of a grown-up, to the nearest ten: nobody counts them."""
        return max(10, round(self.length / STEP_CM / 10) * 10)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Its straight parts of a metre and more."""
        found: list[Leg] = []
        before: Point | None = None
        for a, b in zip(self.points, self.points[1:], strict=False):
            along = (b[0] - a[0], b[1] - a[1])
            length = hypot(*along)
            if length < 100 and found:
                continue
            if before is None:
                turn: Literal["start", "left", "right"] = "start"
            else:
                # The drawing's y grows downwards, so a positive cross product is a turn to the right.
                turn = "right" if before[0] * along[1] - before[1] * along[0] > 0 else "left"
            found.append(Leg(turn, max(1, round(length / 100))))
            before = along
        return tuple(found)


def way(plan: StorePlan, start: Point, goal: Point) -> Way | None:
    """The shortest way that goes through no shelf; None if the plan leaves none. `goal` may lie in a shelf."""
    blocked = set(_blocked(plan))
    size = (int(plan.width // CELL) + 2, int(plan.height // CELL) + 2)
    first, last = _cell(start), _free_beside(goal, blocked, size)
    if last is None:
        return None
    cells = _search(first, last, blocked - {first}, size)
    if cells is None:
        return None
    return Way((start, *_bends(cells), goal))


def _search(first: _Cell, last: _Cell, blocked: set[_Cell], size: _Cell) -> list[_Cell] | None:
    """A* over the four directions; bends cost a little, so that the way is one that people would take."""
    start = (first, (0, 0))
    best: dict[tuple[_Cell, _Cell], float] = {start: 0.0}
    came: dict[tuple[_Cell, _Cell], tuple[_Cell, _Cell]] = {}
    queue: list[tuple[float, float, tuple[_Cell, _Cell]]] = [(0.0, 0.0, start)]
    while queue:
        _, cost, state = heapq.heappop(queue)
        cell, heading = state
        if cell == last:
            return _trace(state, came)
        if cost > best[state]:
            continue
        for move in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            there = (cell[0] + move[0], cell[1] + move[1])
            if there in blocked or not (0 <= there[0] < size[0] and 0 <= there[1] < size[1]):
                continue
            new = cost + 1 + (0.6 if heading not in ((0, 0), move) else 0)
            if new < best.get((there, move), 1e18):
                best[there, move] = new
                came[there, move] = state
                rest = abs(there[0] - last[0]) + abs(there[1] - last[1])
                heapq.heappush(queue, (new + rest, new, (there, move)))
    return None


def _trace(state: tuple[_Cell, _Cell], came: dict[tuple[_Cell, _Cell], tuple[_Cell, _Cell]]) -> list[_Cell]:
    cells = [state[0]]
    while state in came:
        state = came[state]
        cells.append(state[0])
    return cells[::-1]


def _bends(cells: list[_Cell]) -> Iterator[Point]:
    """The first and the last cell, and those where the way turns."""
    for place, cell in enumerate(cells):
        before = cells[place - 1] if place else None
        after = cells[place + 1] if place + 1 < len(cells) else None
        if before is not None and after is not None:
            straight = (cell[0] - before[0], cell[1] - before[1]) == (after[0] - cell[0], after[1] - cell[1])
            if straight:
                continue
        yield ((cell[0] + 0.5) * CELL, (cell[1] + 0.5) * CELL)


def _blocked(plan: StorePlan) -> Iterator[_Cell]:
    for shelf in plan.shelves:
        left, top = _cell((shelf.x - ROOM, shelf.y - ROOM))
        right, low = _cell((shelf.x + shelf.w + ROOM, shelf.y + shelf.h + ROOM))
        for x in range(left, right + 1):
            for y in range(top, low + 1):
                middle = ((x + 0.5) * CELL, (y + 0.5) * CELL)
                if (
                    shelf.x - ROOM < middle[0] < shelf.x + shelf.w + ROOM
                    and shelf.y - ROOM < middle[1] < shelf.y + shelf.h + ROOM
                ):
                    yield (x, y)


def _free_beside(goal: Point, blocked: set[_Cell], size: _Cell) -> _Cell | None:
    """The free cell nearest to a place in a shelf."""
    middle = _cell(goal)
    for reach in range(max(size)):
        ring = [
            (middle[0] + x, middle[1] + y)
            for x in range(-reach, reach + 1)
            for y in range(-reach, reach + 1)
            if max(abs(x), abs(y)) == reach
        ]
        free = [one for one in ring if one not in blocked and 0 <= one[0] < size[0] and 0 <= one[1] < size[1]]
        if free:
            return min(free, key=lambda one: (hypot(one[0] - goal[0] / CELL, one[1] - goal[1] / CELL), one))
    return None


def _cell(point: Point) -> _Cell:
    return (int(point[0] // CELL), int(point[1] // CELL))
