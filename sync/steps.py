"""What the protocol asks to be done: plain values, carried out by the agent (or by a test)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sync.messages import Event
from sync.topics import Identity


class Publish(Struct, frozen=True):
    """Give this to the link."""

    topic: str
    payload: bytes


class Acknowledge(Struct, frozen=True):
    """Write down how far head office is, in a transaction of its own; then call `saved`."""

    acks: tuple[tuple[str, str, int], ...]
    """(lane, epoch, upto)."""


class Deliver(Struct, frozen=True):
    """Let these events take effect (`inbox.apply`); then call `delivered`."""

    events: tuple[Event, ...]


class NewEpoch(Struct, frozen=True):
    """Head office knows another story of this disk: begin a new epoch; then call `epoch_changed`."""

    reason: str


class Bury(Struct, frozen=True):
    """Keep this as a dead letter."""

    direction: Literal["frame", "live"]
    source: str
    raw: bytes
    reason: str
    detail: str


Step = Publish | Acknowledge | Deliver | NewEpoch | Bury


class About(Struct, frozen=True):
    """What the device says of itself in its hello."""

    identity: Identity
    role: str
    app: str
    public_key: str = ""
