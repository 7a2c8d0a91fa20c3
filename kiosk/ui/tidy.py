"""When the program clears away what is gone: in pauses, never while a finger waits.

Widgets hold one another in circles, so only the collector frees them; and looking through a whole page's objects takes
longer than a frame. What lives as long as the program is left out of it.
"""

from __future__ import annotations

import gc
from typing import Any

from kivy.clock import Clock

YOUNG = 20_000
"""New objects after which the youngest are looked through: a page makes about as many, and 700, which is usual, would
interrupt it thirty times."""

ROUNDS = 50
"""Of the youngest, after which those that stayed are looked through where nobody pauses. By then it takes up to a
second, so a pause does it long before."""

OLD = 1_000_000
"""Rounds after which everything would be looked through without being asked: it is asked for in pauses."""

PAUSE_S = 20.0
"""Between two pauses that are made use of, where no session ends."""

QUIET_S = 2.0
"""A person reads for so long, and touches nothing."""

CALM_FPS = 40
"""Frames a second while nobody touches anything: looking whether there is something to draw is what idling costs."""

CALM_S = 5.0
"""After the start, until all that stays has been loaded."""


class Tidying:
    """Clears away in pauses; `touched` is told of every touch. There is one, `tidying`."""

    def __init__(self) -> None:
        self._last_touch = 0.0
        self._last_time = 0.0
        self._clock: Any = None  # Kivy's clock event
        self._full_fps = 0
        """What to go back to; 0 while it is in force."""

    def start(self) -> None:
        """Take the collector over. May be called twice."""
        gc.set_threshold(YOUNG, ROUNDS, OLD)
        if self._clock is None:
            Clock.schedule_once(lambda _dt: self._settle(), CALM_S)
            self._clock = Clock.schedule_interval(self._look, 1.0)

    def close(self) -> None:
        """Give the collector back. May be called twice."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
            self._hurry()
            gc.unfreeze()
            gc.set_threshold(700, 10, 10)

    def touched(self) -> None:
        """A finger, a key, a scan: not now."""
        self._last_touch = Clock.get_time()
        self._hurry()

    def _hurry(self) -> None:
        if self._full_fps:
            Clock._max_fps, self._full_fps = self._full_fps, 0  # noqa: SLF001 - there is no other way to say so

    def _rest(self) -> None:
        if not self._full_fps and Clock._max_fps > CALM_FPS:  # noqa: SLF001 - the same
            self._full_fps, Clock._max_fps = Clock._max_fps, CALM_FPS  # noqa: SLF001 - the same

    def _settle(self) -> None:
        """What is there now stays for as long as the program runs: it need not be looked at again."""
        gc.collect()
        gc.freeze()

    def _look(self, _dt: float) -> None:
        at = Clock.get_time()
        if at - self._last_touch >= QUIET_S:
            self._rest()
        if at - self._last_touch >= QUIET_S and at - self._last_time >= PAUSE_S:
            self._last_time = at
            gc.collect()
        elif at - self._last_touch >= QUIET_S and gc.get_count()[1]:
            gc.collect(1)  # pages of the last minute


tidying = Tidying()
