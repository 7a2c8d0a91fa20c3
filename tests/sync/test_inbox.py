"""The device's inbox: once, in order, and nothing blocks what is behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlite_utils import Database

from sync import inbox, journal, messages
from sync.messages import DOWN, DownRefused, Event, Message, PriceChanged

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SOURCE = "/kx/acme/hq"


class Till:
    """A context whose handler can be told to fail."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.told: list[Message] = []
        self.fault: Exception | None = None

    def post(self, message: Message) -> object:
        self.told.append(message)
        return None

    def price(self, message: PriceChanged) -> None:
        self.db.execute("INSERT INTO price VALUES (?, ?)", (message.gtin, message.price_minor))
        if self.fault is not None:
            raise self.fault


HANDLERS: dict[type[Message], inbox.Handler[Till]] = {PriceChanged: Till.price}


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """Give a device's database with a table of prices."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    journal.MIGRATIONS.apply(Database(connection))
    connection.execute("CREATE TABLE price (gtin TEXT, minor INTEGER)")
    yield connection
    connection.close()


def event(seq: int, after: int, minor: int = 100, epoch: str = "e1", **changes: Any) -> Event:
    """A price as an event of the down stream."""
    price = PriceChanged(gtin="00000000000017", price_minor=minor, currency="CNY", version=seq, at=NOON)
    made = Event(
        id=f"{epoch}-{seq}", source=SOURCE, type=price.TYPE, time="now", epoch=epoch, lane=DOWN, seq=seq, after=after,
        data=msgspec.Raw(messages.encode(price)),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def apply(db: sqlite3.Connection, till: Till, *events: Event) -> inbox.Applied:
    """One transaction."""
    db.execute("BEGIN IMMEDIATE")
    try:
        applied = inbox.apply(db, events, HANDLERS, till, NOON)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return applied


def prices(db: sqlite3.Connection) -> list[int]:
    """Effects in the order in which they were made."""
    return [row[0] for row in db.execute("SELECT minor FROM price ORDER BY rowid")]


def test_an_event_that_comes_twice_takes_effect_once(db: sqlite3.Connection) -> None:
    till = Till(db)

    first = apply(db, till, event(1, 0, 10), event(3, 1, 30))
    second = apply(db, till, event(1, 0, 10), event(3, 1, 30))

    assert (first.applied, first.cursor, second.applied, second.repeated) == (2, 3, 0, 2)
    assert prices(db) == [10, 30]


def test_a_gap_stops_and_says_so(db: sqlite3.Connection) -> None:
    applied = apply(db, Till(db), event(1, 0, 10), event(3, 2, 30))

    assert (applied.cursor, applied.gap) == (1, True)
    assert prices(db) == [10]


def test_a_new_epoch_begins_from_the_start_and_known_ids_are_not_repeated(db: sqlite3.Connection) -> None:
    till = Till(db)
    apply(db, till, event(5, 0, 50))

    applied = apply(db, till, event(2, 0, 50, "e2", id="e1-5"), event(4, 2, 60, "e2"))

    assert (applied.epoch, applied.cursor) == ("e2", 4)
    assert prices(db) == [50, 60]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"type": "kx.from.the.future.v9"}, "unknown_type"),
        ({"data": msgspec.Raw(b'{"gtin":"17"}')}, "malformed"),
        ({"data": msgspec.Raw(b"[]")}, "malformed"),
        ({"type": "kx.catalogue.released.v1"}, "malformed"),
        ({"type": "kx.order.cancelled.v1",
          "data": msgspec.Raw(b'{"order_id":"o","version":1,"at":"2026-11-21T04:00:00Z"}')}, "no_handler"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_becomes_a_dead_letter_and_the_next_goes_on(
    db: sqlite3.Connection, changes: dict[str, Any], reason: str
) -> None:
    till = Till(db)

    applied = apply(db, till, event(1, 0, 10, **changes), event(2, 1, 20))

    assert (applied.cursor, applied.dead) == (2, 1)
    assert prices(db) == [20]
    assert [letter.reason for letter in inbox.dead_letters(db)] == [reason]
    assert isinstance(till.told[0], DownRefused)


def test_a_handler_that_fails_leaves_nothing_half_done(db: sqlite3.Connection) -> None:
    till = Till(db)
    till.fault = ValueError("no such product")

    apply(db, till, event(1, 0, 10))

    assert prices(db) == []
    assert inbox.dead_letters(db)[0].detail == "ValueError: no such product"


def test_a_disk_that_fails_gives_the_whole_transaction_up(db: sqlite3.Connection) -> None:
    till = Till(db)
    till.fault = sqlite3.OperationalError("database or disk is full")
    till.fault.sqlite_errorcode = sqlite3.SQLITE_FULL

    with pytest.raises(sqlite3.OperationalError):
        apply(db, till, event(1, 0, 10))

    assert inbox.cursor(db, SOURCE) == ("", 0)
    assert inbox.dead_letters(db) == []


def test_a_dead_letter_can_be_tried_again_and_takes_effect_once(db: sqlite3.Connection) -> None:
    till = Till(db)
    till.fault = ValueError("not yet")
    apply(db, till, event(1, 0, 10))
    letter = inbox.dead_letters(db)[0]

    assert not inbox.retry(db, letter.n, HANDLERS, till, NOON)
    till.fault = None
    assert inbox.retry(db, letter.n, HANDLERS, till, NOON)
    assert not inbox.retry(db, letter.n, HANDLERS, till, NOON)

    assert prices(db) == [10]
    assert (inbox.dead_letters(db)[0].state, inbox.dead_letters(db)[0].tries) == ("retried", 3)
    assert inbox.open_letters(db) == 0


def test_garbage_is_kept_once_with_a_count_and_bounded(db: sqlite3.Connection) -> None:
    for _ in range(3):
        inbox.bury_garbage(db, "frame", "t", b"\x00\xff", "no_frame", "", now=NOON)
    for number in range(inbox.MAX_GARBAGE + 10):
        inbox.bury_garbage(db, "live", "t", b"%d" % number, "malformed", "", now=NOON)

    rows = list(inbox.export(db))
    assert len(rows) == inbox.MAX_GARBAGE
    assert (rows[0]["tries"], rows[0]["raw"]) == (3, "\x00\\xff")


def test_old_ids_are_forgotten_and_the_cursor_still_knows(db: sqlite3.Connection) -> None:
    till = Till(db)
    apply(db, till, event(1, 0, 10))

    assert inbox.prune(db, NOON + timedelta(days=31)) == 1
    assert apply(db, till, event(1, 0, 10)).repeated == 1
