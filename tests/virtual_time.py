"""Time that passes as fast as a test can turn it: an alarm for drivers and desks, a wall clock beside it."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.devices import NOON


@dataclass
class VirtualTime:
    """An alarm (`now`, `after`) whose time stands still until `run`."""

    seconds: float = 0.0
    _due: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)

    def now(self) -> float:
        return self.seconds

    def after(self, delay_s: float, act: Callable[[], object]) -> None:
        heapq.heappush(self._due, (self.seconds + max(0.0, delay_s), next(self._count), act))

    def wall(self) -> datetime:
        """The clock on the wall."""
        return NOON + timedelta(seconds=self.seconds)

    def step(self) -> bool:
        """Let the next thing happen; False if nothing is due ever."""
        if not self._due:
            return False
        due, _, act = heapq.heappop(self._due)
        self.seconds = max(self.seconds, due)
        act()
        return True

    def pass_time(self, seconds: float, between: Callable[[], object] = lambda: None) -> None:
        """Let so much time pass, with all that is due in it; `between` is called after each thing."""
        ends = self.seconds + seconds
        between()
        while self._due and self._due[0][0] <= ends:
            self.step()
            between()
        self.seconds = ends
