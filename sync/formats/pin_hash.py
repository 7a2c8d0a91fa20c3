"""How a PIN is kept: argon2id (RFC 9106), as the PHC text that names its own parameters. Both ends compute it alike."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

LEAST, MOST = 6, 12
"""Digits of a PIN."""

_DIGITS = re.compile(rf"\d{{{LEAST},{MOST}}}", re.ASCII)


class Cost(Struct, frozen=True):
    """What one guess costs whoever copied a hash, and one sign-in at the till."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 2


TILL = Cost()
"""RFC 9106, second choice (64 MiB, three passes), with two lanes as small tills have two cores: about 0.1 s."""


def hash_of(pin: str, cost: Cost = TILL) -> str:
    """The text that is kept of a PIN; another one each time, as its salt is random."""
    from argon2 import PasswordHasher, Type  # where nobody signs in, nothing of it is loaded

    hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes, type=Type.ID)
    return hasher.hash(pin)


def fits(kept: str, pin: str) -> bool:
    """Whether this is the PIN; False too where none was set. Takes as long as the kept text's own parameters say."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(kept) and PasswordHasher().verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False


def weakness(pin: str) -> str:
    """Why this PIN will not do: `form`, `trivial`; nothing if it will."""
    if _DIGITS.fullmatch(pin) is None:
        return "form"
    return "trivial" if _trivial([int(digit) for digit in pin]) else ""


def _trivial(digits: list[int]) -> bool:
    """Three digits or fewer, steps of one size (123456, 987654, 024680), or a short group said again and again."""
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    repeated = any(
        len(digits) % size == 0 and digits == digits[:size] * (len(digits) // size) for size in range(1, len(digits))
    )
    return len(steps) == 1 or repeated or len(set(digits)) <= 3
