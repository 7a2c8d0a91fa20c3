"""The addresses of order pages: who has one may see that order and nothing else, and nobody can guess one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Literal

from sync.headoffice.keys import Keys

Holder = Literal["shopper", "friend"]
"""Whose address it is: of who ordered, or of somebody who was asked to fetch it."""

_MARKS: dict[Holder, bytes] = {"shopper": b"o", "friend": b"f"}

TAG_BYTES = 16
"""Of the HMAC: 128 bits cannot be tried out."""

LONGEST = 44
"""Characters of a token: mark, id and tag (33 bytes) in Base64 for addresses, which needs no padding."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a token says."""

    order_id: str
    holder: Holder


def token(keys: Keys, order_id: str, holder: Holder = "shopper") -> str:
    """The secret part of an order page's address; always the same for an order.

    Raises:
        ValueError: if the id is no UUID; head office's own always are.
    """
    body = _MARKS[holder] + uuid.UUID(order_id).bytes
    return base64.urlsafe_b64encode(body + _tag(keys, body)).decode("ascii")


def path(keys: Keys, order_id: str, holder: Holder = "shopper") -> str:
    """The order page's address below head office's own: `/order/TOKEN`."""
    return f"/order/{token(keys, order_id, holder)}"


def read(keys: Keys, text: str) -> Address | None:
    """What the token says; None if it is none of ours."""
    if len(text) != LONGEST or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    body, tag = raw[:-TAG_BYTES], raw[-TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(keys, body)):
        return None
    holder = next((name for name, mark in _MARKS.items() if body.startswith(mark)), None)
    return None if holder is None else Address(str(uuid.UUID(bytes=body[1:])), holder)


def _tag(keys: Keys, body: bytes) -> bytes:
    return hmac.digest(keys.pages, b"order page" + body, hashlib.sha256)[:TAG_BYTES]
