"""What a shopper has said at a kiosk of goods that they bring back: the desk begins with it and need not ask again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from kiosk.record import actions as records
from kiosk.record import tables
from kiosk.record.model import as_text, same_id
from kiosk.register import Register
from kiosk.till import tables as sales
from kiosk.till.actions.guarding import Wanted
from kiosk.worker import Transaction
from sync.clock import stamp
from sync.security import Vault

KIND = "return_wish"
TOPIC = records.topic(KIND)


class Wish(Struct, frozen=True):
    """Units of one sold line that come back."""

    line: str
    """`same_name` of the sold line: every device calls it so."""
    units: int
    reason: str


def wish_back(
    tx: Transaction, vault: Vault, register: Register, sale_id: str, wishes: Sequence[Wish]
) -> tuple[Wish, ...]:
    """Write down what comes back of a sale, and why; nothing is taken back by it. The next word replaces this one.

    Raises:
        Refused: ``record.too_large``.
    """
    found = tuple(one for one in wishes if one.units > 0)
    values = {"lines": as_text([[one.line, one.units, one.reason] for one in found]), "asked_at": stamp(tx.now)}
    records.set_fields(tx, vault, register, KIND, _record_id(register, sale_id), values)
    return found


def wished(db: sqlite3.Connection, vault: Vault, register: Register, sale_id: str) -> tuple[Wish, ...]:
    """What was said of a sale at a kiosk of this store; nothing if nobody said anything."""
    record = tables.load(db, vault, KIND, _record_id(register, sale_id))
    if record is None:
        return ()
    found: list[list[str | int]] = record.data("lines", list[list[str | int]], [])
    return tuple(
        Wish(str(one[0]), int(one[1]), str(one[2])) for one in found if len(one) == 3 and isinstance(one[1], int)
    )


def begun(db: sqlite3.Connection, vault: Vault, register: Register, sale_id: str) -> dict[str, Wanted]:
    """What a desk begins a return with, by the line's id: what the shopper said, as far as the sale has such lines."""
    origin = sales.load_origin(db, sale_id, register.workstation)
    if origin is None:
        return {}
    said = {one.line: one for one in wished(db, vault, register, sale_id)}
    return {
        line.line_id: Wanted(line.line_id, min(said[line.name].units, line.quantity), reason=said[line.name].reason)
        for line in origin.lines
        if line.name in said and line.quantity > 0
    }


def _record_id(register: Register, sale_id: str) -> str:
    return same_id(register.store_gln, KIND, sale_id)
