"""Goods that go from one store of the chain to another: asked for, scanned out, scanned in."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from kiosk.record.model import Record
from kiosk.stockroom.model.delivery import EXPECTED, GOT, RECEIVED, Delivery
from kiosk.stockroom.model.sheet import Lines, Row, code_of, rows_of, tallied

TRANSFER = "transfer"
SENT_PREFIX = "sent"

ASKED, SENT, DONE, REFUSED = "asked", "sent", "done", "refused"
OPEN = (ASKED, SENT)


class Transfer(Struct, frozen=True):
    """One transfer, as both stores and head office see it."""

    transfer_id: str
    number: str
    from_store: str
    to_store: str
    state: str
    note: str
    asked_at: datetime
    asked_by: str
    wanted: tuple[Row, ...]
    """`expected`: what was asked for; scanned: what was put into the box."""
    arrived: tuple[Row, ...]
    """`expected`: what was put into the box; scanned: what came out of it."""
    sent_at: datetime | None = None
    reason: str = ""
    """Why it was refused."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def units(self) -> int:
        """Units that were asked for."""
        return sum(row.expected for row in self.wanted)

    @property
    def packed(self) -> int:
        """Units in the box."""
        return sum(row.units for row in self.wanted)

    def as_delivery(self) -> Delivery | None:
        """What the store that waits for it receives; None before it was sent."""
        if self.state not in (SENT, DONE):
            return None
        state = EXPECTED if self.state == SENT else RECEIVED
        return Delivery(
            self.transfer_id, self.number, self.from_store, state, self.sent_at, self.arrived, transfer=True
        )


def transfer_of(record: Record) -> Transfer | None:
    """The transfer of a record; None while a part of it is on its way."""
    lines, asked_at = record.data("lines", Lines, ()), record.time("asked_at")
    if not lines or asked_at is None or not record.text("to_store") or not record.text("from_store"):
        return None
    sent = tallied(record, SENT_PREFIX)
    state = record.text("state")
    if state == REFUSED and any(one.units for one in sent.values()):
        # Who took it back did not know that goods were in the box: it is received, or unpacked first.
        state = SENT if record.time("sent_at") is not None else ASKED
    return Transfer(
        record.record_id,
        code_of("T", record.record_id),
        record.text("from_store"),
        record.text("to_store"),
        state,
        record.text("note"),
        asked_at,
        record.text("asked_by"),
        rows_of(lines, sent),
        rows_of([(gtin, one.units) for gtin, one in sent.items()], tallied(record, GOT)),
        record.time("sent_at"),
        record.text("reason"),
    )
