"""What people and web shops ask of head office: prices, stock, members, orders, baskets, and how things are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from sync.clock import stamp
from sync.headoffice import (
    baskets,
    database,
    flags,
    idempotency,
    members,
    orders,
    presence,
    prices,
    sales,
    stock,
)
from sync.headoffice import requests as wire
from sync.headoffice.baskets import OnlineBasket
from sync.headoffice.change import Change, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Order

T = TypeVar("T")

_WRONG = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}
_READ = {400: wire.WRONG, 404: wire.NOT_THERE}

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key and request again: the same answer, and nothing done twice. Another request: 409.",
    ),
]


def _once(state: State, key: str, path: str, request: msgspec.Struct, kind: type[T], act: Callable[[Change], T]) -> T:
    """Act in one transaction, or answer as the first time."""
    office: Office = state.office
    asked = path.encode() + b"\n" + msgspec.json.encode(request)
    return office.change(lambda change: idempotency.once(change, key, asked, kind, lambda: act(change)))


@post("/v1/prices", status_code=200, sync_to_thread=True, summary="Set a store's price of a product", responses=_WRONG)
def change_price(state: State, data: JSONBody[wire.PriceRequest], key: Key = "") -> wire.Changed:
    """A price."""
    gtin = wire.normal(data.gtin)

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=prices.change_price(change, data.store, gtin, data.price_minor, data.currency))

    return _once(state, key, "prices", data, wire.Changed, act)


@post(
    "/v1/stock",
    status_code=200,
    sync_to_thread=True,
    summary="Set what a store has on hand, as counted now",
    responses=_WRONG,
)
def change_stock(state: State, data: JSONBody[wire.StockRequest], key: Key = "") -> wire.Changed:
    """A stock level."""
    gtin = wire.normal(data.gtin)

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=prices.change_stock(change, data.store, gtin, data.on_hand))

    return _once(state, key, "stock", data, wire.Changed, act)


@get(
    "/v1/stock/{store:str}/{gtin:str}",
    sync_to_thread=True,
    summary="A store's stock as head office counted it",
    responses=_READ,
)
def get_stock(state: State, store: FromPath[str], gtin: FromPath[str]) -> wire.StockAnswer:
    """A baseline and its watermarks."""
    office: Office = state.office
    found = office.read(lambda db: stock.level(db, store, wire.normal(gtin)))
    if found is None:
        raise Unknown("gtin", gtin)
    marks = tuple((mark.device, mark.epoch, mark.seq, mark.total) for mark in found.watermarks)
    return wire.StockAnswer(
        store=store,
        gtin=found.gtin,
        on_hand=found.on_hand,
        version=found.version,
        at=stamp(found.at),
        watermarks=marks,
    )


@post("/v1/members", status_code=200, sync_to_thread=True, summary="Add or change a member", responses=_WRONG)
def save_member(state: State, data: JSONBody[wire.MemberRequest], key: Key = "") -> wire.Changed:
    """A member."""
    member = members.Member(
        member=data.member,
        store=data.store,
        surname=data.surname,
        title=data.title,
        tier=data.tier,
        points=data.points,
        language=data.language,
    )

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=members.save(change, member))

    return _once(state, key, "members", data, wire.Changed, act)


@delete(
    "/v1/members/{member:str}", sync_to_thread=True, summary="Erase a member here and on the devices", responses=_WRONG
)
def remove_member(state: State, member: FromPath[str]) -> None:
    """Erase a member."""
    office: Office = state.office
    office.change(lambda change: members.remove(change, member))


@post("/v1/orders", sync_to_thread=True, summary="Place an order for pickup in a store", responses=_WRONG)
def place_order(state: State, data: JSONBody[wire.OrderRequest], key: Key = "") -> wire.OrderPlacedAnswer:
    """An order, and the code that its shopper shows."""
    office: Office = state.office
    wanted = tuple(
        orders.Wanted(
            gtin=wire.normal(line.gtin, f"lines[{place}].gtin"), quantity=line.quantity, price_minor=line.price_minor
        )
        for place, line in enumerate(data.lines)
    )

    def act(change: Change) -> wire.OrderPlacedAnswer:
        order = orders.place(
            change,
            data.store,
            wanted,
            member=data.member,
            surname=data.surname,
            title=data.title,
            paid=data.paid,
            promised_at=data.promised_at,
        )
        code = office.keys.mint("pickup", order.order_id, change.now)
        return wire.OrderPlacedAnswer(order=order, pickup_code=code)

    return _once(state, key, "orders", data, wire.OrderPlacedAnswer, act)


@get("/v1/orders/{order_id:str}", sync_to_thread=True, summary="An order as it stands", responses=_READ)
def get_order(state: State, order_id: FromPath[str]) -> Order:
    """An order."""
    office: Office = state.office
    return office.read(lambda db: orders.get(db, order_id))


@post(
    "/v1/orders/{order_id:str}/cancel",
    status_code=200,
    sync_to_thread=True,
    summary="Take an order back",
    responses=_WRONG,
)
def cancel_order(state: State, order_id: FromPath[str], data: JSONBody[wire.CancelRequest], key: Key = "") -> Order:
    """Cancel."""

    def act(change: Change) -> Order:
        return orders.cancel(change, order_id, data.reason)

    return _once(state, key, f"orders/{order_id}/cancel", data, Order, act)


@post(
    "/v1/baskets", status_code=200, sync_to_thread=True, summary="Set a member's whole online basket", responses=_WRONG
)
def save_basket(state: State, data: JSONBody[wire.BasketRequest], key: Key = "") -> OnlineBasket:
    """An online basket."""

    def act(change: Change) -> OnlineBasket:
        return baskets.save(change, data.member, data.online())

    return _once(state, key, "baskets", data, OnlineBasket, act)


@get("/v1/baskets/{member:str}", sync_to_thread=True, summary="A member's online basket", responses=_READ)
def get_basket(state: State, member: FromPath[str]) -> OnlineBasket:
    """An online basket."""
    office: Office = state.office
    found = office.read(lambda db: baskets.find(db, member))
    if found is None:
        raise Unknown("member", member)
    return found


@get("/v1/sales", sync_to_thread=True, summary="What is booked, and which receipt numbers are missing", responses=_READ)
def get_sales(state: State, store: FromQuery[str] = "", business_date: FromQuery[str] = "") -> wire.SalesAnswer:
    """Totals and gaps."""
    office: Office = state.office
    return office.read(
        lambda db: wire.SalesAnswer(
            totals=tuple(sales.totals(db, store, business_date)), missing=tuple(sales.missing(db, store))
        )
    )


@get("/v1/flags", sync_to_thread=True, summary="Facts that are odd, newest first", responses=_READ)
def get_flags(state: State) -> wire.FlagsAnswer:
    """Oddities."""
    office: Office = state.office
    return office.read(lambda db: wire.FlagsAnswer(flags=tuple(flags.newest(db))))


@post(
    "/v1/stores/{store:str}/releases",
    sync_to_thread=True,
    summary="Build and release a new snapshot of a store",
    responses=_WRONG,
)
def release(state: State, store: FromPath[str]) -> wire.ReleaseAnswer:
    """A snapshot."""
    office: Office = state.office
    made = office.release(store)[0].manifest
    return wire.ReleaseAnswer(store=store, version=made.version, size=made.size, raw_size=made.raw_size)


@get("/v1/health", sync_to_thread=True, summary="How head office is", responses=_READ)
def health(state: State) -> wire.HealthAnswer:
    """Health."""
    office: Office = state.office
    now = office.clock()
    lag = state.lag()
    devices = office.read(presence.devices)
    return wire.HealthAnswer(
        tenant=office.tenant,
        version=office.read(database.current_version),
        at=stamp(now),
        broker=state.broker(),
        effects_behind=lag.events,
        effects_lag_s=lag.seconds,
        devices=tuple(
            wire.DeviceAnswer(
                store=row.store,
                device=row.device,
                role=row.role,
                there=row.is_there(now),
                seen_at=row.seen_at,
                waiting=row.waiting,
            )
            for row in devices
        ),
    )


HANDLERS = (
    change_price,
    change_stock,
    get_stock,
    save_member,
    remove_member,
    place_order,
    get_order,
    cancel_order,
    save_basket,
    get_basket,
    get_sales,
    get_flags,
    release,
    health,
)
