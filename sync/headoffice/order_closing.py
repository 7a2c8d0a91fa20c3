"""Orders that ended long ago: what they came to is kept, their steps are dropped, and nothing brings them back to life.

A step may come late, and come again: from a device that was off, or that begins a new epoch and tells everything once
more. Read alone, it would make a new order of one that was collected long ago. So of each step a mark stays, eight
bytes of its id's hash: what is known is known, and what is not is a dead letter that people look at (`NotTaken`,
``closed_order``). An order of which goods still stand about is not closed; neither is one that names people, or that
left unpaid with a carrier who may still pay.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from sync.clock import stamp
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, NotTaken
from sync.hybrid_clock import Reading
from sync.messages import OrderStep

OPEN_FOR = timedelta(days=180)
"""After its end. Devices forget an order after 90 days, so nobody compares digests of it any more; one that was off for
longer than this is set up anew."""

MARK = 8
"""Bytes: by chance two steps of one order look alike once in 10^17 orders."""

MOST = 500
"""Orders of one turn: a tenth of a second of the one thread that writes."""


def close_old(change: Change) -> int:
    """Drop the steps of orders that ended long ago, and of orders that nobody ever knew; gives how many orders."""
    db = change.db
    before = change.now - OPEN_FOR
    rows = db.execute(
        """SELECT order_id FROM pickup_order WHERE ended = 1 AND changed_at < ?
             AND surname || contact || member || carry_to || note = ''
             AND (state IN ('collected', 'returned_to_shelf') OR NOT EXISTS (SELECT 1 FROM pickup_line AS line
               WHERE line.order_id = pickup_order.order_id AND line.picked > 0))
             AND (paid = 1 OR state <> 'collected' OR EXISTS (SELECT 1 FROM order_step AS step
               WHERE step.order_id = pickup_order.order_id AND step.kind = 'pay'))
             AND order_id NOT IN (SELECT order_id FROM order_closed)
             AND order_id NOT IN (SELECT order_id FROM order_untold) ORDER BY changed_at LIMIT ?""",
        (stamp(before), MOST),
    ).fetchall()
    closed = sum(_close(change, order_id) for (order_id,) in rows)
    # What was said of them lies in the frames that were taken in, and it was flagged.
    db.execute(
        "DELETE FROM order_step WHERE at < ? AND order_id NOT IN (SELECT order_id FROM pickup_order)",
        (str(Reading(int(before.timestamp() * 1000))),),
    )
    return closed


def is_closed(db: sqlite3.Connection, order_id: str) -> bool:
    """Whether an order takes no steps any more, of nobody."""
    return db.execute("SELECT 1 FROM order_closed WHERE order_id = ?", (order_id,)).fetchone() is not None


def fresh(db: sqlite3.Connection, order_id: str, steps: Iterable[OrderStep]) -> list[OrderStep]:
    """Those of the steps of a closed order that it was not closed with."""
    row = db.execute("SELECT marks FROM order_closed WHERE order_id = ?", (order_id,)).fetchone()
    marks = bytes(row[0]) if row is not None else b""
    known = {marks[at : at + MARK] for at in range(0, len(marks), MARK)}
    return [step for step in steps if _mark(step) not in known]


def refuse_new(db: sqlite3.Connection, order_id: str, steps: Iterable[OrderStep]) -> None:
    """Steps of a closed order: what is known comes once more, and nothing happens.

    Raises:
        NotTaken: for anything else.
    """
    late = fresh(db, order_id, steps)
    if late:
        names = ", ".join(f"{step.kind} of {step.device[:40]}" for step in late[:3])
        raise NotTaken("closed_order", order_id, f"it ended too long ago for {len(late)} more steps: {names}")


def _close(change: Change, order_id: str) -> bool:
    db = change.db
    steps = tables.steps_known(db, order_id)
    fold = tables.fold(db, order_id, steps)
    if fold.in_store or not fold.ended:
        return False
    # Who else could have fetched it, and with which car they came, is nobody's business any more.
    kept = replace(fold, delegate="", here="", here_more={}, void=[])
    db.execute(
        "INSERT INTO order_closed VALUES (?, ?, ?, ?)",
        (order_id, msgspec.json.encode(kept), b"".join(sorted(map(_mark, steps))), stamp(change.now)),
    )
    db.execute("DELETE FROM order_step WHERE order_id = ?", (order_id,))
    return True


def _mark(step: OrderStep) -> bytes:
    return hashlib.sha256(step.step_id.encode()).digest()[:MARK]
