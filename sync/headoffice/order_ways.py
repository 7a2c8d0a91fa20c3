"""What reaches its shopper another way: from another store, or sent. An order of its own is made of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from sync.formats.order_state import Order as Fold
from sync.headoffice import allocations, flags, order_placing, order_stock, products, stores
from sync.headoffice import order_elsewhere as elsewhere
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict, Unknown
from sync.headoffice.order_money import root
from sync.messages import OrderLine, OrderMethod, OrderPlaced, OrderStep

UNDONE = "undone"
"""In the place of a sale: the goods of an order that is not needed were never paid for a second time."""


def leads_elsewhere(way: str) -> bool:
    """Whether a choice or a conversion makes another order."""
    return way == "ship" or way.startswith("store:")


def reroute(
    change: Change, order: sqlite3.Row, before: Fold, after: Fold, steps: Sequence[OrderStep], *, own: bool
) -> None:
    """Make the orders that new choices and conversions ask for.

    What nobody can promise is flagged, and paid back like everything that an order does not bring.

    Raises:
        Conflict, Unknown: the same, if it was `own`: whoever asked hears it, and nothing is done.
    """
    moved = elsewhere.moved(change.db, order["order_id"])
    asked: list[tuple[str, dict[str, int], str, str]] = []
    for line_id, line in after.lines.items():
        was = before.lines.get(line_id)
        if leads_elsewhere(line.choice) and (was is None or was.choice != line.choice) and not after.end:
            asked.append((line.choice, {line_id: line.lacking - moved.get(line_id, 0)}, "", "choose"))
    if after.end == "converted" and before.end != "converted" and leads_elsewhere(after.going_to):
        carry_to = next((one.more.get("carry_to", "") for one in reversed(steps) if one.kind == "convert"), "")
        asked.append((after.going_to, _left(change.db, order["order_id"], after), carry_to, "convert"))
    for to, units, carry_to, way in asked:
        wanted = {line_id: count for line_id, count in units.items() if count > 0}
        if not wanted:
            continue
        change.db.execute("SAVEPOINT reroute")
        try:
            _make(change, order, after, wanted, to, carry_to, way)
        except (Conflict, Unknown) as fault:
            # What was promised for some lines of it is nobody's.
            change.db.execute("ROLLBACK TO reroute")
            if own:
                raise
            flags.raise_flag(change, "not_rerouted", order["store"], "", order["order_id"], f"{to}: {fault}"[:200])
        finally:
            change.db.execute("RELEASE reroute")


def undone(change: Change, order_id: str, after: Fold) -> list[str]:
    """Orders that are not needed after all: what they should bring was handed over, or found, where it had been."""
    moves = elsewhere.moves_of(change.db, order_id)
    found = set()
    for row in moves:
        if not _needed(change.db, order_id, row, after) and row["new_order"] not in found:
            new = tables.find(change.db, row["new_order"])
            if new is None or new["ended"] or tables.fold(change.db, row["new_order"]).handed:
                flags.raise_flag(change, "brought_twice", "", "", order_id, row["new_order"])
                continue
            found.add(row["new_order"])
    for new_order in found:
        elsewhere.unmove(change.db, order_id, new_order)
        for row in tables.lines_of(change.db, new_order):
            elsewhere.bring_back(change.db, new_order, row["line_id"], UNDONE, row["quantity"])
    return sorted(found)


def _needed(db: sqlite3.Connection, order_id: str, move: sqlite3.Row, after: Fold) -> bool:
    """Whether another order still has to bring what it was made for."""
    line = after.lines[move["line_id"]]
    if move["way"] == "convert":
        return after.end == "converted" and line.handed < line.wanted
    return line.lacking >= elsewhere.moved(db, order_id)[move["line_id"]]


def _left(db: sqlite3.Connection, order_id: str, fold: Fold) -> dict[str, int]:
    """Units of each line that their shopper still has to get."""
    moved, back = elsewhere.moved(db, order_id), elsewhere.came_back(db, order_id)
    left = {}
    for line_id, line in fold.lines.items():
        gone = line.handed + line.replaced + moved.get(line_id, 0) + back.get(line_id, 0)
        if line.choice == "refund":
            gone += line.lacking
        left[line_id] = line.wanted - gone
    return left


def _make(
    change: Change, row: sqlite3.Row, fold: Fold, units: Mapping[str, int], to: str, carry_to: str, way: str
) -> None:
    """A new order of units of another one, at the prices that were told and with what was paid for them."""
    db = change.db
    ordered = {line["line_id"]: line for line in tables.lines_of(db, row["order_id"])}
    substitutes = tables.substitute_prices(db, row["order_id"])
    priced = elsewhere.priced(db, row["order_id"])
    lines, amounts = [], []
    for line_id, count in units.items():
        origin = ordered.get(line_id)
        if origin is None:
            gtin, price = fold.lines[line_id].gtin, substitutes.get(line_id, 0)
            amount = price * count
        else:
            gtin, price = origin["gtin"], origin["price_minor"]
            amount = priced[line_id].move(count)
        lines.append(OrderLine(line_id=change.new_id(), gtin=gtin, quantity=count, price_minor=price))
        amounts.append(amount)
    wanted = [(line.gtin, line.quantity) for line in lines]
    method: OrderMethod = "ship" if to == "ship" else "pickup"
    placed = OrderPlaced(
        order_id=change.new_id(),
        number="",
        store=_sender(db, row["store"], wanted) if to == "ship" else _other(db, to.partition(":")[2], wanted),
        home="",
        member=row["member"],
        surname=row["surname"],
        title=row["title"],
        method=method,
        channel=row["channel"],
        lines=tuple(lines),
        total_minor=sum(amounts),
        currency=row["currency"],
        paid=bool(row["paid"] or fold.paid_by),
        age=row["age"],
        carry_to=carry_to or row["carry_to"],
        note=row["note"],
        sale=row["sale"],
        sale_number=row["sale_number"],
        made_from=row["order_id"],
        version=0,
        at=change.now,
    )
    order_stock.promise(change, placed)
    made = order_placing.write_down(change, placed, amounts, contact=row["contact"], language=row["language"])
    for (line_id, count), amount in zip(units.items(), amounts, strict=True):
        moved = (count, amount, line_id in ordered)
        elsewhere.move_units(db, row["order_id"], made.order_id, root(fold, line_id), way, moved)


def _sender(db: sqlite3.Connection, store: str, wanted: Sequence[tuple[str, int]]) -> str:
    """The store that sends it: this one, or the nearest that has all of it."""
    for one in (store, *(other.store for other, _ in stores.near(db, store))):
        if _has(db, one, wanted):
            return one
    raise Conflict("to", "no store can send it")


def _other(db: sqlite3.Connection, store: str, wanted: Sequence[tuple[str, int]]) -> str:
    stores.get(db, store)
    if not _has(db, store, wanted):
        raise Conflict("to", "that store cannot promise it")
    return store


def _has(db: sqlite3.Connection, store: str, wanted: Sequence[tuple[str, int]]) -> bool:
    for gtin, units in wanted:
        try:
            products.require(db, store, gtin)
        except Unknown:
            return False
        free = allocations.free(db, store, gtin)
        if not allocations.routable(db, store, gtin) or (free is not None and free < units):
            return False
    return True
