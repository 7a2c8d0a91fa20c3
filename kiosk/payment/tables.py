"""Payment intents on disk."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from kiosk.money import Money
from kiosk.payment.model import Intent
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("payment")

_OPEN = "state IN ('created', 'sent', 'pending', 'unknown', 'reversing')"

_UNCONFIRMED = "state = 'declined' AND NOT confirmed AND sent_at <> '' AND reason <> 'unreachable'"
"""A no of somebody who was asked: some turn into a yes seconds later, and do not say so."""


@MIGRATIONS()
def m001_payment(db: Database) -> None:
    """The first release kept its intents with the till: they come over as they were.

    Its `created` may have been asked already, which is called `sent` now. It knew no sale of several tenders, so what
    was approved has paid for something if there is a sale.
    """
    for sql in (
        """CREATE TABLE payment (
            intent_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('card', 'wallet', 'qr')),
            currency TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
            state TEXT NOT NULL CHECK (state IN
                ('created', 'sent', 'pending', 'approved', 'declined', 'unknown', 'reversing', 'reversed')),
            reference TEXT NOT NULL, at TEXT NOT NULL, sent_at TEXT NOT NULL DEFAULT '',
            refund_of TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
            hint TEXT NOT NULL DEFAULT '' CHECK (length(hint) <= 4), qr_text TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT '', operator TEXT NOT NULL DEFAULT '',
            late INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0,
            confirmed INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
            resolved_by TEXT NOT NULL DEFAULT '', resolution TEXT NOT NULL DEFAULT '',
            CHECK (amount_minor > 0 OR refund_of <> '')
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO payment
             (intent_id, basket_id, kind, currency, amount_minor, state, reference, at, sent_at, settled,
              confirmed)
           SELECT intent_id, basket_id, kind, currency, amount_minor,
             CASE state WHEN 'created' THEN 'sent' WHEN 'cancelled' THEN 'declined' ELSE state END, reference, at, at,
             state = 'approved' AND basket_id IN (SELECT sale_id FROM sale), state IN ('declined', 'cancelled')
           FROM payment_intent""",
        "DROP TABLE payment_intent",
        "ALTER TABLE payment RENAME TO payment_intent",
        f"CREATE UNIQUE INDEX one_open_intent ON payment_intent (basket_id) WHERE {_OPEN} AND NOT late",
        f"""CREATE INDEX unresolved_intent ON payment_intent (at)
           WHERE {_OPEN} OR (state = 'approved' AND NOT settled)""",
        "CREATE INDEX intent_of_basket ON payment_intent (basket_id)",
        f"CREATE INDEX unconfirmed_intent ON payment_intent (at) WHERE {_UNCONFIRMED}",
    ):
        db.conn.execute(sql)


def insert(db: sqlite3.Connection, intent: Intent) -> None:
    """Write a new intent. The index allows one open intent a basket."""
    values = _values(intent)
    db.execute(
        f"INSERT INTO payment_intent ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def save(db: sqlite3.Connection, intent: Intent) -> None:
    """Write an intent as it stands now."""
    values = _values(intent)
    db.execute(
        f"UPDATE payment_intent SET {', '.join(f'{name} = ?' for name in values)} WHERE intent_id = ?",
        (*values.values(), intent.intent_id),
    )


def load(db: sqlite3.Connection, intent_id: str) -> Intent | None:
    """An intent."""
    return _one(db.execute("SELECT * FROM payment_intent WHERE intent_id = ?", (intent_id,)))


def open_intent(db: sqlite3.Connection, basket_id: str) -> Intent | None:
    """The intent that locks a basket: nobody may pay for it again, or change it."""
    return _one(db.execute(f"SELECT * FROM payment_intent WHERE basket_id = ? AND {_OPEN} AND NOT late", (basket_id,)))


def locked_baskets(db: sqlite3.Connection) -> frozenset[str]:
    """Baskets whose money is under way."""
    return frozenset(row[0] for row in db.execute(f"SELECT basket_id FROM payment_intent WHERE {_OPEN} AND NOT late"))


def unresolved(db: sqlite3.Connection) -> list[Intent]:
    """Intents that a restart has to ask about, and that a colleague may have to clear up, oldest first."""
    rows = db.execute(
        f"SELECT * FROM payment_intent WHERE {_OPEN} OR (state = 'approved' AND NOT settled) ORDER BY at, intent_id"
    )
    return [_intent(row) for row in rows]


def unconfirmed(db: sqlite3.Connection) -> list[Intent]:
    """Intents that were declined and are to be asked about once more, oldest first."""
    rows = db.execute(f"SELECT * FROM payment_intent WHERE {_UNCONFIRMED} ORDER BY at, intent_id")
    return [_intent(row) for row in rows]


def of_basket(db: sqlite3.Connection, basket_id: str) -> list[Intent]:
    """Every intent of a basket, oldest first."""
    rows = db.execute("SELECT * FROM payment_intent WHERE basket_id = ? ORDER BY at, intent_id", (basket_id,))
    return [_intent(row) for row in rows]


def _values(intent: Intent) -> dict[str, object]:
    return {
        "intent_id": intent.intent_id,
        "basket_id": intent.basket_id,
        "kind": intent.kind,
        "currency": intent.amount.currency,
        "amount_minor": intent.amount.minor,
        "state": intent.state,
        "reference": intent.reference,
        "at": clock.stamp(intent.at),
        "sent_at": clock.stamp(intent.sent_at) if intent.sent_at else "",
        "refund_of": intent.refund_of,
        "reason": intent.reason,
        "hint": intent.hint,
        "qr_text": intent.qr_text,
        "language": intent.language,
        "operator": intent.operator,
        "late": int(intent.late),
        "settled": int(intent.settled),
        "confirmed": int(intent.confirmed),
        "told": int(intent.told),
        "resolved_by": intent.resolved_by,
        "resolution": intent.resolution,
    }


def _one(cursor: sqlite3.Cursor) -> Intent | None:
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
        sent_at=clock.parse(row["sent_at"]) if row["sent_at"] else None,
        refund_of=row["refund_of"],
        reason=row["reason"],
        hint=row["hint"],
        qr_text=row["qr_text"],
        language=row["language"],
        operator=row["operator"],
        late=bool(row["late"]),
        settled=bool(row["settled"]),
        confirmed=bool(row["confirmed"]),
        told=bool(row["told"]),
        resolved_by=row["resolved_by"],
        resolution=row["resolution"],
    )
