"""The journal: in the caller's transaction, chained, numbered without gaps, and wise to copied disks."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from sync import frames, journal
from sync.clock import new_id
from sync.messages import Message, OfferShown, PriceChanged, StockMoved
from tests.sync.hosts import open_journal

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SOURCE = "/kx/acme/9521000000018/till-01"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a journal on disk with its first epoch."""
    path = tmp_path / "journal.db"
    db = open_journal(path)
    journal.MIGRATIONS.apply(Database(db))
    with transaction(db):
        opened = journal.open_epoch(db, new_id=new_id, now=NOON, disk_mark=journal.disk_mark(path))
    assert (opened.series, opened.fresh, opened.previous) == ("A", True, "")
    db.close()
    return path


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to it."""
    connection = open_journal(path)
    yield connection
    connection.close()


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def moved(reason: str = "count") -> StockMoved:
    """A fact of the money lane."""
    return StockMoved(movement_id=new_id(), gtin="00000000000017", quantity=1, reason=reason, at=NOON)


def post(db: sqlite3.Connection, message: Message | None = None, event_id: str = "") -> str:
    """Post one fact."""
    chosen = event_id or new_id()
    journal.post(db, message or moved(), source=SOURCE, event_id=chosen, now=NOON)
    return chosen


def restart(path: Path) -> journal.Epoch:
    """What a start of the device finds."""
    db = open_journal(path)
    with transaction(db):
        epoch = journal.open_epoch(db, new_id=new_id, now=NOON, disk_mark=journal.disk_mark(path))
    db.close()
    return epoch


def test_a_change_that_is_rolled_back_leaves_no_event(db: sqlite3.Connection) -> None:
    def change() -> None:
        with transaction(db):
            post(db)
            raise ValueError("no change")

    with pytest.raises(ValueError, match="no change"):
        change()

    with transaction(db):
        post(db)
    assert [row[0] for row in db.execute("SELECT seq FROM journal")] == [1]


def test_lanes_count_for_themselves(db: sqlite3.Connection) -> None:
    with transaction(db):
        first = journal.post(db, moved(), source=SOURCE, event_id="a", now=NOON)
        offer = OfferShown(exposure_id="e", place="basket", gtins=(), reasons=(), at=NOON)
        second = journal.post(db, offer, source=SOURCE, event_id="b", now=NOON)
        third = journal.post(db, moved(), source=SOURCE, event_id="c", now=NOON)

    assert [(one.lane, one.seq) for one in (first, second, third)] == [("money", 1), ("telemetry", 1), ("money", 2)]
    assert list(journal.status(db)) == ["money", "ops", "telemetry"]
    assert journal.status(db)["money"].waiting == 2


def test_an_event_that_no_frame_could_carry_is_refused_when_posted(db: sqlite3.Connection) -> None:
    noise = random.Random(1).randbytes(400_000).hex()

    with pytest.raises(journal.TooLarge), transaction(db):
        post(db, moved(reason=noise))

    assert journal.waiting(db, "money") == 0


def test_a_large_event_that_compresses_well_is_taken(db: sqlite3.Connection) -> None:
    with transaction(db):
        post(db, moved(reason="x" * 900_000))

    row = journal.read(db, "money", journal.status(db)["money"].epoch, 0, 1, 200)[0]
    assert len(frames.Packer().fill([row.body])[1]) < frames.MAX_PAYLOAD


def test_what_does_not_go_up_is_refused(db: sqlite3.Connection) -> None:
    price = PriceChanged(gtin="00000000000017", price_minor=1, currency="CNY", version=1, at=NOON)

    with pytest.raises(ValueError, match="does not go to head office"), transaction(db):
        post(db, price)


def test_the_chain_shows_a_row_that_was_changed_afterwards(db: sqlite3.Connection) -> None:
    with transaction(db):
        for _ in range(5):
            post(db)
    epoch = journal.status(db)["money"].epoch
    assert journal.broken_link(db, "money", epoch) is None

    body = db.execute("SELECT body FROM journal WHERE seq = 3").fetchone()[0]
    db.execute("UPDATE journal SET body = ? WHERE seq = 3", (body.replace(b'"quantity":1', b'"quantity":2'),))

    assert journal.broken_link(db, "money", epoch) == 3


def test_a_row_that_is_gone_breaks_the_chain(db: sqlite3.Connection) -> None:
    with transaction(db):
        for _ in range(5):
            post(db)

    db.execute("DELETE FROM journal WHERE seq = 2")

    assert journal.broken_link(db, "money", journal.status(db)["money"].epoch) == 2


def test_a_restart_goes_on_with_the_epoch(path: Path) -> None:
    first, second = restart(path), restart(path)

    assert (first.epoch, first.fresh) == (second.epoch, False)


def test_a_copy_put_back_begins_a_new_epoch_and_series(path: Path, tmp_path: Path) -> None:
    db = open_journal(path)
    with transaction(db):
        ids = [post(db) for _ in range(4)]
    first = journal.status(db)["money"]
    with transaction(db):
        journal.acknowledge(db, "money", first.epoch, 2, NOON)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(path, tmp_path / "backup")
    path.unlink()
    shutil.copy(tmp_path / "backup", path)

    restored = restart(path)

    assert (restored.series, restored.fresh, restored.previous) == ("B", True, first.epoch)
    db = open_journal(path)
    status = journal.status(db)["money"]
    assert (status.epoch, status.next_seq, status.acked) == (restored.epoch, 3, 0)
    assert journal.broken_link(db, "money", restored.epoch) is None
    again = [frames.read(row.body) for row in journal.read(db, "money", restored.epoch, 0, 9, 9)]
    assert [event.id for event in again] == ids[2:]
    assert journal.position_of(db, ids[3]) == journal.Position("money", restored.epoch, 2)
    assert [journal.is_acked(db, event_id) for event_id in ids] == [True, True, False, False]
    db.close()
    assert restart(path).fresh is False


def test_series_letters_never_end() -> None:
    assert [journal.series_name(number) for number in (1, 2, 26, 27, 52, 53, 703)] == [
        "A", "B", "Z", "AA", "AZ", "BA", "AAA",
    ]  # fmt: skip


def test_an_acknowledgement_of_an_old_epoch_changes_nothing(db: sqlite3.Connection) -> None:
    with transaction(db):
        post(db)
        journal.acknowledge(db, "money", "another epoch", 1, NOON)

    assert journal.waiting(db, "money") == 1


def test_an_event_that_was_never_posted_is_nowhere(db: sqlite3.Connection) -> None:
    assert journal.position_of(db, "nothing") is None
    assert not journal.is_acked(db, "nothing")
