"""The code that a shopper shows: the same at each look, and a fresh one for what was left in the store."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from sync import security
from sync.clock import parse
from sync.formats import tokens
from sync.headoffice.keys import Keys
from sync.headoffice.orders import Order


def text(keys: Keys, order: Order, now: datetime) -> str:
    """The text of the QR code.

    Whoever looks twice, or sends it to somebody, has one code, so that handing over on one is refused on all. What
    was not fetched with the rest has a code of its own: the first one is used up.
    """
    handed = sum(line.handed for line in order.lines)
    key = keys.codes["pickup"]
    subject = f"code{order.order_id}{handed or ''}".encode()
    nonce = hmac.digest(keys.pages, subject, hashlib.sha256)[:8].hex()
    issued = min(now, parse(order.placed_at)) if not handed else now
    return tokens.sign("pickup", security.key_id(key), key, subject=order.order_id, nonce=nonce, now=issued)


def expires(code: str) -> datetime:
    """Until when a code of ours is believed.

    Raises:
        ValueError: if it is none of ours.
    """
    token = tokens.parse(code)
    if token is None:
        raise ValueError("no code of ours")
    return datetime.fromtimestamp(token.body.expires, tz=UTC)
