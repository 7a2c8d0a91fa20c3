"""What follows from new steps of an order: its state, events, flags, refunds, promises of stock, and who is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from sync.clock import stamp
from sync.formats.order_machine import read
from sync.formats.order_state import Issue, Order
from sync.headoffice import (
    allocations,
    flags,
    hooks,
    notices,
    order_events,
    order_telling,
    products,
    promises,
    refunds,
)
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Unknown
from sync.headoffice.order_money import Priced, root, worth
from sync.hybrid_clock import Reading
from sync.messages import OrderStep

FLAGS = {"handed_twice": "twice_collected", "handed_after_end": "collected_after_cancel"}
"""Troubles that have another name among the flags."""


def follow(change: Change, order_id: str, before: Order, fresh: Sequence[OrderStep], *, own: bool) -> Order:
    """Draw the consequences of steps that were just written; gives the order as it stands.

    `own`: head office took them itself, and the store hears of it with this very transaction.
    """
    db = change.db
    order = tables.find(db, order_id)
    if order is None:
        raise Unknown("order_id", order_id)
    steps = tables.steps_known(db, order_id)
    after = tables.fold(db, order_id, steps)
    _price_substitutes(change, order, after, steps)
    version = change.version()
    device = steps[-1].device if steps else ""
    tables.keep_fold(db, order_id, after, len(steps), device, stamp(change.now), version)
    _move_stock(change, order, before, after)
    _flag(change, order, before, after, fresh)
    late = _keep_promise(change, order_id, before, after)
    settle(change, order_id, after, steps)
    for event in [*(("late",) if late else ()), *order_events.between(before, after)]:
        tell_event(change, order, event, after.state, version)
    if own:
        order_telling.tell(change, order_id)
    else:
        order_telling.later(change, order_id)
    return after


def tell_event(change: Change, order: sqlite3.Row, event: str, state: str, version: int) -> None:
    """Something happened that a shopper can see: write it down, for the live page, web-hooks and notices."""
    order_id = order["order_id"]
    n = tables.note_event(change.db, order_id, order["store"], event, state, stamp(change.now), version)
    if event != "progress":
        hooks.happened(change, order_id, n, event)
        notices.happened(change, order_id, event)


def tell_late(change: Change) -> int:
    """Tell the shoppers of orders that are not ready when they were promised, as far as was heard; gives how many."""
    due = promises.fell_due(change)
    for order_id in due:
        order = tables.find(change.db, order_id)
        if order is not None:
            tell_event(change, order, "late", order["state"], change.version())
    return len(due)


def settle(change: Change, order_id: str, after: Order, steps: Sequence[OrderStep]) -> None:
    """Bring what is owed to the shopper up to date."""
    db = change.db
    order = tables.find(db, order_id)
    if order is None:
        return
    lines = tables.lines_of(db, order_id)
    priced = {row["line_id"]: Priced(row["quantity"], row["price_minor"], row["amount_minor"]) for row in lines}
    substitutes = tables.substitute_prices(db, order_id)
    paid = {line_id: one.amount_minor for line_id, one in priced.items()}
    if not order["paid"]:
        place = next((n for n, step in enumerate(steps, 1) if step.kind == "pay" and step.device == "hq"), 0)
        if not place or not after.paid_by:
            return  # what was paid in the shop is given back in the shop
        then = read({row["line_id"]: row["quantity"] for row in lines}, steps[:place])
        paid = worth(priced, then, substitutes)
    elsewhere = {line_id: amount for line_id, (_, amount) in tables.moved(db, order_id).items()}
    for line_id, units in tables.came_back(db, order_id).items():
        elsewhere[line_id] = elsewhere.get(line_id, 0) + priced[line_id].part(units)
    made = refunds.follow(
        change,
        order,
        after,
        priced=priced,
        paid=paid,
        substitutes=substitutes,
        elsewhere=elsewhere,
    )
    if made:
        tell_event(change, order, "refunded", after.state, change.version())


def _price_substitutes(change: Change, order: sqlite3.Row, after: Order, steps: Sequence[OrderStep]) -> None:
    """A substitute costs what the store said it does, and never more than what it came in for."""
    ordered = {row["line_id"]: row["price_minor"] for row in tables.lines_of(change.db, order["order_id"])}
    said = {step.text: step.more.get("price_minor", "") for step in steps if step.kind == "substitute"}
    priced = tables.substitute_prices(change.db, order["order_id"])
    for line_id, line in after.lines.items():
        if not line.instead_of or line_id in priced:
            continue
        price = ordered.get(root(after, line_id), 0)
        try:
            told = said.get(line_id, "")
            here = int(told) if told else products.require(change.db, order["store"], line.gtin)["price_minor"]
            price = max(0, min(price, here))
        except (Unknown, ValueError):
            flags.raise_flag(change, "unknown_substitute", order["store"], "", order["order_id"], line.gtin)
        tables.price_substitute(change.db, order["order_id"], line_id, price)


def _move_stock(change: Change, order: sqlite3.Row, before: Order, after: Order) -> None:
    """Promises of stock follow the order: what left is spent, what was not found is short, the rest is free again."""
    store, order_id = order["store"], order["order_id"]
    gtins = {row["line_id"]: row["gtin"] for row in tables.lines_of(change.db, order_id)}
    for line_id, line in after.lines.items():
        gtin = gtins.get(line_id, line.gtin)
        was = before.lines.get(line_id)
        held = _held(before, line_id)
        handed = line.handed - (was.handed if was else 0)
        short = line.short - (was.short if was else 0)
        if handed > 0:
            allocations.spent(change, store, gtin, handed, order_id)
            held -= handed
        if short > 0 and not after.ended:
            allocations.short(change, store, gtin, short, order_id, line.reason)
            held -= short
        more = _held(after, line_id) - held
        if more > 0:
            allocations.promise(change, store, gtin, more, order_id)
        elif more < 0:
            allocations.give_back(change, store, gtin, -more, order_id)


def _held(order: Order, line_id: str) -> int:
    """Units of a line that its store keeps for the order."""
    line = order.lines.get(line_id)
    if line is None:
        return 0
    if order.ended:
        return line.picked - line.handed
    return line.wanted - line.short - line.handed


def _flag(change: Change, order: sqlite3.Row, before: Order, after: Order, fresh: Sequence[OrderStep]) -> None:
    known = {(one.trouble, one.step_id, one.line_id) for one in before.issues}
    devices = {step.step_id: step.device for step in fresh}
    for issue in after.issues:
        if (issue.trouble, issue.step_id, issue.line_id) not in known:
            device = devices.get(issue.step_id, "")
            kind = FLAGS.get(issue.trouble, issue.trouble)
            flags.raise_flag(change, kind, order["store"], device, order["order_id"], _detail(issue))
    if before.end and not after.end:
        # What it had not known of when it was ended came to light: the goods had left, or the time had been extended.
        kind = "collected_after_cancel" if after.handed else "end_undone"
        flags.raise_flag(change, kind, order["store"], "", order["order_id"], f"{before.end}, now {after.state}")


def _detail(issue: Issue) -> str:
    return f"{issue.units} x line {issue.line_id}, step {issue.step_id}"


def _keep_promise(change: Change, order_id: str, before: Order, after: Order) -> bool:
    """What the steps say of the promise; whether it was broken and its shopper was not told so yet."""
    late = False
    if "ready" in after.reached and "ready" not in before.reached:
        ms = Reading.parse(after.reached["ready"]).ms
        late = promises.ready(change, order_id, datetime.fromtimestamp(ms / 1000, UTC))
    if after.ended and not before.ended:
        promises.ended(change, order_id)
    return late
