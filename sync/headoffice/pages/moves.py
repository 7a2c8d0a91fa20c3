"""What a shopper does with an order on its page, and how the page hears of what others do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import msgspec

from sync.formats.order_state import TERMINAL
from sync.headoffice import order_codes, order_moves, orders
from sync.headoffice.change import Change, Conflict, Unknown
from sync.headoffice.keys import Keys
from sync.headoffice.office import Office
from sync.headoffice.order_watch import Watch
from sync.headoffice.orders import Order
from sync.headoffice.pages import checkout, saying, view
from sync.headoffice.pages.answers import PageArrival, PageChoose, PageOrder, PageSay
from sync.headoffice.pages.tokens import Address


def arrive(office: Office, address: Address, data: PageArrival) -> PageOrder:
    """Tell the store that somebody is there; twice is once.

    Raises:
        Unknown, Conflict: as all below: no such order; it cannot be done (any more).
    """
    said = {"colour": checkout.one_line(data.colour), "spot": checkout.one_line(data.spot)}
    more = {key: value for key, value in said.items() if value} if data.how == "car" else {}

    def act(change: Change, order: Order) -> None:
        if order.state in TERMINAL or order.method != "pickup":
            raise Conflict("order", "there is nothing to fetch")
        if order.here == data.how and order.here_more == more:
            return
        order_moves.arrive(change, order.order_id, data.how, more)

    return _move(office, address, act, friends=True)


def leave(office: Office, address: Address) -> PageOrder:
    """They are not there after all."""

    def act(change: Change, order: Order) -> None:
        if order.here:
            order_moves.leave(change, order.order_id)

    return _move(office, address, act, friends=True)


def cancel(office: Office, address: Address) -> PageOrder:
    """Take the order back."""

    def act(change: Change, order: Order) -> None:
        if order.state == "cancelled":
            return
        if order.state == "partly_collected":
            raise Conflict("order", "a part of it has been fetched")
        order_moves.cancel(change, order.order_id, "shopper")

    return _move(office, address, act)


def delegate(office: Office, address: Address, name: str) -> PageOrder:
    """Somebody else fetches it."""
    plain = checkout.one_line(name)

    def act(change: Change, order: Order) -> None:
        if order.delegate != plain:
            order_moves.delegate(change, order.order_id, plain)

    return _move(office, address, act)


def choose(office: Office, address: Address, data: PageChoose) -> PageOrder:
    """Say what shall become of units that could not be found; only what was offered."""

    def act(change: Change, order: Order) -> None:
        shown = view.of(change.db, office.keys, office.tenant, order, address, change.now)
        line = next((line for line in shown.lines if line.line_id == data.line_id), None)
        if line is None:
            raise Unknown("line_id", data.line_id)
        if line.choice == data.choice:
            return
        if not any(offer.choice == data.choice for offer in line.offers):
            raise Conflict("choice", "this can no longer be chosen")
        order_moves.choose(change, order.order_id, data.line_id, data.choice)

    return _move(office, address, act)


def extend(office: Office, address: Address) -> PageOrder:
    """Keep it longer."""

    def act(change: Change, order: Order) -> None:
        until = view.longer(order, change.now)
        if until is None:
            raise Conflict("order", "it cannot be kept longer")
        order_moves.extend(change, order.order_id, until)

    return _move(office, address, act)


def say(office: Office, address: Address, data: PageSay) -> PageOrder:
    """Tell the store how it was; its answer appears on the page."""

    def act(change: Change, order: Order) -> None:
        saying.say(change, order.order_id, data, data.language)

    return _move(office, address, act)


def code_text(db: sqlite3.Connection, keys: Keys, address: Address, now: datetime) -> str:
    """The text of the code that is shown in the store.

    Raises:
        Unknown: if there is no such order, or nothing to fetch any more.
    """
    order = orders.get(db, address.order_id)
    if order.state in TERMINAL or order.method != "pickup":
        raise Unknown("order", order.number)
    return order_codes.text(keys, order, now)


HEARTBEAT_S = 15.0
"""A browser that hears nothing for longer takes the line for dead, and so does many a proxy. It also tells how old the
store's word is by then."""


async def follow(watch: Watch, office: Office, address: Address) -> AsyncIterator[bytes]:
    """Server-sent events: the page's content at once, after each change, and now and then.

    It ends when the page is no longer shown, or head office closes.
    """
    changes = watch.follow(address.order_id).__aiter__()
    waiting: asyncio.Future[Order] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(changes))
            done, _ = await asyncio.wait({waiting}, timeout=HEARTBEAT_S)
            try:
                if done:
                    waiting.result()
                    waiting = None
                yield _event(await asyncio.to_thread(_read, office, address))
            except (StopAsyncIteration, Unknown):
                return
    finally:
        if waiting is not None:
            waiting.cancel()


def _read(office: Office, address: Address) -> PageOrder:
    return office.read(lambda db: view.show(db, office.keys, office.tenant, address, office.clock()))


def _event(shown: PageOrder) -> bytes:
    return b"event: order\nid: %d\ndata: %s\n\n" % (shown.version, msgspec.json.encode(shown))


def _move(
    office: Office, address: Address, act: Callable[[Change, Order], None], *, friends: bool = False
) -> PageOrder:
    """Do it in one transaction, and show what became of it. `friends`: whoever was asked to fetch it may, too."""

    def move(change: Change) -> PageOrder:
        if address.holder == "friend" and not friends:
            raise Conflict("order", "only who ordered may do this")
        act(change, orders.get(change.db, address.order_id))
        return view.show(change.db, office.keys, office.tenant, address, change.now)

    return office.change(move)
