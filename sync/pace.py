"""Makes the drain give way to people: while somebody works at the device, one frame at a time, with room between."""

from __future__ import annotations

import time

WORKS_S = 0.5
"""So long after a touch or a scan somebody is still at work."""

PACE_S = 0.05
"""Between two frames then: 4,000 facts a second, and a sale seldom meets one."""


class Pace:
    """Asked by the agent's thread; `give_way` may be called from any."""

    def __init__(self) -> None:
        self._works_until = 0.0
        self._next_frame = 0.0

    def give_way(self) -> None:
        """Somebody did something."""
        self._works_until = time.monotonic() + WORKS_S

    def room(self, now: float, room: int) -> int:
        """How many frames may be sent now, if the link has room for so many."""
        if now >= self._works_until:
            return room
        if now < self._next_frame or not room:
            return 0
        self._next_frame = now + PACE_S
        return 1

    def due(self, now: float) -> float:
        """When a frame that gave way may go; never, if none did."""
        return self._next_frame if now < self._next_frame and now < self._works_until else float("inf")
