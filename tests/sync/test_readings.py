"""The next reading of a device's clock follows from what lies on its disk."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from sync.hybrid_clock import Reading
from sync.readings import next_reading

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _db(*tables: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    for table in tables:
        db.execute(f"CREATE TABLE {table} (at TEXT NOT NULL)")
    return db


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def test_a_disk_without_any_of_the_tables_gives_the_hour_itself() -> None:
    assert next_reading(_db(), NOON) == str(Reading(_ms(NOON)))


def test_a_reading_sorts_after_everything_that_was_heard_whatever_the_clock_shows() -> None:
    db = _db("order_step", "record_field")
    db.execute("INSERT INTO order_step VALUES (?)", (str(Reading(_ms(NOON) + 60_000, 7)),))
    db.execute("INSERT INTO record_field VALUES (?)", (str(Reading(_ms(NOON) + 90_000, 2)),))

    assert next_reading(db, NOON) == str(Reading(_ms(NOON) + 90_000, 3))


def test_two_readings_of_one_moment_are_told_apart_by_their_count() -> None:
    db = _db("record_field")
    first = next_reading(db, NOON)
    db.execute("INSERT INTO record_field VALUES (?)", (first,))

    assert next_reading(db, NOON) == str(Reading(_ms(NOON), 1))


def test_a_clock_that_is_far_ahead_does_not_carry_this_one_along() -> None:
    db = _db("order_step")
    db.execute("INSERT INTO order_step VALUES (?)", (str(Reading(_ms(NOON + timedelta(hours=3)))),))

    assert next_reading(db, NOON) == str(Reading(_ms(NOON)))


def test_a_clock_that_was_set_back_still_goes_forward() -> None:
    db = _db("order_step")
    db.execute("INSERT INTO order_step VALUES (?)", (str(Reading(_ms(NOON))),))

    assert next_reading(db, NOON - timedelta(minutes=4)) == str(Reading(_ms(NOON), 1))


def test_what_answers_a_thing_sorts_after_it_although_a_wrong_clock_made_it() -> None:
    wrong = str(Reading(_ms(NOON + timedelta(hours=3))))

    assert next_reading(_db(), NOON, after=wrong) > wrong
