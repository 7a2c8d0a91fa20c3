"""Stock between the door and the shelf over HTTP: deliveries announced, counts asked for, what online gets."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Meta, Struct

from sync.headoffice import allocations, idempotency, stockroom
from sync.headoffice import requests as wire
from sync.headoffice.allocation_tables import Rule
from sync.headoffice.change import Change
from sync.headoffice.office import Office
from sync.headoffice.stockroom import Announced
from sync.messages import Gln

_WRONG = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key and request again: the same answer, and nothing done twice. Another request: 409.",
    ),
]


class DeliveryLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product of a delivery."""

    gtin: wire.AnyGtin
    units: Annotated[int, Meta(ge=1, le=9999)]


class DeliveryRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods that are on their way to a store."""

    store: Gln
    number: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    source: Annotated[str, Meta(max_length=80)] = ""
    due: Annotated[str, Meta(max_length=40)] = ""
    lines: tuple[DeliveryLine, ...]


class CountRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Products that a store is to count."""

    store: Gln
    gtins: tuple[wire.AnyGtin, ...]
    title: Annotated[str, Meta(max_length=80)] = ""


class AllotmentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a store's stock is kept for online orders."""

    store: Gln
    gtin: Annotated[str, Meta(pattern=r"^(\d{8}|\d{12,14})?$")] = ""
    """Empty: of every product that has no rule of its own."""
    percent: Annotated[int, Meta(ge=0, le=100)]
    most: Annotated[int, Meta(ge=0)] | None = None
    safety: Annotated[int, Meta(ge=0)] = 0


class Made(Struct, frozen=True, kw_only=True):
    """It stands."""

    id: str


class Promised(Struct, frozen=True, kw_only=True):
    """What may be promised of a product in a store."""

    online: int | None
    """Units that an online order may have; null where nobody counts the product."""
    shelf: int
    """Units that the shelf may promise."""
    routable: bool
    """False after somebody looked for it in vain, until it is counted or comes in."""


@post("/v1/deliveries", sync_to_thread=True, summary="Tell a store what is to come", responses=_WRONG)
def announce(state: State, data: JSONBody[DeliveryRequest], key: Key = "") -> Made:
    """A delivery."""
    office: Office = state.office
    one = Announced(
        store=data.store,
        number=data.number,
        source=data.source,
        due=data.due,
        lines=tuple((wire.normal(line.gtin), line.units) for line in data.lines),
    )

    def act(change: Change) -> Made:
        return Made(id=stockroom.announce(change, one))

    asked = b"deliveries\n" + msgspec.json.encode(data)
    return office.change(lambda change: idempotency.once(change, key, asked, Made, lambda: act(change)))


@post("/v1/counts", sync_to_thread=True, summary="Ask a store to count products", responses=_WRONG)
def ask_count(state: State, data: JSONBody[CountRequest], key: Key = "") -> Made:
    """A count."""
    office: Office = state.office
    gtins = [wire.normal(gtin) for gtin in data.gtins]

    def act(change: Change) -> Made:
        return Made(id=stockroom.ask_count(change, data.store, gtins, data.title))

    asked = b"counts\n" + msgspec.json.encode(data)
    return office.change(lambda change: idempotency.once(change, key, asked, Made, lambda: act(change)))


@post(
    "/v1/allotments",
    status_code=200,
    sync_to_thread=True,
    summary="Rule how much of a store's stock is kept for online orders",
    responses=_WRONG,
)
def allot(state: State, data: JSONBody[AllotmentRequest], key: Key = "") -> Made:
    """A rule."""
    office: Office = state.office
    gtin = wire.normal(data.gtin) if data.gtin else ""

    def act(change: Change) -> Made:
        allocations.set_rule(change, data.store, gtin, Rule(data.percent, data.most, data.safety))
        return Made(id=f"{data.store}/{gtin}")

    asked = b"allotments\n" + msgspec.json.encode(data)
    return office.change(lambda change: idempotency.once(change, key, asked, Made, lambda: act(change)))


@get(
    "/v1/promises/{store:str}/{gtin:str}",
    sync_to_thread=True,
    summary="What may be promised of a product in a store, by channel",
    responses={400: wire.WRONG, 404: wire.NOT_THERE},
)
def promised(state: State, store: FromPath[str], gtin: FromPath[str]) -> Promised:
    """Availability by channel."""
    office: Office = state.office
    number = wire.normal(gtin)
    return office.read(
        lambda db: Promised(
            online=allocations.free(db, store, number),
            shelf=allocations.on_shelf(db, store, number),
            routable=allocations.routable(db, store, number),
        )
    )


HANDLERS = (announce, ask_count, allot, promised)
