"""The paths of an order's page: how it stands, live, its code, and what the shopper does with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from sync.headoffice import files
from sync.headoffice.change import Unknown
from sync.headoffice.idempotent import ANSWERS, READ
from sync.headoffice.office import Office
from sync.headoffice.pages import answers as page
from sync.headoffice.pages import code, moves, shell, tokens, view
from sync.headoffice.pages.limits import Limits


@get("/order/{token:str}", sync_to_thread=True, include_in_schema=False)
def order_page(request: files.AnyRequest) -> Response[bytes]:
    """The page of an order: the same file for every token, so it says nothing about whether there is one."""
    return shell.page(request, "order")


def _address(request: files.AnyRequest, state: State, token: str) -> tokens.Address:
    """Whose page it is; who guesses is slowed down.

    Raises:
        Unknown: if the token is none of ours.
        TooMany: if this browser has been wrong too often.
    """
    office: Office = state.office
    found = tokens.read(office.keys, token)
    limits_of(state).guess(request, right=found is not None)
    if found is None:
        raise Unknown("order", token[:8])
    return found


@get("/order/{token:str}/state", sync_to_thread=True, summary="Page: an order as it stands", responses=READ)
def order_state(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """An order."""
    office: Office = state.office
    address = _address(request, state, token)
    return office.read(lambda db: view.show(db, office.keys, office.tenant, address, office.clock()))


@get(
    "/order/{token:str}/events",
    summary="Page: an order, told anew at each change (server-sent events)",
    responses=READ,
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


@post("/order/{token:str}/arrive", status_code=200, sync_to_thread=True, summary="Page: I am here", responses=ANSWERS)
def arrive(
    request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageArrival]
) -> page.PageOrder:
    """The shopper is there."""
    address = _acting(request, state, token)
    return moves.arrive(state.office, address, data)


@post("/order/{token:str}/leave", status_code=200, sync_to_thread=True, summary="Page: not here yet", responses=ANSWERS)
def leave(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """It was too early."""
    return moves.leave(state.office, _acting(request, state, token))


@post(
    "/order/{token:str}/cancel", status_code=200, sync_to_thread=True, summary="Page: take it back", responses=ANSWERS
)
def cancel(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """The shopper does not want it."""
    return moves.cancel(state.office, _acting(request, state, token))


@post(
    "/order/{token:str}/delegate",
    status_code=200,
    sync_to_thread=True,
    summary="Page: somebody else fetches it",
    responses=ANSWERS,
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
    responses=ANSWERS,
)
def choose(
    request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageChoose]
) -> page.PageOrder:
    """A choice."""
    return moves.choose(state.office, _acting(request, state, token), data)


@post(
    "/order/{token:str}/extend", status_code=200, sync_to_thread=True, summary="Page: keep it longer", responses=ANSWERS
)
def extend(request: files.AnyRequest, state: State, token: FromPath[str]) -> page.PageOrder:
    """More time."""
    return moves.extend(state.office, _acting(request, state, token))


@post("/order/{token:str}/say", status_code=200, sync_to_thread=True, summary="Page: tell the store", responses=ANSWERS)
def say(request: files.AnyRequest, state: State, token: FromPath[str], data: JSONBody[page.PageSay]) -> page.PageOrder:
    """An opinion, a complaint, a question."""
    return moves.say(state.office, _acting(request, state, token), data)


def _acting(request: files.AnyRequest, state: State, token: str) -> tokens.Address:
    limits_of(state).act(request)
    return _address(request, state, token)


def limits_of(state: State) -> Limits:
    """What this head office lets one browser do."""
    limits: Limits = state.limits
    return limits


HANDLERS = (
    order_page,
    order_state,
    order_events,
    order_code,
    arrive,
    leave,
    cancel,
    delegate,
    choose,
    extend,
    say,
)
