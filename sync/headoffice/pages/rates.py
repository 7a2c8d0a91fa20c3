"""How often somebody may ask: buckets that fill again with time, in memory alone, so nothing is kept of anybody."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEPT = 10_000
"""Addresses at once; who came longest ago is forgotten first."""


class Rate:
    """Lets `most` through at once, and then `per_minute`; safe from any thread."""

    def __init__(self, most: int, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._per_s = per_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, who: str) -> float:
        """Seconds until `who` may come; 0: now. Takes nothing."""
        with self._lock:
            left, _ = self._now(who)
        return 0.0 if left >= 1 else (1 - left) / self._per_s

    def take(self, who: str) -> float:
        """Let `who` through and count it: 0; or the seconds until they may come again, and nothing is counted."""
        with self._lock:
            left, now = self._now(who)
            if left < 1:
                return (1 - left) / self._per_s
            self._left[who] = (left - 1, now)
            self._left.move_to_end(who)
            while len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
            return 0.0

    def _now(self, who: str) -> tuple[float, float]:
        now = self._clock()
        left, at = self._left.get(who, (float(self._most), now))
        return min(float(self._most), left + (now - at) * self._per_s), now
