"""Writes rows into a small database file that somebody can carry to head office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path


def write(folder: Path, name: str, now: datetime, tables: Mapping[str, Iterable[Mapping[str, object]]]) -> Path:
    """Write `tables` into a new file of the folder `exports`; gives its path.

    Raises:
        OSError, sqlite3.Error: if the disk does not take it.
    """
    exports = folder / "exports"
    exports.mkdir(exist_ok=True)
    path = exports / f"{name}-{now:%Y%m%d-%H%M%S}.db"
    path.unlink(missing_ok=True)
    from sqlite_utils import Database  # slow to load, and few days see an export

    database = Database(path)
    try:
        for table, rows in tables.items():
            database.table(table).insert_all([dict(row) for row in rows])
    finally:
        database.conn.close()
    return path
