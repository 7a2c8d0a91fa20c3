"""What shoppers and web shops do with an order at head office: each verb is a step, and some make another order."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from sync.clock import parse
from sync.formats.order_state import Order as Fold
from sync.headoffice import allocations, order_follow, orders, products, stores
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.order_money import Priced, root
from sync.headoffice.orders import Order
from sync.messages import OrderLine, OrderMethod, OrderPlaced, OrderStep

WAYS_HERE = ("car", "foot", "kiosk")

MOST_MORE, LONGEST_MORE = 6, 60
"""What a shopper may add to being here: a car's colour, a spot, minutes until they arrive."""

LATEST = timedelta(days=30)
"""No shelf for orders is a warehouse."""


def cancel(change: Change, order_id: str, reason: str = "") -> Order:
    """Take an order back.

    Raises:
        Unknown: if there is no such order.
        Conflict: if it has ended already.
    """
    return orders.step(change, order_id, "cancel", text=reason)


def arrive(change: Change, order_id: str, how: str, more: dict[str, str] | None = None) -> Order:
    """The shopper is here: by car, on foot, or at the kiosk.

    Raises:
        Unknown: if there is no such order.
        Invalid: another way than these, or too much about it.
        Conflict: if the order has ended, or this was said already.
    """
    if how not in WAYS_HERE:
        raise Invalid("how", f"one of {', '.join(WAYS_HERE)}")
    more = more or {}
    if len(more) > MOST_MORE or any(len(key) + len(value) > LONGEST_MORE for key, value in more.items()):
        raise Invalid("more", f"at most {MOST_MORE} words of {LONGEST_MORE} characters")
    return orders.step(change, order_id, "arrive", text=how, more=more)


def leave(change: Change, order_id: str) -> Order:
    """They are not here after all.

    Raises:
        Unknown, Conflict: as `arrive`.
    """
    return orders.step(change, order_id, "leave")


def delegate(change: Change, order_id: str, name: str) -> Order:
    """Somebody else may fetch it; an empty name takes that back.

    Raises:
        Unknown: if there is no such order.
        Conflict: if it has ended, or that is so already.
    """
    return orders.step(change, order_id, "delegate", text=name.strip())


def extend(change: Change, order_id: str, until: datetime) -> Order:
    """The goods wait longer.

    Raises:
        Unknown: if there is no such order.
        Invalid: if that is not later than now, or too long.
        Conflict: if it has ended, or waits as long anyway.
    """
    order = orders.get(change.db, order_id)
    if not change.now < until <= change.now + LATEST:
        raise Invalid("until", f"after now, and within {LATEST.days} days")
    if order.expires_at and until <= parse(order.expires_at):
        raise Conflict("until", f"it waits until {order.expires_at} anyway")
    return orders.step(change, order_id, "extend", until=until)


def amend(change: Change, order_id: str, line_id: str, units: int) -> Order:
    """So many are wanted of a line now.

    Raises:
        Unknown: order or line.
        Invalid: units out of 0..999.
        Conflict: if it is too late, if nothing would be left of the order, or if it was paid and would cost more.
    """
    order = orders.get(change.db, order_id)
    line = next((one for one in order.lines if one.line_id == line_id), None)
    if line is None:
        raise Unknown("line_id", line_id)
    if not 0 <= units <= 999:
        raise Invalid("units", "0 to 999")
    if order.paid and units > line.quantity:
        raise Conflict("units", "what is paid is not made more: order it beside")
    if units == 0 and not any(one.wanted for one in order.lines if one.line_id != line_id):
        raise Conflict("units", "nothing would be left: cancel the order")
    more = units - line.wanted
    free = allocations.free(change.db, order.store, line.gtin)
    if more > 0 and free is not None and free < more:
        raise Conflict("units", "the store cannot promise so many")
    return orders.step(change, order_id, "amend", line_id=line_id, units=units)


def pay(change: Change, order_id: str, reference: str) -> Order:
    """It was paid on the web, after it was placed.

    Raises:
        Unknown: if there is no such order.
        Invalid: without a reference.
        Conflict: if it is paid already.
    """
    if not reference:
        raise Invalid("reference", "what it was paid with")
    if orders.get(change.db, order_id).paid:
        raise Conflict("order_id", "it is paid")
    return orders.step(change, order_id, "pay", text=reference)


def choose(change: Change, order_id: str, line_id: str, choice: str) -> Order:
    """The shopper says what shall become of what could not be found.

    `choice`: wait, refund, substitute, ``ship``, or ``store:GLN``. The last two make an order of what is lacking.

    Raises:
        Unknown: order, line or store.
        Invalid: another choice than these.
        Conflict: if nothing is lacking, or if nobody can promise it.
    """
    fold, row = _fold(change.db, order_id)
    line = fold.lines.get(line_id)
    if line is None:
        raise Unknown("line_id", line_id)
    if choice not in ("wait", "refund", "substitute", "ship") and not choice.startswith("store:"):
        raise Invalid("choice", "wait, refund, substitute, ship or store:GLN")
    done = orders.step(change, order_id, "choose", line_id=line_id, text=choice)
    if choice != "ship" and not choice.startswith("store:"):
        return done
    units = line.lacking - tables.moved(change.db, order_id).get(line_id, (0, 0))[0]
    if units > 0:
        _make(change, row, fold, {line_id: units}, choice)
        order_follow.settle(change, order_id, *_now(change.db, order_id))
    return orders.get(change.db, order_id)


def convert(change: Change, order_id: str, to: str, carry_to: str = "") -> Order:
    """What was not fetched reaches its shopper another way (``ship`` or ``store:GLN``); gives the new order.

    Raises:
        Unknown: order or store.
        Invalid: another way.
        Conflict: if the order has ended, or nobody can promise what is left of it.
    """
    if to != "ship" and not to.startswith("store:"):
        raise Invalid("to", "ship or store:GLN")
    fold, row = _fold(change.db, order_id)
    moved = tables.moved(change.db, order_id)
    orders.step(change, order_id, "convert", text=to)
    back = tables.came_back(change.db, order_id)
    left: dict[str, int] = {}
    for line_id, line in fold.lines.items():
        gone = line.handed + line.replaced + moved.get(line_id, (0, 0))[0] + back.get(line_id, 0)
        if line.choice == "refund":
            gone += line.lacking
        if line.wanted > gone:
            left[line_id] = line.wanted - gone
    if not left:
        raise Conflict("order_id", "nothing is left of it")
    made = _make(change, row, fold, left, to, carry_to)
    order_follow.settle(change, order_id, *_now(change.db, order_id))
    return made


def _make(change: Change, row: sqlite3.Row, fold: Fold, units: dict[str, int], to: str, carry_to: str = "") -> Order:
    """A new order of units of another one, at the prices that were told and with what was paid for them."""
    db = change.db
    ordered = {line["line_id"]: line for line in tables.lines_of(db, row["order_id"])}
    substitutes = tables.substitute_prices(db, row["order_id"])
    lines, amounts = [], []
    for line_id, count in units.items():
        origin = ordered.get(line_id)
        if origin is None:
            gtin, price = fold.lines[line_id].gtin, substitutes.get(line_id, 0)
            amount = price * count
        else:
            gtin, price = origin["gtin"], origin["price_minor"]
            amount = Priced(origin["quantity"], price, origin["amount_minor"]).part(count)
        lines.append(OrderLine(line_id=change.new_id(), gtin=gtin, quantity=count, price_minor=price))
        amounts.append(amount)
    wanted = [(line.gtin, line.quantity) for line in lines]
    store = _sender(db, row["store"], wanted) if to == "ship" else _other(db, to.partition(":")[2], wanted)
    method: OrderMethod = "ship" if to == "ship" else "pickup"
    placed = OrderPlaced(
        order_id=change.new_id(),
        number="",
        store=store,
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
    orders.promise(change, placed)
    made = orders.write_down(change, placed, amounts, contact=row["contact"], language=row["language"])
    for (line_id, count), amount in zip(units.items(), amounts, strict=True):
        tables.move_units(db, row["order_id"], root(fold, line_id), made.order_id, count, amount)
    return made


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


def _fold(db: sqlite3.Connection, order_id: str) -> tuple[Fold, sqlite3.Row]:
    row = tables.find(db, order_id)
    if row is None:
        raise Unknown("order_id", order_id)
    return tables.fold(db, order_id), row


def _now(db: sqlite3.Connection, order_id: str) -> tuple[Fold, list[OrderStep]]:
    steps = tables.steps_known(db, order_id)
    return tables.fold(db, order_id, steps), steps
