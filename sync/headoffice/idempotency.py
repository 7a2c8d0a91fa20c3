"""The answers to requests that a client may send again: the same request gets the same answer, and one effect."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice.change import Change, Conflict

MIGRATIONS = Migrations("idempotency")

REMEMBER = timedelta(days=7)
MAX_KEY = 200

T = TypeVar("T")


@MIGRATIONS()
def m001_answer(db: Database) -> None:
    """One row a request."""
    db.conn.execute(
        """CREATE TABLE answer (
            key TEXT PRIMARY KEY, request TEXT NOT NULL, answer BLOB NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX answer_at ON answer (at)")


def once(change: Change, key: str, request: bytes, kind: type[T], act: Callable[[], T]) -> T:
    """Act, or give the answer of the first time. Answer and effect stand in one transaction.

    `key` is the client's (empty: always act), `request` what was asked for.

    Raises:
        Conflict: if the key was used for another request.
    """
    if not key:
        return act()
    if len(key) > MAX_KEY:
        raise Conflict("Idempotency-Key", f"longer than {MAX_KEY} characters")
    fingerprint = hashlib.sha256(request).hexdigest()
    row: sqlite3.Row | None = change.db.execute("SELECT request, answer FROM answer WHERE key = ?", (key,)).fetchone()
    if row is not None:
        if row["request"] != fingerprint:
            raise Conflict("Idempotency-Key", "was used for another request")
        return msgspec.json.decode(row["answer"], type=kind)
    given = act()
    change.db.execute(
        "INSERT INTO answer VALUES (?, ?, ?, ?)", (key, fingerprint, msgspec.json.encode(given), stamp(change.now))
    )
    return given


def answer(db: sqlite3.Connection, key: str, kind: type[T]) -> T | None:
    """What was answered the first time; None if nothing came under this key, or long ago."""
    row = db.execute("SELECT answer FROM answer WHERE key = ?", (key,)).fetchone()
    return None if row is None else msgspec.json.decode(row["answer"], type=kind)


def forget_old(change: Change) -> int:
    """Drop answers that nobody will ask for again; gives how many."""
    return change.db.execute("DELETE FROM answer WHERE at < ?", (stamp(change.now - REMEMBER),)).rowcount
