"""The port to a broker: connect, publish within a bounded window, hear what arrives. Losing anything is allowed."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from msgspec import Struct

WINDOW = 64
"""Payloads that may be given to a link and not be confirmed by the broker; the journal is the queue, not the link."""

MAX_PAYLOAD = 250 * 1024
"""Larger ones are refused before they reach the broker: some disconnect, and a client then repeats it for ever."""


class Will(Struct, frozen=True):
    """What the broker says for us when we are gone without a word. Retained."""

    topic: str
    payload: bytes


class LinkStatus(Struct, frozen=True):
    """How a link stands."""

    connected: bool
    since: datetime
    next_try: datetime | None = None
    problem: str = ""
    """Why it is down, in one line."""


class Receiver(Protocol):
    """Hears of a link on the link's own thread: it must only put things into a queue, and never raise."""

    def link_up(self) -> None:
        """Connected and subscribed."""

    def link_down(self, problem: str) -> None:
        """The connection is gone; whatever was handed over and not confirmed is lost."""

    def link_message(self, topic: str, payload: bytes, retained: bool) -> None:
        """A message arrived. `retained`: it was kept by the broker, so it may be old."""

    def link_room(self) -> None:
        """The window was full and has room again."""


class Link(Protocol):
    """A connection that comes back by itself."""

    def start(self, receiver: Receiver, subscriptions: tuple[str, ...], will: Will) -> None:
        """Begin to connect, and go on until `close`."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, expiry_s: int | None = None) -> bool:
        """Hand a payload over, from any thread; False if it was not taken (down, too large, window full).

        True promises nothing about delivery.
        """

    def room(self) -> int:
        """How many more payloads `publish` takes now; 0 while it is down."""

    def status(self) -> LinkStatus:
        """How it stands, from any thread."""

    def cut(self, cut: bool) -> None:
        """Pull the cable (the broker sees a lost connection), or put it back."""

    def retry_now(self) -> None:
        """Do not wait for the next try."""

    def close(self) -> None:
        """Say goodbye and stop. May be called twice."""
