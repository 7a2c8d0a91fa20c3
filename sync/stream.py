"""The sending half of one stream: a bounded window, cumulative acknowledgements, go-back-N.

Sans-IO: it reads no clock and sends nothing. The owner asks for the next frame's place, sends it, and tells what came
back. Sequence numbers may have holes (a compacted stream); only their order matters here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

WINDOW = 8
"""Frames under way at one time: 1,600 events keep a line of 100 Mbit/s busy, and a lost one costs little to repeat."""

RETRY_S = 2.0
RETRY_MAX_S = 30.0


class Sender:
    """Where one stream stands on its way out. Times are seconds of any steady clock."""

    def __init__(self, *, window: int = WINDOW, retry_s: float = RETRY_S, retry_max_s: float = RETRY_MAX_S) -> None:
        self._window = window
        self._retry_first_s = retry_s
        self._retry_max_s = retry_max_s
        self._retry_s = retry_s
        self.running = False
        self.acked = 0
        """The other side has everything up to here durably."""
        self.sent = 0
        """Handed out up to here."""
        self._under_way: deque[int] = deque()
        self._deadline: float | None = None
        self._repair: deque[tuple[int, int]] = deque()
        self._repaired_at: dict[int, float] = {}

    def start(self, acked: int, window: int = WINDOW) -> None:
        """Begin (again) behind `acked`; whatever was under way is taken for lost."""
        self.running = True
        self.acked = self.sent = acked
        self._window = max(1, min(window, WINDOW))
        self._retry_s = self._retry_first_s
        self._forget()

    def stop(self) -> None:
        """Send nothing until `start`."""
        self.running = False
        self._forget()

    def _forget(self) -> None:
        self._under_way.clear()
        self._deadline = None
        self._repair.clear()
        self._repaired_at.clear()

    def next_range(self, top: int) -> tuple[int, int] | None:
        """(after, upto) of the frame to send now, or None: nothing to send, or the window is full.

        `top` is the last sequence number of the stream.
        """
        if not self.running:
            return None
        if self._repair:
            first, last = self._repair[0]
            return first - 1, last
        if self.sent >= top or len(self._under_way) >= self._window:
            return None
        return self.sent, top

    def handed_out(self, last: int, now: float) -> None:
        """The frame that `next_range` asked for went out; its last event was `last`."""
        if self._repair:
            _, end = self._repair.popleft()
            if last < end:
                self._repair.appendleft((last + 1, end))
        else:
            self.sent = last
            self._under_way.append(last)
        if self._deadline is None:
            self._deadline = now + self._retry_s

    def nothing_there(self) -> None:
        """The range that `next_range` asked for holds no event (compacted away)."""
        if self._repair:
            self._repair.popleft()

    def on_ack(self, upto: int, holes: Sequence[tuple[int, int]], now: float) -> bool:
        """The other side has everything up to `upto`; True if that is progress."""
        progress = upto > self.acked
        if progress:
            self.acked = upto
            self.sent = max(self.sent, upto)
            while self._under_way and self._under_way[0] <= upto:
                self._under_way.popleft()
            self._retry_s = self._retry_first_s
            self._deadline = now + self._retry_s if self._under_way else None
            self._repair = deque(hole for hole in self._repair if hole[1] > upto)
            self._repaired_at = {first: at for first, at in self._repaired_at.items() if first > upto}
        for first, last in holes:
            # A repair is under way for a while before its acknowledgement can be here.
            if first > self.acked and last <= self.sent and now - self._repaired_at.get(first, -1e9) >= self._retry_s:
                self._repaired_at[first] = now
                self._repair.append((first, last))
        return progress

    def on_time(self, now: float) -> bool:
        """Go back and send again if the acknowledgement is overdue; True if so."""
        if self._deadline is None or now < self._deadline:
            return False
        self._forget()
        self.sent = self.acked
        self._retry_s = min(self._retry_s * 2, self._retry_max_s)
        return True

    @property
    def deadline(self) -> float | None:
        """When `on_time` wants to be called."""
        return self._deadline if self.running else None
