"""What operators did, as their devices told it: the audit of the chain."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice.change import Change
from sync.messages import OperatorActed

MIGRATIONS = Migrations("operator_acts")


@MIGRATIONS()
def m001_act(db: Database) -> None:
    """One row an act; the journal's hash chain proves that none is missing."""
    db.conn.execute(
        """CREATE TABLE operator_act (
            acted_id TEXT PRIMARY KEY, at TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, act TEXT NOT NULL,
            operator TEXT NOT NULL, approver TEXT NOT NULL, about TEXT NOT NULL, detail TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX operator_act_at ON operator_act (at)")
    db.conn.execute("CREATE INDEX operator_act_operator ON operator_act (operator, at)")


class Act(Struct, frozen=True):
    """One row."""

    acted_id: str
    at: str
    """ISO 8601, UTC, as the device's clock said."""
    store: str
    device: str
    act: str
    operator: str
    approver: str
    about: str
    detail: str
    """JSON."""


def book(change: Change, store: str, device: str, event: OperatorActed) -> None:
    """Write an act down; the same one again changes nothing."""
    change.db.execute(
        "INSERT OR IGNORE INTO operator_act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.acted_id, stamp(event.at), store, device, event.act, event.operator, event.approver, event.about),
            msgspec.json.encode(event.detail).decode(),
        ),
    )


def search(
    db: sqlite3.Connection, *, operator: str = "", store: str = "", day: str = "", act: str = "", limit: int = 500
) -> list[Act]:
    """The newest acts, newest first. `day` is YYYY-MM-DD, UTC; `operator` as doer or approver."""
    where, args = ["1 = 1"], list[object]()
    for column, wanted in (("store", store), ("act", act), ("substr(at, 1, 10)", day)):
        if wanted:
            where.append(f"{column} = ?")
            args.append(wanted)
    if operator:
        where.append("(operator = ? OR approver = ?)")
        args += [operator, operator]
    rows = db.execute(
        f"SELECT * FROM operator_act WHERE {' AND '.join(where)} ORDER BY at DESC, acted_id DESC LIMIT ?",
        [*args, limit],
    )
    return [Act(*row) for row in rows]
