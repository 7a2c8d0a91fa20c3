"""Units of orders that go another way, or whose money a till gave back; and what the lines cost without them."""

from __future__ import annotations

import sqlite3

from sync.headoffice import order_tables as tables
from sync.headoffice.order_money import Priced


def move_units(
    db: sqlite3.Connection, order_id: str, new_order: str, line_id: str, way: str, moved: tuple[int, int, bool]
) -> None:
    """Another order brings units of a line (as ordered) now, and what was paid for them is that one's.

    `way`: choose or convert. `moved`: (units, what they cost, whether they are the line's own and did not come in for
    it).
    """
    units, amount_minor, own = moved
    db.execute(
        """INSERT INTO order_moved (order_id, line_id, new_order, units, amount_minor, way, own_units, own_minor)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id, line_id, new_order) DO UPDATE SET
             units = units + excluded.units, amount_minor = amount_minor + excluded.amount_minor,
             own_units = own_units + excluded.own_units, own_minor = own_minor + excluded.own_minor""",
        (order_id, line_id, new_order, units, amount_minor, way, units if own else 0, amount_minor if own else 0),
    )


def moves_of(db: sqlite3.Connection, order_id: str) -> list[sqlite3.Row]:
    """What of an order other orders bring now."""
    return db.execute("SELECT * FROM order_moved WHERE order_id = ?", (order_id,)).fetchall()


def unmove(db: sqlite3.Connection, order_id: str, new_order: str) -> None:
    """The other order is not needed."""
    db.execute("DELETE FROM order_moved WHERE order_id = ? AND new_order = ?", (order_id, new_order))


def moved(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line -> units that other orders bring now."""
    rows = db.execute("SELECT line_id, sum(units) FROM order_moved WHERE order_id = ? GROUP BY line_id", (order_id,))
    return {row[0]: int(row[1]) for row in rows}


def bring_back(db: sqlite3.Connection, order_id: str, line_id: str, sale: str, units: int) -> bool:
    """A till gave the money of units back that nobody had fetched; False if that was known."""
    cursor = db.execute("INSERT OR IGNORE INTO order_back VALUES (?, ?, ?, ?)", (order_id, line_id, sale, units))
    return cursor.rowcount > 0


def came_back(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line -> units whose money a till gave back before they were fetched."""
    rows = db.execute("SELECT line_id, sum(units) FROM order_back WHERE order_id = ? GROUP BY line_id", (order_id,))
    return {row[0]: int(row[1]) for row in rows}


def priced(db: sqlite3.Connection, order_id: str) -> dict[str, Priced]:
    """Line as ordered -> what it costs, and what of it is this order's no more."""
    rows = db.execute(
        """SELECT line_id, sum(own_units), sum(own_minor) FROM order_moved WHERE order_id = ? GROUP BY line_id""",
        (order_id,),
    )
    away = {row[0]: (int(row[1]), int(row[2])) for row in rows}
    back = came_back(db, order_id)
    return {
        row["line_id"]: Priced(
            row["quantity"],
            row["price_minor"],
            row["amount_minor"],
            *away.get(row["line_id"], (0, 0)),
            back.get(row["line_id"], 0),
        )
        for row in tables.lines_of(db, order_id)
    }


def money(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line as ordered -> minor units of what was paid for it that another order has now, or a till gave back.

    What went another way before anybody had paid for it is not among what was paid here.
    """
    found = {line_id: one.back_minor for line_id, one in priced(db, order_id).items() if one.back_minor}
    rows = db.execute(
        """SELECT line_id, sum(amount_minor) FROM order_moved WHERE order_id = ?
           AND new_order IN (SELECT order_id FROM pickup_order WHERE paid = 1) GROUP BY line_id""",
        (order_id,),
    )
    for line_id, amount_minor in rows:
        found[line_id] = found.get(line_id, 0) + int(amount_minor)
    return found
