"""Time and ids as arguments: the one place where the real clock and the real generator stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

import uuid_utils

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

NewId = Callable[[], str]
"""Returns an id that is unique for ever."""


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A version 7 UUID (RFC 9562) as text: unique for ever, sorts by the moment it was made."""
    return str(uuid_utils.uuid7())


@lru_cache(maxsize=16)
def stamp(moment: datetime) -> str:
    """`moment` as it stands in databases and messages: ISO 8601, UTC, milliseconds, Z.

    A transaction writes its one moment a dozen times, so the last texts are remembered.
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def parse(text: str) -> datetime:
    """The moment that `stamp` wrote.

    Raises:
        ValueError: if the text is no ISO 8601 time with an offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"time without an offset: {text}")
    return moment.astimezone(UTC)
