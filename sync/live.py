"""Live messages between the devices of one store: one event a payload, no journal, gone after ten seconds."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from sync import frames, messages, topics
from sync.clock import stamp
from sync.messages import LIVE, Event, Message
from sync.topics import Identity

EXPIRY_S = 10
"""What a device could not hear for so long is stale; the next message says it anew."""

LANE = "live"


def encode(message: Message, identity: Identity, *, event_id: str, session: str, number: int, now: datetime) -> bytes:
    """The payload of a live message.

    Raises:
        ValueError: if the message is not one that travels live.
    """
    if not isinstance(message, LIVE):
        raise ValueError(f"{message.TYPE} does not travel live")
    return msgspec.json.encode(
        Event(
            id=event_id,
            source=identity.source,
            type=message.TYPE,
            subject=message.key,
            time=stamp(now),
            epoch=session,
            lane=LANE,
            seq=number,
            data=msgspec.Raw(messages.encode(message)),
        )
    )


class Heard(Struct, frozen=True):
    """A live message of another device."""

    sender: Identity
    message: Message


def decode(topic: topics.Topic, payload: bytes) -> Heard:
    """The message in a payload.

    Raises:
        frames.BadFrame: if it is malformed, wrongly sourced, or of a type that does not travel live.
    """
    if len(payload) > frames.MAX_PAYLOAD:
        raise frames.BadFrame("oversize", f"{len(payload)} bytes")
    event = frames.read(payload)
    if event.source != topic.identity.source:
        raise frames.BadFrame("wrong_source", f"{event.source[:200]} on the topic of {topic.identity.source}")
    try:
        message = messages.decode(event.type, event.data)
    except messages.UnknownType:
        raise frames.BadFrame("unknown_type", event.type[:100]) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise frames.BadFrame("malformed", str(fault)[:200]) from None
    if not isinstance(message, LIVE):
        raise frames.BadFrame("not_live", event.type[:100])
    return Heard(topic.identity, message)
