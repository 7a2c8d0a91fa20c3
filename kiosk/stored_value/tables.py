"""Accounts as head office told of them, and this device's leases, one row an account and epoch."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, cast

from kiosk.stored_value.model import Account, Lease, Spendable, usable
from sync import clock, journal
from sync.messages import LeaseGranted, ValueKind
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("stored_value")


@MIGRATIONS()
def m001_stored_value(db: Database) -> None:
    """The check is the last fence: no fault of ours can write down an overdraft."""
    for sql in (
        """CREATE TABLE stored_account (
            kind TEXT NOT NULL, account TEXT NOT NULL, told INTEGER NOT NULL CHECK (told IN (0, 1)),
            known INTEGER NOT NULL CHECK (known IN (0, 1)), balance INTEGER NOT NULL, currency TEXT NOT NULL,
            standing INTEGER NOT NULL, face INTEGER NOT NULL, bearer INTEGER NOT NULL CHECK (bearer IN (0, 1)),
            version INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, account)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE lease (
            kind TEXT NOT NULL, account TEXT NOT NULL, epoch TEXT NOT NULL,
            granted INTEGER NOT NULL, own INTEGER NOT NULL, spent INTEGER NOT NULL, returned INTEGER NOT NULL,
            in_use INTEGER NOT NULL CHECK (in_use IN (0, 1)),
            settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
            CHECK (spent + returned <= granted + own), PRIMARY KEY (kind, account, epoch)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX lease_unsettled ON lease (settled) WHERE settled = 0",
        "CREATE INDEX lease_in_use ON lease (in_use) WHERE in_use = 1",
    ):
        db.conn.execute(sql)


def epoch_of(db: sqlite3.Connection) -> str:
    """The epoch that leases belong to now: a restored disk begins a new one and holds nothing."""
    found = journal.current_epoch(db)
    if found is None:
        raise RuntimeError("the journal has no epoch yet")
    return found.epoch


def spendable(db: sqlite3.Connection, kind: str, account: str) -> Spendable | None:
    """What this device knows of an account; None if it never heard of it."""
    found = load_account(db, kind, account)
    if found is None:
        return None
    held = load_lease(db, kind, account, epoch_of(db))
    return Spendable(
        kind=found.kind,
        account=account,
        available=usable(found, held),
        balance=found.balance if found.told else None,
        as_of=found.as_of if found.told else None,
        currency=found.currency,
        known=found.known,
    )


def at_hand(db: sqlite3.Connection, kind: str, account: str) -> int:
    """What may be spent of an account here and now; 0 of one that is not known."""
    found = spendable(db, kind, account)
    return found.available if found is not None and found.known else 0


def load_account(db: sqlite3.Connection, kind: str, account: str) -> Account | None:
    """The account, or None if this device never heard of it."""
    row = db.execute("SELECT * FROM stored_account WHERE kind = ? AND account = ?", (kind, account)).fetchone()
    if row is None:
        return None
    return Account(
        kind=cast(ValueKind, row["kind"]),
        account=account,
        told=bool(row["told"]),
        known=bool(row["known"]),
        balance=row["balance"],
        currency=row["currency"],
        standing=row["standing"],
        face=row["face"],
        bearer=bool(row["bearer"]),
        version=row["version"],
        as_of=clock.parse(row["at"]),
    )


def load_lease(db: sqlite3.Connection, kind: str, account: str, epoch: str) -> Lease:
    """This device's lease of an account; an empty one if it has none."""
    row = db.execute(
        "SELECT granted, own, spent, returned, in_use FROM lease WHERE kind = ? AND account = ? AND epoch = ?",
        (kind, account, epoch),
    ).fetchone()
    return Lease() if row is None else Lease(row[0], row[1], row[2], row[3], bool(row[4]))


def save_lease(db: sqlite3.Connection, kind: str, account: str, epoch: str, lease: Lease) -> None:
    """Write a lease down. Whether a part of it should go back is looked at again."""
    values = (lease.granted, lease.own, lease.spent, lease.returned, int(lease.in_use))
    db.execute(
        """INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (kind, account, epoch) DO UPDATE SET
             granted = excluded.granted, own = excluded.own, spent = excluded.spent, returned = excluded.returned,
             in_use = excluded.in_use, settled = 0""",
        (kind, account, epoch, *values),
    )


def ever_spent(db: sqlite3.Connection, kind: str, account: str) -> bool:
    """Whether it was taken in here in any life of this disk and is not there any more: a voucher's code lives once."""
    sql = "SELECT 1 FROM lease WHERE kind = ? AND account = ? AND own + granted > returned"
    return db.execute(sql, (kind, account)).fetchone() is not None


def save_told(db: sqlite3.Connection, message: LeaseGranted, standing: int) -> bool:
    """Keep what head office said last about an account. False if something newer stands already."""
    cursor = db.execute(
        """INSERT INTO stored_account VALUES (?, ?, 1, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT (kind, account) DO UPDATE SET
             told = 1, known = excluded.known, balance = excluded.balance, currency = excluded.currency,
             standing = excluded.standing, bearer = excluded.bearer, version = excluded.version, at = excluded.at
           WHERE excluded.version > stored_account.version""",
        (
            *(message.kind, message.account, int(message.known), message.balance, message.currency, standing),
            *(int(message.bearer), message.version, clock.stamp(message.at)),
        ),
    )
    return cursor.rowcount > 0


def begin_account(db: sqlite3.Connection, kind: str, account: str, currency: str, now: datetime) -> None:
    """An account that begins its life here, before head office has told of it; one that is there stays as it is."""
    db.execute(
        "INSERT OR IGNORE INTO stored_account VALUES (?, ?, 0, 1, 0, ?, 0, 0, 0, 0, ?)",
        (kind, account, currency, clock.stamp(now)),
    )


def set_face(db: sqlite3.Connection, number: str, face: int, *, bearer: bool) -> None:
    """What a voucher's code says of it."""
    db.execute(
        "UPDATE stored_account SET face = ?, bearer = ? WHERE kind = 'voucher' AND account = ?",
        (face, int(bearer), number),
    )


def change_balance(db: sqlite3.Connection, kind: str, account: str, amount: int) -> None:
    """Something was spent (less than zero) or put in here: head office's figure is brought up to date until it tells.

    An account that head office denied is known again: something was put in.
    """
    db.execute(
        """UPDATE stored_account SET balance = max(0, balance + ?2), known = max(known, ?2 > 0)
           WHERE kind = ?1 AND account = ?3""",
        (kind, amount, account),
    )


def unsettled(db: sqlite3.Connection, epoch: str, most: int = 200) -> list[tuple[str, str]]:
    """(kind, account) of leases that changed and nobody uses: some of each may have to go back."""
    rows = db.execute(
        "SELECT kind, account FROM lease WHERE settled = 0 AND in_use = 0 AND epoch = ? LIMIT ?", (epoch, most)
    )
    return [(row[0], row[1]) for row in rows]


def settle(db: sqlite3.Connection, kind: str, account: str, epoch: str) -> None:
    """Nothing of this lease has to go back as it stands."""
    db.execute("UPDATE lease SET settled = 1 WHERE kind = ? AND account = ? AND epoch = ?", (kind, account, epoch))


def in_use(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(kind, account) of what somebody who stands here may spend, as far as this device was told."""
    return [(row[0], row[1]) for row in db.execute("SELECT DISTINCT kind, account FROM lease WHERE in_use = 1")]


def end_all_use(db: sqlite3.Connection) -> None:
    """Nobody stands here."""
    db.execute("UPDATE lease SET in_use = 0, settled = 0 WHERE in_use = 1")
