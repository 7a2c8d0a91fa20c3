"""Members of the chain. A store gets only its own, and a member who leaves is erased everywhere."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice import favourites, plans, purchases, recommendations, records, stored_value, stores
from sync.headoffice.change import Change, Unknown
from sync.messages import FavouriteChanged, MemberChanged

MIGRATIONS = Migrations("members")


@MIGRATIONS()
def m001_member(db: Database) -> None:
    """One row a member; `stale` until the store knows the row as it is."""
    db.conn.execute(
        """CREATE TABLE member (
            member TEXT PRIMARY KEY, store TEXT NOT NULL, surname TEXT NOT NULL,
            title TEXT NOT NULL CHECK (title IN ('', 'ms', 'mr')), tier TEXT NOT NULL,
            points INTEGER NOT NULL, language TEXT NOT NULL, version INTEGER NOT NULL,
            stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1))
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX member_stale ON member (stale) WHERE stale = 1")


@MIGRATIONS()
def m002_address(db: Database) -> None:
    """Where goods are sent or brought that a member pays in a shop. Devices hear of it with an order to bring alone."""
    db.conn.execute("ALTER TABLE member ADD COLUMN address TEXT NOT NULL DEFAULT ''")


class Member(Struct, frozen=True, kw_only=True):
    """A member and the store that they shop in."""

    member: str
    store: str
    surname: str
    title: str = ""
    """ms, mr or empty."""
    tier: str = ""
    points: int = 0
    language: str = ""
    address: str | None = None
    """Where goods are sent or brought; None where nothing is said of it: it stays as it was. Head office keeps it."""


def find(db: sqlite3.Connection, member: str) -> Member | None:
    """The member, or None."""
    row = db.execute("SELECT * FROM member WHERE member = ?", (member,)).fetchone()
    if row is None:
        return None
    return Member(
        member=row["member"],
        store=row["store"],
        surname=row["surname"],
        title=row["title"],
        tier=row["tier"],
        points=row["points"],
        language=row["language"],
        address=row["address"],
    )


def get(db: sqlite3.Connection, member: str) -> Member:
    """The member.

    Raises:
        Unknown: if there is none.
    """
    found = find(db, member)
    if found is None:
        raise Unknown("member", member)
    return found


def save(change: Change, member: Member) -> int:
    """Add or change a member and tell their store; gives the version that now stands.

    Raises:
        Unknown: if there is no such store.
    """
    stores.get(change.db, member.store)
    before = find(change.db, member.member)
    if before is not None and before.store != member.store:
        _erase(change, before)
    points = stored_value.set_points(change, member.member, member.points, member.store)
    member = msgspec.structs.replace(member, points=points)
    address = member.address if member.address is not None else before.address if before is not None else ""
    version = change.version()
    change.db.execute(
        "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            *(member.member, member.store, member.surname, member.title, member.tier, member.points),
            *(member.language, version, address),
        ),
    )
    _tell(change, member, version)
    if before is None or before.store != member.store:
        records.member_at(change, member.member, member.store)
    return version


def remove(change: Change, member: str) -> None:
    """Erase a member here and on the devices.

    Raises:
        Unknown: if there is none.
    """
    _erase(change, get(change.db, member))
    stored_value.set_points(change, member, 0, "")
    favourites.forget(change, member)
    records.forget_member(change, member)
    recommendations.forget(change.db, member)
    change.db.execute("DELETE FROM member WHERE member = ?", (member,))


def bought(change: Change, member: str) -> None:
    """A member bought something: their habits may be others now. The store is told at the next `tell_stale`."""
    change.db.execute("UPDATE member SET stale = 1 WHERE member = ?", (member,))


def points_are(change: Change, member: str, points: int) -> None:
    """What a member's points are after they spent or earned some. The store is told at the next `tell_stale`."""
    change.db.execute("UPDATE member SET points = ?, stale = 1 WHERE member = ?", (points, member))


def favoured(change: Change, event: FavouriteChanged) -> None:
    """A member said what they want to find again. The store is told at the next `tell_stale`.

    Raises:
        Unknown: if there is no such member (any more); nothing is kept.
    """
    get(change.db, event.member)
    if favourites.heard(change, event):
        change.db.execute("UPDATE member SET stale = 1 WHERE member = ?", (event.member,))


def tell_stale(change: Change, most: int = 500) -> int:
    """Tell the stores of members whose purchases or favourites changed; gives how many."""
    names = [row[0] for row in change.db.execute("SELECT member FROM member WHERE stale = 1 LIMIT ?", (most,))]
    for name in names:
        version = change.version()
        change.db.execute("UPDATE member SET stale = 0, version = ? WHERE member = ?", (version, name))
        _tell(change, get(change.db, name), version)
    return len(names)


def _tell(change: Change, member: Member, version: int) -> None:
    event = MemberChanged(
        member=member.member,
        surname=member.surname,
        title=member.title,
        tier=member.tier,
        points=member.points,
        language=member.language,
        usual=recommendations.usual(change.db, member.member, change.now),
        segments=plans.segments(change.db, member.member, change.now),
        favourites=favourites.of(change.db, member.member),
        recent=purchases.recent(change.db, member.member),
        version=version,
        at=change.now,
    )
    change.post(member.store, event)


def _erase(change: Change, member: Member) -> None:
    event = MemberChanged(
        member=member.member, surname="", title="", removed=True, version=change.version(), at=change.now
    )
    change.post(member.store, event)
