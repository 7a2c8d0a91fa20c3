"""Records on disk: their values lie encrypted, because they may name people."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from kiosk.record.model import Record
from sync import clock
from sync.formats import record_merge
from sync.hybrid_clock import Reading
from sync.messages import Field
from sync.migrations import Migrations
from sync.security import Vault

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("record")


@MIGRATIONS()
def m001_records(db: Database) -> None:
    """Records, the readings of their fields, and what was forgotten.

    `state`, `member` and `due` are those fields of the record in the open, so that one can ask for them.
    """
    for sql in (
        """CREATE TABLE record (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, sealed BLOB NOT NULL,
            state TEXT NOT NULL, member TEXT NOT NULL, due TEXT NOT NULL,
            newest TEXT NOT NULL, stamp INTEGER NOT NULL, bucket INTEGER NOT NULL,
            PRIMARY KEY (kind, record_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE record_field (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL,
            PRIMARY KEY (kind, record_id, name),
            FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE record_forgotten (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (kind, record_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX record_state ON record (kind, state, due)",
        "CREATE INDEX record_member ON record (member, kind) WHERE member <> ''",
        "CREATE INDEX record_newest ON record (newest, kind, bucket, stamp)",
        "CREATE INDEX record_field_at ON record_field (at)",
        "CREATE INDEX record_forgotten_member ON record_forgotten (member)",
    ):
        db.conn.execute(sql)


_FIELDS = msgspec.json.Decoder(dict[str, Field])


def load(db: sqlite3.Connection, vault: Vault, kind: str, record_id: str) -> Record | None:
    """The record, or None if nobody told of it."""
    row = db.execute(
        "SELECT kind, record_id, sealed FROM record WHERE kind = ? AND record_id = ?", (kind, record_id)
    ).fetchone()
    return None if row is None else _record(vault, row)


def exists(db: sqlite3.Connection, kind: str, record_id: str) -> bool:
    """Whether the record is known here; quicker than to load it."""
    found = db.execute("SELECT 1 FROM record WHERE kind = ? AND record_id = ?", (kind, record_id)).fetchone()
    return found is not None


def all_of(
    db: sqlite3.Connection,
    vault: Vault,
    kind: str,
    *,
    states: Collection[str] = (),
    member: str = "",
    due_from: str = "",
    due_before: str = "",
    limit: int = -1,
) -> list[Record]:
    """Records of a kind by their field `due`, then by id; all, or those that fit everything that is asked for.

    `states`: values of the field `state`; `due_from` (inclusive) and `due_before` (exclusive): texts that sort, such
    as moments.
    """
    asked = ["kind = ?"]
    values: list[object] = [kind]
    if states:
        asked.append(f"state IN ({', '.join('?' * len(states))})")
        values += states
    for condition, value in (("member = ?", member), ("due >= ?", due_from), ("due < ?", due_before)):
        if value:
            asked.append(condition)
            values.append(value)
    rows = db.execute(
        f"SELECT kind, record_id, sealed FROM record WHERE {' AND '.join(asked)} ORDER BY due, record_id LIMIT ?",
        (*values, limit),
    )
    return [_record(vault, row) for row in rows]


def count(db: sqlite3.Connection, kind: str, states: Collection[str] = ()) -> int:
    """How many records of a kind there are in these states; nothing is opened for it."""
    asked = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    found = db.execute(f"SELECT count(*) FROM record WHERE kind = ?{asked}", (kind, *states)).fetchone()[0]
    return int(found)


def save(db: sqlite3.Connection, vault: Vault, record: Record, changed: Collection[str]) -> None:
    """Keep the record; `changed` names the fields that are other than before."""
    fields = record.fields
    sealed = vault.seal(_row(record.kind, record.record_id), msgspec.json.encode(fields))
    db.execute(
        """INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, record_id) DO UPDATE SET
             sealed = excluded.sealed, state = excluded.state, member = excluded.member, due = excluded.due,
             newest = excluded.newest, stamp = excluded.stamp""",
        (
            *(record.kind, record.record_id, sealed),
            *(record.text("state"), record.text("member"), record.text("due")),
            *(record_merge.newest(fields), record_merge.stamp(fields), record_merge.bucket(record.record_id)),
        ),
    )
    db.executemany(
        "INSERT OR REPLACE INTO record_field VALUES (?, ?, ?, ?, ?)",
        [(record.kind, record.record_id, name, fields[name].at, fields[name].device) for name in changed],
    )


# ---------------------------------------------------------------- comparing


def since(now: datetime) -> str:
    """The reading from which on devices compare, the same for all of them through a whole day."""
    day = (now - record_merge.WINDOW).replace(hour=0, minute=0, second=0, microsecond=0)
    return str(Reading(int(day.timestamp() * 1000)))


def totals(db: sqlite3.Connection, since_reading: str) -> dict[tuple[str, int], tuple[int, int]]:
    """(kind, bucket) -> (how many records, sum of their stamps), of those that changed since."""
    rows = db.execute(
        "SELECT kind, bucket, count(*), sum(stamp) FROM record WHERE newest >= ? GROUP BY kind, bucket",
        (since_reading,),
    )
    return {(kind, part): (many, total) for kind, part, many, total in rows}


def stamps(db: sqlite3.Connection, since_reading: str, kind: str, part: int) -> dict[str, int]:
    """Record -> stamp, of one bucket."""
    rows = db.execute(
        "SELECT record_id, stamp FROM record WHERE newest >= ? AND kind = ? AND bucket = ?", (since_reading, kind, part)
    )
    return {row[0]: row[1] for row in rows}


# ---------------------------------------------------------------- forgetting


def forget_member(db: sqlite3.Connection, member: str, now: datetime) -> list[str]:
    """Erase what is kept of a member, and remember the ids alone so that no late word brings it back; the kinds."""
    rows = db.execute("SELECT kind, record_id FROM record WHERE member = ?", (member,)).fetchall()
    gone = [(row["kind"], row["record_id"]) for row in rows]
    # The member's own row stands for records of theirs that this device has never heard of.
    forgotten = [*gone, ("member", member)]
    db.executemany(
        "INSERT OR REPLACE INTO record_forgotten VALUES (?, ?, ?, ?)",
        [(kind, record_id, member, clock.stamp(now)) for kind, record_id in forgotten],
    )
    db.executemany("DELETE FROM record WHERE kind = ? AND record_id = ?", gone)
    return sorted({kind for kind, _ in gone})


def forget(db: sqlite3.Connection, kind: str, record_id: str, member: str, now: datetime) -> None:
    """Erase one record, and remember that it is not to come back while its member stays away."""
    db.execute("DELETE FROM record WHERE kind = ? AND record_id = ?", (kind, record_id))
    db.execute(
        "INSERT OR REPLACE INTO record_forgotten VALUES (?, ?, ?, ?)", (kind, record_id, member, clock.stamp(now))
    )


def welcome_member(db: sqlite3.Connection, member: str) -> None:
    """Somebody who had gone is here again: what is told of them is kept again."""
    db.execute("DELETE FROM record_forgotten WHERE member = ?", (member,))


def is_forgotten(db: sqlite3.Connection, kind: str, record_id: str, member: str) -> bool:
    """Whether this record is not to come back, or whose it is."""
    pairs: Iterable[tuple[str, str]] = ((kind, record_id), ("member", member))
    return any(
        db.execute("SELECT 1 FROM record_forgotten WHERE kind = ? AND record_id = ?", pair).fetchone() for pair in pairs
    )


def tidy(db: sqlite3.Connection, now: datetime, most: int = 200) -> int:
    """Erase some records that nobody has changed for as long as their kind is kept; gives how many."""
    gone = 0
    for (kind,) in db.execute("SELECT DISTINCT kind FROM record").fetchall():
        before = str(Reading(int((now - record_merge.keep(kind)).timestamp() * 1000)))
        gone += db.execute(
            """DELETE FROM record WHERE kind = ?1 AND record_id IN (
                 SELECT record_id FROM record WHERE kind = ?1 AND newest < ?2 LIMIT ?3)""",
            (kind, before, most),
        ).rowcount
    db.execute("DELETE FROM record_forgotten WHERE at < ?", (clock.stamp(now - record_merge.KEEP_OTHERS),))
    return gone


def _record(vault: Vault, row: sqlite3.Row) -> Record:
    kind, record_id = row["kind"], row["record_id"]
    return Record(kind, record_id, _FIELDS.decode(vault.open(_row(kind, record_id), row["sealed"])))


def _row(kind: str, record_id: str) -> str:
    return f"record/{kind}/{record_id}"
