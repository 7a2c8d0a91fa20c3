"""Payment intents on disk."""

from __future__ import annotations

import sqlite3

from kiosk.money import Money
from kiosk.till.model import Intent, IntentState
from sync import clock


def insert_intent(db: sqlite3.Connection, intent: Intent) -> None:
    """Write a payment intent. The index allows one open intent a basket."""
    db.execute(
        "INSERT INTO payment_intent VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(intent.intent_id, intent.basket_id, intent.kind, intent.amount.currency, intent.amount.minor),
            *(intent.state, intent.reference, clock.stamp(intent.at)),
        ),
    )


def load_intent(db: sqlite3.Connection, intent_id: str) -> Intent | None:
    """A payment intent."""
    return _one_intent(db.execute("SELECT * FROM payment_intent WHERE intent_id = ?", (intent_id,)))


def open_intent(db: sqlite3.Connection, basket_id: str) -> Intent | None:
    """The basket's intent whose outcome is not settled, or that is approved but not yet a sale."""
    return _one_intent(
        db.execute(
            "SELECT * FROM payment_intent WHERE basket_id = ? AND state IN ('created', 'approved', 'unknown')",
            (basket_id,),
        )
    )


def unresolved_intents(db: sqlite3.Connection) -> list[Intent]:
    """Intents that a restart has to ask the terminal about."""
    rows = db.execute(
        """SELECT * FROM payment_intent WHERE state IN ('created', 'unknown')
           OR (state = 'approved' AND basket_id NOT IN (SELECT sale_id FROM sale)) ORDER BY at"""
    ).fetchall()
    return [_intent(row) for row in rows]


def set_intent_state(db: sqlite3.Connection, intent_id: str, state: IntentState, reference: str) -> None:
    """Write what became of an intent."""
    db.execute("UPDATE payment_intent SET state = ?, reference = ? WHERE intent_id = ?", (state, reference, intent_id))


def _one_intent(cursor: sqlite3.Cursor) -> Intent | None:
    row = cursor.fetchone()
    return None if row is None else _intent(row)


def _intent(row: sqlite3.Row) -> Intent:
    return Intent(
        intent_id=row["intent_id"],
        basket_id=row["basket_id"],
        kind=row["kind"],
        amount=Money(row["amount_minor"], row["currency"]),
        state=row["state"],
        reference=row["reference"],
        at=clock.parse(row["at"]),
    )
