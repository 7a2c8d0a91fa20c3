"""Frames: up to 200 events in one MQTT payload, `KX1` + flags + zstd(JSON array)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import zstandard

from sync.messages import Event

MAGIC = b"KX1"
PLAIN_FLAGS = 0
"""The flags byte is kept for signed frames; a reader refuses bits that it does not know."""

MAX_EVENTS = 200
MAX_PAYLOAD = 240 * 1024
"""A broker with the usual limit of 256 KiB refuses a payload of 262,132 bytes already, so we stay well below."""

MAX_INFLATED = 4 * 1024 * 1024
"""Bytes of JSON that a reader is willing to unpack: checked against the zstd header before a byte is inflated."""

_MAX_WINDOW = 8 * 1024 * 1024
_HEAD = len(MAGIC) + 1
_SURELY_FITS = 200 * 1024
"""Text of this size fits even if zstd finds nothing to save."""

_LEVEL = 1
"""Level 3 saves a few percent more bytes and takes half as long again."""

_EVENTS = msgspec.json.Decoder(list[msgspec.Raw])
_EVENT = msgspec.json.Decoder(Event)


class BadFrame(ValueError):
    """The payload is no frame of ours; `reason` is a short code for the dead letter."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class Head(msgspec.Struct, frozen=True):
    """The little that tells an event's place in its stream, readable even where the rest of the event is not."""

    epoch: str
    lane: str
    seq: int
    id: str = ""
    after: int = -1
    type: str = ""

    def __post_init__(self) -> None:
        if not (1 <= self.seq < 2**62 and 0 < len(self.epoch) <= 64 and -1 <= self.after < self.seq):
            raise ValueError("no place in a stream")


_HEADS = msgspec.json.Decoder(Head)


class Packer:
    """Makes frames. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._zstd = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True)

    def pack(self, bodies: Sequence[bytes]) -> bytes:
        """The payload of these events (their stored JSON, unchanged).

        The caller keeps the payload under `MAX_PAYLOAD`: see `fill`.
        """
        return MAGIC + bytes((PLAIN_FLAGS,)) + self._zstd.compress(b"[" + b",".join(bodies) + b"]")

    def fill(self, bodies: Sequence[bytes]) -> tuple[int, bytes]:
        """Take as many events from the front as fit one frame: (how many, payload).

        Raises:
            ValueError: if not even the first one fits (`journal.post` refuses such an event).
        """
        count, size = 0, 2
        for body in bodies[:MAX_EVENTS]:
            if size + len(body) + 1 > MAX_INFLATED:
                break
            size += len(body) + 1
            count += 1
        while count:
            payload = self.pack(bodies[:count])
            if len(payload) <= MAX_PAYLOAD:
                return count, payload
            count //= 2
        raise ValueError("an event does not fit a frame")


def fits(body: bytes) -> bool:
    """Whether an event with this JSON can travel at all, with 1 KiB to spare for a later epoch's longer numbers."""
    if len(body) <= _SURELY_FITS:
        return True
    if len(body) > MAX_INFLATED - 1024:
        return False
    return len(Packer().pack([body])) <= MAX_PAYLOAD - 1024


def inflate(payload: bytes) -> bytes:
    """The JSON array of a frame.

    Raises:
        BadFrame: not ours, damaged, or larger than `MAX_INFLATED` once unpacked.
    """
    if len(payload) > MAX_PAYLOAD:
        raise BadFrame("oversize", f"{len(payload)} bytes")
    if payload[: len(MAGIC)] != MAGIC or len(payload) <= _HEAD:
        raise BadFrame("no_frame", "does not begin with KX1")
    if payload[len(MAGIC)] != PLAIN_FLAGS:
        raise BadFrame("unknown_flags", f"{payload[len(MAGIC)]:#x}")
    body = payload[_HEAD:]
    try:
        header = zstandard.get_frame_parameters(body)
        size = header.content_size
        if size in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR) or size > MAX_INFLATED:
            raise BadFrame("bomb", "unpacked size is unknown or over the limit")
        if header.window_size > _MAX_WINDOW:
            raise BadFrame("bomb", "zstd window over the limit")
        return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompress(body, allow_extra_data=False)
    except zstandard.ZstdError as fault:
        raise BadFrame("damaged", str(fault)) from None


def split(text: bytes) -> list[bytes]:
    """The events of an inflated frame, each with exactly the bytes that were stored (and hashed) by its maker.

    Raises:
        BadFrame: no JSON array, or too many events.
    """
    try:
        raws = _EVENTS.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise BadFrame("no_json_array", str(fault)[:200]) from None
    if len(raws) > MAX_EVENTS:
        raise BadFrame("too_many_events", str(len(raws)))
    return [bytes(raw) for raw in raws]


def unpack(payload: bytes) -> list[bytes]:
    """The events of a frame, each as its stored bytes.

    Raises:
        BadFrame: see `inflate` and `split`.
    """
    return split(inflate(payload))


def read(body: bytes) -> Event:
    """The event in its stored bytes.

    Raises:
        BadFrame: if the envelope is malformed (its `data` is not looked at here).
    """
    try:
        return _EVENT.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise BadFrame("malformed", str(fault)[:200]) from None


def head(body: bytes) -> Head | None:
    """The event's place in its stream; None if not even that can be read."""
    try:
        return _HEADS.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def digest(body: bytes) -> str:
    """SHA-256, hex, of an event's stored bytes: its link in the hash chain."""
    return hashlib.sha256(body).hexdigest()
