"""The paths that shoppers' browsers ask for: `/shop` and `/order`. A proxy opens these to the street and no other."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import closing

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from starlette.responses import Response as StarletteResponse

from sync.clock import stamp
from sync.headoffice import downloads, files, stores
from sync.headoffice import requests as wire
from sync.headoffice.change import Unknown
from sync.headoffice.idempotent import Key
from sync.headoffice.office import Office
from sync.headoffice.pages import answers as page
from sync.headoffice.pages import checkout, code, hours, moves, shell, tokens, view, ways
from sync.headoffice.pages.goods import Goods
from sync.headoffice.pages.limits import Limits, TooMany
from sync.headoffice.requests import normal

_READ = {400: wire.WRONG, 404: wire.NOT_THERE}
_WRONG = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}


def _json(content: msgspec.Struct, *, private: bool = True) -> Response[bytes]:
    headers = shell.PRIVATE if private else {**shell.HEADERS, "cache-control": "no-cache"}
    return Response(msgspec.json.encode(content), media_type=MediaType.JSON, headers=dict(headers))


# ---------------------------------------------------------------- files


@get("/shop/{store:str}", sync_to_thread=True, include_in_schema=False)
def shop_page(request: files.AnyRequest, state: State, store: FromPath[str]) -> Response[bytes]:
    """The page of a store."""
    office: Office = state.office
    office.read(lambda db: stores.get(db, store))
    return shell.page(request, "shop")


@get("/order/{token:str}", sync_to_thread=True, include_in_schema=False)
def order_page(request: files.AnyRequest) -> Response[bytes]:
    """The page of an order: the same file for every token, so it says nothing about whether there is one."""
    return shell.page(request, "order")


@get("/shop/assets/{name:str}", sync_to_thread=True, include_in_schema=False)
def asset(request: files.AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """A file of the pages."""
    return shell.asset(request, name)


@get("/shop/images/{sha256:str}", sync_to_thread=True, include_in_schema=False)
def image(request: files.AnyRequest, state: State, sha256: FromPath[str]) -> StarletteResponse:
    """A product's picture."""
    answer = downloads.picture(request, state.office, sha256)
    answer.headers.update(shell.HEADERS)
    return answer


# ---------------------------------------------------------------- the store


@get("/shop/{store:str}/offer", sync_to_thread=True, summary="Page: what a store is and offers", responses=_READ)
def offer(request: files.AnyRequest, state: State, store: FromPath[str]) -> page.PageStore:
    """The store."""
    office: Office = state.office
    _limits(state).look(request)
    now = office.clock()
    goods: Goods = state.goods
    with closing(office.database.reader()) as db:
        shop = stores.get(db, store)
        found = ways.of(db, store, {}, now)
    return page.PageStore(
        store=store,
        chain=office.tenant,
        name=shop.name,
        address=shop.address,
        opens=shop.opens,
        closes=shop.closes,
        time_zone=shop.time_zone,
        currency=shop.currency,
        open_now=hours.is_open(shop.opens, shop.closes, shop.time_zone, now),
        categories=goods.categories(store),
        ways=tuple(found),
        at=stamp(now),
    )


@get("/shop/{store:str}/products", sync_to_thread=True, summary="Page: find or leaf through products", responses=_READ)
def products(
    request: files.AnyRequest,
    state: State,
    store: FromPath[str],
    q: FromQuery[str] = "",
    category: FromQuery[str] = "",
    after: FromQuery[int] = 0,
) -> page.PageProducts:
    """Products."""
    _limits(state).look(request)
    goods: Goods = state.goods
    return goods.find(store, q[:64], category[:80], max(0, after))


@get("/shop/{store:str}/products/{gtin:str}", sync_to_thread=True, summary="Page: one product", responses=_READ)
def product(request: files.AnyRequest, state: State, store: FromPath[str], gtin: FromPath[str]) -> page.PageProductMore:
    """A product."""
    _limits(state).look(request)
    goods: Goods = state.goods
    return goods.more(store, normal(gtin) if gtin.isascii() and gtin.isdigit() else gtin)


@post(
    "/shop/{store:str}/basket",
    status_code=200,
    sync_to_thread=True,
    summary="Page: look a basket through before it is ordered",
    responses=_READ,
)
def look_through(
    request: files.AnyRequest, state: State, store: FromPath[str], data: JSONBody[page.PageBasketRequest]
) -> page.PageBasket:
    """A basket."""
    office: Office = state.office
    _limits(state).look(request)
    return office.read(lambda db: checkout.look_through(db, store, data.lines, office.clock()))


@post("/shop/{store:str}/orders", sync_to_thread=True, summary="Page: order, paid when handed over", responses=_WRONG)
def order(
    request: files.AnyRequest,
    state: State,
    store: FromPath[str],
    data: JSONBody[page.PageOrderRequest],
    key: Key = "",
) -> page.PageOrdered:
    """An order."""
    office: Office = state.office
    _limits(state).act(request)
    asked = msgspec.json.encode(data)
    return office.change(lambda change: checkout.order(change, office.keys, store, key, asked, data))


# ---------------------------------------------------------------- the order


def _address(request: files.AnyRequest, state: State, token: str) -> tokens.Address:
    """Whose page it is; who guesses is slowed down.

    Raises:
        Unknown: if the token is none of ours.
        TooMany: if this browser has been wrong too often.
    """
    office: Office = state.office
    found = tokens.read(office.keys, token)
    _limits(state).guess(request, right=found is not None)
    if found is None:
        raise Unknown("order", token[:8])
    return found


@get("/order/{token:str}/state", sync_to_thread=True, summary="Page: an order as it stands", responses=_READ)
def order_state(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """An order."""
    office: Office = state.office
    address = _address(request, state, token)
    return office.read(lambda db: view.show(db, office.keys, office.tenant, address, office.clock()))


@get(
    "/order/{token:str}/events",
    summary="Page: an order, told anew at each change (server-sent events)",
    responses=_READ,
)
async def order_events(request: files.AnyRequest, state: State, token: FromPath[str]) -> Stream:
    """The order, live."""
    office: Office = state.office
    address = _address(request, state, token)

    async def told() -> AsyncIterator[bytes]:
        async for body in moves.follow(state.watch, office, address):
            yield body

    headers = {**shell.PRIVATE, "x-accel-buffering": "no"}
    return Stream(told(), media_type="text/event-stream", headers=headers)


@get("/order/{token:str}/code.svg", sync_to_thread=True, include_in_schema=False)
def order_code(request: files.AnyRequest, state: State, token: FromPath[str]) -> Response[bytes]:
    """The code that is held before the kiosk's camera."""
    office: Office = state.office
    address = _address(request, state, token)
    text = office.read(lambda db: moves.code_text(db, office.keys, address, office.clock()))
    return Response(code.svg(text), media_type="image/svg+xml", headers=dict(shell.PRIVATE))


@post("/order/{token:str}/arrive", status_code=200, sync_to_thread=True, summary="Page: I am here", responses=_WRONG)
def arrive(
    request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageArrival]
) -> page.PageOrder:
    """The shopper is there."""
    address = _acting(request, state, token)
    return moves.arrive(state.office, address, data)


@post("/order/{token:str}/leave", status_code=200, sync_to_thread=True, summary="Page: not here yet", responses=_WRONG)
def leave(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """It was too early."""
    return moves.leave(state.office, _acting(request, state, token))


@post("/order/{token:str}/cancel", status_code=200, sync_to_thread=True, summary="Page: take it back", responses=_WRONG)
def cancel(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """The shopper does not want it."""
    return moves.cancel(state.office, _acting(request, state, token))


@post(
    "/order/{token:str}/delegate",
    status_code=200,
    sync_to_thread=True,
    summary="Page: somebody else fetches it",
    responses=_WRONG,
)
def delegate(
    request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageDelegate]
) -> page.PageOrder:
    """Who fetches it."""
    return moves.delegate(state.office, _acting(request, state, token), data.name)


@post(
    "/order/{token:str}/choose",
    status_code=200,
    sync_to_thread=True,
    summary="Page: what shall become of what could not be found",
    responses=_WRONG,
)
def choose(
    request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageChoose]
) -> page.PageOrder:
    """A choice."""
    return moves.choose(state.office, _acting(request, state, token), data)


@post(
    "/order/{token:str}/extend", status_code=200, sync_to_thread=True, summary="Page: keep it longer", responses=_WRONG
)
def extend(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """More time."""
    return moves.extend(state.office, _acting(request, state, token))


def _acting(request: files.AnyRequest, state: State, token: str) -> tokens.Address:
    _limits(state).act(request)
    return _address(request, state, token)


def _limits(state: State) -> Limits:
    limits: Limits = state.limits
    return limits


def _too_many(_request: Request[object, object, object], fault: TooMany) -> Response[bytes]:  # type: ignore[type-var]  # we use neither user nor auth nor state
    body = wire.Problem(error="too_many", field="", detail="come again a little later")
    answer = _json(body)
    answer.status_code = 429
    answer.headers["retry-after"] = str(math.ceil(fault.wait_s))
    return answer


ROUTER = Router(
    path="/",
    route_handlers=[
        shop_page,
        order_page,
        asset,
        image,
        offer,
        products,
        product,
        look_through,
        order,
        order_state,
        order_events,
        order_code,
        arrive,
        leave,
        cancel,
        delegate,
        choose,
        extend,
    ],
    exception_handlers={TooMany: _too_many},
)
