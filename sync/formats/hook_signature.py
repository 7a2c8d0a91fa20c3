"""How head office signs what it sends to web-hooks, and how a receiver checks it.

    Kx-Signature: t=SECONDS,v1=HEX

HEX is HMAC-SHA256 (RFC 2104) with the subscription's secret over `SECONDS "." body`; SECONDS counts from 1970, UTC. The
time is signed, so that a copied request is worth nothing after some minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

HEADER = "Kx-Signature"

TOLERANCE_S = 300
"""How old, or how far ahead, a signature may be: a request travels for seconds, and clocks differ by some."""

_SHAPE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, now: datetime) -> str:
    """The header's value for a body that is sent now."""
    seconds = int(now.timestamp())
    return f"t={seconds},v1={_code(secret, seconds, body)}"


def holds(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """Whether the body was signed with this secret, lately."""
    found = _SHAPE.fullmatch(header)
    if found is None:
        return False
    seconds = int(found.group(1))
    if abs(now.timestamp() - seconds) > TOLERANCE_S:
        return False
    return hmac.compare_digest(found.group(2), _code(secret, seconds, body))


def _code(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
