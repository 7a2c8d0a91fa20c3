"""A hybrid logical clock: order without trust in anybody's clock, and still close to the hour that people see.

After Kulkarni et al., "Logical Physical Clocks" (2014): 48 bits of milliseconds and 16 bits that count within one.
What a device says after it has heard of something always sorts after it, whatever both clocks show.
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct

MOST_COUNT = 0xFFFF

MOST_AHEAD_MS = 5 * 60 * 1000
"""A stranger's clock further ahead than this is believed for its own events and never taken over: one wrong clock
would otherwise carry the whole store into the future."""


class Reading(Struct, frozen=True, order=True):
    """One reading. Sorts; ties between devices are broken by whoever compares, with the device's name."""

    ms: int
    """Milliseconds since 1970, UTC."""
    count: int = 0

    def __str__(self) -> str:
        return f"{self.ms:012x}{self.count:04x}"

    @classmethod
    def parse(cls, text: str) -> Reading:
        """The reading that `str` wrote.

        Raises:
            ValueError: if it is not sixteen hexadecimal digits.
        """
        if len(text) != 16:
            raise ValueError(f"a reading of the clock has 16 digits: {text!r}")
        return cls(int(text[:12], 16), int(text[12:], 16))


START = Reading(0)


def ticked(last: Reading, now: datetime) -> Reading:
    """The next reading of a device whose last one is `last`."""
    ms = _ms(now)
    return Reading(ms) if ms > last.ms else _next(last)


def heard(last: Reading, other: Reading, now: datetime) -> Reading:
    """The reading after something with `other` was heard of; one that is far ahead of this clock changes nothing."""
    ms = _ms(now)
    if other.ms > ms + MOST_AHEAD_MS:
        return ticked(last, now)
    newest = max(last, other)
    return Reading(ms) if ms > newest.ms else _next(newest)


def _next(reading: Reading) -> Reading:
    if reading.count >= MOST_COUNT:
        return Reading(reading.ms + 1)
    return Reading(reading.ms, reading.count + 1)


def _ms(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp() * 1000)
