"""Pickup orders: placed here, moved on by their home device in the store."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.formats import order_states
from sync.headoffice import flags, members, outbox, presence, products, stores
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.messages import OrderAdvanced, OrderCancelled, OrderLine, OrderPlaced, OrderState

MIGRATIONS = Migrations("orders")

KEEP_TOLD = timedelta(days=7)
"""An order that ended this long ago is of no use to a device that begins anew."""

HOME_ROLES = ("associate", "edge", "manager", "till", "shopper")
"""Who decides about an order if the store has no device set for it, the best first."""


@MIGRATIONS()
def m001_order(db: Database) -> None:
    """Orders and their lines, with what the store said of them."""
    db.conn.execute(
        """CREATE TABLE pickup_order (
            order_id TEXT PRIMARY KEY, store TEXT NOT NULL, number TEXT NOT NULL, home TEXT NOT NULL,
            member TEXT NOT NULL, surname TEXT NOT NULL, title TEXT NOT NULL,
            total_minor INTEGER NOT NULL, currency TEXT NOT NULL, paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
            promised_at TEXT NOT NULL, placed_at TEXT NOT NULL,
            state TEXT NOT NULL, revision INTEGER NOT NULL, slot TEXT NOT NULL, code_nonce TEXT NOT NULL,
            device TEXT NOT NULL, changed_at TEXT NOT NULL, version INTEGER NOT NULL,
            UNIQUE (store, number)
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute(
        """CREATE TABLE pickup_line (
            order_id TEXT NOT NULL REFERENCES pickup_order (order_id), line_id TEXT NOT NULL, gtin TEXT NOT NULL,
            quantity INTEGER NOT NULL, price_minor INTEGER NOT NULL,
            picked INTEGER NOT NULL, short INTEGER NOT NULL, PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID"""
    )


@MIGRATIONS()
def m002_from_sales(db: Database) -> None:
    """Orders that were bought in a shop: of which sale, and whether they are fetched or sent."""
    for sql in (
        "ALTER TABLE pickup_order ADD COLUMN method TEXT NOT NULL DEFAULT 'pickup'",
        "ALTER TABLE pickup_order ADD COLUMN sale TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN sale_number TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX pickup_order_sale ON pickup_order (sale) WHERE sale <> ''",
    ):
        db.conn.execute(sql)


class Wanted(Struct, frozen=True, kw_only=True):
    """One line of a new order."""

    gtin: str
    quantity: int
    price_minor: int | None = None
    """What the shopper was told; without it, the store's price."""


class Line(Struct, frozen=True, kw_only=True):
    """One line of an order as it stands."""

    line_id: str
    gtin: str
    quantity: int
    price_minor: int
    picked: int
    short: int


class Order(Struct, frozen=True, kw_only=True):
    """An order as head office knows it."""

    order_id: str
    number: str
    store: str
    home: str
    member: str
    state: OrderState
    revision: int
    slot: str
    total_minor: int
    currency: str
    paid: bool
    promised_at: str
    placed_at: str
    changed_at: str
    lines: tuple[Line, ...]
    method: str = "pickup"
    """pickup, or ship: that is sent to the member's address and is no store's to hand over."""
    sale: str = ""
    """The sale in a shop that it was bought with."""
    sale_number: str = ""


def place(
    change: Change,
    store: str,
    wanted: tuple[Wanted, ...],
    *,
    member: str = "",
    surname: str = "",
    title: str = "",
    paid: bool = True,
    promised_at: datetime | None = None,
) -> Order:
    """Take an order for pickup in a store; its devices hear of it with this very transaction.

    Raises:
        Unknown: store, member or product.
        Invalid: no lines, or a quantity out of 1..999.
    """
    db = change.db
    shop = stores.get(db, store)
    if not wanted:
        raise Invalid("lines", "an order has at least one line")
    if member:
        known = members.get(db, member)
        surname, title = surname or known.surname, title or known.title
    lines = []
    for place_, line in enumerate(wanted):
        if not 1 <= line.quantity <= 999:
            raise Invalid(f"lines[{place_}].quantity", "1 to 999")
        listing = products.require(db, store, line.gtin)
        price = listing["price_minor"] if line.price_minor is None else line.price_minor
        lines.append(OrderLine(line_id=change.new_id(), gtin=line.gtin, quantity=line.quantity, price_minor=price))
    placed = OrderPlaced(
        order_id=change.new_id(),
        number=next_number(db, store),
        store=store,
        home=home_device(db, shop),
        member=member,
        surname=surname,
        title=title,
        lines=tuple(lines),
        total_minor=sum(line.quantity * line.price_minor for line in lines),
        currency=shop.currency,
        paid=paid,
        promised_at=promised_at,
        version=change.version(),
        at=change.now,
    )
    insert(change, placed)
    change.post(store, placed)
    return get(db, placed.order_id)


def cancel(change: Change, order_id: str, reason: str = "") -> Order:
    """Take an order back.

    Raises:
        Unknown: if there is no such order.
        Conflict: if it has ended already.
    """
    order = get(change.db, order_id)
    if order_states.is_terminal(order.state):
        raise Conflict("order_id", f"the order is {order.state}")
    version = change.version()
    change.db.execute(
        "UPDATE pickup_order SET state = 'cancelled', changed_at = ?, version = ? WHERE order_id = ?",
        (stamp(change.now), version, order_id),
    )
    change.post(order.store, OrderCancelled(order_id=order_id, reason=reason, version=version, at=change.now))
    return get(change.db, order_id)


def advanced(change: Change, device: str, store: str, event: OrderAdvanced) -> None:
    """The home device moved an order on. It is a fact, so it stands; what does not fit is flagged.

    The greater revision wins. What the shopper has carried home was collected, whatever head office said meanwhile.
    """
    row = change.db.execute("SELECT * FROM pickup_order WHERE order_id = ?", (event.order_id,)).fetchone()
    if row is None:
        flags.raise_flag(change, "unknown_order", store, device, event.order_id)
        return
    if device != row["home"]:
        flags.raise_flag(change, "not_home", store, device, event.order_id, event.state)
    if event.revision <= row["revision"]:
        if row["state"] == event.state == "collected" and event.code_nonce != row["code_nonce"]:
            flags.raise_flag(change, "twice_collected", store, device, event.order_id, event.code_nonce)
        return
    state = event.state
    if row["state"] == "cancelled" and state == "collected":
        flags.raise_flag(change, "collected_after_cancel", store, device, event.order_id, "give the money back")
    elif order_states.is_terminal(row["state"]) and state != row["state"]:
        state = row["state"]
    elif state != row["state"] and not order_states.may_move(row["state"], state):
        flags.raise_flag(change, "odd_move", store, device, event.order_id, f"{row['state']} to {state}")
    change.db.execute(
        """UPDATE pickup_order SET state = ?, revision = ?, slot = ?, code_nonce = ?, device = ?, changed_at = ?,
             version = ? WHERE order_id = ?""",
        (
            *(state, event.revision, event.slot, event.code_nonce, device, stamp(event.at), change.version()),
            event.order_id,
        ),
    )
    change.db.executemany(
        "UPDATE pickup_line SET picked = ?, short = ? WHERE order_id = ? AND line_id = ?",
        [(line.picked, line.short, event.order_id, line.line_id) for line in event.lines],
    )


def get(db: sqlite3.Connection, order_id: str) -> Order:
    """The order.

    Raises:
        Unknown: if there is none.
    """
    row = db.execute("SELECT * FROM pickup_order WHERE order_id = ?", (order_id,)).fetchone()
    if row is None:
        raise Unknown("order_id", order_id)
    lines = db.execute("SELECT * FROM pickup_line WHERE order_id = ? ORDER BY line_id", (order_id,))
    return Order(
        order_id=order_id,
        number=row["number"],
        store=row["store"],
        home=row["home"],
        member=row["member"],
        state=row["state"],
        revision=row["revision"],
        slot=row["slot"],
        total_minor=row["total_minor"],
        currency=row["currency"],
        paid=bool(row["paid"]),
        promised_at=row["promised_at"],
        placed_at=row["placed_at"],
        changed_at=row["changed_at"],
        method=row["method"],
        sale=row["sale"],
        sale_number=row["sale_number"],
        lines=tuple(
            Line(
                line_id=line["line_id"],
                gtin=line["gtin"],
                quantity=line["quantity"],
                price_minor=line["price_minor"],
                picked=line["picked"],
                short=line["short"],
            )
            for line in lines
        ),
    )


def of_sale(db: sqlite3.Connection, sale_id: str) -> list[Order]:
    """The orders that were bought with a sale in a shop."""
    rows = db.execute(
        "SELECT order_id FROM pickup_order WHERE sale = ? AND sale <> '' ORDER BY order_id", (sale_id,)
    ).fetchall()
    return [get(db, row[0]) for row in rows]


def find_number(db: sqlite3.Connection, number: str) -> Order:
    """The newest order that people call by this number.

    Raises:
        Unknown: if there is none.
    """
    row = db.execute(
        "SELECT order_id FROM pickup_order WHERE number = ? ORDER BY placed_at DESC LIMIT 1", (number,)
    ).fetchone()
    if row is None:
        raise Unknown("order", number)
    return get(db, row["order_id"])


def home_device(db: sqlite3.Connection, shop: stores.Store) -> str:
    """The one device that decides about the store's orders; empty while the store has no device at all."""
    if shop.home_device:
        return shop.home_device
    devices = [row for row in presence.devices(db) if row.store == shop.store and row.role in HOME_ROLES]
    devices.sort(key=lambda row: (HOME_ROLES.index(row.role), row.first_at, row.device))
    return devices[0].device if devices else ""


def forget_ended(change: Change) -> int:
    """Take orders that ended long ago out of the stores' streams; gives how many."""
    rows = change.db.execute(
        """SELECT order_id, store FROM pickup_order WHERE state IN ('collected', 'cancelled', 'expired')
           AND changed_at < ? AND EXISTS (SELECT 1 FROM down WHERE down.store = pickup_order.store
             AND down.type = ? AND down.subject = pickup_order.order_id)""",
        (stamp(change.now - KEEP_TOLD), OrderPlaced.TYPE),
    ).fetchall()
    for order_id, store in rows:
        outbox.forget(change.db, store, OrderPlaced.TYPE, order_id)
        outbox.forget(change.db, store, OrderCancelled.TYPE, f"{order_id}/cancelled")
    return len(rows)


def next_number(db: sqlite3.Connection, store: str) -> str:
    """B-0001, B-0002, ...: short enough to be called out, unique within the store."""
    row = db.execute(
        """INSERT INTO counter (name, value) VALUES ('order/' || ?, 1)
           ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value""",
        (store,),
    ).fetchone()
    return f"B-{row[0]:04d}"


def insert(change: Change, order: OrderPlaced, method: str = "pickup") -> None:
    """Write a new order down."""
    change.db.execute(
        f"INSERT INTO pickup_order VALUES ({', '.join('?' * 22)})",
        (
            *(order.order_id, order.store, order.number, order.home, order.member, order.surname, order.title),
            *(order.total_minor, order.currency, order.paid, stamp(order.promised_at) if order.promised_at else ""),
            *(stamp(order.at), "placed", 0, "", "", "", stamp(order.at), order.version),
            *(method, order.sale, order.sale_number),
        ),
    )
    change.db.executemany(
        "INSERT INTO pickup_line VALUES (?, ?, ?, ?, ?, 0, 0)",
        [(order.order_id, line.line_id, line.gtin, line.quantity, line.price_minor) for line in order.lines],
    )
