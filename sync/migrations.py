"""Migrations of one owner's tables: kept by sqlite-utils, which is loaded only when there is something to do.

Loading sqlite-utils takes as long as drawing the first screen does, and a device whose schema is up to date (every
start but the first after an update) needs nothing of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Step = Callable[["Database"], None]
TABLE = "_sqlite_migrations"
"""Where sqlite-utils notes what was applied."""


class Migrations:
    """A named set of steps; decorate each with an instance: ``@MIGRATIONS()``. A released step is never edited."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._steps: list[Step] = []

    def __call__(self) -> Callable[[Step], Step]:
        """Add the decorated function as the next step; its name is noted in the database."""

        def add(step: Step) -> Step:
            self._steps.append(step)
            return step

        return add

    def pending(self, db: sqlite3.Connection) -> bool:
        """Whether a step was never applied to this database."""
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone() is None:
            return bool(self._steps)
        rows = db.execute(f"SELECT name FROM {TABLE} WHERE migration_set = ?", (self.name,)).fetchall()
        return not {step.__name__ for step in self._steps} <= {row[0] for row in rows}

    def apply(self, database: Database | sqlite3.Connection) -> None:
        """Apply what is pending, each step in a transaction of its own."""
        connection = database if isinstance(database, sqlite3.Connection) else database.conn
        if not self.pending(connection):
            return
        from sqlite_utils import Database as Utils
        from sqlite_utils.migrations import Migrations as Kept

        kept = Kept(self.name)
        for step in self._steps:
            kept()(step)
        kept.apply(Utils(connection) if isinstance(database, sqlite3.Connection) else database)
