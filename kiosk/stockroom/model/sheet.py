"""What several devices scanned of one paper, and how that stands beside what was expected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from kiosk.record.model import Record

Lines = tuple[tuple[str, int], ...]
"""(GTIN, units)."""

Tallies = dict[str, tuple[int, int]]
"""GTIN -> (sound units, damaged units), as it stands in a field."""

RowState = Literal["open", "fits", "missing", "surplus", "unexpected"]


class Tally(Struct, frozen=True):
    """Units of one product."""

    good: int = 0
    damaged: int = 0

    @property
    def units(self) -> int:
        return self.good + self.damaged


NONE = Tally()


class Row(Struct, frozen=True):
    """One product of a paper: what should come, and what was scanned."""

    gtin: str
    expected: int
    good: int
    damaged: int

    @property
    def units(self) -> int:
        return self.good + self.damaged

    @property
    def difference(self) -> int:
        """Greater than zero: more came than was announced."""
        return self.units - self.expected

    def state(self, closed: bool = False) -> RowState:
        """How it stands; what is not there yet is missing only when nobody scans any more."""
        if not self.expected:
            return "unexpected"
        if self.difference == 0:
            return "fits"
        if self.difference > 0:
            return "surplus"
        return "missing" if closed else "open"


def tally_field(prefix: str, device: str) -> str:
    """Each device writes what it scanned into a field of its own, so that nobody overwrites anybody."""
    return f"{prefix}.{device}"


def own_tallies(record: Record, prefix: str, device: str) -> Tallies:
    """What this device scanned."""
    return record.data(tally_field(prefix, device), Tallies, {})


def tallied(record: Record, prefix: str) -> dict[str, Tally]:
    """What all devices scanned, summed."""
    found: dict[str, Tally] = {}
    for name in record.fields:
        if not name.startswith(prefix + "."):
            continue
        for gtin, (good, damaged) in record.data(name, Tallies, {}).items():
            before = found.get(gtin, NONE)
            found[gtin] = Tally(before.good + good, before.damaged + damaged)
    return {gtin: one for gtin, one in found.items() if one.units}


def rows_of(expected: Iterable[tuple[str, int]], got: Mapping[str, Tally]) -> tuple[Row, ...]:
    """Products in the order of the paper; what nobody announced comes last."""
    wanted: dict[str, int] = {}
    for gtin, units in expected:
        wanted[gtin] = wanted.get(gtin, 0) + units
    known = [Row(gtin, units, got.get(gtin, NONE).good, got.get(gtin, NONE).damaged) for gtin, units in wanted.items()]
    others = [Row(gtin, 0, one.good, one.damaged) for gtin, one in sorted(got.items()) if gtin not in wanted]
    return (*known, *others)


def code_of(letter: str, record_id: str) -> str:
    """What people call a paper by, e.g. T-4821: short enough to be called out, the same on every device."""
    number = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:4], "big") % 10_000
    return f"{letter}-{number:04d}"
