"""Who holds which lines: the arbiter's own word on its disk, on every other device what it was heard to say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from sync import clock


class Held(Struct, frozen=True):
    """A line's claim."""

    line_id: str
    holder: str
    """Empty: it was given back."""
    token: int
    until: datetime
    """When the lease ends, by this device's own clock."""


class Asked(Struct, frozen=True):
    """What this device has asked the arbiter for."""

    request_id: str
    order_id: str
    line_ids: tuple[str, ...]
    operator: str
    answer: str
    """Empty until it answered; granted or refused."""
    token: int
    holder: str
    """Who holds what was refused."""
    at: datetime


def claims_of(db: sqlite3.Connection, order_id: str) -> dict[str, Held]:
    """Line -> its claim."""
    rows = db.execute("SELECT line_id, holder, token, until FROM claim WHERE order_id = ?", (order_id,))
    return {row[0]: Held(row[0], row[1], row[2], clock.parse(row[3])) for row in rows}


def keep_claims(db: sqlite3.Connection, order_id: str, claims: Iterable[Held]) -> None:
    """Write claims down; the greater token stands, and of one token what was heard last."""
    db.executemany(
        """INSERT INTO claim VALUES (?, ?, ?, ?, ?) ON CONFLICT (order_id, line_id) DO UPDATE SET
             holder = excluded.holder, token = excluded.token, until = excluded.until
           WHERE excluded.token >= claim.token""",
        [(order_id, one.line_id, one.holder, one.token, clock.stamp(one.until)) for one in claims],
    )


def held_by(db: sqlite3.Connection, device: str) -> dict[str, list[Held]]:
    """Order -> the lines of it that a device holds, of orders that have not ended."""
    rows = db.execute(
        """SELECT c.order_id, c.line_id, c.holder, c.token, c.until FROM claim AS c
           JOIN order_entry AS o ON o.order_id = c.order_id WHERE o.ended = 0 AND c.holder = ?""",
        (device,),
    )
    found: dict[str, list[Held]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Held(row[1], row[2], row[3], clock.parse(row[4])))
    return found


def keep_asked(db: sqlite3.Connection, asked: Asked) -> None:
    """Write down what was asked for, or what came of it; what nobody came back for is forgotten after an hour."""
    db.execute("DELETE FROM claim_asked WHERE at < ?", (clock.stamp(asked.at - timedelta(hours=1)),))
    db.execute(
        "INSERT OR REPLACE INTO claim_asked VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(asked.request_id, asked.order_id, json.dumps(asked.line_ids), asked.operator, asked.answer),
            *(asked.token, asked.holder, clock.stamp(asked.at)),
        ),
    )


def asked(db: sqlite3.Connection, request_id: str) -> Asked | None:
    """What was asked under this id."""
    row = db.execute("SELECT * FROM claim_asked WHERE request_id = ?", (request_id,)).fetchone()
    if row is None:
        return None
    return Asked(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4], row[5], row[6], clock.parse(row[7]))


def forget_asked(db: sqlite3.Connection, request_id: str) -> None:
    """It is settled."""
    db.execute("DELETE FROM claim_asked WHERE request_id = ?", (request_id,))
