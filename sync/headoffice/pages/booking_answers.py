"""What the pages ask and are told about a colleague's time, as types: the OpenAPI document is derived from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from sync.messages import Id, Texts


class PageService(Struct, frozen=True, kw_only=True):
    """Something that takes a colleague's time and can be booked."""

    service: str
    name: Texts
    minutes: int
    questions: tuple[Texts, ...]
    """What the colleague would like to know before."""


class PageDay(Struct, frozen=True, kw_only=True):
    """A day by the store's clock, and the moments on it that can be booked."""

    day: str
    """YYYY-MM-DD."""
    starts: tuple[str, ...]
    """ISO 8601, in order; none: the day is full, or over."""


class PageDays(Struct, frozen=True, kw_only=True):
    """The days that can be booked, today first."""

    service: str
    days: tuple[PageDay, ...]
    at: str


class PageBookingRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A booking from a browser."""

    service: Id
    starts: datetime
    """One of the moments that were offered."""
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(max_length=20, pattern=r"^[0-9+() -]*$")] = ""
    answers: Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=10)] = ()
    """To the service's questions, in their order; empty texts for those that were left out."""
    language: Annotated[str, Meta(pattern=r"^(zh-CN|zh-TW|en)?$")] = ""
    """In which the questions were read."""


class PageBooked(Struct, frozen=True, kw_only=True):
    """The hour is booked."""

    number: str
    token: str
    """With it this booking is looked at and taken back."""
    name: Texts
    """Of the service."""
    starts: str


class PageBooking(Struct, frozen=True, kw_only=True):
    """A booking as its page shows it: neither name nor telephone of who booked."""

    number: str
    name: Texts
    starts: str
    minutes: int
    state: str
    """booked, here, served, cancelled or missed."""
    host: str
    """Who looks after the shopper; empty: nobody could be found for this hour."""
    may_cancel: bool
    at: str
