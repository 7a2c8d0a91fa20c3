"""Who works where, with which role; each change sends the stores concerned their whole roster, signed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync import sealing
from sync.formats import pin_hash, staff_roster
from sync.formats.staff_roster import PERMISSIONS, RESET, ROLES, OperatorEntry, RoleEntry, Roster
from sync.headoffice import flags, stores
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.keys import Keys
from sync.messages import PinChanged, StaffPublished

MIGRATIONS = Migrations("operators")

LANGUAGES = ("", "zh_CN", "zh_TW", "en")


@MIGRATIONS()
def m001_operator(db: Database) -> None:
    """Operators, the stores that they work in, and roles of the chain's own."""
    for sql in (
        """CREATE TABLE operator (
            operator TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
            pin TEXT NOT NULL, pin_version INTEGER NOT NULL, badges_from INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE operator_store (
            operator TEXT NOT NULL REFERENCES operator ON DELETE CASCADE, store TEXT NOT NULL,
            PRIMARY KEY (operator, store)
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE operator_role (role TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ):
        db.conn.execute(sql)


class Works(Struct, frozen=True):
    """An operator and where they work."""

    entry: OperatorEntry
    stores: tuple[str, ...]


def everyone(db: sqlite3.Connection) -> list[Works]:
    """All operators, by id."""
    rows = db.execute("SELECT * FROM operator ORDER BY operator")
    return [Works(_entry(row), _stores(db, row["operator"])) for row in rows]


def get(db: sqlite3.Connection, operator: str) -> Works:
    """The operator.

    Raises:
        Unknown: if there is none.
    """
    row = db.execute("SELECT * FROM operator WHERE operator = ?", (operator,)).fetchone()
    if row is None:
        raise Unknown("operator", operator)
    return Works(_entry(row), _stores(db, operator))


def add(
    change: Change,
    keys: Keys,
    entry: OperatorEntry,
    pin: str,
    where: Sequence[str],
    cost: pin_hash.Cost = pin_hash.TILL,
) -> None:
    """A new operator with a first PIN (empty: it is set later), who works in these stores.

    Raises:
        Conflict: if the id is taken.
        Unknown: one of the stores, or the role.
        Invalid: the PIN or the language.
    """
    if change.db.execute("SELECT 1 FROM operator WHERE operator = ?", (entry.operator_id,)).fetchone():
        raise Conflict("operator", f"{entry.operator_id!r} is taken")
    _check(change, entry, where)
    kept = _hash(pin, cost) if pin else ""
    change.db.execute(
        "INSERT INTO operator VALUES (?, ?, ?, ?, ?, ?, 0)",
        (entry.operator_id, entry.name, entry.role, entry.language, kept, RESET if kept else 0),
    )
    for store in where:
        change.db.execute("INSERT OR IGNORE INTO operator_store VALUES (?, ?)", (entry.operator_id, store))
    _publish(change, keys, where)


def set_role(change: Change, keys: Keys, operator: str, role: str) -> None:
    """Give an operator another role.

    Raises:
        Unknown: operator or role.
    """
    found = get(change.db, operator)
    _check(change, msgspec.structs.replace(found.entry, role=role), found.stores)
    change.db.execute("UPDATE operator SET role = ? WHERE operator = ?", (role, operator))
    _publish(change, keys, found.stores)


def set_pin(change: Change, keys: Keys, operator: str, pin: str, cost: pin_hash.Cost = pin_hash.TILL) -> None:
    """Set a PIN; it stands above every one that was set at a device before.

    Raises:
        Unknown: the operator.
        Invalid: the PIN.
    """
    found = get(change.db, operator)
    version = (found.entry.pin_version // RESET + 1) * RESET
    _keep_pin(change, operator, _hash(pin, cost), version)
    _publish(change, keys, found.stores)


def revoke_badges(change: Change, keys: Keys, operator: str) -> None:
    """Take back every badge that was minted until now.

    Raises:
        Unknown: the operator.
    """
    found = get(change.db, operator)
    # A badge of this very second is meant, too: it may be the one that was lost.
    moment = int(change.now.timestamp()) + 1
    change.db.execute("UPDATE operator SET badges_from = ? WHERE operator = ?", (moment, operator))
    _publish(change, keys, found.stores)


def remove(change: Change, keys: Keys, operator: str) -> None:
    """The operator does not work here any more: badge and PIN are refused as soon as a store hears of it.

    Raises:
        Unknown: the operator.
    """
    found = get(change.db, operator)
    change.db.execute("DELETE FROM operator_store WHERE operator = ?", (operator,))
    change.db.execute("DELETE FROM operator WHERE operator = ?", (operator,))
    _publish(change, keys, found.stores)


def set_roles(change: Change, keys: Keys, roles: Sequence[RoleEntry]) -> None:
    """Replace the chain's own roles. One with a built-in name takes its place.

    Raises:
        Invalid: if a permission does not exist, or an operator would be left with a role that nobody knows.
    """
    for role in roles:
        unknown = sorted(set(role.may) - set(PERMISSIONS))
        if unknown:
            raise Invalid("roles", f"{role.role} names permissions that do not exist: {', '.join(unknown)}")
    names = {*ROLES, *(role.role for role in roles)}
    for row in change.db.execute("SELECT operator, role FROM operator"):
        if row["role"] not in names:
            raise Invalid("roles", f"operator {row['operator']} has the role {row['role']!r}")
    change.db.execute("DELETE FROM operator_role")
    change.db.executemany(
        "INSERT OR REPLACE INTO operator_role VALUES (?, ?)",
        [(role.role, msgspec.json.encode(role).decode()) for role in roles],
    )
    _publish(change, keys, [row[0] for row in change.db.execute("SELECT DISTINCT store FROM operator_store")])


def pin_changed(change: Change, keys: Keys, device: str, store: str, event: PinChanged) -> None:
    """An operator changed the PIN at a device. One that replaces a PIN which head office has reset since is void."""
    try:
        found = get(change.db, event.operator)
        kept = sealing.unseal(keys.sealing, f"pin/{event.operator}", event.sealed).decode("ascii")
    except (Unknown, sealing.BadBox, UnicodeDecodeError) as fault:
        flags.raise_flag(change, "pin_change", store, device, event.operator, str(fault))
        return
    if store not in found.stores or event.base_version < found.entry.pin_version // RESET * RESET:
        flags.raise_flag(change, "pin_change", store, device, event.operator, "void: replaced, or works elsewhere")
        return
    _keep_pin(change, event.operator, kept, max(found.entry.pin_version, event.base_version) + 1)
    _publish(change, keys, found.stores)


def publish(change: Change, keys: Keys, store: str) -> None:
    """Send a store its roster."""
    rows = change.db.execute(
        "SELECT operator.* FROM operator JOIN operator_store USING (operator) WHERE store = ? ORDER BY operator",
        (store,),
    )
    roster = Roster(
        kind="staff",
        store=store,
        version=change.version(),
        sealing_key=keys.sealing_public,
        roles=tuple(_roles(change.db).values()),
        operators=tuple(_entry(row) for row in rows),
    )
    document, signature = staff_roster.seal(roster, keys.root)
    change.post(store, StaffPublished(document=document, signature=signature, version=roster.version, at=change.now))


def _publish(change: Change, keys: Keys, where: Sequence[str]) -> None:
    for store in where:
        publish(change, keys, store)


def _check(change: Change, entry: OperatorEntry, where: Sequence[str]) -> None:
    if not where:
        raise Invalid("store", "an operator works somewhere")
    for store in where:
        stores.get(change.db, store)
    if entry.role not in ROLES and entry.role not in _roles(change.db):
        raise Unknown("role", entry.role)
    if entry.language not in LANGUAGES:
        raise Invalid("language", f"one of {', '.join(LANGUAGES[1:])}")


def _hash(pin: str, cost: pin_hash.Cost) -> str:
    weakness = pin_hash.weakness(pin)
    if weakness == "form":
        raise Invalid("pin", f"a PIN has {pin_hash.LEAST} to {pin_hash.MOST} digits")
    if weakness:
        raise Invalid("pin", "this PIN would be among the first that somebody tries")
    return pin_hash.hash_of(pin, cost)


def _keep_pin(change: Change, operator: str, kept: str, version: int) -> None:
    change.db.execute("UPDATE operator SET pin = ?, pin_version = ? WHERE operator = ?", (kept, version, operator))


def _roles(db: sqlite3.Connection) -> dict[str, RoleEntry]:
    rows = db.execute("SELECT role, document FROM operator_role ORDER BY role")
    return {row["role"]: msgspec.json.decode(row["document"], type=RoleEntry) for row in rows}


def _stores(db: sqlite3.Connection, operator: str) -> tuple[str, ...]:
    rows = db.execute("SELECT store FROM operator_store WHERE operator = ? ORDER BY store", (operator,))
    return tuple(row[0] for row in rows)


def _entry(row: sqlite3.Row) -> OperatorEntry:
    return OperatorEntry(
        operator_id=row["operator"],
        name=row["name"],
        role=row["role"],
        language=row["language"],
        pin=row["pin"],
        pin_version=row["pin_version"],
        badges_from=row["badges_from"],
    )
