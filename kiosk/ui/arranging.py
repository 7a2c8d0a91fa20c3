"""In which order a page is laid out before a frame: widths go down the tree, heights come up, and shapes follow last.

The toolkit lays out in the order in which widgets asked for it, so that one box of a new page is laid out a dozen times
until all boxes around it and in it have come to rest. Ordered by their depth each is laid out three times.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from kivy.clock import Clock

MOST_SWEEPS = 40
"""Down and up the tree in one frame. A page needs three or four; what would never rest goes on with the next frame."""


class Turn:
    """Asks for one widget to be laid out before the next frame, however often it is called; hears of properties."""

    __slots__ = ("act", "grows", "waiting", "widget")

    def __init__(self, widget: Any, act: Callable[[], object]) -> None:  # any Kivy widget
        self.widget = widget
        self.act = act
        self.waiting = False
        self.grows = False
        """Whether its size may be another afterwards: not if it was only moved."""

    def __call__(self, *_: object) -> None:
        """Ask."""
        self.grows = True
        if not self.waiting:
            self.waiting = True
            arranging.add(self)

    def moved(self, *_: object) -> None:
        """Ask, as the widget lies elsewhere and what is in it must follow."""
        if not self.waiting:
            self.waiting = True
            arranging.add(self)

    def rest(self) -> None:
        """Nothing has to be done any more."""
        self.waiting = self.grows = False

    def now(self) -> None:
        """Do it at once where the page is being laid out, as whoever called goes by its size; or else ask."""
        if arranging.busy:
            self.rest()
            self.act()
        else:
            self()


class Spot:
    """Asks for a shape to be drawn where its widget lies, once everything has its place."""

    __slots__ = ("act", "waiting")

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act
        self.waiting = False

    def __call__(self, *_: object) -> None:
        """Ask."""
        if not self.waiting:
            self.waiting = True
            arranging.draw(self)


class Arranging:
    """Lays out what asked for it. There is one, `arranging`; the main loop alone uses it."""

    def __init__(self) -> None:
        self.busy = False
        """Whether widgets are being laid out now."""
        self._down: list[tuple[int, int, Turn]] = []
        self._up: list[tuple[int, int, Turn]] = []
        self._new: list[Turn] = []
        self._spots: list[Spot] = []
        self._count = 0
        self._at = 0
        self._downward = True
        self._soon = Clock.create_trigger(self._run, -1)

    def add(self, turn: Turn) -> None:
        """Lay this out: in this round where one is under way, or before the next frame."""
        if self.busy:
            self._sort_in(turn)
        else:
            self._new.append(turn)
            self._soon()

    def draw(self, spot: Spot) -> None:
        """Draw this when all is laid out."""
        self._spots.append(spot)
        if not self.busy:
            self._soon()

    def _sort_in(self, turn: Turn) -> None:
        depth = _depth(turn.widget)
        self._count += 1
        if depth > self._at or (depth == self._at and not self._downward):
            heappush(self._down, (depth, self._count, turn))
        else:
            heappush(self._up, (-depth, self._count, turn))

    def _run(self, _dt: float) -> None:
        self.busy = True
        try:
            self._at, self._downward = -1, True
            new, self._new = self._new, []
            for turn in new:
                self._sort_in(turn)
            for _ in range(MOST_SWEEPS):
                if not (self._down or self._up or self._spots):
                    break
                self._sweep(self._down, downward=True)
                self._sweep(self._up, downward=False)
                if not self._down:
                    spots, self._spots = self._spots, []
                    for spot in spots:
                        spot.waiting = False
                        spot.act()
        finally:
            self.busy = False
            if self._down or self._up or self._spots:
                self._new = [turn for _, _, turn in (*self._down, *self._up)]
                self._down.clear()
                self._up.clear()
                Clock.schedule_once(self._soon)

    def _sweep(self, waiting: list[tuple[int, int, Turn]], *, downward: bool) -> None:
        self._downward = downward
        while waiting:
            depth, _, turn = heappop(waiting)
            if turn.waiting:
                self._at = abs(depth)
                turn.rest()
                turn.act()


def settle(widget: Any) -> None:  # any Kivy widget
    """Let a text or a box take its size now, if it has to: whoever places it goes by that."""
    known = widget.__dict__
    turn = known.get("write_again") or known.get("_trigger_layout")
    if turn.__class__ is Turn and turn.waiting and turn.grows:
        turn.now()


def _depth(widget: Any) -> int:  # any Kivy widget
    depth = 0
    above = widget.parent
    while above is not None and above is not widget:
        depth += 1
        widget, above = above, above.parent
    return depth


arranging = Arranging()
