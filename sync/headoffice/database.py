"""Head office's database: embedded SQLite, one writing thread that commits what many ask for together."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from sqlite_utils import Database as UtilsDatabase
from sqlite_utils.migrations import Migrations

log = logging.getLogger(__name__)

FILE = "headoffice.db"

MAX_GROUP_S = 0.02
"""A group of jobs is closed after this time: who came first shall not wait long for those who came later."""

IDLE_S = 2.0
"""A pause this long means nobody is waiting: the log is moved into the file then."""

MAX_LOG = 64 * 1024 * 1024
"""Bytes of log: under steady load, when there is no pause, it is moved into the file then."""

LOOK_EVERY = 32
"""Groups between two looks at the size of the log."""

MIGRATIONS = Migrations("database")


@MIGRATIONS()
def m001_counter(db: UtilsDatabase) -> None:
    """The one counter of changes, and single values."""
    db.execute("CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID")
    db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")


T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]


class _Task(Struct, frozen=True):
    """A job in the queue, and where its answer goes."""

    job: Job[Any]  # each job has its own result type; its future carries it
    answer: Future[Any]


def connect(path: Path) -> sqlite3.Connection:
    """Open the file so that what is committed survives a power cut."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -32768")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    return db


def next_version(db: sqlite3.Connection) -> int:
    """The next value of the one counter that orders all changes of prices, stock, products, members and orders."""
    row = db.execute(
        "INSERT INTO counter (name, value) VALUES ('version', 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
    ).fetchone()
    return int(row[0])


def current_version(db: sqlite3.Connection) -> int:
    """The last value that `next_version` gave; 0 at first."""
    row = db.execute("SELECT value FROM counter WHERE name = 'version'").fetchone()
    return int(row[0]) if row else 0


def get_setting(db: sqlite3.Connection, name: str, default: str = "") -> str:
    """A single value."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def set_setting(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a single value, inside the caller's transaction."""
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))


class Database:
    """Owns the writing connection. Jobs of many threads share one COMMIT, so one fsync."""

    def __init__(self, folder: Path, schema: Sequence[Migrations]) -> None:
        """`schema`: the migration sets of all parts; this module's own is always among them."""
        self.folder = folder
        self.path = folder / FILE
        self._schema = (MIGRATIONS, *schema)
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._run, name="headoffice-writer", daemon=True)
        self._db: sqlite3.Connection | None = None
        self._closed = False
        self._groups = 0

    def start(self) -> None:
        """Open or create the file, bring the schema up, begin to write.

        Raises:
            sqlite3.DatabaseError: if the file is no database or cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._db = connect(self.path)
        for migrations in self._schema:
            migrations.apply(UtilsDatabase(self._db))
        self._thread.start()

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit, on the writing thread: it must only wake somebody."""
        self._listeners.append(listener)

    def submit(self, job: Job[T]) -> Future[T]:
        """Run `job(db)` soon. The future is fulfilled after the COMMIT; a job that raises leaves no trace."""
        if self._closed:
            raise RuntimeError("the database is closed")
        answer: Future[T] = Future()
        self._tasks.put(_Task(job, answer))
        return answer

    def call(self, job: Job[T]) -> T:
        """Run `job(db)`, wait for the COMMIT, give its result (or raise what it raised)."""
        return self.submit(job).result()

    def reader(self) -> sqlite3.Connection:
        """A new reading connection; each thread has its own and closes it."""
        db = connect(self.path)
        db.execute("PRAGMA query_only = ON")
        return db

    def close(self) -> None:
        """Finish what was submitted, then stop. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._tasks.put(None)
        if self._thread.is_alive():
            self._thread.join()
        if self._db is not None:
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._db.close()

    # ------------------------------------------------------------ the writing thread

    def _run(self) -> None:
        assert self._db is not None
        idle = False
        while True:
            try:
                task = self._tasks.get(timeout=None if idle else IDLE_S)
            except queue.Empty:
                self._checkpoint()
                idle = True
                continue
            if task is None:
                return
            idle = False
            if not self._run_group(task):
                return

    def _run_group(self, first: _Task) -> bool:
        """Run the waiting jobs in one transaction; False if the end was among them."""
        db = self._db
        assert db is not None
        finished: list[tuple[_Task, Any]] = []
        go_on = True
        try:
            db.execute("BEGIN IMMEDIATE")
            closes_at = time.monotonic() + MAX_GROUP_S
            task: _Task | None = first
            while task is not None:
                self._run_one(db, task, finished)
                if time.monotonic() >= closes_at:
                    break
                try:
                    task = self._tasks.get_nowait()
                except queue.Empty:
                    break
                go_on = task is not None
            db.execute("COMMIT")
        except Exception as fault:  # the thread's edge: a full disk or a broken file is told to those who asked
            if db.in_transaction:
                db.execute("ROLLBACK")
            log.exception("a group of %d changes could not be committed", len(finished))
            for task_done, _ in finished or [(first, None)]:
                if not task_done.answer.done():
                    task_done.answer.set_exception(fault)
            return go_on
        for task_done, result in finished:
            task_done.answer.set_result(result)
        for listener in self._listeners:
            listener()
        self._groups += 1
        if self._groups % LOOK_EVERY == 0:
            self._limit_log()
        return go_on

    def _run_one(self, db: sqlite3.Connection, task: _Task, finished: list[tuple[_Task, Any]]) -> None:
        if not task.answer.set_running_or_notify_cancel():
            return
        db.execute("SAVEPOINT job")
        try:
            result = task.job(db)
        except Exception as fault:  # told to the one who asked; the others of the group go on
            if not db.in_transaction:
                finished.append((task, None))
                raise  # SQLite gave up the whole group (disk full)
            db.execute("ROLLBACK TO job")
            db.execute("RELEASE job")
            task.answer.set_exception(fault)
            return
        db.execute("RELEASE job")
        finished.append((task, result))

    def _limit_log(self) -> None:
        try:
            size = self.path.with_name(f"{FILE}-wal").stat().st_size
        except FileNotFoundError:
            return
        if size > MAX_LOG:
            self._checkpoint()

    def _checkpoint(self) -> None:
        assert self._db is not None
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
