"""Whose turn it is: what a person waits for goes first, and what runs by itself goes in the pauses between."""

from __future__ import annotations

import queue
import time
from collections import deque
from typing import Generic, TypeVar

Job = TypeVar("Job")

PAUSE_S = 0.05
"""So long after a person's act nothing starts by itself: what follows it meets a free disk."""

LONGEST_S = 0.25
"""Nothing waits longer than this for a pause."""


class Closed(Exception):
    """Everything was done, and nothing more comes."""


class Turns(Generic[Job]):
    """Jobs of any thread, for one thread that does them one after the other. Each of the two kinds keeps its order."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Job, bool] | None] = queue.SimpleQueue()
        self._behind: deque[tuple[float, Job]] = deque()
        """What runs by itself, and until when it gives way; the working thread's own."""
        self._acted = float("-inf")
        self._closed = False

    def put(self, job: Job, *, behind: bool = False) -> None:
        """Let this be done; with `behind` it gives way to people."""
        self._jobs.put((job, behind))

    def close(self) -> None:
        """Nothing comes after this; what was put is still done."""
        self._jobs.put(None)

    def next(self, patience_s: float | None = None) -> Job:
        """The job whose turn it is; waits for one.

        Raises:
            queue.Empty: if nothing came for `patience_s` (None: waits for ever).
            Closed: if everything is done and nothing more comes.
        """
        while not self._closed:
            now = time.monotonic()
            if self._behind and self._behind[0][0] <= now:
                return self._behind.popleft()[1]
            wait_s = self._wait_s(now)
            try:
                found = self._jobs.get(timeout=patience_s if wait_s is None else wait_s)
            except queue.Empty:
                if not self._behind:
                    raise
                return self._behind.popleft()[1]
            if found is None:
                self._closed = True
            elif found[1]:
                self._behind.append((time.monotonic() + LONGEST_S, found[0]))
            else:
                return found[0]
        if self._behind:
            return self._behind.popleft()[1]
        raise Closed

    def acted(self) -> None:
        """A person's job was done right now."""
        self._acted = time.monotonic()

    def _wait_s(self, now: float) -> float | None:
        """How long what runs by itself gives way from now on; None if nothing of the kind waits."""
        if not self._behind:
            return None
        return max(0.0, min(self._behind[0][0], self._acted + PAUSE_S) - now)
