"""Orders: placed here, moved on by everybody's steps, and what follows from them is the same wherever they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from sync.clock import parse
from sync.formats import order_machine
from sync.formats.order_legacy import LastWord, steps_of
from sync.headoffice import (
    flags,
    members,
    order_closing,
    order_follow,
    order_stock,
    order_telling,
    presence,
    products,
    promises,
    stores,
)
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Invalid, NotTaken
from sync.headoffice.order_follow import HEAD_OFFICE, step
from sync.headoffice.order_placing import FETCHED, write_down
from sync.headoffice.order_shown import Line, Order, find_number, get, of_member, of_sale, of_store
from sync.hybrid_clock import MOST_AHEAD_MS, Reading
from sync.messages import OrderAdvanced, OrderLine, OrderMethod, OrderPlaced, OrderStep, OrderStepped

__all__ = [
    "FETCHED",
    "HEAD_OFFICE",
    "MIGRATIONS",
    "Line",
    "Order",
    "Wanted",
    "advanced",
    "find_number",
    "forget_ended",
    "get",
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
    fee_minor: int = 0,
) -> Order:
    """Take an order in a store; its devices hear of it with this very transaction.

    `contact` (a telephone number or mail address, for notices) stays at head office. Without `promised_at` the store's
    own pace says when it will be ready. `fee_minor`: what it costs that the goods are sent or brought.

    Raises:
        Unknown: store, member or product.
        Invalid: no lines, a quantity out of 1..999, a transfer to no store, or a fee for what is fetched.
        Conflict: if the store cannot promise so many of a product now.
    """
    db = change.db
    shop = stores.get(db, store)
    if not wanted:
        raise Invalid("lines", "an order has at least one line")
    if method == "transfer" and stores.find(db, carry_to) is None:
        raise Invalid("carry_to", "goods are transferred to another store")
    if fee_minor and (method in FETCHED or fee_minor < 0):
        raise Invalid("fee_minor", "of what is sent or brought")
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
        total_minor=sum(line.quantity * line.price_minor for line in lines) + fee_minor,
        fee_minor=fee_minor,
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
        told = replace(told, promised_at=promised_at or told.promised_at)
        placed = replace(
            placed,
            promised_at=told.promised_at,
            quantiles=told.forecast.minutes,
            estimate_s=round(told.forecast.estimate_s),
            guarantee_points=told.points if member else 0,
        )
    order_stock.promise(change, placed)
    amounts = [line.quantity * line.price_minor for line in lines]
    order = write_down(change, placed, amounts, contact=contact, language=language)
    if told is not None:
        promises.made(change, order.order_id, store, member, told)
    return order


def stepped(change: Change, device: str, store: str, event: OrderStepped) -> None:
    """A device took steps with an order. They are facts, so they are kept; what does not fit is flagged.

    Only the order's own store has a say in it: its devices alone can touch its goods, and the broker lets a device
    speak for its store and for nobody else. Within the store, a device may tell what another one did, also before that
    one does: it may be cut off, and all devices of a store hold all steps. So a step is bound to the store and not to
    its sender; what names a device that its store does not have is nobody's, and of two stories under one id the first
    stands. What is refused is a dead letter (`Applier.retry` takes it up again, should an order have been moved or a
    device not have greeted yet) and a flag, and nothing of it has an effect.

    Raises:
        NotTaken: another store's order, a device that the sender's store does not have, or something new of an order
            that was closed.
    """
    _check_sender(change, device, store, event)
    if order_closing.is_closed(change.db, event.order_id):
        order_closing.refuse_new(change.db, event.order_id, event.steps)
        return
    sound = [step for step in event.steps if _is_sound(change, device, store, event.order_id, step)]
    _take_up(change, device, store, event.order_id, sound)


def advanced(change: Change, device: str, store: str, event: OrderAdvanced) -> None:
    """A device of before there were steps said how far an order is: the steps that it must have taken are taken up.

    Raises:
        NotTaken: another store's order.
    """
    row = tables.find(change.db, event.order_id)
    if row is None:
        flags.raise_flag(change, "unknown_order", store, device, event.order_id)
        return
    _check_store(row, store, event.order_id)
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
    steps = steps_of(word)
    if order_closing.is_closed(change.db, event.order_id):
        order_closing.refuse_new(change.db, event.order_id, steps)
        return
    _take_up(change, device, store, event.order_id, steps)


def _take_up(change: Change, device: str, store: str, order_id: str, steps: Sequence[OrderStep]) -> None:
    row = tables.find(change.db, order_id)
    if row is None:
        # They are kept: who has them may be right, and the order may still come to light.
        tables.add_steps(change.db, order_id, steps, store)
        flags.raise_flag(change, "unknown_order", store, device, order_id)
        return
    before = tables.fold(change.db, order_id)
    fresh = tables.add_steps(change.db, order_id, steps, store)
    if fresh:
        order_follow.follow(change, order_id, before, fresh, own=False)


def _check_sender(change: Change, device: str, store: str, event: OrderStepped) -> None:
    row = tables.find(change.db, event.order_id)
    if row is not None:
        _check_store(row, store, event.order_id)
    for name in sorted({one.device for one in event.steps} - {device, HEAD_OFFICE}):
        if not presence.knows(change.db, store, name):
            raise NotTaken("foreign_device", event.order_id, f"store {store} has no device {name[:64]}")


def _check_store(row: sqlite3.Row, store: str, order_id: str) -> None:
    if row["store"] != store:
        raise NotTaken("foreign_order", order_id, f"it is an order of store {row['store']}, told by store {store}")


def _is_sound(change: Change, device: str, store: str, order_id: str, step: OrderStep) -> bool:
    """Whether a step can be sorted and counted among the others, and is not said to be head office's own."""
    try:
        reading = Reading.parse(step.at)
    except ValueError:
        flags.raise_flag(change, "bad_reading", store, device, order_id, f"step {step.step_id}: {step.at[:40]}")
        return False
    if not order_machine.sound(step):
        flags.raise_flag(change, "bad_step", store, device, order_id, f"step {step.step_id}: {step.kind}")
        return False
    known = tables.known_step(change.db, step.step_id)
    if known is not None and not _is_same(known, order_id, step):
        flags.raise_flag(change, "step_differs", store, device, order_id, f"step {step.step_id} of {known[0]}")
        return False
    if step.device == HEAD_OFFICE:
        if known is None:
            flags.raise_flag(change, "forged_step", store, device, order_id, f"step {step.step_id}")
        return False
    if reading.ms > int(change.now.timestamp() * 1000) + MOST_AHEAD_MS:
        flags.raise_flag(change, "clock_ahead", store, step.device, order_id, f"step {step.step_id}")
    return True


def _is_same(known: tuple[str, OrderStep], order_id: str, step: OrderStep) -> bool:
    """Whether a step that is told again is the one that is known; who it names may have been forgotten here."""
    had_order, had = known
    return had_order == order_id and replace(had, more={}, text="") == replace(step, more={}, text="")
