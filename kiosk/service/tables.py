"""Calls on disk: those of this device and those it heard of."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.service.model import LIVES, Answer, Call, End
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("service")


@MIGRATIONS()
def m001_calls(db: Database) -> None:
    """One row a call."""
    db.conn.execute(
        """CREATE TABLE assist_call (
            call_id TEXT PRIMARY KEY, device TEXT NOT NULL, about TEXT NOT NULL, gtin TEXT NOT NULL,
            language TEXT NOT NULL, called_at TEXT NOT NULL, asked INTEGER NOT NULL,
            answered_at TEXT NOT NULL, answered_on TEXT NOT NULL, answered_by TEXT NOT NULL,
            ended_at TEXT NOT NULL, ended_on TEXT NOT NULL, how_ended TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX assist_call_open ON assist_call (called_at) WHERE ended_at = ''")


def load(db: sqlite3.Connection, call_id: str) -> Call | None:
    """The call, or None if nobody told of it."""
    row = db.execute("SELECT * FROM assist_call WHERE call_id = ?", (call_id,)).fetchone()
    return None if row is None else _call(row)


def save(db: sqlite3.Connection, call: Call) -> None:
    """Keep the call as it stands."""
    answer, ended = call.answer, call.end
    db.execute(
        "INSERT OR REPLACE INTO assist_call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(call.call_id, call.device, call.about, call.gtin, call.language, clock.stamp(call.called_at), call.asked),
            *((clock.stamp(answer.at), answer.device, answer.name) if answer is not None else ("", "", "")),
            *((clock.stamp(ended.at), ended.device, ended.how) if ended is not None else ("", "", "")),
        ),
    )


def open_calls(db: sqlite3.Connection, now: datetime, device: str = "") -> list[Call]:
    """Who still waits, longest first; with `device` only those who stand there."""
    rows = db.execute(
        """SELECT * FROM assist_call WHERE ended_at = '' AND called_at > ? AND ? IN ('', device)
           ORDER BY called_at, call_id""",
        (clock.stamp(now - LIVES), device),
    ).fetchall()
    return [_call(row) for row in rows]


def concerning(db: sqlite3.Connection, now: datetime, device: str) -> list[Call]:
    """The calls of the last minutes that were made, answered or ended on this device."""
    rows = db.execute(
        "SELECT * FROM assist_call WHERE called_at > ?1 AND ?2 IN (device, answered_on, ended_on) ORDER BY call_id",
        (clock.stamp(now - LIVES), device),
    ).fetchall()
    return [_call(row) for row in rows]


def forget(db: sqlite3.Connection, before: datetime) -> None:
    """Head office keeps the calls; here they have no use any more."""
    db.execute("DELETE FROM assist_call WHERE called_at < ?", (clock.stamp(before),))


def _call(row: sqlite3.Row) -> Call:
    answered, ended = row["answered_at"], row["ended_at"]
    return Call(
        call_id=row["call_id"],
        device=row["device"],
        about=row["about"],
        called_at=clock.parse(row["called_at"]),
        gtin=row["gtin"],
        language=row["language"],
        asked=row["asked"],
        answer=Answer(clock.parse(answered), row["answered_on"], row["answered_by"]) if answered else None,
        end=End(clock.parse(ended), row["ended_on"], row["how_ended"]) if ended else None,
    )
