"""Operators, roles, the session, tries, approvals and the audit. PINs lie in the device's vault, names in the clear."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kiosk.staff.model import Approval, Limit, Operator, Role, Session, Tries, role_of
from sync.clock import parse, stamp
from sync.formats.staff_roster import OperatorEntry, RoleEntry
from sync.migrations import Migrations
from sync.security import BadVault, Vault

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("staff")


@MIGRATIONS()
def m001_staff(db: Database) -> None:
    """People, roles, who is signed in, tries, approvals, audit."""
    for sql in (
        """CREATE TABLE operator (
            operator_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
            pin BLOB NOT NULL, pin_version INTEGER NOT NULL, badges_from INTEGER NOT NULL,
            last_here TEXT NOT NULL DEFAULT ''
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE staff_role (role TEXT PRIMARY KEY, may TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE staff_roster (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, sealing_key TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE staff_session (
            one INTEGER PRIMARY KEY CHECK (one = 1), operator_id TEXT NOT NULL, since TEXT NOT NULL,
            locked INTEGER NOT NULL CHECK (locked IN (0, 1))
        ) STRICT""",
        """CREATE TABLE pin_tries (
            operator_id TEXT PRIMARY KEY, wrong INTEGER NOT NULL CHECK (wrong > 0),
            wait_s INTEGER NOT NULL CHECK (wait_s >= 0)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE approval (
            approval_id TEXT PRIMARY KEY, permission TEXT NOT NULL, about TEXT NOT NULL,
            amount_minor INTEGER NOT NULL, percent_bp INTEGER NOT NULL, asker TEXT NOT NULL, approver TEXT NOT NULL,
            given_at TEXT NOT NULL, left_s INTEGER NOT NULL, used INTEGER NOT NULL CHECK (used IN (0, 1)),
            CHECK (asker <> approver)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE audit (
            acted_id TEXT PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, operator TEXT NOT NULL,
            approver TEXT NOT NULL, about TEXT NOT NULL, detail TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX audit_at ON audit (at)",
        "CREATE INDEX audit_operator ON audit (operator, at)",
    ):
        db.conn.execute(sql)


# ---------------------------------------------------------------- people and roles


def find(db: sqlite3.Connection, operator_id: str) -> Operator | None:
    """The operator, or None if nobody of this id works here (any more)."""
    row = db.execute("SELECT * FROM operator WHERE operator_id = ?", (operator_id,)).fetchone()
    return None if row is None else _operator(row)


def everyone(db: sqlite3.Connection) -> list[Operator]:
    """All who work here; who was at this device last comes first."""
    rows = db.execute("SELECT * FROM operator ORDER BY last_here DESC, name, operator_id")
    return [_operator(row) for row in rows]


def any_known(db: sqlite3.Connection) -> bool:
    """Whether head office ever named an operator of this store."""
    return db.execute("SELECT 1 FROM operator LIMIT 1").fetchone() is not None


def badges_from(db: sqlite3.Connection, operator_id: str) -> int:
    """Seconds since 1970: badges issued before were taken back."""
    row = db.execute("SELECT badges_from FROM operator WHERE operator_id = ?", (operator_id,)).fetchone()
    return 0 if row is None else int(row["badges_from"])


def seen(db: sqlite3.Connection, operator_id: str, now: datetime) -> None:
    """The operator signed in here."""
    db.execute("UPDATE operator SET last_here = ? WHERE operator_id = ?", (stamp(now), operator_id))


def role(db: sqlite3.Connection, name: str) -> Role:
    """What this role permits; nothing, if nobody ever said what it is."""
    row = db.execute("SELECT role, may FROM staff_role WHERE role = ?", (name,)).fetchone()
    return role_of(name, {} if row is None else {name: _role(row)})


def roster_version(db: sqlite3.Connection) -> int:
    """Version of the roster in force; -1 before the first."""
    row = db.execute("SELECT version FROM staff_roster").fetchone()
    return -1 if row is None else int(row["version"])


def sealing_key(db: sqlite3.Connection) -> str:
    """Head office's public key for changed PINs; empty before the first roster."""
    row = db.execute("SELECT sealing_key FROM staff_roster").fetchone()
    return "" if row is None else str(row["sealing_key"])


def replace_roster(
    db: sqlite3.Connection,
    vault: Vault,
    version: int,
    key: str,
    roles: Iterable[RoleEntry],
    operators: Iterable[OperatorEntry],
) -> None:
    """Take over a whole roster: who is not in it is forgotten, with tries and session. A newer PIN of ours stays."""
    db.execute("INSERT OR REPLACE INTO staff_roster VALUES (1, ?, ?)", (version, key))
    db.execute("DELETE FROM staff_role")
    db.executemany(
        "INSERT OR REPLACE INTO staff_role VALUES (?, ?)",
        [(one.role, msgspec.json.encode(one.may).decode()) for one in roles],
    )
    names = []
    for one in operators:
        names.append(one.operator_id)
        db.execute(
            """INSERT INTO operator (operator_id, name, role, language, pin, pin_version, badges_from)
               VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (operator_id) DO UPDATE SET name = excluded.name, role = excluded.role,
                 language = excluded.language, badges_from = excluded.badges_from""",
            (
                *(one.operator_id, one.name, one.role, one.language),
                *(_sealed(vault, one.operator_id, one.pin), one.pin_version, one.badges_from),
            ),
        )
        if one.pin_version > pin_version(db, one.operator_id):
            set_pin(db, vault, one.operator_id, one.pin, one.pin_version)
    marks = ",".join("?" * len(names))
    for table in ("operator", "pin_tries", "staff_session"):
        db.execute(f"DELETE FROM {table} WHERE operator_id NOT IN ({marks})", names)


# ---------------------------------------------------------------- PINs and tries


def pin(db: sqlite3.Connection, vault: Vault, operator_id: str) -> str:
    """The kept text of the operator's PIN; empty where there is none that opens."""
    row = db.execute("SELECT pin FROM operator WHERE operator_id = ?", (operator_id,)).fetchone()
    try:
        return "" if row is None else vault.open(f"pin/{operator_id}", row["pin"]).decode("ascii")
    except BadVault:
        return ""


def pin_version(db: sqlite3.Connection, operator_id: str) -> int:
    """Version of the operator's PIN."""
    row = db.execute("SELECT pin_version FROM operator WHERE operator_id = ?", (operator_id,)).fetchone()
    return 0 if row is None else int(row["pin_version"])


def set_pin(db: sqlite3.Connection, vault: Vault, operator_id: str, kept: str, version: int) -> None:
    """Keep another PIN."""
    db.execute(
        "UPDATE operator SET pin = ?, pin_version = ? WHERE operator_id = ?",
        (_sealed(vault, operator_id, kept), version, operator_id),
    )


def tries(db: sqlite3.Connection, operator_id: str) -> Tries:
    """How the operator's tries stand."""
    row = db.execute("SELECT wrong, wait_s FROM pin_tries WHERE operator_id = ?", (operator_id,)).fetchone()
    return Tries() if row is None else Tries(row["wrong"], row["wait_s"])


def save_tries(db: sqlite3.Connection, operator_id: str, found: Tries) -> None:
    """Keep how the tries stand; without a wrong one there is nothing to keep."""
    if found.wrong:
        db.execute("INSERT OR REPLACE INTO pin_tries VALUES (?, ?, ?)", (operator_id, found.wrong, found.wait_s))
    else:
        db.execute("DELETE FROM pin_tries WHERE operator_id = ?", (operator_id,))


def waiting(db: sqlite3.Connection) -> dict[str, Tries]:
    """Operators who have to wait."""
    rows = db.execute("SELECT operator_id, wrong, wait_s FROM pin_tries WHERE wait_s > 0")
    return {row["operator_id"]: Tries(row["wrong"], row["wait_s"]) for row in rows}


# ---------------------------------------------------------------- the session


def session(db: sqlite3.Connection) -> Session | None:
    """Who answers for this device, locked or not."""
    row = db.execute("SELECT * FROM staff_session JOIN operator USING (operator_id)").fetchone()
    return None if row is None else Session(_operator(row), parse(row["since"]), bool(row["locked"]))


def signed_in(db: sqlite3.Connection) -> Operator | None:
    """Who is signed in; None while the screen is locked."""
    found = session(db)
    return None if found is None or found.locked else found.operator


def answering(db: sqlite3.Connection) -> Operator | None:
    """Who answers for what goes on by itself (an open payment that is approved while the screen is locked)."""
    found = session(db)
    return None if found is None else found.operator


def save_session(db: sqlite3.Connection, operator_id: str, since: datetime, *, locked: bool = False) -> None:
    """This operator is signed in."""
    db.execute("INSERT OR REPLACE INTO staff_session VALUES (1, ?, ?, ?)", (operator_id, stamp(since), int(locked)))


def end_session(db: sqlite3.Connection) -> None:
    """Nobody is signed in."""
    db.execute("DELETE FROM staff_session")


# ---------------------------------------------------------------- approvals


def save_approval(db: sqlite3.Connection, one: Approval) -> None:
    """Keep an approval as it stands now."""
    db.execute(
        "INSERT OR REPLACE INTO approval VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.approval_id, one.permission, one.about, one.amount_minor, one.percent_bp, one.asker, one.approver),
            *(stamp(one.given_at), one.left_s, int(one.used)),
        ),
    )


def approval(db: sqlite3.Connection, approval_id: str) -> Approval | None:
    """The approval, used or not."""
    row = db.execute("SELECT * FROM approval WHERE approval_id = ?", (approval_id,)).fetchone()
    return None if row is None else _approval(row)


def drop_approvals(db: sqlite3.Connection) -> None:
    """What was approved and not done is not approved any more. Used ones stand in the audit."""
    db.execute("DELETE FROM approval")


def time_passed(db: sqlite3.Connection, seconds: int) -> bool:
    """Count so many seconds of running time off waits and approvals; True if a wait ended."""
    db.execute("UPDATE approval SET left_s = max(0, left_s - ?) WHERE used = 0 AND left_s > 0", (seconds,))
    ended = db.execute("SELECT 1 FROM pin_tries WHERE wait_s BETWEEN 1 AND ? LIMIT 1", (seconds,)).fetchone()
    db.execute("UPDATE pin_tries SET wait_s = max(0, wait_s - ?) WHERE wait_s > 0", (seconds,))
    return ended is not None


def counts_time(db: sqlite3.Connection) -> bool:
    """Whether anybody waits, or an approval is open."""
    sql = """SELECT EXISTS (SELECT 1 FROM pin_tries WHERE wait_s > 0)
                 OR EXISTS (SELECT 1 FROM approval WHERE used = 0 AND left_s > 0)"""
    return bool(db.execute(sql).fetchone()[0])


# ---------------------------------------------------------------- audit


class AuditRow(Struct, frozen=True):
    """One row of the audit."""

    acted_id: str
    at: datetime
    act: str
    operator: str
    """Operator ids; names may change."""
    approver: str
    about: str
    detail: dict[str, str | int | bool]


def add_audit(db: sqlite3.Connection, row: AuditRow) -> None:
    """Write a row; there is no way to change one."""
    db.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(row.acted_id, stamp(row.at), row.act, row.operator, row.approver, row.about),
            msgspec.json.encode(row.detail).decode(),
        ),
    )


def audit(
    db: sqlite3.Connection,
    *,
    operator: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 200,
) -> list[AuditRow]:
    """The newest rows of an operator (as doer or approver) and a span of time, newest first."""
    where, args = ["1 = 1"], list[object]()
    if operator:
        where.append("(operator = ? OR approver = ?)")
        args += [operator, operator]
    for test, moment in ((">=", since), ("<", until)):
        if moment is not None:
            where.append(f"at {test} ?")
            args.append(stamp(moment))
    rows = db.execute(
        f"SELECT * FROM audit WHERE {' AND '.join(where)} ORDER BY at DESC, acted_id DESC LIMIT ?", [*args, limit]
    )
    return [
        AuditRow(
            *(row["acted_id"], parse(row["at"]), row["act"], row["operator"], row["approver"], row["about"]),
            msgspec.json.decode(row["detail"], type=dict[str, str | int | bool]),
        )
        for row in rows
    ]


def _sealed(vault: Vault, operator_id: str, kept: str) -> bytes:
    return vault.seal(f"pin/{operator_id}", kept.encode("ascii"))


def _operator(row: sqlite3.Row) -> Operator:
    return Operator(row["operator_id"], row["name"], row["role"], row["language"])


def _role(row: sqlite3.Row) -> Role:
    entries = msgspec.json.decode(row["may"], type=dict[str, _Limits])
    return Role(
        row["role"], {name: Limit(_bound(one.amount_minor), _bound(one.percent_bp)) for name, one in entries.items()}
    )


class _Limits(msgspec.Struct, frozen=True):
    amount_minor: int = -1
    percent_bp: int = -1


def _bound(value: int) -> int | None:
    return None if value < 0 else value


def _approval(row: sqlite3.Row) -> Approval:
    return Approval(
        *(row["approval_id"], row["permission"], row["about"], row["amount_minor"], row["percent_bp"]),
        *(row["asker"], row["approver"], parse(row["given_at"]), row["left_s"], bool(row["used"])),
    )
