"""Orders that this device asked head office for: taken on the telephone, or wanted while nobody could be asked."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kiosk.pickup.model import Wish
from sync import clock, messages
from sync.messages import OrderWished
from sync.security import Vault

_COLUMNS = "wish_id, sealed, state, order_id, number, detail, at"


def keep_wish(db: sqlite3.Connection, vault: Vault, message: OrderWished) -> None:
    """Write down what was asked for; it names people, so it lies encrypted."""
    sealed = vault.seal(f"wish/{message.wish_id}", messages.encode(message))
    db.execute(
        f"INSERT INTO order_wish ({_COLUMNS}) VALUES (?, ?, 'asked', '', '', '', ?)",
        (message.wish_id, sealed, clock.stamp(message.at)),
    )


def answer_wish(db: sqlite3.Connection, message: messages.OrderWishAnswered) -> bool:
    """Write down what became of it; False if this device never asked, or knows it already."""
    state = "refused" if message.refused else "placed"
    detail = f"{message.refused} {message.detail}".strip()
    values = (state, message.order_id, message.number, detail, message.wish_id, state)
    cursor = db.execute(
        "UPDATE order_wish SET state = ?, order_id = ?, number = ?, detail = ? WHERE wish_id = ? AND state <> ?", values
    )
    return cursor.rowcount > 0


def load_wish(db: sqlite3.Connection, vault: Vault, wish_id: str) -> Wish | None:
    """One wish, or None."""
    row = db.execute(f"SELECT {_COLUMNS} FROM order_wish WHERE wish_id = ?", (wish_id,)).fetchone()
    return None if row is None else _wish(vault, row)


def wishes(db: sqlite3.Connection, vault: Vault, limit: int = 100) -> list[Wish]:
    """What this device asked for, the newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM order_wish ORDER BY at DESC, wish_id DESC LIMIT ?", (limit,))
    return [_wish(vault, row) for row in rows]


def forget_wishes(db: sqlite3.Connection, before: datetime) -> None:
    """Let go of what was asked for, and answered, long ago."""
    db.execute("DELETE FROM order_wish WHERE state <> 'asked' AND at < ?", (clock.stamp(before),))


def _wish(vault: Vault, row: sqlite3.Row) -> Wish:
    asked = messages.decode(OrderWished.TYPE, vault.open(f"wish/{row['wish_id']}", row["sealed"]))
    assert isinstance(asked, OrderWished)
    return Wish(asked=asked, state=row["state"], order_id=row["order_id"], number=row["number"], detail=row["detail"])
