"""What a shopper asks for that is not on the shelf: sent, from another store, or a word when it is back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

from kiosk.record.model import Record
from kiosk.stockroom.model.sheet import code_of

REQUEST = "request"
WISH = "wish"

How = Literal["store", "ship"]
"""Laid ready in another store, or sent home; paid when it is confirmed and fetched, or on delivery."""

ASKED, CONFIRMED, REFUSED, GIVEN_UP = "asked", "confirmed", "refused", "given_up"
WAITING, BACK, ENDED = "waiting", "back", "ended"


class Request(Struct, frozen=True):
    """One request. Nobody has promised anything until head office says so."""

    request_id: str
    number: str
    gtin: str
    units: int
    how: How
    store: str
    """The other store; empty for what is sent."""
    state: str
    asked_at: datetime
    member: str = ""
    order_number: str = ""
    """Of the order that it became."""
    promised_at: datetime | None = None
    reason: str = ""
    """Why it was refused: sold_out, not_known."""
    instead: str = ""
    """What head office offers in its place: ``store:GLN``, ``ship``, or nothing."""

    @property
    def is_open(self) -> bool:
        return self.state == ASKED


class Wish(Struct, frozen=True):
    """Somebody wants to know when a product is back."""

    wish_id: str
    gtin: str
    member: str
    state: str
    asked_at: datetime
    back_at: datetime | None = None


def request_of(record: Record) -> Request | None:
    """The request of a record; None while a part of it is on its way."""
    gtin, asked_at, how = record.text("gtin"), record.time("asked_at"), record.text("how")
    if not gtin or asked_at is None or how not in get_args(How):
        return None
    return Request(
        record.record_id,
        code_of("R", record.record_id),
        gtin,
        max(1, record.number("units", 1)),
        "store" if how == "store" else "ship",
        record.text("store"),
        record.text("state", ASKED),
        asked_at,
        record.text("member"),
        record.text("order_number"),
        record.time("promised_at"),
        record.text("reason"),
        record.text("instead"),
    )


def wish_of(record: Record) -> Wish | None:
    """The wish of a record; None while a part of it is on its way."""
    gtin, asked_at = record.text("gtin"), record.time("asked_at")
    if not gtin or asked_at is None:
        return None
    return Wish(
        record.record_id,
        gtin,
        record.text("member"),
        record.text("state", WAITING),
        asked_at,
        record.time("back_at"),
    )
