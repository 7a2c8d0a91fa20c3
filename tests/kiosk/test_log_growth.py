"""The write-ahead log is made longer ahead of need, and holds nothing that was not committed."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from kiosk import database
from kiosk.schema import SCHEMA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    database.migrate(tmp_path, SCHEMA)
    return tmp_path


def _grow(db: database.Connection) -> None:
    while not database.grow_log(db):
        pass


def _sell(db: database.Connection, name: str) -> None:
    with database.transaction(db):
        db.execute("INSERT INTO favourite VALUES (?, ?)", (name, name.encode() * 100))


def test_a_log_that_has_grown_is_overwritten_and_not_lengthened(folder: Path) -> None:
    db = database.open_writer(folder)
    _sell(db, "before")
    _grow(db)
    size = db.log_path.stat().st_size
    for number in range(50):
        _sell(db, str(number))

    assert size == database.LOG_BYTES
    assert db.log_path.stat().st_size == size
    assert db.execute("SELECT count(*) FROM favourite").fetchone()[0] == 51
    db.close()


def test_after_a_sudden_stop_everything_that_was_committed_is_there_and_nothing_else(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = database.open_writer(folder)
    _sell(db, "before")
    _grow(db)
    _sell(db, "after")
    database.checkpoint(db)
    _sell(db, "anew")  # now from the beginning of the log
    copy = tmp_path_factory.mktemp("copy")
    for name in (database.JOURNAL, f"{database.JOURNAL}-wal"):
        shutil.copy(folder / name, copy / name)
    db.close()

    found = sqlite3.connect(copy / database.JOURNAL)
    assert found.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert {row[0] for row in found.execute("SELECT member_id FROM favourite")} == {"before", "after", "anew"}
    found.close()


def test_while_somebody_else_writes_the_log_does_not_grow_and_grows_afterwards(folder: Path) -> None:
    db, other = database.open_writer(folder), database.open_writer(folder)
    _sell(db, "before")
    size = db.log_path.stat().st_size
    db.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")

    assert database.grow_log(db) is False
    assert db.log_path.stat().st_size == size
    other.execute("ROLLBACK")
    _grow(db)
    assert db.log_path.stat().st_size == database.LOG_BYTES
    other.close()
    db.close()


def test_where_there_is_no_log_the_device_goes_on_without(folder: Path) -> None:
    db = database.open_writer(folder)
    db.log_path = folder / "nowhere"

    assert database.grow_log(db)
    _sell(db, "one")
    assert not db.in_transaction
    db.close()


def test_a_reading_that_somebody_left_open_stops_nobody_and_the_log_is_moved_later(folder: Path) -> None:
    db = database.open_writer(folder)
    _sell(db, "one")
    _sell(db, "two")
    left_open = db.execute("SELECT member_id FROM favourite")
    assert left_open.fetchone()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    database.checkpoint(db)
    left_open.close()
    _sell(db, "three")
    database.checkpoint(db)

    assert db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0] == 0
    db.close()
