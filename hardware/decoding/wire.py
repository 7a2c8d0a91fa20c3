"""Messages between the scanner and its decoding process: MessagePack behind four bytes of length.

The picture itself does not travel: it lies in memory that both processes share.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from hardware.decoding.orders import Order, Outcome

HEADER = struct.Struct("<I")

LONGEST = 4 << 20
"""Bytes. A longer message means that the stream is out of step."""


class Hello(msgspec.Struct, frozen=True):
    """First word of the child: it has loaded its engines."""

    missing: str
    """Why libzbar is not used, empty when it is."""


class Job(msgspec.Struct, frozen=True):
    """One frame to read; its pixels begin at the start of the shared memory."""

    number: int
    width: int
    height: int
    order: Order


class Done(msgspec.Struct, frozen=True):
    """What came of a job."""

    number: int
    outcome: Outcome


hello_decoder = msgspec.msgpack.Decoder(Hello)
job_decoder = msgspec.msgpack.Decoder(Job)
done_decoder = msgspec.msgpack.Decoder(Done)
_encoder = msgspec.msgpack.Encoder()


def send(stream: BinaryIO, message: Hello | Job | Done) -> None:
    """Write one message. Raises: OSError when the other side is gone."""
    data = _encoder.encode(message)
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """The next message undecoded; None at the end of the stream, cleanly or in the middle of a message."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    if length > LONGEST:
        return None
    data = stream.read(length)
    return data if len(data) == length else None
