"""Head office's inbox: whatever a device sends, it takes its place, and nothing counts twice."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlite_utils import Database

from sync import frames, messages
from sync.headoffice import applying, database, inbox, ingest
from sync.messages import Event, StockMoved
from sync.topics import Identity

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TILL = Identity("acme", "9521000000018", "till-01")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """Give head office's database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migrations in (database.MIGRATIONS, *ingest.SCHEMA):
        migrations.apply(Database(connection))
    connection.execute("CREATE TABLE effect (id TEXT, repeated INTEGER)")
    yield connection
    connection.close()


def event(seq: int, epoch: str = "e1", **changes: Any) -> bytes:
    """The stored bytes of a fact of the till."""
    moved = StockMoved(movement_id="m", gtin="00000000000017", quantity=1, reason="count", at=NOON)
    made = Event(
        id=f"{epoch}-{seq}", source=TILL.source, type=moved.TYPE, time="now", epoch=epoch, lane="money", seq=seq,
        data=msgspec.Raw(messages.encode(moved)),
    )  # fmt: skip
    return msgspec.json.encode(msgspec.structs.replace(made, **changes))


def send(db: sqlite3.Connection, *bodies: bytes, lane: str = "money") -> list[inbox.Lane]:
    """One frame, taken in by one transaction."""
    return send_payload(db, frames.Packer().pack(bodies), lane)


def send_payload(db: sqlite3.Connection, payload: bytes, lane: str = "money") -> list[inbox.Lane]:
    """One payload, taken in by one transaction."""
    db.execute("BEGIN IMMEDIATE")
    answers = inbox.store_parcels(db, [inbox.prepare(TILL, lane, payload)], NOON)
    db.execute("COMMIT")
    return answers


def effects(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Make the effects that are due; (id, repeated) of all that were made."""

    def apply(connection: sqlite3.Connection, arrivals: Any) -> None:
        rows = [(arrival.event.id, int(arrival.repeated)) for arrival in arrivals]
        connection.executemany("INSERT INTO effect VALUES (?, ?)", rows)

    db.execute("BEGIN IMMEDIATE")
    applying.Applier("acme", apply).run(db, NOON, 10.0)
    db.execute("COMMIT")
    return [tuple(row) for row in db.execute("SELECT id, repeated FROM effect ORDER BY rowid")]


def reasons(db: sqlite3.Connection) -> list[str]:
    """Why there are dead letters, oldest first."""
    return [letter.reason for letter in reversed(inbox.dead_letters(db))]


def test_what_is_acknowledged_can_be_read_again_byte_for_byte(db: sqlite3.Connection) -> None:
    bodies = [event(1), event(2)]

    answer = send(db, *bodies)[0]

    assert (answer.ack.upto, answer.ack.hash) == (2, frames.digest(bodies[1]))
    assert frames.unpack(db.execute("SELECT payload FROM frame").fetchone()[0]) == bodies


def test_a_frame_that_comes_twice_is_absorbed_and_answered_again(db: sqlite3.Connection) -> None:
    first = send(db, event(1), event(2))
    second = send(db, event(1), event(2))

    assert first == second
    assert db.execute("SELECT count(*) FROM frame").fetchone()[0] == 1
    assert effects(db) == [("e1-1", 0), ("e1-2", 0)]


def test_frames_in_any_order_with_any_overlap_end_in_the_same_state(db: sqlite3.Connection) -> None:
    rng = random.Random(3)
    bodies = [event(n) for n in range(1, 61)]
    pieces = [bodies[at : at + rng.randint(5, 15)] for at in range(0, 60, 5)]
    rng.shuffle(pieces)

    for piece in pieces:
        send(db, *piece)

    assert send(db, bodies[59])[0].ack.upto == 60
    assert effects(db) == [(f"e1-{n}", 0) for n in range(1, 61)]
    assert reasons(db) == []


def test_holes_are_named(db: sqlite3.Connection) -> None:
    send(db, event(1))
    send(db, event(3), event(4))

    answer = send(db, event(7))[0]

    assert (answer.ack.upto, answer.ack.holes) == (1, ((2, 2), (5, 6)))
    assert effects(db) == [("e1-1", 0)]
    assert send(db, event(2))[0].ack.upto == 4


def test_the_same_fact_under_a_new_epoch_takes_its_place_and_has_no_second_effect(db: sqlite3.Connection) -> None:
    send(db, event(1), event(2))

    answer = send(db, event(1, "e2", id="e1-2"), event(2, "e2"))[0]

    assert answer.ack.upto == 2
    assert effects(db) == [("e1-1", 0), ("e1-2", 0), ("e1-2", 1), ("e2-2", 0)]


def test_a_fact_behind_a_hole_of_an_epoch_that_ended_has_its_effect_under_the_new_one(db: sqlite3.Connection) -> None:
    send(db, event(1))
    send(db, event(3), event(4))

    send(db, event(1, "e2", id="e1-2"), event(2, "e2", id="e1-3"), event(3, "e2", id="e1-4"), event(4, "e2"))

    assert effects(db) == [("e1-1", 0), ("e1-2", 0), ("e1-3", 0), ("e1-4", 0), ("e2-4", 0)]
    send(db, event(2))
    assert effects(db)[5:] == [("e1-2", 1), ("e1-3", 1), ("e1-4", 1)]


def test_two_events_with_one_number_are_a_fork_and_an_alarm(db: sqlite3.Connection) -> None:
    send(db, event(1))

    answer = send(db, event(1, id="another"))[0]

    assert answer.ack.hash == frames.digest(event(1))
    assert answer.ack.forked
    assert reasons(db) == ["fork"]
    assert effects(db) == [("e1-1", 0)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (event(2, source="/kx/acme/9521000000018/till-02"), "wrong_source"),
        (event(2).replace(b'"time":"now"', b'"time":17'), "malformed"),
        (event(2, type="kx.from.the.future.v9"), "unknown_type"),
        (event(2, data=msgspec.Raw(b'{"gtin":17}')), "malformed"),
        (event(2, data=msgspec.Raw(b"[" * 500 + b"]" * 500)), "malformed"),
    ],
)
def test_an_event_that_cannot_be_used_takes_its_place_and_blocks_nothing(
    db: sqlite3.Connection, body: bytes, reason: str
) -> None:
    answer = send(db, event(1), body, event(3))[0]

    assert answer.ack.upto == 3
    assert effects(db) == [("e1-1", 0), ("e1-3", 0)]
    assert reasons(db) == [reason]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"nothing":1}', "malformed"),
        (b"7", "malformed"),
        (event(2, lane="ops"), "wrong_lane"),
        (event(1).replace(b'"seq":1', b'"seq":-4'), "malformed"),
        (event(1).replace(b'"seq":1', b'"seq":1e300'), "malformed"),
    ],
)
def test_what_has_no_place_is_kept_aside_and_the_rest_of_its_frame_counts(
    db: sqlite3.Connection, body: bytes, reason: str
) -> None:
    answer = send(db, event(1), body)[0]

    assert answer.ack.upto == 1
    assert reasons(db) == [reason]


def test_a_payload_that_is_no_frame_is_kept_once_with_a_count(db: sqlite3.Connection) -> None:
    assert send_payload(db, b"garbage") == []
    assert send_payload(db, b"garbage") == []

    assert [(letter.reason, letter.tries) for letter in inbox.dead_letters(db)] == [("no_frame", 2)]


def test_an_event_that_does_not_follow_the_one_before_is_taken_and_told(db: sqlite3.Connection) -> None:
    send(db, event(1))

    answer = send(db, event(2, prev="0" * 64))[0]

    assert answer.ack.upto == 2
    assert reasons(db) == ["chain"]


def test_one_fact_without_effect_does_not_take_its_neighbours_with_it(db: sqlite3.Connection) -> None:
    send(db, event(1), event(2), event(3))

    def apply(connection: sqlite3.Connection, arrivals: Any) -> None:
        for arrival in arrivals:
            connection.execute("INSERT INTO effect VALUES (?, 0)", (arrival.event.id,))
            if arrival.event.seq == 2:
                raise ValueError("no such store")

    applying.Applier("acme", apply).run(db, NOON, 10.0)

    assert [row[0] for row in db.execute("SELECT id FROM effect")] == ["e1-1", "e1-3"]
    assert reasons(db) == ["no_effect"]
    assert applying.behind(db) == 0
    assert applying.lag_s(db, NOON) == 0.0
