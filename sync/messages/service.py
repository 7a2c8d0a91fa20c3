"""Calls for a colleague, from where a shopper stands to whoever is free."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sync.messages.base import Id, Message


class AssistChanged(Message, frozen=True, kw_only=True):
    """How a call for a colleague stands, whole: devices put what they hear together, in whatever order it comes.

    Of two answers the earlier one stands, by time and then by the device's name; an end is an end.
    """

    TYPE: ClassVar[str] = "kx.assist.changed.v1"
    LANE: ClassVar[str] = "ops"

    call_id: Id
    device: str
    """Who says so."""
    place: str
    """The device at which the shopper stands."""
    about: str
    """help, product, search, check, payment, printer, pickup: what the colleague should know before coming."""
    gtin: str = ""
    language: str = ""
    """The shopper's."""
    called_at: datetime
    asked: int = 1
    """How often it was asked so far: nobody came, so it is asked again."""
    answered_at: datetime | None = None
    answered_on: str = ""
    """The device on which somebody said that they come."""
    answered_by: str = ""
    """The name that the shopper may read; empty where nobody signs in."""
    ended_at: datetime | None = None
    ended_on: str = ""
    end: str = ""
    """done, or taken_back by the shopper."""
    at: datetime

    @property
    def key(self) -> str:
        return self.call_id
