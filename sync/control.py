"""Control messages: hello, welcome, acknowledgements and status. Small JSON, each safe to lose or to get twice."""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

MAX_BYTES = 16 * 1024
MAX_HOLES = 16
"""Holes that one acknowledgement names; further ones are named by the next."""

Protocol = 1


class LaneState(Struct, frozen=True, kw_only=True):
    """One up-going lane as the device has it on disk."""

    epoch: str
    next_seq: int
    acked: int


class DownState(Struct, frozen=True, kw_only=True):
    """How far the device is with the store's down stream."""

    epoch: str = ""
    cursor: int = 0


class Hello(Struct, frozen=True, kw_only=True, tag="hello", tag_field="kind"):
    """A device's first word after each connect, and again until it is welcomed."""

    session: str
    """Random for each hello: a welcome that answers an older one is not mistaken for this one's."""
    device: str
    role: str
    app: str
    protocol: int = Protocol
    lanes: dict[str, LaneState]
    down: DownState
    public_key: str = ""
    at: str


class LaneAck(Struct, frozen=True, kw_only=True):
    """How far head office has a lane, durably."""

    epoch: str
    upto: int
    """Everything up to here is in head office's inbox and committed."""
    hash: str = ""
    """SHA-256 of the event at `upto`: if the device's own differs, the disk is a restored or cloned one."""
    holes: tuple[tuple[int, int], ...] = ()
    """Inclusive ranges above `upto` that are missing below something that has arrived."""
    forked: bool = False
    """Head office has got two different events with one number of this epoch: whoever uses it begins a new one."""


class Welcome(Struct, frozen=True, kw_only=True, tag="welcome", tag_field="kind"):
    """Head office's answer to a hello."""

    session: str
    """That of the hello."""
    hq: str
    """Session of head office: an acknowledgement of another one (before it was restored, say) counts for nothing."""
    lanes: dict[str, LaneAck]
    credit: int
    """Frames that may be under way at one time."""
    hq_time: str
    down: DownState


class Ack(Struct, frozen=True, kw_only=True, tag="ack", tag_field="kind"):
    """Cumulative: sent after head office's COMMIT."""

    hq: str
    lanes: dict[str, LaneAck]
    credit: int
    hq_time: str


class DownAck(Struct, frozen=True, kw_only=True, tag="down_ack", tag_field="kind"):
    """Sent after the device's COMMIT."""

    epoch: str
    cursor: int


class Status(Struct, frozen=True, kw_only=True, tag="status", tag_field="kind"):
    """Retained at a device's `status`; its `offline` form is the device's last will."""

    device: str
    role: str
    app: str
    state: Literal["online", "offline"]
    session: str
    """The connection it speaks for: a late will of an older connection changes nothing."""
    epoch: str = ""
    waiting: int = 0
    """Events in all lanes that head office has not acknowledged."""
    at: str


class HeadOfficeState(Struct, frozen=True, kw_only=True, tag="head_office", tag_field="kind"):
    """Retained at `hq/state`; its `offline` form is head office's last will."""

    state: Literal["online", "offline"]
    session: str
    at: str


Control = Hello | Welcome | Ack | DownAck | Status | HeadOfficeState

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Control] = msgspec.json.Decoder(Control)

T = TypeVar("T", Hello, Welcome, Ack, DownAck, Status, HeadOfficeState)


class BadControl(ValueError):
    """The payload is no control message of the kind that belongs here."""


def encode(message: Control) -> bytes:
    """The payload of a control message."""
    return _ENCODER.encode(message)


def decode(payload: bytes, kind: type[T]) -> T:
    """The control message in a payload.

    Raises:
        BadControl: malformed, too long, or of another kind.
    """
    if len(payload) > MAX_BYTES:
        raise BadControl(f"{len(payload)} bytes")
    try:
        message = _DECODER.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise BadControl(str(fault)[:200]) from None
    if not isinstance(message, kind):
        raise BadControl(f"{type(message).__name__} where {kind.__name__} belongs")
    return message
