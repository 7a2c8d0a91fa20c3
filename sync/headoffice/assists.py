"""Calls for a colleague: how long shoppers waited, for whoever runs the stores."""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.headoffice.change import Change
from sync.messages import AssistChanged

MIGRATIONS = Migrations("assists")


class Waited(Struct, frozen=True):
    """One store's day."""

    calls: int
    answered: int
    taken_back: int
    median_s: float
    """Until somebody said that they come; of those that were answered."""


@MIGRATIONS()
def m001_assist(db: Database) -> None:
    """One row a call; what several devices told of it is put together as they do."""
    db.conn.execute(
        """CREATE TABLE assist_call (
            call_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, about TEXT NOT NULL,
            gtin TEXT NOT NULL, called_at TEXT NOT NULL, asked INTEGER NOT NULL,
            answered_at TEXT NOT NULL, answered_on TEXT NOT NULL, answered_by TEXT NOT NULL,
            ended_at TEXT NOT NULL, how_ended TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


def heard(change: Change, store: str, event: AssistChanged) -> None:
    """Put what a device says to what is known: the earlier answer stands, an end is an end."""
    answer = (
        (stamp(event.answered_at), event.answered_on, event.answered_by)
        if event.answered_at is not None
        else ("", "", "")
    )
    end = (stamp(event.ended_at), event.end) if event.ended_at is not None else ("", "")
    row = change.db.execute("SELECT * FROM assist_call WHERE call_id = ?", (event.call_id,)).fetchone()
    asked = event.asked
    if row is not None:
        asked = max(asked, row["asked"])
        answers = [one for one in (answer, (row["answered_at"], row["answered_on"], row["answered_by"])) if one[0]]
        ends = [one for one in (end, (row["ended_at"], row["how_ended"])) if one[0]]
        answer, end = min(answers, default=("", "", "")), min(ends, default=("", ""))
    change.db.execute(
        "INSERT OR REPLACE INTO assist_call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.call_id, store, event.place, event.about, event.gtin, stamp(event.called_at), asked),
            *answer,
            *end,
        ),
    )


def waited(db: sqlite3.Connection, store: str, day: str = "") -> Waited:
    """How a store's shoppers waited, on one day (YYYY-MM-DD, UTC) or ever."""
    rows = db.execute("SELECT * FROM assist_call WHERE store = ? AND called_at LIKE ? || '%'", (store, day)).fetchall()
    seconds = sorted(
        (parse(row["answered_at"]) - parse(row["called_at"])).total_seconds() for row in rows if row["answered_at"]
    )
    median = seconds[len(seconds) // 2] if seconds else 0.0
    taken_back = sum(row["how_ended"] == "taken_back" for row in rows)
    return Waited(len(rows), len(seconds), taken_back, median)
