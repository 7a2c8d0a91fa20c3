"""A call for a colleague, and how what several devices say about it becomes one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

AGAIN_AFTER = timedelta(seconds=60)
"""So long nobody has answered, and it is asked again, louder. A minute is long for who stands and waits."""

LIVES = timedelta(minutes=20)
"""Whoever called has gone by then."""

COMES_IN_MIN = 1
"""What a shopper is told: a shop floor is crossed in a minute."""

ABOUT = frozenset({"help", "product", "search", "check", "payment", "printer", "pickup"})

CallState = Literal["asked", "coming", "ended"]


class Answer(Struct, frozen=True):
    """Somebody said that they come."""

    at: datetime
    device: str
    name: str = ""


class End(Struct, frozen=True):
    """It is over."""

    at: datetime
    device: str
    how: str
    """done, or taken_back by the shopper."""


class Call(Struct, frozen=True):
    """One call, as far as this device has heard."""

    call_id: str
    device: str
    about: str
    called_at: datetime
    gtin: str = ""
    language: str = ""
    asked: int = 1
    answer: Answer | None = None
    end: End | None = None

    @property
    def state(self) -> CallState:
        if self.end is not None:
            return "ended"
        return "asked" if self.answer is None else "coming"

    def open_at(self, now: datetime) -> bool:
        """Whether somebody still waits."""
        return self.end is None and now - self.called_at < LIVES

    def late_at(self, now: datetime) -> bool:
        """Whether nobody has answered for so long that the shopper must be told."""
        return self.state == "asked" and now - self.called_at >= AGAIN_AFTER

    def due_at(self, now: datetime) -> bool:
        """Whether it is time to ask once more."""
        return self.state == "asked" and self.open_at(now) and now - self.called_at >= AGAIN_AFTER * self.asked

    def merged(self, other: Call) -> Call:
        """What both know. In whatever order devices hear of each other, they come to the same."""
        answers = [one.answer for one in (self, other) if one.answer is not None]
        ends = [one.end for one in (self, other) if one.end is not None]
        return replace(
            self,
            asked=max(self.asked, other.asked),
            answer=min(answers, key=lambda one: (one.at, one.device, one.name), default=None),
            end=min(ends, key=lambda one: (one.at, one.device, one.how), default=None),
        )
