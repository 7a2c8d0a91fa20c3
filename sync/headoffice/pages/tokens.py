"""The secrets in addresses of orders and bookings: who has one may see that and nothing else; nobody can guess one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from typing import Literal

from msgspec import Struct

from sync.headoffice.keys import Keys

Holder = Literal["shopper", "friend"]
"""Whose address it is: of who ordered, or of somebody who was asked to fetch it."""

_MARKS: dict[Holder, bytes] = {"shopper": b"o", "friend": b"f"}

_ORDER, _BOOKING = b"order page", b"booking page"
"""What a tag is for: that of a booking is worth nothing for an order."""

TAG_BYTES = 16
"""Of the HMAC: 128 bits cannot be tried out."""

LONGEST = 44
"""Characters of a token: mark, id and tag (33 bytes) in Base64 for addresses, which needs no padding."""


class Address(Struct, frozen=True):
    """What a token says."""

    order_id: str
    holder: Holder


def token(keys: Keys, order_id: str, holder: Holder = "shopper") -> str:
    """The secret part of an order page's address; always the same for an order.

    Raises:
        ValueError: if the id is no UUID; head office's own always are.
    """
    return _write(keys, _ORDER, _MARKS[holder] + uuid.UUID(order_id).bytes)


def path(keys: Keys, order_id: str, holder: Holder = "shopper") -> str:
    """The order page's address below head office's own: `/order/TOKEN`."""
    return f"/order/{token(keys, order_id, holder)}"


def read(keys: Keys, text: str) -> Address | None:
    """What the token says; None if it is none of ours."""
    body = _read(keys, _ORDER, text)
    if body is None:
        return None
    holder = next((name for name, mark in _MARKS.items() if body.startswith(mark)), None)
    return None if holder is None else Address(str(uuid.UUID(bytes=body[1:])), holder)


def booking_token(keys: Keys, appointment_id: str) -> str:
    """The secret with which a booking is looked at and taken back; always the same for a booking.

    Raises:
        ValueError: if the id is no UUID; head office's own always are.
    """
    return _write(keys, _BOOKING, b"a" + uuid.UUID(appointment_id).bytes)


def booking_path(keys: Keys, store: str, appointment_id: str) -> str:
    """The booking's page below head office's own address: `/shop/STORE#/time/TOKEN`."""
    return f"/shop/{store}#/time/{booking_token(keys, appointment_id)}"


def read_booking(keys: Keys, text: str) -> str | None:
    """The booking's id; None if the token is none of ours, or an order's."""
    body = _read(keys, _BOOKING, text)
    return None if body is None else str(uuid.UUID(bytes=body[1:]))


def _write(keys: Keys, purpose: bytes, body: bytes) -> str:
    return base64.urlsafe_b64encode(body + _tag(keys, purpose, body)).decode("ascii")


def _read(keys: Keys, purpose: bytes, text: str) -> bytes | None:
    if len(text) != LONGEST or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    body, tag = raw[:-TAG_BYTES], raw[-TAG_BYTES:]
    return body if hmac.compare_digest(tag, _tag(keys, purpose, body)) else None


def _tag(keys: Keys, purpose: bytes, body: bytes) -> bytes:
    return hmac.digest(keys.pages, purpose + body, hashlib.sha256)[:TAG_BYTES]
