"""Service tickets over HTTP: another system opens, reads and answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from msgspec import Meta, Struct

from sync.headoffice import idempotency, tickets
from sync.headoffice import requests as wire
from sync.headoffice.change import Change
from sync.headoffice.office import Office
from sync.headoffice.tickets import TicketAnswer, Wanted

_WRONG = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}
_READ = {400: wire.WRONG, 404: wire.NOT_THERE}

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key and request again: the same answer, and nothing done twice. Another request: 409.",
    ),
]


class WordsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words, and whose they are."""

    text: tickets.Words
    by: Annotated[str, Meta(min_length=1, max_length=80)]


class StateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it stands now."""

    state: tickets.State


class TicketsAnswer(Struct, frozen=True, kw_only=True):
    """Tickets in the order in which they changed."""

    tickets: tuple[TicketAnswer, ...]
    version: int
    """Ask for what is newer than this the next time."""


def _once(state: State, key: str, path: str, request: Struct, act: Callable[[Change], TicketAnswer]) -> TicketAnswer:
    office: Office = state.office
    asked = path.encode() + b"\n" + msgspec.json.encode(request)
    return office.change(lambda change: idempotency.once(change, key, asked, TicketAnswer, lambda: act(change)))


@post("/v1/tickets", sync_to_thread=True, summary="Open a service ticket", responses=_WRONG)
def open_ticket(state: State, data: JSONBody[Wanted], key: Key = "") -> TicketAnswer:
    """Open a ticket."""
    return _once(state, key, "tickets", data, lambda change: tickets.open_ticket(change, data))


@get("/v1/tickets", sync_to_thread=True, summary="Service tickets that changed", responses=_READ)
def get_tickets(
    state: State, newer_than: FromQuery[int] = 0, store: FromQuery[str] = "", ticket_state: FromQuery[str] = ""
) -> TicketsAnswer:
    """List tickets that changed after a version; at most 200 at once."""
    office: Office = state.office
    found = office.read(lambda db: tickets.newer(db, newer_than, store, ticket_state))
    return TicketsAnswer(tickets=tuple(found), version=max((one.version for one in found), default=newer_than))


@get("/v1/tickets/{ticket:str}", sync_to_thread=True, summary="A service ticket as it stands", responses=_READ)
def get_ticket(state: State, ticket: FromPath[str]) -> TicketAnswer:
    """One ticket."""
    office: Office = state.office
    return office.read(lambda db: tickets.get(db, ticket))


@post(
    "/v1/tickets/{ticket:str}/answer",
    status_code=200,
    sync_to_thread=True,
    summary="Answer a service ticket",
    responses=_WRONG,
)
def answer_ticket(state: State, ticket: FromPath[str], data: JSONBody[WordsRequest], key: Key = "") -> TicketAnswer:
    """Answer."""
    path = f"tickets/{ticket}/answer"
    return _once(state, key, path, data, lambda change: tickets.answer(change, ticket, data.text, data.by))


@post(
    "/v1/tickets/{ticket:str}/entries",
    sync_to_thread=True,
    summary="Put a word to a service ticket that colleagues read",
    responses=_WRONG,
)
def write_entry(state: State, ticket: FromPath[str], data: JSONBody[WordsRequest], key: Key = "") -> TicketAnswer:
    """Write."""
    path = f"tickets/{ticket}/entries"
    return _once(state, key, path, data, lambda change: tickets.write(change, ticket, data.text, data.by))


@post(
    "/v1/tickets/{ticket:str}/state",
    status_code=200,
    sync_to_thread=True,
    summary="Say how a service ticket stands",
    responses=_WRONG,
)
def move_ticket(state: State, ticket: FromPath[str], data: JSONBody[StateRequest], key: Key = "") -> TicketAnswer:
    """Move."""
    path = f"tickets/{ticket}/state"
    return _once(state, key, path, data, lambda change: tickets.move(change, ticket, data.state))


HANDLERS = (open_ticket, get_tickets, get_ticket, answer_ticket, write_entry, move_ticket)
