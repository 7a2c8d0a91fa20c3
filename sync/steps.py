"""What the protocol asks to be done: plain values, carried out by the agent (or by a test)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.messages import Event
from sync.topics import Identity


@dataclass(frozen=True, slots=True)
class Publish:
    """Give this to the link."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Write down how far head office is, in a transaction of its own; then call `saved`."""

    acks: tuple[tuple[str, str, int], ...]
    """(lane, epoch, upto)."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """Let these events take effect (`inbox.apply`); then call `delivered`."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """Head office knows another story of this disk: begin a new epoch; then call `epoch_changed`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Keep this as a dead letter."""

    direction: Literal["frame", "live"]
    source: str
    raw: bytes
    reason: str
    detail: str


Step = Publish | Acknowledge | Deliver | NewEpoch | Bury


@dataclass(frozen=True, slots=True)
class About:
    """What the device says of itself in its hello."""

    identity: Identity
    role: str
    app: str
    public_key: str = ""
