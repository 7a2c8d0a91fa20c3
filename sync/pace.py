"""Makes the drain give way to people: while somebody works at the device it goes on slowly, a frame at a time."""

from __future__ import annotations

import time
from collections.abc import Callable

from sync.steps import Publish, Step

WORKS_S = 3.0
"""So long after a touch or a scan somebody is still at work."""

PACE_S = 0.25
"""Between two frames while somebody works: about 800 facts a second; a sale that is alone in the queue leaves at once.
Beside a drain a sale then takes 1.4 times as long as beside none (p99); with a frame every 20 ms it was 2.2 to 2.5."""

MOMENT_S = 0.02
"""So long after an act even what has come is left lying: the interpreter belongs to whoever works."""


class Pace:
    """Asked by the agent's thread; `give_way` may be called from any."""

    def __init__(self) -> None:
        self._touched = float("-inf")
        self._sent = float("-inf")

    def give_way(self) -> None:
        """Somebody did something."""
        self._touched = time.monotonic()

    def room(self, now: float, room: int) -> int:
        """How many frames may be sent now, if the link has room for so many."""
        if now >= self._touched + WORKS_S:
            return room
        return min(room, 1) if now >= self._next_frame() else 0

    def moment(self, now: float) -> float:
        """Seconds until what has come is looked at."""
        return max(0.0, self._touched + MOMENT_S - now)

    def steps(self, now: float, room: int, on_time: Callable[[float, int], list[Step]]) -> list[Step]:
        """What `on_time` wants to be done with the room that there is."""
        wanted = on_time(now, self.room(now, room))
        if any(isinstance(step, Publish) for step in wanted):
            self.sent(now)
        return wanted

    def sent(self, now: float) -> None:
        """A frame went."""
        self._sent = now

    def due(self, now: float) -> float:
        """When a frame that gave way may go; never, if none did."""
        at = self._next_frame()
        return at if now < at and now < self._touched + WORKS_S else float("inf")

    def _next_frame(self) -> float:
        return self._sent + PACE_S
