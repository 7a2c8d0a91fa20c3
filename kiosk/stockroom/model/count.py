"""Counting without knowing what should be there; what differs is counted again and booked with a second word."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from kiosk.record.model import Record
from kiosk.stockroom.model.sheet import code_of

COUNT = "count"

ASKED, AGAIN, APPROVE, DONE = "asked", "again", "approve", "done"
OPEN = (ASKED, AGAIN, APPROVE)

Entries = dict[str, tuple[int, int]]
"""GTIN -> (units that were counted, units that the device thought were there at that moment)."""


class Entry(Struct, frozen=True):
    """One product, counted once."""

    units: int
    thought: int
    """What the device held for right when the number was entered: sales go on while people count."""

    @property
    def difference(self) -> int:
        """Greater than zero: more is there than was thought."""
        return self.units - self.thought


class Difference(Struct, frozen=True):
    """What a product's stock is to be changed by."""

    gtin: str
    thought: int
    counted: int

    @property
    def units(self) -> int:
        return self.counted - self.thought


class Count(Struct, frozen=True):
    """One count."""

    count_id: str
    number: str
    title: str
    """Of a shelf or an occasion, in the words of whoever asked; empty: of the products alone."""
    state: str
    gtins: tuple[str, ...]
    reason: str
    """asked, gap, found, cycle."""
    due_at: datetime | None
    first: dict[str, Entry]
    second: dict[str, Entry]
    counted_by: str = ""
    """Operator of the last entry."""
    counted_on: str = ""
    """The device that counted last: its figures are those that a difference is booked from."""
    approved_by: str = ""
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def again(self) -> tuple[str, ...]:
        """Products whose first count was another than thought: they are counted once more."""
        return tuple(gtin for gtin in self.gtins if gtin in self.first and self.first[gtin].difference)

    @property
    def asked_now(self) -> tuple[str, ...]:
        """Products that the count waits for, in the order of the paper."""
        if self.state == AGAIN:
            return tuple(gtin for gtin in self.again if gtin not in self.second)
        return tuple(gtin for gtin in self.gtins if gtin not in self.first) if self.state == ASKED else ()

    def entry(self, gtin: str) -> Entry | None:
        """What stands: the second count before the first."""
        return self.second.get(gtin) or self.first.get(gtin)

    def differences(self) -> tuple[Difference, ...]:
        """What would be booked."""
        found = []
        for gtin in self.gtins:
            entry = self.entry(gtin)
            if entry is not None and entry.difference:
                found.append(Difference(gtin, entry.thought, entry.units))
        return tuple(found)

    def after(self, gtin: str, entry: Entry) -> Count:
        """The count with one more figure, in the state that follows from it."""
        first, second = dict(self.first), dict(self.second)
        (second if self.state == AGAIN else first)[gtin] = entry
        return self._settled(first, second)

    def _settled(self, first: dict[str, Entry], second: dict[str, Entry]) -> Count:
        differing = [gtin for gtin in self.gtins if gtin in first and first[gtin].difference]
        if any(gtin not in first for gtin in self.gtins):
            state = ASKED
        elif any(gtin not in second for gtin in differing):
            state = AGAIN
        else:
            state = APPROVE if any(second[gtin].difference for gtin in differing) else DONE
        return Count(
            self.count_id, self.number, self.title, state, self.gtins, self.reason, self.due_at, first, second,
            self.counted_by, self.counted_on, self.approved_by, self.done_at,
        )  # fmt: skip


def count_of(record: Record) -> Count | None:
    """The count of a record; None while a part of it is on its way."""
    gtins = record.data("gtins", tuple[str, ...], ())
    if not gtins or not record.text("state"):
        return None
    return Count(
        record.record_id,
        code_of("C", record.record_id),
        record.text("title"),
        record.text("state"),
        gtins,
        record.text("reason"),
        record.time("due"),
        entries(record, "first"),
        entries(record, "second"),
        record.text("counted_by"),
        record.set_on("counted_by"),
        record.text("approved_by"),
        record.time("done_at"),
    )


def entries(record: Record, name: str) -> dict[str, Entry]:
    """The figures of one round."""
    return {gtin: Entry(*one) for gtin, one in record.data(name, Entries, {}).items()}


def as_entries(found: dict[str, Entry]) -> Entries:
    """The same for a field."""
    return {gtin: (one.units, one.thought) for gtin, one in found.items()}
