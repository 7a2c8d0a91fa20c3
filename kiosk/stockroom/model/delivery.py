"""Goods that are to come, from a supplier or a warehouse: what was announced, what was scanned at the door."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from kiosk.record.model import Record
from kiosk.stockroom.model.sheet import Lines, Row, code_of, rows_of, tallied

DELIVERY = "delivery"
GOT = "got"

EXPECTED, RECEIVED = "expected", "received"


class Delivery(Struct, frozen=True):
    """One delivery."""

    delivery_id: str
    number: str
    """What stands on its papers."""
    source: str
    """Who sends it, in words."""
    state: str
    due_at: datetime | None
    rows: tuple[Row, ...]
    transfer: bool = False
    """Whether another store of the chain sends it."""
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == EXPECTED

    @property
    def expected(self) -> int:
        """Units that were announced."""
        return sum(row.expected for row in self.rows)

    @property
    def units(self) -> int:
        """Units that were scanned, sound or not."""
        return sum(row.units for row in self.rows)

    @property
    def damaged(self) -> int:
        return sum(row.damaged for row in self.rows)

    @property
    def missing(self) -> int:
        """Units that were announced and did not come."""
        return sum(max(0, -row.difference) for row in self.rows)

    @property
    def surplus(self) -> int:
        """Units that came and nobody announced."""
        return sum(max(0, row.difference) for row in self.rows)

    def row(self, gtin: str) -> Row:
        """What stands about one product."""
        return next((row for row in self.rows if row.gtin == gtin), Row(gtin, 0, 0, 0))


def delivery_of(record: Record) -> Delivery | None:
    """The delivery of a record; None while its lines are on their way."""
    lines = record.data("lines", Lines, ())
    if not lines or not record.text("state"):
        return None
    return Delivery(
        record.record_id,
        record.text("number") or code_of("D", record.record_id),
        record.text("source"),
        record.text("state"),
        record.time("due"),
        rows_of(lines, tallied(record, GOT)),
        closed_at=record.time("closed_at"),
        closed_by=record.text("closed_by"),
    )
