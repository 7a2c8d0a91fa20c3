"""What people and web shops ask of head office: prices, stock, members, baskets, and how things are."""

from __future__ import annotations

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody

from sync.clock import stamp
from sync.headoffice import (
    baskets,
    database,
    flags,
    members,
    presence,
    prices,
    sales,
    stock,
)
from sync.headoffice import requests as wire
from sync.headoffice.baskets import OnlineBasket
from sync.headoffice.change import Change, Unknown
from sync.headoffice.idempotent import ANSWERS, READ, Key, once
from sync.headoffice.office import Office


@post("/v1/prices", status_code=200, sync_to_thread=True, summary="Set a store's price of a product", responses=ANSWERS)
def change_price(state: State, data: JSONBody[wire.PriceRequest], key: Key = "") -> wire.Changed:
    """A price."""
    gtin = wire.normal(data.gtin)

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=prices.change_price(change, data.store, gtin, data.price_minor, data.currency))

    return once(state, key, "prices", data, wire.Changed, act)


@post(
    "/v1/stock",
    status_code=200,
    sync_to_thread=True,
    summary="Set what a store has on hand, as counted now",
    responses=ANSWERS,
)
def change_stock(state: State, data: JSONBody[wire.StockRequest], key: Key = "") -> wire.Changed:
    """A stock level."""
    gtin = wire.normal(data.gtin)

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=prices.change_stock(change, data.store, gtin, data.on_hand))

    return once(state, key, "stock", data, wire.Changed, act)


@get(
    "/v1/stock/{store:str}/{gtin:str}",
    sync_to_thread=True,
    summary="A store's stock as head office counted it",
    responses=READ,
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


@post("/v1/members", status_code=200, sync_to_thread=True, summary="Add or change a member", responses=ANSWERS)
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
        address=data.address,
    )

    def act(change: Change) -> wire.Changed:
        return wire.Changed(version=members.save(change, member))

    return once(state, key, "members", data, wire.Changed, act)


@delete(
    "/v1/members/{member:str}", sync_to_thread=True, summary="Erase a member here and on the devices", responses=ANSWERS
)
def remove_member(state: State, member: FromPath[str]) -> None:
    """Erase a member."""
    office: Office = state.office
    office.change(lambda change: members.remove(change, member))


@post(
    "/v1/baskets", status_code=200, sync_to_thread=True, summary="Set a member's whole online basket", responses=ANSWERS
)
def save_basket(state: State, data: JSONBody[wire.BasketRequest], key: Key = "") -> OnlineBasket:
    """An online basket."""

    def act(change: Change) -> OnlineBasket:
        return baskets.save(change, data.member, data.online())

    return once(state, key, "baskets", data, OnlineBasket, act)


@get("/v1/baskets/{member:str}", sync_to_thread=True, summary="A member's online basket", responses=READ)
def get_basket(state: State, member: FromPath[str]) -> OnlineBasket:
    """An online basket."""
    office: Office = state.office
    found = office.read(lambda db: baskets.find(db, member))
    if found is None:
        raise Unknown("member", member)
    return found


@get("/v1/sales", sync_to_thread=True, summary="What is booked, and which receipt numbers are missing", responses=READ)
def get_sales(state: State, store: FromQuery[str] = "", business_date: FromQuery[str] = "") -> wire.SalesAnswer:
    """Totals and gaps."""
    office: Office = state.office
    return office.read(
        lambda db: wire.SalesAnswer(
            totals=tuple(sales.totals(db, store, business_date)), missing=tuple(sales.missing(db, store))
        )
    )


@get("/v1/flags", sync_to_thread=True, summary="Facts that are odd, newest first", responses=READ)
def get_flags(state: State) -> wire.FlagsAnswer:
    """Oddities."""
    office: Office = state.office
    return office.read(lambda db: wire.FlagsAnswer(flags=tuple(flags.newest(db))))


@post(
    "/v1/stores/{store:str}/releases",
    sync_to_thread=True,
    summary="Build and release a new snapshot of a store",
    responses=ANSWERS,
)
def release(state: State, store: FromPath[str]) -> wire.ReleaseAnswer:
    """A snapshot."""
    office: Office = state.office
    made = office.release(store)[0].manifest
    return wire.ReleaseAnswer(store=store, version=made.version, size=made.size, raw_size=made.raw_size)


@get("/v1/health", sync_to_thread=True, summary="How head office is", responses=READ)
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
    save_basket,
    get_basket,
    get_sales,
    get_flags,
    release,
    health,
)
