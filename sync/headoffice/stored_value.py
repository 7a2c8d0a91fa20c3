"""What people hold with the chain: the balance of each account, and every change of it.

Points, gift cards, store credit, vouchers and customer accounts are all one thing here: a number that must not be
spent twice. Who may spend how much of it right now is the business of `leases`.
"""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats import card_number
from sync.headoffice.change import Change, Conflict, Invalid
from sync.messages import ValueKind

MIGRATIONS = Migrations("stored_value")

IN_MONEY: frozenset[ValueKind] = frozenset({"gift_card", "store_credit", "voucher", "account"})
"""Kinds whose unit is the currency's smallest part; points are points."""

KINDS: frozenset[ValueKind] = IN_MONEY | {"points"}

SECRET: frozenset[ValueKind] = frozenset({"gift_card", "store_credit", "voucher"})
"""Whoever knows the number may spend: only its end is shown anywhere."""


@MIGRATIONS()
def m001_stored_value(db: Database) -> None:
    """Accounts, their ledger, the leases of the devices, and wishes that had to wait."""
    for sql in (
        """CREATE TABLE value_account (
            kind TEXT NOT NULL, account TEXT NOT NULL, balance INTEGER NOT NULL, currency TEXT NOT NULL,
            store TEXT NOT NULL, bearer INTEGER NOT NULL CHECK (bearer IN (0, 1)), credit_limit INTEGER NOT NULL,
            stale INTEGER NOT NULL CHECK (stale IN (0, 1)), PRIMARY KEY (kind, account)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX value_stale ON value_account (stale) WHERE stale = 1",
        "CREATE INDEX value_store ON value_account (store)",
        """CREATE TABLE value_entry (
            n INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, what TEXT NOT NULL,
            amount INTEGER NOT NULL, balance INTEGER NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
            reference TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX value_entry_account ON value_entry (kind, account)",
        """CREATE TABLE value_lease (
            kind TEXT NOT NULL, account TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
            granted INTEGER NOT NULL, returned INTEGER NOT NULL, used INTEGER NOT NULL, standing INTEGER NOT NULL,
            PRIMARY KEY (kind, account, store, device, epoch)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE value_device (
            store TEXT NOT NULL, device TEXT NOT NULL, role TEXT NOT NULL, epoch TEXT NOT NULL,
            PRIMARY KEY (store, device)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE value_wish (
            kind TEXT NOT NULL, account TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
            target INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, account)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Account(Struct, frozen=True):
    """One account."""

    kind: ValueKind
    account: str
    balance: int
    """In points or minor units; below zero only if more was spent than there was, and then it is flagged."""
    currency: str
    """ISO 4217; empty for points."""
    store: str
    """Where it is at home: that store's selling devices hold standing shares. Empty: nowhere."""
    bearer: bool
    credit_limit: int
    """Of a customer account; the balance is what is left of it."""


class Entry(Struct, frozen=True):
    """One line of the ledger."""

    what: str
    """issue, load, spend, refund, earn, reverse, limit, paid, adjust, forfeit."""
    amount: int
    """Greater than zero: the balance grew."""
    balance: int
    """After it."""
    store: str
    device: str
    reference: str
    """The sale, or empty."""


def find(db: sqlite3.Connection, kind: str, account: str) -> Account | None:
    """The account, or None."""
    row = db.execute("SELECT * FROM value_account WHERE kind = ? AND account = ?", (kind, account)).fetchone()
    if row is None:
        return None
    return Account(
        kind=row["kind"],
        account=row["account"],
        balance=row["balance"],
        currency=row["currency"],
        store=row["store"],
        bearer=bool(row["bearer"]),
        credit_limit=row["credit_limit"],
    )


def ledger(db: sqlite3.Connection, kind: str, account: str) -> list[Entry]:
    """Every change of one account, oldest first."""
    rows = db.execute(
        "SELECT what, amount, balance, store, device, reference FROM value_entry WHERE kind = ? AND account = ?"
        " ORDER BY n",
        (kind, account),
    )
    return [Entry(*row) for row in rows]


def open_account(
    change: Change, kind: ValueKind, account: str, *, currency: str = "", store: str = "", bearer: bool = False
) -> Account:
    """The account; a new one begins empty."""
    change.db.execute(
        "INSERT OR IGNORE INTO value_account VALUES (?, ?, 0, ?, ?, ?, 0, 1)",
        (kind, account, currency if kind in IN_MONEY else "", store, int(bearer)),
    )
    found = find(change.db, kind, account)
    assert found is not None
    return found


def book(
    change: Change,
    kind: ValueKind,
    account: str,
    what: str,
    amount: int,
    *,
    store: str = "",
    device: str = "",
    reference: str = "",
) -> int:
    """Write one change of an account that is there; gives the balance after it. The stores hear of it soon."""
    row = change.db.execute(
        "UPDATE value_account SET balance = balance + ?, stale = 1 WHERE kind = ? AND account = ? RETURNING balance",
        (amount, kind, account),
    ).fetchone()
    balance = int(row[0])
    change.db.execute(
        "INSERT INTO value_entry VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (kind, account, what, amount, balance, store, device, reference, stamp(change.now)),
    )
    return balance


def held(db: sqlite3.Connection, kind: str, account: str) -> int:
    """How much of the account devices may spend without asking."""
    row = db.execute(
        "SELECT coalesce(sum(max(0, granted - returned - used)), 0) FROM value_lease WHERE kind = ? AND account = ?",
        (kind, account),
    ).fetchone()
    return int(row[0])


def issue(
    change: Change,
    kind: ValueKind,
    account: str,
    amount: int,
    *,
    currency: str,
    store: str = "",
    bearer: bool = False,
) -> Account:
    """Give somebody value: a gift card, store credit or a voucher. A card that is there already is loaded.

    Raises:
        Invalid: if the amount is not greater than zero, or a gift card's number is none.
        Conflict: if the account is in another currency, or the voucher was given out before.
    """
    if amount <= 0:
        raise Invalid("amount", "must be greater than zero")
    if kind == "gift_card" and card_number.normal(account) != account:
        raise Invalid("number", "is no number of 16 to 19 digits with a right check digit")
    before = find(change.db, kind, account)
    if before is not None and kind == "voucher":
        raise Conflict("number", "this voucher was given out before")
    if before is not None and before.currency not in ("", currency):
        raise Conflict("currency", f"the account is in {before.currency}")
    open_account(change, kind, account, currency=currency, store=store, bearer=bearer)
    book(change, kind, account, "issue" if before is None else "load", amount, store=store)
    found = find(change.db, kind, account)
    assert found is not None
    return found


def set_limit(change: Change, customer: str, limit: int, *, currency: str, store: str = "") -> Account:
    """Set a business customer's credit limit. What devices may spend already cannot be taken back from here.

    Raises:
        Invalid: if the limit is below zero.
        Conflict: if more than the new limit is spent or held by devices.
    """
    if limit < 0:
        raise Invalid("limit", "must not be below zero")
    before = open_account(change, "account", customer, currency=currency, store=store)
    delta = limit - before.credit_limit
    if before.balance + delta < held(change.db, "account", customer):
        raise Conflict("limit", "more than that is spent, or held by devices")
    if store:
        change.db.execute(
            "UPDATE value_account SET store = ? WHERE kind = 'account' AND account = ?", (store, customer)
        )
    change.db.execute(
        "UPDATE value_account SET credit_limit = ? WHERE kind = 'account' AND account = ?", (limit, customer)
    )
    if delta:
        book(change, "account", customer, "limit", delta)
    found = find(change.db, "account", customer)
    assert found is not None
    return found


def paid(change: Change, customer: Account, amount: int) -> Account:
    """A business customer paid what they owed: so much more of their limit is left.

    Raises:
        Invalid: if the amount is not greater than zero, or more than they owe.
    """
    if not 0 < amount <= customer.credit_limit - customer.balance:
        raise Invalid("paid", f"must be between 1 and {customer.credit_limit - customer.balance}, what they owe")
    book(change, customer.kind, customer.account, "paid", amount)
    found = find(change.db, customer.kind, customer.account)
    assert found is not None
    return found


def set_points(change: Change, member: str, points: int, store: str) -> int:
    """Head office says what a member's points are; gives what they are from now on.

    What devices may spend already cannot be taken away, so the balance never falls below that.
    """
    before = open_account(change, "points", member, store=store)
    if before.store != store:
        change.db.execute(
            "UPDATE value_account SET store = ?, stale = 1 WHERE kind = 'points' AND account = ?", (store, member)
        )
    wanted = max(points, held(change.db, "points", member))
    delta = wanted - before.balance
    if delta:
        book(change, "points", member, "issue" if before.balance == 0 else "adjust", delta, store=store)
    return before.balance + delta


def describe(kind: str, account: str) -> str:
    """How an account may be named to people: a number that is worth money shows its end only."""
    return f"{kind} {card_number.masked(account) if kind in SECRET else account}"
