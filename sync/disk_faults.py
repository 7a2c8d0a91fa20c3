"""Tells a failing disk from a failing program: the one means "again later", the other "this event is the trouble"."""

from __future__ import annotations

import sqlite3

_CODES = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    )
)


def is_disk_fault(fault: BaseException) -> bool:
    """Whether SQLite failed for a reason that lies outside of the statement: full, locked, unreadable."""
    code = getattr(fault, "sqlite_errorcode", None)
    return isinstance(code, int) and (code & 0xFF) in _CODES
