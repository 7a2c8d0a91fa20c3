"""When a person has gone: the idle question, its ring of 20 seconds, and more time for who asks. Knows no Kivy."""

from __future__ import annotations

import time
from collections.abc import Callable

PERSONAL_S = 45.0
ANONYMOUS_S = 30.0
"""With nothing personal on screen there is less to protect, and the next shopper waits."""

QUESTION_S = 20.0
MOST_EXTENSIONS = 10


class IdleWatch:
    """Counts the seconds since somebody was there.

    Args:
        personal: whether the screen holds anything about a person now.
        now: seconds of a clock that never goes back.
    """

    def __init__(self, personal: Callable[[], bool] | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._personal = personal
        self._now = now
        self._last = now()
        self._asked: float | None = None
        self._longer = 1
        self._asked_for_more = False

    @property
    def allowed_s(self) -> float:
        """Seconds without a touch until the question comes."""
        personal = self._personal is None or self._personal()
        return (PERSONAL_S if personal else ANONYMOUS_S) * self._longer

    @property
    def question_s(self) -> float:
        """Seconds that the question stands; twice as many for who asked for more time beforehand."""
        return QUESTION_S * (2 if self._asked_for_more else 1)

    @property
    def patience(self) -> int:
        """How many times the usual time this person is given."""
        return self._longer

    @property
    def longer(self) -> bool:
        """Whether more time was asked for before the question came."""
        return self._asked_for_more

    def give(self, more: bool) -> None:
        """More time for all of this session, or the usual times again."""
        self._asked_for_more = more
        self._longer = 2 if more else 1
        self._last = self._now()

    def here(self) -> None:
        """The person showed otherwise than by the question's buttons that they are there."""
        self._asked = None
        self._last = self._now()

    def touched(self) -> None:
        """Somebody is there. While the question is up only its own buttons count."""
        if self._asked is None:
            self._last = self._now()

    def more_time(self) -> None:
        """The person asked for more time: twice as much from now on, in this session."""
        self._asked = None
        self._longer = min(self._longer * 2, MOST_EXTENSIONS)
        self._last = self._now()

    def new_session(self) -> None:
        """Somebody new: the usual times again."""
        self._asked_for_more = False
        self._asked = None
        self._longer = 1
        self._last = self._now()

    def tick(self, rule: str, ask: Callable[[], None], end: Callable[[], None]) -> None:
        """Look at the clock, once a second. `rule` is the front screen's: `question`, `never` or `home`."""
        if rule != "question":
            self._asked = None
            self._last = self._now()
        elif self._asked is not None:
            if self._now() - self._asked >= self.question_s:
                end()
        elif self._now() - self._last >= self.allowed_s:
            self._asked = self._now()
            ask()
