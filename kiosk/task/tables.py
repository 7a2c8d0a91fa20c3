"""Tasks on disk are records; this reads them as tasks."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from kiosk.record import tables as records
from kiosk.task.model import DONE, KIND, OPEN, Task, ordered, task_of
from sync.security import Vault

SHOWN_DONE = timedelta(hours=12)
"""What was done is shown for a shift: somebody may have to take it back."""


def load(db: sqlite3.Connection, vault: Vault, task_id: str) -> Task | None:
    """The task, or None if nobody told of it."""
    record = records.load(db, vault, KIND, task_id)
    return None if record is None else task_of(record)


def get(db: sqlite3.Connection, vault: Vault, task_id: str) -> Task:
    """A task that must be there."""
    task = load(db, vault, task_id)
    assert task is not None, f"there is no task {task_id}"
    return task


def exists(db: sqlite3.Connection, task_id: str) -> bool:
    """Whether the task is known here."""
    return records.exists(db, KIND, task_id)


def open_tasks(db: sqlite3.Connection, vault: Vault, now: datetime) -> list[Task]:
    """What is to be done, in the order in which people see it."""
    found = [task_of(record) for record in records.all_of(db, vault, KIND, states=(OPEN,))]
    return ordered([task for task in found if task is not None], now)


def done_tasks(db: sqlite3.Connection, vault: Vault, now: datetime, limit: int = 30) -> list[Task]:
    """What was done in the last hours, the newest first."""
    since = now - SHOWN_DONE
    found = [task_of(record) for record in records.all_of(db, vault, KIND, states=(DONE,))]
    recent = [task for task in found if task is not None and task.done_at is not None and task.done_at >= since]
    return sorted(recent, key=lambda one: one.done_at or now, reverse=True)[:limit]


def count_open(db: sqlite3.Connection) -> int:
    """How many tasks are open; quick enough to be asked every second."""
    return records.count(db, KIND, (OPEN,))


def photo(db: sqlite3.Connection, vault: Vault, photo_id: str) -> str:
    """A picture as base64 text; empty while it is still on its way."""
    record = records.load(db, vault, "photo", photo_id)
    return "" if record is None else record.text("jpeg")
