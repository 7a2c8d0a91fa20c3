"""Business customers of the chain. Each store that they shop in hears of them; who leaves is erased there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.formats import tax_id
from sync.headoffice import stores
from sync.headoffice.change import Change, Invalid, Unknown
from sync.messages import BusinessChanged

MIGRATIONS = Migrations("businesses")

LONGEST_DUE = 365


@MIGRATIONS()
def m001_business(db: Database) -> None:
    """One row a customer, and one for each of their stores."""
    db.conn.execute(
        """CREATE TABLE business (
            account TEXT PRIMARY KEY, name TEXT NOT NULL, tax_id TEXT NOT NULL, price_list TEXT NOT NULL,
            purchase_order_needed INTEGER NOT NULL CHECK (purchase_order_needed IN (0, 1)),
            due_days INTEGER NOT NULL, version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute(
        """CREATE TABLE business_store (
            account TEXT NOT NULL REFERENCES business, store TEXT NOT NULL, PRIMARY KEY (account, store)
        ) STRICT, WITHOUT ROWID"""
    )


class Business(Struct, frozen=True):
    """A business customer, as a store knows them."""

    account: str
    """Also the name of their account; its limit is set apart from this."""
    name: str
    tax_id: str = ""
    price_list: str = ""
    purchase_order_needed: bool = False
    due_days: int = 0


def find(db: sqlite3.Connection, account: str) -> Business | None:
    """The customer, or None."""
    row = db.execute("SELECT * FROM business WHERE account = ?", (account,)).fetchone()
    return None if row is None else _business(row)


def everyone(db: sqlite3.Connection) -> list[tuple[Business, tuple[str, ...]]]:
    """All customers by name, each with their stores."""
    rows = db.execute("SELECT * FROM business ORDER BY name, account").fetchall()
    return [(_business(row), _stores(db, row["account"])) for row in rows]


def save(change: Change, business: Business, shops: Sequence[str]) -> Business:
    """Add or change a customer and tell their stores; a store that is named no more forgets them.

    Raises:
        Unknown: if there is no such store.
        Invalid: if account, name, tax number or days can never be right, or no store is named.
    """
    checked = _checked(business)
    if not shops:
        raise Invalid("store", "name at least one")
    for store in shops:
        stores.get(change.db, store)
    version = change.version()
    values = (
        *(checked.account, checked.name, checked.tax_id, checked.price_list, int(checked.purchase_order_needed)),
        *(checked.due_days, version),
    )
    change.db.execute(
        """INSERT INTO business VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account) DO UPDATE SET
             name = excluded.name, tax_id = excluded.tax_id, price_list = excluded.price_list,
             purchase_order_needed = excluded.purchase_order_needed, due_days = excluded.due_days,
             version = excluded.version""",
        values,
    )
    before = _stores(change.db, checked.account)
    change.db.execute("DELETE FROM business_store WHERE account = ?", (checked.account,))
    change.db.executemany("INSERT INTO business_store VALUES (?, ?)", [(checked.account, one) for one in set(shops)])
    for store in sorted({*before, *shops}):
        change.post(store, _message(change, checked, version, removed=store not in shops))
    return checked


def remove(change: Change, account: str) -> None:
    """Erase a customer here and in their stores. Their account and what they owe stay.

    Raises:
        Unknown: if there is none.
    """
    found = find(change.db, account)
    if found is None:
        raise Unknown("account", account)
    version = change.version()
    for store in _stores(change.db, account):
        change.post(store, _message(change, found, version, removed=True))
    change.db.execute("DELETE FROM business_store WHERE account = ?", (account,))
    change.db.execute("DELETE FROM business WHERE account = ?", (account,))


def _checked(business: Business) -> Business:
    name, account = business.name.strip(), business.account.strip()
    if not 1 <= len(account) <= 64 or not account.isprintable():
        raise Invalid("account", "must have 1 to 64 characters")
    if not 1 <= len(name) <= 120 or not name.isprintable():
        raise Invalid("name", "must have 1 to 120 characters")
    if not 0 <= business.due_days <= LONGEST_DUE:
        raise Invalid("due", f"0 to {LONGEST_DUE} days")
    number = business.tax_id
    if number:
        found = tax_id.read(number)
        if found is None:
            raise Invalid("tax-id", f"{number!r} is no tax number that we know, or a digit of it is wrong")
        number = found.text
    return Business(
        account, name, number, business.price_list.strip(), business.purchase_order_needed, business.due_days
    )


def _message(change: Change, one: Business, version: int, *, removed: bool) -> BusinessChanged:
    if removed:
        return BusinessChanged(account=one.account, name="", removed=True, version=version, at=change.now)
    return BusinessChanged(
        account=one.account,
        name=one.name,
        tax_id=one.tax_id,
        price_list=one.price_list,
        purchase_order_needed=one.purchase_order_needed,
        due_days=one.due_days,
        version=version,
        at=change.now,
    )


def _stores(db: sqlite3.Connection, account: str) -> tuple[str, ...]:
    rows = db.execute("SELECT store FROM business_store WHERE account = ? ORDER BY store", (account,))
    return tuple(row[0] for row in rows)


def _business(row: sqlite3.Row) -> Business:
    return Business(
        *(row["account"], row["name"], row["tax_id"], row["price_list"], bool(row["purchase_order_needed"])),
        row["due_days"],
    )
