"""What follows from new steps of an order: its state, events, flags, refunds, promises of stock, and who is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from sync.clock import stamp
from sync.formats.order_machine import apply, read
from sync.formats.order_state import Issue, Order
from sync.headoffice import (
    flags,
    order_closing,
    order_elsewhere,
    order_events,
    order_news,
    order_stock,
    order_telling,
    order_ways,
    products,
    promises,
    refunds,
)
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict, Unknown
from sync.headoffice.order_money import FEE, root, worth
from sync.headoffice.order_shown import Order as Shown
from sync.headoffice.order_shown import get
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind
from sync.readings import next_reading

HEAD_OFFICE = "hq"
"""The device that head office's own steps come from."""

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
    order_stock.follow(change, order, before, after)
    _flag(change, order, before, after, fresh)
    _flag_money(change, order, after, steps)
    late = _keep_promise(change, order_id, before, after)
    order_ways.reroute(change, order, before, after, steps, own=own)
    for other in order_ways.undone(change, order_id, after):
        step(change, other, "cancel", text="not_needed")
    settle(change, order_id, after, steps)
    for event in [*(("late",) if late else ()), *order_events.between(before, after)]:
        order_news.tell(change, order, event, after.state, version)
    if own:
        order_telling.tell(change, order_id)
    else:
        order_telling.later(change, order_id)
    return after


def step(
    change: Change,
    order_id: str,
    kind: OrderStepKind,
    *,
    line_id: str = "",
    gtin: str = "",
    units: int = 0,
    text: str = "",
    until: datetime | None = None,
    more: dict[str, str] | None = None,
    operator: str = "",
) -> Shown:
    """Take a step of head office's own; the store hears of it with this very transaction.

    Raises:
        Unknown: if there is no such order.
        Conflict: if the order cannot take it now.
    """
    db = change.db
    if tables.find(db, order_id) is None:
        raise Unknown("order_id", order_id)
    if order_closing.is_closed(db, order_id):
        raise Conflict("order_id", "it ended too long ago")
    before = tables.fold(db, order_id)
    taken = OrderStep(
        step_id=change.new_id(),
        at=next_reading(db, change.now, after=tables.last_at(db, order_id)),
        device=HEAD_OFFICE,
        kind=kind,
        operator=operator,
        line_id=line_id,
        gtin=gtin,
        units=units,
        text=text,
        until=stamp(until) if until is not None else "",
        more=more or {},
    )
    if not apply(before.copy(), taken):
        raise Conflict("order_id", f"the order is {before.state}")
    follow(change, order_id, before, tables.add_steps(db, order_id, (taken,)), own=True)
    return get(db, order_id)


def tell_late(change: Change) -> int:
    """Tell the shoppers of orders that are not ready when they were promised, as far as was heard; gives how many."""
    due = promises.fell_due(change)
    for order_id in due:
        order = tables.find(change.db, order_id)
        if order is not None:
            order_news.tell(change, order, "late", order["state"], change.version())
    return len(due)


def settle(change: Change, order_id: str, after: Order, steps: Sequence[OrderStep]) -> None:
    """Bring what is owed to the shopper up to date."""
    db = change.db
    order = tables.find(db, order_id)
    if order is None:
        return
    lines = tables.lines_of(db, order_id)
    priced = order_elsewhere.priced(db, order_id)
    substitutes = tables.substitute_prices(db, order_id)
    fee_minor = order["fee_minor"]
    paid = {line_id: one.amount_minor for line_id, one in priced.items()} | ({FEE: fee_minor} if fee_minor else {})
    if not order["paid"]:
        place = next((n for n, step in enumerate(steps, 1) if step.kind == "pay" and step.device == HEAD_OFFICE), 0)
        if not place or not after.paid_by:
            return  # what was paid in the shop is given back in the shop
        paid = _asked_for(steps[place - 1])
        if not paid:
            then = read({row["line_id"]: row["quantity"] for row in lines}, steps[:place])
            paid = worth(priced, then, substitutes, fee_minor)
    made = refunds.follow(
        change,
        order,
        after,
        paid=paid,
        value=worth(priced, after, substitutes, fee_minor),
        elsewhere=order_elsewhere.money(db, order_id),
    )
    if made:
        order_news.tell(change, order, "refunded", after.state, change.version())


def worth_now(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line as ordered -> minor units that its shopper has to pay for, as far as is known."""
    priced = order_elsewhere.priced(db, order_id)
    order = tables.find(db, order_id)
    fee_minor = order["fee_minor"] if order is not None else 0
    return worth(priced, tables.fold(db, order_id), tables.substitute_prices(db, order_id), fee_minor)


def _asked_for(payment: OrderStep) -> dict[str, int]:
    """Line -> what was paid for it. What a device says later of the time before changes nothing about it."""
    told = payment.more.get("paid", "")
    return msgspec.json.decode(told.encode(), type=dict[str, int]) if told else {}


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


def _flag_money(change: Change, order: sqlite3.Row, after: Order, steps: Sequence[OrderStep]) -> None:
    """What a till took stays there: whoever paid for goods that nobody will hand over is given it back by people."""
    if order["paid"] or after.end not in ("cancelled", "expired") or after.reason in ("returned", "voided"):
        return
    at_till = any(one.kind == "pay" and one.text == after.paid_by and one.device != HEAD_OFFICE for one in steps)
    if after.paid_by and at_till and (after.in_store or not after.handed):
        flags.raise_flag(change, "paid_not_handed", order["store"], "", order["order_id"], after.paid_by)


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
