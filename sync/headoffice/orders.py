"""Orders: placed here, moved on by everybody's steps, and what follows from them is the same wherever they are read."""

from __future__ import annotations

import dataclasses
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from sync.clock import parse, stamp
from sync.formats import order_machine
from sync.formats.order_legacy import LastWord, steps_of
from sync.headoffice import (
    allocations,
    flags,
    members,
    order_follow,
    order_telling,
    presence,
    products,
    promises,
    stores,
)
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.order_shown import Line, Order, find_number, get, of_member, of_sale, of_store
from sync.hybrid_clock import MOST_AHEAD_MS, Reading
from sync.messages import OrderAdvanced, OrderLine, OrderMethod, OrderPlaced, OrderStep, OrderStepKind, OrderStepped
from sync.readings import next_reading

__all__ = [
    "HEAD_OFFICE",
    "MIGRATIONS",
    "Line",
    "Order",
    "Wanted",
    "advanced",
    "arbiter",
    "find_number",
    "forget_ended",
    "get",
    "home_device",
    "next_number",
    "of_member",
    "of_sale",
    "of_store",
    "place",
    "step",
    "stepped",
    "write_down",
]

MIGRATIONS = tables.MIGRATIONS
forget_ended = order_telling.forget_ended

HEAD_OFFICE = "hq"
"""The device that head office's own steps come from."""

HOME_ROLES = ("associate", "edge", "manager", "till", "shopper")
"""Who goes on with an order where the arbiter is away and the store has no device set for it, the best first."""

KEPT = timedelta(days=7)
"""How long goods wait for their shopper after they were promised."""

HELD = timedelta(minutes=30)
"""How long goods are laid aside that somebody wants to try on."""

FETCHED: frozenset[OrderMethod] = frozenset({"pickup", "try_on"})
"""Ways that end with the shopper in the store, so with a code and with a last day."""


class Wanted(Struct, frozen=True, kw_only=True):
    """One line of a new order."""

    gtin: str
    quantity: int
    price_minor: int | None = None
    """What the shopper was told; without it, the store's price."""
    substitute: bool = True
    """Whether they take something like it."""


def place(
    change: Change,
    store: str,
    wanted: Sequence[Wanted],
    *,
    member: str = "",
    surname: str = "",
    title: str = "",
    contact: str = "",
    language: str = "",
    paid: bool = True,
    promised_at: datetime | None = None,
    expires_at: datetime | None = None,
    method: OrderMethod = "pickup",
    channel: str = "web",
    carry_to: str = "",
    note: str = "",
    age: int = 0,
    wish: str = "",
    sale: str = "",
) -> Order:
    """Take an order in a store; its devices hear of it with this very transaction.

    `contact` (a telephone number or mail address, for notices) stays at head office. Without `promised_at` the store's
    own pace says when it will be ready.

    Raises:
        Unknown: store, member or product.
        Invalid: no lines, a quantity out of 1..999, or a transfer to no store.
        Conflict: if the store cannot promise so many of a product now.
    """
    db = change.db
    shop = stores.get(db, store)
    if not wanted:
        raise Invalid("lines", "an order has at least one line")
    if method == "transfer" and stores.find(db, carry_to) is None:
        raise Invalid("carry_to", "goods are transferred to another store")
    if member:
        known = members.get(db, member)
        surname, title, language = surname or known.surname, title or known.title, language or known.language
    lines = []
    for place_, line in enumerate(wanted):
        if not 1 <= line.quantity <= 999:
            raise Invalid(f"lines[{place_}].quantity", "1 to 999")
        listing = products.require(db, store, line.gtin)
        price = listing["price_minor"] if line.price_minor is None else line.price_minor
        lines.append(
            OrderLine(
                line_id=change.new_id(),
                gtin=line.gtin,
                quantity=line.quantity,
                price_minor=price,
                substitute=line.substitute,
            )
        )
    placed = OrderPlaced(
        order_id=change.new_id(),
        number="",
        store=store,
        home="",
        member=member,
        surname=surname,
        title=title,
        method=method,
        channel=channel,
        lines=tuple(lines),
        total_minor=sum(line.quantity * line.price_minor for line in lines),
        currency=shop.currency,
        paid=paid,
        promised_at=promised_at,
        expires_at=expires_at,
        age=age,
        carry_to=carry_to,
        note=note,
        sale=sale,
        wish=wish,
        version=0,
        at=change.now,
    )
    told = None
    if method in FETCHED:
        told = promises.promise(db, change.now, store, [(line.gtin, line.quantity) for line in lines])
        told = dataclasses.replace(told, promised_at=promised_at or told.promised_at)
        placed = replace(
            placed,
            promised_at=told.promised_at,
            quantiles=told.forecast.minutes,
            estimate_s=round(told.forecast.estimate_s),
            guarantee_points=told.points if member else 0,
        )
    promise(change, placed)
    amounts = [line.quantity * line.price_minor for line in lines]
    order = write_down(change, placed, amounts, contact=contact, language=language)
    if told is not None:
        promises.made(change, order.order_id, store, member, told)
    return order


def promise(change: Change, order: OrderPlaced) -> None:
    """Keep the goods of a new order back.

    Raises:
        Conflict: if the store cannot promise so many of a product now.
    """
    for place_, line in enumerate(order.lines):
        if not allocations.routable(change.db, order.store, line.gtin):
            raise Conflict(f"lines[{place_}].gtin", "could not be found there, and is not promised until it is counted")
        if not allocations.take(change, order.store, line.gtin, line.quantity, order.order_id):
            raise Conflict(f"lines[{place_}].quantity", "the store cannot promise so many")


def write_down(
    change: Change, placed: OrderPlaced, amounts: Sequence[int], *, contact: str = "", language: str = ""
) -> Order:
    """Give a new order its number, code and devices, write it down and tell its store.

    `amounts`: what each line costs as a whole.
    """
    db, store = change.db, placed.store
    shop = stores.get(db, store)
    expires_at = placed.expires_at
    if expires_at is None and placed.method in FETCHED:
        expires_at = change.now + HELD if placed.method == "try_on" else (placed.promised_at or change.now) + KEPT
    order = replace(
        placed,
        number=next_number(db, store),
        home=home_device(db, shop),
        arbiter=arbiter(db, store),
        placed=next_reading(db, change.now),
        expires_at=expires_at,
        pickup_code=_fresh_code(db, store) if placed.method in FETCHED else "",
        version=change.version(),
    )
    tables.insert(db, order, amounts, contact, language)
    change.post(store, order)
    row = tables.find(db, order.order_id)
    assert row is not None
    order_follow.tell_event(change, row, "placed", "placed", order.version)
    return get(db, order.order_id)


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
) -> Order:
    """Take a step of head office's own; the store hears of it with this very transaction.

    Raises:
        Unknown: if there is no such order.
        Conflict: if the order cannot take it now.
    """
    db = change.db
    if tables.find(db, order_id) is None:
        raise Unknown("order_id", order_id)
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
    if not order_machine.apply(before.copy(), taken):
        raise Conflict("order_id", f"the order is {before.state}")
    order_follow.follow(change, order_id, before, tables.add_steps(db, order_id, (taken,)), own=True)
    return get(db, order_id)


def stepped(change: Change, device: str, store: str, event: OrderStepped) -> None:
    """A device took steps with an order. They are facts, so they are kept; what does not fit is flagged."""
    sound = [step for step in event.steps if _is_sound(change, device, store, event.order_id, step)]
    _take_up(change, device, store, event.order_id, sound)


def advanced(change: Change, device: str, store: str, event: OrderAdvanced) -> None:
    """A device of before there were steps said how far an order is: the steps that it must have taken are taken up."""
    row = tables.find(change.db, event.order_id)
    if row is None:
        flags.raise_flag(change, "unknown_order", store, device, event.order_id)
        return
    if device != row["home"]:
        flags.raise_flag(change, "not_home", store, device, event.order_id, event.state)
    word = LastWord(
        order_id=event.order_id,
        placed_at=parse(row["placed_at"]),
        home=row["home"],
        state=event.state,
        lines=tuple((line.line_id, line.picked, line.short) for line in event.lines),
        slot=event.slot,
        nonce=event.code_nonce,
    )
    _take_up(change, device, store, event.order_id, steps_of(word))


def home_device(db: sqlite3.Connection, shop: stores.Store) -> str:
    """The device that goes on with the store's orders where the arbiter is away; empty while there is none at all."""
    if shop.home_device:
        return shop.home_device
    devices = [row for row in presence.devices(db, shop.store) if row.role in HOME_ROLES]
    devices.sort(key=lambda row: (HOME_ROLES.index(row.role), row.first_at, row.device))
    return devices[0].device if devices else ""


def arbiter(db: sqlite3.Connection, store: str) -> str:
    """The device that decides who works on what: the store's edge device; empty where there is none."""
    edges = [row for row in presence.devices(db, store) if row.role == "edge"]
    return min(edges, key=lambda row: (row.first_at, row.device)).device if edges else ""


def next_number(db: sqlite3.Connection, store: str) -> str:
    """B-0001, B-0002, ...: short enough to be called out, unique within the store."""
    row = db.execute(
        """INSERT INTO counter (name, value) VALUES ('order/' || ?, 1)
           ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value""",
        (store,),
    ).fetchone()
    return f"B-{row[0]:04d}"


def _take_up(change: Change, device: str, store: str, order_id: str, steps: Sequence[OrderStep]) -> None:
    row = tables.find(change.db, order_id)
    if row is None:
        # They are kept: who has them may be right, and the order may still come to light.
        tables.add_steps(change.db, order_id, steps)
        flags.raise_flag(change, "unknown_order", store, device, order_id)
        return
    if row["store"] != store:
        flags.raise_flag(change, "foreign_order", store, device, order_id, row["store"])
    before = tables.fold(change.db, order_id)
    fresh = tables.add_steps(change.db, order_id, steps)
    if fresh:
        order_follow.follow(change, order_id, before, fresh, own=False)


def _is_sound(change: Change, device: str, store: str, order_id: str, step: OrderStep) -> bool:
    """Whether a step can be sorted among the others, and is not said to be head office's own."""
    try:
        reading = Reading.parse(step.at)
    except ValueError:
        flags.raise_flag(change, "bad_reading", store, device, order_id, f"step {step.step_id}: {step.at[:40]}")
        return False
    if step.device == HEAD_OFFICE:
        known = change.db.execute("SELECT 1 FROM order_step WHERE step_id = ?", (step.step_id,)).fetchone()
        if known is None:
            flags.raise_flag(change, "forged_step", store, device, order_id, f"step {step.step_id}")
        return False
    if reading.ms > int(change.now.timestamp() * 1000) + MOST_AHEAD_MS:
        flags.raise_flag(change, "clock_ahead", store, step.device, order_id, f"step {step.step_id}")
    return True


def _fresh_code(db: sqlite3.Connection, store: str) -> str:
    """Six digits that no open order of the store has."""
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not tables.code_taken(db, store, code):
            return code
