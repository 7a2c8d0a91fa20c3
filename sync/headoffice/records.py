"""Records that stores and head office keep together (tasks, tickets, appointments), merged as devices merge them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats import record_merge
from sync.headoffice import flags, outbox, stores
from sync.headoffice.change import Change, Invalid, Unknown
from sync.messages import Field, MemberChanged, RecordChanged, RecordTold
from sync.messages.records import Value
from sync.readings import next_reading

MIGRATIONS = Migrations("records")

DEVICE = "hq"
"""Who head office is among those that set fields."""


@MIGRATIONS()
def m001_record(db: Database) -> None:
    """Records, their fields (values as JSON), the stores that have them, and what was forgotten.

    `state`, `member` and `due` are those fields of the record, so that one can ask for them.
    """
    for sql in (
        """CREATE TABLE record (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, store TEXT NOT NULL,
            state TEXT NOT NULL, member TEXT NOT NULL, due TEXT NOT NULL, version INTEGER NOT NULL,
            changed_at TEXT NOT NULL, PRIMARY KEY (kind, record_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE record_field (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            at TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (kind, record_id, name),
            FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE record_store (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, store TEXT NOT NULL, PRIMARY KEY (kind, record_id, store),
            FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE record_forgotten (
            kind TEXT NOT NULL, record_id TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, record_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX record_store_state ON record (store, kind, state, due)",
        "CREATE INDEX record_member ON record (member, kind) WHERE member <> ''",
        "CREATE INDEX record_version ON record (kind, version)",
        "CREATE INDEX record_changed_at ON record (kind, changed_at)",
        "CREATE INDEX record_field_at ON record_field (at)",
    ):
        db.conn.execute(sql)


class Record(msgspec.Struct, frozen=True):
    """A record as head office knows it."""

    kind: str
    record_id: str
    store: str
    """The store that it began in."""
    version: int
    """Head office's counter at its last change: whoever asks `changed_since` misses none."""
    fields: dict[str, Field]

    @property
    def values(self) -> dict[str, Value]:
        """Name -> value."""
        return {name: field.value for name, field in self.fields.items()}

    def text(self, name: str, default: str = "") -> str:
        """A text, or `default` where there is none."""
        field = self.fields.get(name)
        return field.value if field is not None and isinstance(field.value, str) else default


# ---------------------------------------------------------------- reading


def load(db: sqlite3.Connection, kind: str, record_id: str) -> Record | None:
    """The record, or None."""
    row = db.execute("SELECT * FROM record WHERE kind = ? AND record_id = ?", (kind, record_id)).fetchone()
    return None if row is None else _record(db, row)


def get(db: sqlite3.Connection, kind: str, record_id: str) -> Record:
    """The record.

    Raises:
        Unknown: if there is none.
    """
    found = load(db, kind, record_id)
    if found is None:
        raise Unknown(kind, record_id)
    return found


def all_of(
    db: sqlite3.Connection,
    kind: str,
    *,
    store: str = "",
    states: Collection[str] = (),
    member: str = "",
    due_from: str = "",
    due_before: str = "",
    limit: int = -1,
) -> list[Record]:
    """Records of a kind by their field `due`, then by id; all, or those that fit everything that is asked for."""
    asked, values = ["kind = ?"], [kind]
    if states:
        asked.append(f"state IN ({', '.join('?' * len(states))})")
        values += states
    for condition, value in (
        ("store = ?", store),
        ("member = ?", member),
        ("due >= ?", due_from),
        ("due < ?", due_before),
    ):
        if value:
            asked.append(condition)
            values.append(value)
    rows = db.execute(
        f"SELECT * FROM record WHERE {' AND '.join(asked)} ORDER BY due, record_id LIMIT ?", (*values, limit)
    ).fetchall()
    return [_record(db, row) for row in rows]


def changed_since(db: sqlite3.Connection, kind: str, version: int, limit: int = 500) -> list[Record]:
    """Records of a kind that changed after a version, in the order in which they did."""
    rows = db.execute(
        "SELECT * FROM record WHERE kind = ? AND version > ? ORDER BY version LIMIT ?", (kind, version, limit)
    ).fetchall()
    return [_record(db, row) for row in rows]


# ---------------------------------------------------------------- writing


def set_fields(change: Change, store: str, kind: str, record_id: str, values: Mapping[str, Value]) -> Record:
    """Set fields of a record in head office's own name, and tell the stores that have it; a new one is `store`'s.

    Raises:
        Unknown: if there is no such store.
        Invalid: if the record would be too large, or a name can be none.
    """
    stores.get(change.db, store)
    known = load(change.db, kind, record_id)
    before = known.fields if known is not None else {}
    fresh = record_merge.written(before, values, next_reading(change.db, change.now), DEVICE)
    whole = record_merge.merged(before, fresh)
    if record_merge.too_large(whole) or record_merge.sound(fresh) != fresh:
        raise Invalid(kind, f"at most {record_merge.MOST_BYTES // 1024} KiB, with names in ASCII")
    if not fresh and known is not None:
        return known
    return _write(change, known, store, kind, record_id, whole, fresh)


def heard(change: Change, store: str, device: str, event: RecordChanged) -> None:
    """Put what a device says to what is known, and tell the stores that have the record."""
    fields = record_merge.sound(event.fields)
    if len(fields) < len(event.fields):
        flags.raise_flag(change, "record_unsound", store, device, event.record_id, event.kind)
    if _forgotten(change.db, event.kind, event.record_id) or _of_nobody(change.db, fields):
        return
    known = load(change.db, event.kind, event.record_id)
    before = known.fields if known is not None else {}
    fresh = record_merge.news(before, fields)
    whole = record_merge.merged(before, fresh)
    if record_merge.flooded(whole):
        flags.raise_flag(change, "record_flooded", store, device, event.record_id, event.kind)
        return
    if fresh:
        _write(change, known, store, event.kind, event.record_id, whole, fresh)
    elif known is not None and store not in _stores_of(change.db, known):
        _tell(change, known, [store])


def _write(
    change: Change,
    known: Record | None,
    store: str,
    kind: str,
    record_id: str,
    whole: Mapping[str, Field],
    fresh: Mapping[str, Field],
) -> Record:
    began = known.store if known is not None else store
    record = Record(kind, record_id, began, change.version(), dict(whole))
    change.db.execute(
        """INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, record_id) DO UPDATE SET
             state = excluded.state, member = excluded.member, due = excluded.due, version = excluded.version,
             changed_at = excluded.changed_at""",
        (
            *(kind, record_id, began, record.text("state"), record.text("member"), record.text("due")),
            *(record.version, stamp(change.now)),
        ),
    )
    change.db.executemany(
        "INSERT OR REPLACE INTO record_field VALUES (?, ?, ?, ?, ?, ?)",
        [
            (kind, record_id, name, msgspec.json.encode(field.value).decode(), field.at, field.device)
            for name, field in fresh.items()
        ],
    )
    _tell(change, record, [store])
    return record


def _tell(change: Change, record: Record, also: Collection[str]) -> None:
    """Tell every store that has the record, those of `also`, the one that its member shops in, and those it names."""
    told = {record.store, *also, *_stores_of(change.db, record), *_home_of(change.db, record.text("member"))}
    told |= _parties(change.db, record)
    event = RecordTold(
        kind=record.kind, record_id=record.record_id, fields=record.fields, version=record.version, at=change.now
    )
    for store in sorted(told):
        change.db.execute("INSERT OR IGNORE INTO record_store VALUES (?, ?, ?)", (record.kind, record.record_id, store))
        change.post(store, event)


# ---------------------------------------------------------------- members


def member_at(change: Change, member: str, store: str) -> None:
    """A member shops in this store now: it gets to know what is kept of them."""
    for row in change.db.execute("SELECT * FROM record WHERE member = ?", (member,)).fetchall():
        _tell(change, _record(change.db, row), [store])


def forget_member(change: Change, member: str) -> None:
    """Erase what is kept of a member, here and in every store that has any of it."""
    rows = change.db.execute("SELECT kind, record_id FROM record WHERE member = ?", (member,)).fetchall()
    had: set[str] = set()
    for kind, record_id in ((row["kind"], row["record_id"]) for row in rows):
        had |= _forget(change, kind, record_id)
        change.db.execute(
            "INSERT OR REPLACE INTO record_forgotten VALUES (?, ?, ?)", (kind, record_id, stamp(change.now))
        )
    for store in sorted(had):
        event = MemberChanged(
            member=member, surname="", title="", removed=True, version=change.version(), at=change.now
        )
        change.post(store, event)


def forget_old(change: Change, most: int = 500) -> int:
    """Take out what nobody has changed for as long as its kind is kept, some at a time; gives how many."""
    gone = 0
    for (kind,) in change.db.execute("SELECT DISTINCT kind FROM record").fetchall():
        before = stamp(change.now - record_merge.keep(kind))
        for (record_id,) in change.db.execute(
            "SELECT record_id FROM record WHERE kind = ? AND changed_at < ? LIMIT ?", (kind, before, most)
        ).fetchall():
            _forget(change, kind, record_id)
            gone += 1
    return gone


def _forget(change: Change, kind: str, record_id: str) -> set[str]:
    """Erase one record and what waits for the stores of it; the stores that had it."""
    rows = change.db.execute(
        "SELECT store FROM record_store WHERE kind = ? AND record_id = ?", (kind, record_id)
    ).fetchall()
    had = {row["store"] for row in rows}
    for store in had:
        outbox.forget(change.db, store, RecordTold.TYPE, f"{kind}/{record_id}")
    change.db.execute("DELETE FROM record WHERE kind = ? AND record_id = ?", (kind, record_id))
    return had


def _forgotten(db: sqlite3.Connection, kind: str, record_id: str) -> bool:
    row = db.execute("SELECT 1 FROM record_forgotten WHERE kind = ? AND record_id = ?", (kind, record_id)).fetchone()
    return row is not None


def _of_nobody(db: sqlite3.Connection, fields: Mapping[str, Field]) -> bool:
    """Whether it is about a member who has left, as a device wrote that had not heard of it."""
    member = fields["member"].value if "member" in fields else ""
    return bool(member) and not _home_of(db, str(member))


def _home_of(db: sqlite3.Connection, member: str) -> set[str]:
    if not member:
        return set()
    return {row[0] for row in db.execute("SELECT store FROM member WHERE member = ?", (member,))}


def _parties(db: sqlite3.Connection, record: Record) -> set[str]:
    """Stores that a record between stores names: where goods go from and to."""
    named = {record.text("from_store"), record.text("to_store")} - {""}
    return {store for store in named if stores.find(db, store) is not None}


def _stores_of(db: sqlite3.Connection, record: Record) -> set[str]:
    rows = db.execute(
        "SELECT store FROM record_store WHERE kind = ? AND record_id = ?", (record.kind, record.record_id)
    )
    return {row[0] for row in rows}


def _record(db: sqlite3.Connection, row: sqlite3.Row) -> Record:
    fields = {
        one["name"]: Field(msgspec.json.decode(one["value"]), one["at"], one["device"])
        for one in db.execute(
            "SELECT name, value, at, device FROM record_field WHERE kind = ? AND record_id = ?",
            (row["kind"], row["record_id"]),
        )
    }
    return Record(row["kind"], row["record_id"], row["store"], row["version"], fields)
