"""Head office's database: many changes, one commit, and nobody pays for another's mistake."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from sync.headoffice import database, outbox
from sync.headoffice.database import Database
from sync.headoffice.ingest import SCHEMA


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    """Give a started database."""
    made = Database(tmp_path, SCHEMA)
    made.start()
    made.call(lambda db: db.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)"))
    yield made
    made.close()
    made.close()


def insert(office: Database, number: int) -> Future[int]:
    """Ask for one row."""
    return office.submit(lambda db: db.execute("INSERT INTO t VALUES (?)", (number,)).rowcount)


def rows(office: Database) -> list[int]:
    """What is committed."""
    db = office.reader()
    try:
        return [row[0] for row in db.execute("SELECT n FROM t ORDER BY n")]
    finally:
        db.close()


def test_jobs_that_wait_together_share_a_commit(office: Database) -> None:
    commits: list[int] = []
    office.on_commit(lambda: commits.append(1))
    gate = threading.Event()
    first = office.submit(lambda _db: gate.wait(5))

    answers = [insert(office, number) for number in range(50)]
    gate.set()
    first.result()
    for answer in answers:
        answer.result()

    assert len(commits) < 10
    assert len(rows(office)) == 50


def test_a_job_that_fails_leaves_no_trace_and_the_others_of_its_group_stand(office: Database) -> None:
    gate = threading.Event()
    first = office.submit(lambda _db: gate.wait(5))

    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO t VALUES (100)")
        raise ValueError("no")

    before, failed, after = insert(office, 1), office.submit(half), insert(office, 2)
    gate.set()
    first.result()

    with pytest.raises(ValueError, match="no"):
        failed.result()
    assert (before.result(), after.result()) == (1, 1)
    assert rows(office) == [1, 2]


def test_an_answer_comes_after_the_commit(office: Database) -> None:
    for number in range(20):
        insert(office, number).result()
        assert rows(office)[-1] == number


def test_what_was_asked_for_before_the_end_is_done(office: Database) -> None:
    answers = [insert(office, number) for number in range(20)]

    office.close()

    assert all(answer.result() == 1 for answer in answers)
    with pytest.raises(RuntimeError, match="closed"):
        insert(office, 1)


def test_a_reader_cannot_write(office: Database) -> None:
    db = office.reader()

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO t VALUES (1)")
    db.close()


def test_the_counter_of_changes_never_repeats(office: Database) -> None:
    values = [office.call(database.next_version) for _ in range(5)]

    assert values == [1, 2, 3, 4, 5]
    assert office.call(database.current_version) == 5


def test_a_head_office_put_back_from_a_copy_begins_a_new_down_epoch(tmp_path: Path) -> None:
    first = Database(tmp_path / "a", SCHEMA)
    first.start()
    epoch = first.call(lambda db: outbox.open_epoch(db, first.path, lambda: "one"))
    assert first.call(lambda db: outbox.open_epoch(db, first.path, lambda: "two")) == epoch == "one"
    first.close()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / database.FILE).write_bytes(first.path.read_bytes())

    second = Database(tmp_path / "b", SCHEMA)
    second.start()

    assert second.call(lambda db: outbox.open_epoch(db, second.path, lambda: "three")) == "three"
    second.close()
