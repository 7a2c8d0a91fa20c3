"""What shoppers and web shops do with an order at head office: each verb is a step, and some make another order."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync.clock import parse
from sync.headoffice import allocations, order_follow, order_ways, orders
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.orders import Order

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
    # A store that could not be heard may tell of goods that were lacking before: this much was paid all the same.
    paid = msgspec.json.encode(order_follow.worth_now(change.db, order_id)).decode()
    return orders.step(change, order_id, "pay", text=reference, more={"paid": paid})


def choose(change: Change, order_id: str, line_id: str, choice: str) -> Order:
    """The shopper says what shall become of what could not be found.

    `choice`: wait, refund, substitute, ``ship``, or ``store:GLN``. The last two make an order of what is lacking.

    Raises:
        Unknown: order, line or store.
        Invalid: another choice than these.
        Conflict: if nothing is lacking, or if nobody can promise it.
    """
    order = orders.get(change.db, order_id)
    line = next((one for one in order.lines if one.line_id == line_id), None)
    if line is None:
        raise Unknown("line_id", line_id)
    if choice not in ("wait", "refund", "substitute") and not order_ways.leads_elsewhere(choice):
        raise Invalid("choice", "wait, refund, substitute, ship or store:GLN")
    return orders.step(change, order_id, "choose", line_id=line_id, text=choice)


def convert(change: Change, order_id: str, to: str, carry_to: str = "") -> Order:
    """What was not fetched reaches its shopper another way (``ship`` or ``store:GLN``); gives the new order.

    Raises:
        Unknown: order or store.
        Invalid: another way.
        Conflict: if the order has ended, if nothing is left of it, or if nobody can promise it.
    """
    if not order_ways.leads_elsewhere(to):
        raise Invalid("to", "ship or store:GLN")
    before = orders.get(change.db, order_id).became
    done = orders.step(change, order_id, "convert", text=to, more={"carry_to": carry_to} if carry_to else {})
    made = [one for one in done.became if one not in before]
    if not made:
        raise Conflict("order_id", "nothing is left of it")
    return orders.get(change.db, made[0])
