"""What web shops ask of head office about orders: to place, look at, move on, and follow them live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from sync.clock import stamp
from sync.formats.order_machine import read as read_steps
from sync.headoffice import notices, order_codes, order_moves, order_requests, orders, refunds
from sync.headoffice import order_tables as tables
from sync.headoffice import requests as wire
from sync.headoffice.change import Change, Invalid, Unknown
from sync.headoffice.idempotent import ANSWERS, READ, Key, once
from sync.headoffice.notices import Notice
from sync.headoffice.office import Office
from sync.headoffice.order_watch import Watch
from sync.headoffice.orders import Order, Wanted
from sync.headoffice.pages import tokens

HEARTBEAT_S = 15.0
"""Who hears nothing for longer takes the line for dead; so does many a proxy."""


@post("/v1/orders", sync_to_thread=True, summary="Place an order in a store", responses=ANSWERS)
def place_order(
    state: State, data: JSONBody[order_requests.OrderRequest], key: Key = ""
) -> order_requests.OrderPlacedAnswer:
    """An order, and the code that its shopper shows."""
    office: Office = state.office
    wanted = [
        Wanted(
            gtin=wire.normal(line.gtin, f"lines[{place}].gtin"),
            quantity=line.quantity,
            price_minor=line.price_minor,
            substitute=line.substitute,
        )
        for place, line in enumerate(data.lines)
    ]

    def act(change: Change) -> order_requests.OrderPlacedAnswer:
        order = orders.place(
            change,
            data.store,
            wanted,
            member=data.member,
            surname=data.surname,
            title=data.title,
            contact=data.contact,
            language=data.language,
            paid=data.paid,
            promised_at=data.promised_at,
            expires_at=data.expires_at,
            method=data.method,
            channel=data.channel,
            carry_to=data.carry_to,
            note=data.note,
            fee_minor=data.fee_minor,
            age=data.age,
        )
        code = order_codes.text(office.keys, order, change.now)
        page = tokens.path(office.keys, order.order_id)
        return order_requests.OrderPlacedAnswer(order=order, pickup_code=code, page=page)

    return once(state, key, "orders", data, order_requests.OrderPlacedAnswer, act)


@get("/v1/orders", sync_to_thread=True, summary="Orders of a member, or of a store", responses=READ)
def list_orders(
    state: State, member: FromQuery[str] = "", store: FromQuery[str] = "", open_only: FromQuery[bool] = False
) -> order_requests.OrdersAnswer:
    """Orders, newest first: at most 100 of a member, 500 of a store."""
    office: Office = state.office
    if member:
        found = office.read(lambda db: orders.of_member(db, member, open_only=open_only))
    elif store:
        found = office.read(lambda db: orders.of_store(db, store, open_only=open_only))
    else:
        raise Invalid("member", "a member, or a store")
    return order_requests.OrdersAnswer(orders=tuple(found))


@get("/v1/orders/{order_id:str}", sync_to_thread=True, summary="An order as it stands", responses=READ)
def get_order(state: State, order_id: FromPath[str]) -> Order:
    """An order."""
    office: Office = state.office
    return office.read(lambda db: orders.get(db, order_id))


@get("/v1/orders/{order_id:str}/code", sync_to_thread=True, summary="What its shopper shows or says", responses=READ)
def get_code(state: State, order_id: FromPath[str]) -> order_requests.CodeAnswer:
    """The code of an order that somebody fetches."""
    office: Office = state.office
    order = office.read(lambda db: orders.get(db, order_id))
    if order.method not in orders.FETCHED:
        raise Unknown("order_id", order_id)
    text = order_codes.text(office.keys, order, office.clock())
    return order_requests.CodeAnswer(text=text, digits=order.pickup_code, expires_at=stamp(order_codes.expires(text)))


@get("/v1/orders/{order_id:str}/history", sync_to_thread=True, summary="All that was done and told", responses=READ)
def get_history(state: State, order_id: FromPath[str]) -> order_requests.HistoryAnswer:
    """Steps, notices and refunds of an order."""
    office: Office = state.office
    order = office.read(lambda db: orders.get(db, order_id))
    steps = office.read(lambda db: tables.steps_known(db, order_id))
    wanted = {line.line_id: line.quantity for line in order.lines if line.quantity}
    return order_requests.HistoryAnswer(
        steps=tuple(steps),
        void=tuple(read_steps(wanted, steps).void),
        notices=tuple(office.read(lambda db: notices.of_order(db, order_id))),
        refunds=tuple(office.read(lambda db: refunds.newest(db, order_id=order_id))),
    )


@get(
    "/v1/orders/{order_id:str}/events",
    summary="An order as it changes, as server-sent events: `order` with the order, `beat` in between",
    responses=READ,
    media_type="text/event-stream",
)
async def follow_order(state: State, order_id: FromPath[str]) -> Stream:
    """The order as it stands, then after each change; it ends when head office does."""
    office: Office = state.office
    # An order that nobody knows is told as such, and not as an empty stream.
    await asyncio.to_thread(office.read, lambda db: orders.get(db, order_id))
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(_events(state.watch, order_id), media_type="text/event-stream", headers=headers)


async def _events(watch: Watch, order_id: str) -> AsyncIterator[bytes]:
    changes = watch.follow(order_id)
    waiting: asyncio.Task[Order] | None = None
    try:
        while True:
            waiting = waiting or asyncio.create_task(_next(changes))
            done, _ = await asyncio.wait({waiting}, timeout=HEARTBEAT_S)
            if not done:
                yield b"event: beat\ndata:\n\n"
                continue
            try:
                order = waiting.result()
            except StopAsyncIteration:
                return
            waiting = None
            yield b"event: order\nid: %d\ndata: %s\n\n" % (order.version, msgspec.json.encode(order))
    finally:
        if waiting is not None:
            waiting.cancel()


async def _next(changes: AsyncIterator[Order]) -> Order:
    return await anext(changes)


# ---------------------------------------------------------------- moves


def _move(state: State, key: str, path: str, data: msgspec.Struct, act: Callable[[Change], Order]) -> Order:
    return once(state, key, path, data, Order, act)


@post(
    "/v1/orders/{order_id:str}/cancel",
    status_code=200,
    sync_to_thread=True,
    summary="Take an order back",
    responses=ANSWERS,
)
def cancel_order(
    state: State, order_id: FromPath[str], data: JSONBody[order_requests.CancelRequest], key: Key = ""
) -> Order:
    """Cancel."""
    return _move(
        state, key, f"orders/{order_id}/cancel", data, lambda change: order_moves.cancel(change, order_id, data.reason)
    )


@post(
    "/v1/orders/{order_id:str}/arrivals",
    status_code=200,
    sync_to_thread=True,
    summary="Its shopper is here",
    responses=ANSWERS,
)
def arrive(
    state: State, order_id: FromPath[str], data: JSONBody[order_requests.ArrivalRequest], key: Key = ""
) -> Order:
    """Arrive."""
    return _move(
        state,
        key,
        f"orders/{order_id}/arrivals",
        data,
        lambda change: order_moves.arrive(change, order_id, data.how, data.more),
    )


@post(
    "/v1/orders/{order_id:str}/leave",
    status_code=200,
    sync_to_thread=True,
    summary="Its shopper is not here after all",
    responses=ANSWERS,
)
def leave(state: State, order_id: FromPath[str], data: JSONBody[order_requests.NothingMore], key: Key = "") -> Order:
    """Leave."""
    return _move(state, key, f"orders/{order_id}/leave", data, lambda change: order_moves.leave(change, order_id))


@post(
    "/v1/orders/{order_id:str}/delegate",
    status_code=200,
    sync_to_thread=True,
    summary="Somebody else may fetch it",
    responses=ANSWERS,
)
def delegate(
    state: State, order_id: FromPath[str], data: JSONBody[order_requests.DelegateRequest], key: Key = ""
) -> Order:
    """Delegate."""
    return _move(
        state,
        key,
        f"orders/{order_id}/delegate",
        data,
        lambda change: order_moves.delegate(change, order_id, data.name),
    )


@post(
    "/v1/orders/{order_id:str}/choose",
    status_code=200,
    sync_to_thread=True,
    summary="What shall become of what could not be found",
    responses=ANSWERS,
)
def choose(state: State, order_id: FromPath[str], data: JSONBody[order_requests.ChooseRequest], key: Key = "") -> Order:
    """Choose."""
    return _move(
        state,
        key,
        f"orders/{order_id}/choose",
        data,
        lambda change: order_moves.choose(change, order_id, data.line_id, data.choice),
    )


@post(
    "/v1/orders/{order_id:str}/extend",
    status_code=200,
    sync_to_thread=True,
    summary="The goods wait longer",
    responses=ANSWERS,
)
def extend(state: State, order_id: FromPath[str], data: JSONBody[order_requests.ExtendRequest], key: Key = "") -> Order:
    """Extend."""
    return _move(
        state, key, f"orders/{order_id}/extend", data, lambda change: order_moves.extend(change, order_id, data.until)
    )


@post(
    "/v1/orders/{order_id:str}/amend",
    status_code=200,
    sync_to_thread=True,
    summary="More or fewer of a line",
    responses=ANSWERS,
)
def amend(state: State, order_id: FromPath[str], data: JSONBody[order_requests.AmendRequest], key: Key = "") -> Order:
    """Amend."""
    return _move(
        state,
        key,
        f"orders/{order_id}/amend",
        data,
        lambda change: order_moves.amend(change, order_id, data.line_id, data.units),
    )


@post(
    "/v1/orders/{order_id:str}/pay",
    status_code=200,
    sync_to_thread=True,
    summary="It was paid after it was placed",
    responses=ANSWERS,
)
def pay(state: State, order_id: FromPath[str], data: JSONBody[order_requests.PayRequest], key: Key = "") -> Order:
    """Pay."""
    return _move(
        state, key, f"orders/{order_id}/pay", data, lambda change: order_moves.pay(change, order_id, data.reference)
    )


@post(
    "/v1/orders/{order_id:str}/convert",
    status_code=200,
    sync_to_thread=True,
    summary="It reaches its shopper another way: gives the new order",
    responses=ANSWERS,
)
def convert(
    state: State, order_id: FromPath[str], data: JSONBody[order_requests.ConvertRequest], key: Key = ""
) -> Order:
    """Convert."""
    return _move(
        state,
        key,
        f"orders/{order_id}/convert",
        data,
        lambda change: order_moves.convert(change, order_id, data.to, data.carry_to),
    )


@post(
    "/v1/orders/{order_id:str}/notices/resend",
    status_code=200,
    sync_to_thread=True,
    summary="Tell its shopper once more",
    responses=ANSWERS,
)
def resend_notice(
    state: State, order_id: FromPath[str], data: JSONBody[order_requests.NothingMore], key: Key = ""
) -> Notice:
    """Resend."""
    return once(state, key, f"orders/{order_id}/notices", data, Notice, lambda change: notices.resend(change, order_id))


HANDLERS = (
    place_order,
    list_orders,
    get_order,
    get_code,
    get_history,
    follow_order,
    cancel_order,
    arrive,
    leave,
    delegate,
    choose,
    extend,
    amend,
    pay,
    convert,
    resend_notice,
)
