"""Every step of every order that this device knows of, its own and others'."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from kiosk.pickup.model import HandOver, moment
from sync.formats.order_machine import sound
from sync.messages import OrderStep
from sync.security import Vault

_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(OrderStep).decode


def add_steps(db: sqlite3.Connection, vault: Vault, order_id: str, steps: Iterable[OrderStep]) -> list[OrderStep]:
    """Write steps down; gives those that were new here.

    Raises:
        ValueError: if a step is none that anybody can take: its reading of the clock, a number, an hour.
    """
    there = known(db, order_id)
    new = []
    for step in steps:
        if step.step_id in there:
            continue
        if not sound(step):
            raise ValueError(f"step {step.step_id} of order {order_id} is none: {step.kind} at {step.at[:20]}")
        there.add(step.step_id)
        new.append(step)
        db.execute(
            "INSERT INTO order_step VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(order_id, step.step_id, step.at, step.device, step.kind),
                vault.seal(f"step/{order_id}/{step.step_id}", _ENCODE(step)),
            ),
        )
    return new


def steps_of(db: sqlite3.Connection, vault: Vault, order_id: str) -> tuple[OrderStep, ...]:
    """All steps of an order, in the order of their readings."""
    rows = db.execute(
        "SELECT step_id, sealed FROM order_step WHERE order_id = ? ORDER BY at, device, step_id", (order_id,)
    )
    return tuple(_DECODE(vault.open(f"step/{order_id}/{row[0]}", row[1])) for row in rows)


def hand_overs(db: sqlite3.Connection, vault: Vault, order_id: str) -> tuple[HandOver, ...]:
    """Every time that goods of an order left the store, with what proves it; also those that others doubt."""
    return tuple(
        HandOver(moment(step.at), step.device, step.operator, dict(step.handed), dict(step.more))
        for step in steps_of(db, vault, order_id)
        if step.kind == "hand"
    )


def known(db: sqlite3.Connection, order_id: str) -> set[str]:
    """Ids of the steps of an order."""
    return {row[0] for row in db.execute("SELECT step_id FROM order_step WHERE order_id = ?", (order_id,))}


def newest(db: sqlite3.Connection, order_id: str) -> str:
    """The greatest reading among an order's steps; empty without any."""
    found = db.execute("SELECT max(at) FROM order_step WHERE order_id = ?", (order_id,)).fetchone()[0]
    return str(found) if found else ""


def given_up(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line -> units of it that this device has taken out of the count because it could not find them."""
    return dict(db.execute("SELECT line_id, units FROM given_up WHERE order_id = ?", (order_id,)).fetchall())


def note_given_up(db: sqlite3.Connection, order_id: str, line_id: str, units: int) -> None:
    """So many of a line are out of the count now."""
    db.execute("INSERT OR REPLACE INTO given_up VALUES (?, ?, ?)", (order_id, line_id, units))
