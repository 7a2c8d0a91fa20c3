"""Orders on disk: sealed as they were placed, and sealed as they stand; columns without names for lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from kiosk.pickup.model import Entry, Order, moment, prices_of
from kiosk.pickup.tables.steps import steps_of
from sync import clock, messages
from sync.formats import order_state
from sync.formats.order_machine import digest, read
from sync.messages import OrderPlaced, OrderStep
from sync.security import Vault


class _Standing(Struct, frozen=True):
    """What the steps come to; kept so that nobody has to read them all to show an order."""

    now: order_state.Order
    prices: dict[str, int]


_ENCODE = msgspec.json.Encoder().encode
_PLACED = msgspec.json.Decoder(OrderPlaced).decode
_STANDING = msgspec.json.Decoder(_Standing).decode

_ENTRY = """order_id, number, home, arbiter, method, state, promised_at, expires_at, state_at, slot, here, holder,
            units, picked, short, handed, put_back, issues, ended, waiting, paid"""
"""The fields of `Entry`, in their order."""

_SOONEST = "ORDER BY CASE promised_at WHEN '' THEN 'Z' ELSE promised_at END, version"


def insert(db: sqlite3.Connection, vault: Vault, message: OrderPlaced, now: datetime) -> bool:
    """Write a new order; False if it is known already."""
    if db.execute("SELECT 1 FROM pickup_order WHERE order_id = ?", (message.order_id,)).fetchone():
        return False
    at, promised = clock.stamp(now), _text(message.promised_at)
    db.execute(
        "INSERT INTO pickup_order VALUES (?, ?, ?, ?, 'placed', 0, '', ?, ?, ?, NULL)",
        (
            *(message.order_id, message.number, message.home),
            vault.seal(f"order/{message.order_id}", messages.encode(message)),
            *(message.version, promised, at),
        ),
    )
    db.execute(
        """INSERT INTO order_entry
           VALUES (?, ?, ?, ?, ?, 'placed', ?, ?, ?, '', '', '', ?, 0, 0, 0, 0, 0, 0, 0, ?, ?, ?, 0, '')""",
        (
            *(message.order_id, message.number, message.home, message.arbiter or message.home, message.method),
            *(promised, _text(message.expires_at), at, sum(line.quantity for line in message.lines)),
            *(int(message.paid), message.version, at),
        ),
    )
    return True


def change(db: sqlite3.Connection, vault: Vault, message: OrderPlaced) -> bool:
    """Take over what head office says anew of an order that is known: another home device, another promise.

    False if it is no newer. What lists show of it follows with the next `save`.
    """
    changed = db.execute(
        "UPDATE pickup_order SET sealed = ?, home = ?, version = ?, promised_at = ? WHERE order_id = ? AND version < ?",
        (
            vault.seal(f"order/{message.order_id}", messages.encode(message)),
            *(message.home, message.version, _text(message.promised_at), message.order_id, message.version),
        ),
    )
    if changed.rowcount < 1:
        return False
    db.execute(
        "UPDATE order_entry SET home = ?, version = ?, promised_at = ? WHERE order_id = ?",
        (message.home, message.version, _text(message.promised_at), message.order_id),
    )
    return True


def load(db: sqlite3.Connection, vault: Vault, order_id: str) -> Order | None:
    """An order of this store, or None."""
    row = db.execute(
        "SELECT order_id, sealed, standing, revision FROM pickup_order WHERE order_id = ?", (order_id,)
    ).fetchone()
    return None if row is None else _order(db, vault, row)


def load_many(db: sqlite3.Connection, vault: Vault, order_ids: Iterable[str]) -> list[Order]:
    """These orders, in this order; those that are not there are left out."""
    found = (load(db, vault, order_id) for order_id in order_ids)
    return [order for order in found if order is not None]


def find_number(db: sqlite3.Connection, vault: Vault, number: str) -> Order | None:
    """The order that people call by this number."""
    row = db.execute(
        """SELECT order_id, sealed, standing, revision FROM pickup_order WHERE number = ? ORDER BY version DESC""",
        (number,),
    ).fetchone()
    return None if row is None else _order(db, vault, row)


def placed_of(db: sqlite3.Connection, vault: Vault, order_id: str) -> OrderPlaced | None:
    """An order as it was placed."""
    row = db.execute("SELECT sealed FROM pickup_order WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else _PLACED(vault.open(f"order/{order_id}", row[0]))


def open_orders(db: sqlite3.Connection, vault: Vault) -> list[Order]:
    """All that is still to be done with every name, the soonest promised first; lists read `queue` instead."""
    rows = db.execute(f"SELECT order_id FROM order_entry WHERE ended = 0 {_SOONEST}").fetchall()
    return load_many(db, vault, [row[0] for row in rows])


def queue(db: sqlite3.Connection, *, limit: int = -1, offset: int = 0) -> list[Entry]:
    """What is still to be done, the soonest promised first; opens nothing that is sealed, so it is quick."""
    rows = db.execute(f"SELECT {_ENTRY} FROM order_entry WHERE ended = 0 {_SOONEST} LIMIT ? OFFSET ?", (limit, offset))
    return [_entry(row) for row in rows]


def entry(db: sqlite3.Connection, order_id: str) -> Entry | None:
    """One order as lists show it, also one that has ended."""
    row = db.execute(f"SELECT {_ENTRY} FROM order_entry WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else _entry(row)


def count_open(db: sqlite3.Connection) -> dict[str, int]:
    """How many orders are in each open state."""
    rows = db.execute("SELECT state, count(*) FROM order_entry WHERE ended = 0 GROUP BY state")
    return {row[0]: row[1] for row in rows}


def arrived_before(db: sqlite3.Connection, order_id: str) -> int:
    """How many other shoppers are here and were here before this one."""
    found: int = db.execute(
        """SELECT count(*) FROM order_entry AS other, order_entry AS mine WHERE mine.order_id = ?
           AND other.ended = 0 AND other.here <> '' AND other.order_id <> mine.order_id
           AND (mine.here = '' OR other.state_at < mine.state_at)""",
        (order_id,),
    ).fetchone()[0]
    return found


def with_issues(db: sqlite3.Connection) -> list[Entry]:
    """Orders whose steps contradict each other, and ended ones whose goods stand about: somebody settles them."""
    rows = db.execute(f"SELECT {_ENTRY} FROM order_entry WHERE issues > 0 OR put_back > 0 ORDER BY changed_at DESC")
    return [_entry(row) for row in rows]


def due(db: sqlite3.Connection, by: datetime) -> list[Entry]:
    """Open orders whose time is over at `by`, the first to end first."""
    rows = db.execute(
        f"""SELECT {_ENTRY} FROM order_entry WHERE ended = 0 AND expires_at <> '' AND expires_at <= ?
            ORDER BY expires_at""",
        (clock.stamp(by),),
    )
    return [_entry(row) for row in rows]


def of_member(db: sqlite3.Connection, vault: Vault, member: str, *, ended: int = 5) -> list[Order]:
    """A member's open orders, and the newest ended ones among the last hundred of the store."""
    recent = db.execute(
        "SELECT order_id FROM order_entry WHERE ended = 1 ORDER BY changed_at DESC LIMIT 100"
    ).fetchall()
    over = [order for order in load_many(db, vault, [row[0] for row in recent]) if order.member == member]
    return [order for order in open_orders(db, vault) if order.member == member] + over[:ended]


def unread(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(order, state, slot) of orders from before there were steps."""
    rows = db.execute("SELECT order_id, state, slot FROM pickup_order WHERE standing IS NULL")
    return [(row[0], row[1], row[2]) for row in rows]


def progress_of(db: sqlite3.Connection, order_id: str) -> list[tuple[str, int, int]]:
    """(line, picked, short) as it was kept before there were steps."""
    rows = db.execute("SELECT line_id, picked, short FROM pickup_line WHERE order_id = ? ORDER BY place", (order_id,))
    return [(row[0], row[1], row[2]) for row in rows]


def save(db: sqlite3.Connection, vault: Vault, placed: OrderPlaced, steps: Sequence[OrderStep], now: datetime) -> Order:
    """Read all steps of an order and write down what they come to; gives it."""
    standing = _Standing(read({line.line_id: line.quantity for line in placed.lines}, steps), prices_of(steps))
    order = Order.of(placed, standing.now, standing.prices, len(steps))
    reached = standing.now.reached.get(order.state)
    holder = next((line.holder for line in order.lines if line.holder and line.open), "")
    at = clock.stamp(now)
    db.execute(
        "UPDATE pickup_order SET standing = ?, state = ?, revision = ?, slot = ?, changed_at = ? WHERE order_id = ?",
        (
            vault.seal(f"standing/{order.order_id}", _ENCODE(standing)),
            *(order.state, len(steps), order.slot, at, order.order_id),
        ),
    )
    db.execute(
        """UPDATE order_entry SET state = ?, expires_at = ?, state_at = ?, slot = ?, here = ?, holder = ?, units = ?,
             picked = ?, short = ?, handed = ?, put_back = ?, issues = ?, ended = ?, waiting = ?, paid = ?,
             changed_at = ?, steps = ?, digest = ?, arbiter = ?, method = ? WHERE order_id = ?""",
        (
            *(order.state, _text(order.expires_at), clock.stamp(moment(reached) if reached else placed.at)),
            *(order.slot, order.here, holder, order.units, order.picked, order.short, order.handed, order.put_back),
            *(len(order.now.issues), int(order.ended), int(order.waiting), int(order.paid)),
            *(at, len(steps), digest(step.step_id for step in steps), order.arbiter, order.method, order.order_id),
        ),
    )
    return order


def digests(db: sqlite3.Connection, since: datetime) -> list[tuple[str, int, str]]:
    """(order, steps, digest) of open orders and of those that ended since then, what changed last first."""
    rows = db.execute(
        """SELECT order_id, steps, digest, changed_at FROM order_entry WHERE ended = 0 AND digest <> ''
           UNION ALL SELECT order_id, steps, digest, changed_at FROM order_entry WHERE ended = 1 AND changed_at >= ?
           ORDER BY changed_at DESC, order_id""",
        (clock.stamp(since),),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def digest_of(db: sqlite3.Connection, order_id: str) -> tuple[int, str] | None:
    """(steps, digest) of an order; None if it is not known here."""
    row = db.execute("SELECT steps, digest FROM order_entry WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else (row[0], row[1])


def forget(db: sqlite3.Connection, before: datetime, most: int) -> int:
    """Delete orders that ended before then and trouble nobody, with all that belongs to them; gives how many."""
    at = clock.stamp(before)
    found = db.execute(
        """SELECT order_id FROM order_entry WHERE ended = 1 AND changed_at < ? AND put_back = 0 ORDER BY changed_at
           LIMIT ?""",
        (at, most),
    ).fetchall()
    for (order_id,) in found:
        for table in ("order_step", "claim", "given_up", "used_code", "pickup_line", "order_entry", "pickup_order"):
            db.execute(f"DELETE FROM {table} WHERE order_id = ?", (order_id,))
    return len(found)


def _order(db: sqlite3.Connection, vault: Vault, row: sqlite3.Row) -> Order:
    order_id = row["order_id"]
    placed = _PLACED(vault.open(f"order/{order_id}", row["sealed"]))
    if row["standing"] is None:
        steps = steps_of(db, vault, order_id)
        now = read({line.line_id: line.quantity for line in placed.lines}, steps)
        return Order.of(placed, now, prices_of(steps), len(steps))
    standing = _STANDING(vault.open(f"standing/{order_id}", row["standing"]))
    return Order.of(placed, standing.now, standing.prices, row["revision"])


def _entry(row: sqlite3.Row) -> Entry:
    return Entry._make(row)


def _text(at: datetime | None) -> str:
    return "" if at is None else clock.stamp(at)
