"""Opens the device's two databases: the precious journal, and head office's catalogue attached beside it."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sync.formats import catalogue_file
from sync.migrations import Migrations

log = logging.getLogger(__name__)

JOURNAL = "journal.db"
CATALOGUE_NOW = "catalogue.current"
"""A one-line file that names the snapshot in force; replaced atomically, so it is never half a name."""
EMPTY_CATALOGUE = "catalogue-empty.sqlite"
LOG_BYTES = 32 * 1024 * 1024
"""Room for about 700 sales and what leads to them; the log is brought into the file at each pause."""
LOG_STEP = 1024 * 1024
CACHE_KIB = 16_384
"""Holds the inner pages of every index of a year's sales and of a million products."""
HEAP_BYTES = 20 * 1024 * 1024
"""What all connections of the program hold together before they use their old pages again: each thread has its own, and
a week of shoppers looks at every product once."""


class Connection(sqlite3.Connection):
    """A connection that remembers which snapshot is attached to it as `catalogue`."""

    attached: str = ""
    pointer: int = -1
    """When the pointer file that was read last had been written, in nanoseconds."""
    pointer_path: str = ""
    """Where it lies: made once, because it is asked for before every transaction."""
    log_path: Path = Path()
    """The journal's write-ahead log."""


def migrate(folder: Path, schema: Sequence[Migrations]) -> None:
    """Create or upgrade the journal, and an empty catalogue for the time before the first snapshot.

    A snapshot that is lost or damaged on this disk is left: the shop opens without it, and it is fetched again.

    Raises:
        sqlite3.DatabaseError: if the file is no database or cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _make_empty_catalogue(folder / EMPTY_CATALOGUE)
    _leave_damaged_catalogue(folder)
    db = _connect(folder)
    try:
        for migrations in schema:
            migrations.apply(db)
    finally:
        db.close()


def open_writer(folder: Path) -> Connection:
    """The one writing connection: what it commits survives a power cut."""
    db = _connect(folder)
    attach(db, folder)
    return db


def open_reader(folder: Path) -> Connection:
    """A reading connection; each thread has its own."""
    db = _connect(folder)
    attach(db, folder)
    db.execute("PRAGMA query_only = ON")
    return db


def _connect(folder: Path) -> Connection:
    uri = (folder / JOURNAL).resolve().as_uri()
    db = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
        timeout=10,
        cached_statements=512,
    )
    db.log_path = folder / f"{JOURNAL}-wal"
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    db.execute(f"PRAGMA soft_heap_limit = {HEAP_BYTES}")
    # Checkpoints cost a second fsync inside somebody's sale, so the worker makes them when it is idle.
    db.execute("PRAGMA wal_autocheckpoint = 0")
    return db


def current_catalogue(folder: Path) -> str:
    """Name of the snapshot file in force."""
    try:
        return (folder / CATALOGUE_NOW).read_text("ascii").strip() or EMPTY_CATALOGUE
    except OSError:
        return EMPTY_CATALOGUE


def use_catalogue(folder: Path, name: str) -> None:
    """Put a checked snapshot file in force. Connections re-attach by themselves before their next transaction."""
    temporary = folder / f"{CATALOGUE_NOW}.new"
    with temporary.open("w", encoding="ascii") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / CATALOGUE_NOW)


def attach(db: Connection, folder: Path) -> bool:
    """Attach the snapshot in force if another one is attached; True if it changed. Not inside a transaction."""
    try:
        written = os.stat(db.pointer_path or folder / CATALOGUE_NOW).st_mtime_ns  # noqa: PTH116 - a path object is slow
    except OSError:
        written = 0
    if written == db.pointer:
        return False
    name = current_catalogue(folder)
    db.pointer, db.pointer_path = written, str(folder / CATALOGUE_NOW)
    if name == db.attached:
        return False
    if db.attached:
        db.execute("DETACH DATABASE catalogue")
        db.attached = ""
    uri = f"{(folder / name).resolve().as_uri()}?mode=ro&immutable=1"
    db.execute("ATTACH DATABASE ? AS catalogue", (uri,))
    db.execute(f"PRAGMA catalogue.cache_size = -{CACHE_KIB}")
    db.attached = name
    return True


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once; commits, or rolls back on any exception."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def checkpoint(db: sqlite3.Connection) -> None:
    """Move the log into the database file; waits for nobody, and leaves it where it is if that cannot be now.

    SQLite refuses while a cursor of this connection was not read to its end. An action that was refused keeps its own
    in the traceback until garbage is collected, and who moves the log must live on: next time it goes.
    """
    try:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except sqlite3.OperationalError as problem:
        log.info("the log is moved later: %s", problem)


def grow_log(db: Connection) -> bool:
    """Make the log longer ahead of need, a little at a time, while nobody waits; True once it is long enough.

    A commit that lengthens a file waits for the file system's own journal too; one that overwrites what is there waits
    for its data alone. SQLite takes what lies behind the last commit for nothing, and a log that was brought into the
    file is written anew from its beginning.
    """
    try:
        db.execute("BEGIN IMMEDIATE")  # so nobody writes to it at the same time
    except sqlite3.OperationalError as problem:
        log.info("the log grows later: %s", problem)
        return False
    try:
        path = db.log_path
        with path.open("r+b") as log_file:
            size = log_file.seek(0, os.SEEK_END)
            if size >= LOG_BYTES:
                return True
            log_file.write(bytes(min(LOG_STEP, LOG_BYTES - size)))
            log_file.flush()
            os.fsync(log_file.fileno())
            return False
    except OSError as problem:
        log.warning("the log stays as it is: %s", problem)
        return True
    finally:
        db.execute("ROLLBACK")


def _leave_damaged_catalogue(folder: Path) -> None:
    name = current_catalogue(folder)
    if not _is_whole(folder / name):
        log.error("the catalogue %s is lost or damaged on this disk; the shop opens without it", name)
        use_catalogue(folder, EMPTY_CATALOGUE)


def _is_whole(path: Path) -> bool:
    """Whether the file is a snapshot of our format and as long as it says; its pages are proven when it arrives."""
    try:
        catalogue_file.version_of(path)
        with path.open("rb") as file:
            header = file.read(32)
        page = int.from_bytes(header[16:18], "big")
        return path.stat().st_size >= (65_536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    except (OSError, sqlite3.DatabaseError, TypeError, ValueError):
        return False


def _make_empty_catalogue(path: Path) -> None:
    if _is_whole(path):
        return
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    db = sqlite3.connect(temporary, isolation_level=None)
    # One transaction: the disk is waited for once, not at every table.
    db.executescript(f"BEGIN;{catalogue_file.SCHEMA}{catalogue_file.INDEXES}COMMIT;")
    db.executemany("INSERT INTO meta VALUES (?, ?)", [("format", str(catalogue_file.FORMAT)), ("version", "0")])
    db.close()
    temporary.replace(path)
