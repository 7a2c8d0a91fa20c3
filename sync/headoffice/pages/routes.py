"""The paths that shoppers' browsers ask for: `/shop` and `/order`. A proxy opens these to the street and no other."""

from __future__ import annotations

import math
from contextlib import closing
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from starlette.responses import Response as StarletteResponse

from sync.clock import stamp
from sync.headoffice import downloads, files, stores
from sync.headoffice import requests as wire
from sync.headoffice.idempotent import ANSWERS, READ, Key
from sync.headoffice.office import Office
from sync.headoffice.pages import answers as page
from sync.headoffice.pages import booking_routes, bookings, checkout, hours, order_routes, shell, ways
from sync.headoffice.pages.goods import Goods
from sync.headoffice.pages.limits import TooMany
from sync.headoffice.pages.order_routes import limits_of
from sync.headoffice.requests import normal

AnyRequest = Request[Any, Any, Any]  # Any: Litestar's user, auth and state types, which we do not use


# ---------------------------------------------------------------- files


@get("/shop/{store:str}", sync_to_thread=True, include_in_schema=False)
def shop_page(request: files.AnyRequest, state: State, store: FromPath[str]) -> Response[bytes]:
    """The page of a store."""
    office: Office = state.office
    office.read(lambda db: stores.get(db, store))
    return shell.page(request, "shop")


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


@get("/shop/{store:str}/offer", sync_to_thread=True, summary="Page: what a store is and offers", responses=READ)
def offer(request: files.AnyRequest, state: State, store: FromPath[str]) -> page.PageStore:
    """The store."""
    office: Office = state.office
    limits_of(state).look(request)
    now = office.clock()
    goods: Goods = state.goods
    with closing(office.database.reader()) as db:
        shop = stores.get(db, store)
        found = ways.of(db, store, {}, now)
        services = bookings.offered(db, store)
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
        services=services,
        at=stamp(now),
    )


@get("/shop/{store:str}/products", sync_to_thread=True, summary="Page: find or leaf through products", responses=READ)
def products(
    request: files.AnyRequest,
    state: State,
    store: FromPath[str],
    q: FromQuery[str] = "",
    category: FromQuery[str] = "",
    after: FromQuery[int] = 0,
) -> page.PageProducts:
    """Products."""
    limits_of(state).look(request)
    goods: Goods = state.goods
    return goods.find(store, q[:64], category[:80], max(0, after))


@get("/shop/{store:str}/products/{gtin:str}", sync_to_thread=True, summary="Page: one product", responses=READ)
def product(request: files.AnyRequest, state: State, store: FromPath[str], gtin: FromPath[str]) -> page.PageProductMore:
    """A product."""
    limits_of(state).look(request)
    goods: Goods = state.goods
    return goods.more(store, normal(gtin) if gtin.isascii() and gtin.isdigit() else gtin)


@post(
    "/shop/{store:str}/basket",
    status_code=200,
    sync_to_thread=True,
    summary="Page: look a basket through before it is ordered",
    responses=READ,
)
def look_through(
    request: files.AnyRequest, state: State, store: FromPath[str], data: JSONBody[page.PageBasketRequest]
) -> page.PageBasket:
    """A basket."""
    office: Office = state.office
    limits_of(state).look(request)
    return office.read(lambda db: checkout.look_through(db, store, data.lines, office.clock()))


@post("/shop/{store:str}/orders", sync_to_thread=True, summary="Page: order, paid when handed over", responses=ANSWERS)
def order(
    request: files.AnyRequest,
    state: State,
    store: FromPath[str],
    data: JSONBody[page.PageOrderRequest],
    key: Key = "",
) -> page.PageOrdered:
    """An order."""
    office: Office = state.office
    limits_of(state).act(request)
    asked = msgspec.json.encode(data)
    return office.change(lambda change: checkout.order(change, office.keys, store, key, asked, data))


@get(
    "/shop/{store:str}/orders/{key:str}",
    sync_to_thread=True,
    summary="Page: whether an order arrived that nobody heard back of",
    responses=READ,
)
def ordered(request: files.AnyRequest, state: State, store: FromPath[str], key: FromPath[str]) -> page.PageOrdered:
    """The answer that got lost."""
    office: Office = state.office
    limits_of(state).act(request)
    return office.read(lambda db: checkout.ordered(db, store, key))


def _too_many(_request: AnyRequest, fault: TooMany) -> Response[bytes]:
    body = wire.Problem(error="too_many", field="", detail="come again a little later")
    headers = {**shell.PRIVATE, "retry-after": str(math.ceil(fault.wait_s))}
    return Response(msgspec.json.encode(body), status_code=429, media_type=MediaType.JSON, headers=headers)


def _guard(response: Response[Any]) -> Response[Any]:  # whatever a handler answers with
    """Nothing that a browser is told acts in a page, and nothing about orders stays in a cache."""
    for name, value in shell.PRIVATE.items():
        response.headers.setdefault(name, value)
    return response


ROUTER = Router(
    path="/",
    route_handlers=[
        *(shop_page, asset, image, offer, products, product, look_through, order, ordered),
        *order_routes.HANDLERS,
        *booking_routes.HANDLERS,
    ],
    exception_handlers={TooMany: _too_many},
    after_request=_guard,
)
"""All of it. Every answer carries the pages' headers."""
