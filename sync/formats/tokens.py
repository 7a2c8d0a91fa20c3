"""The grammar of all our own codes (QR text), and how they are signed and checked.

A code is ASCII in QR's alphanumeric alphabet, so it stays small and every scanner types it right:

    PREFIX KID "." BODY "." SIGNATURE

PREFIX is three letters of `GRAMMAR`, KID names the signer's key, BODY is Base32 (RFC 4648, no padding) of a
MessagePack array, SIGNATURE is Base32 of an Ed25519 signature (RFC 8032) over everything before the last dot.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

Kind = Literal[
    "loyalty", "pickup", "basket", "receipt", "coupon", "staff", "enrolment", "gift_card", "voucher", "label"
]
Signer = Literal["head_office", "device"]

MAX_LENGTH = 900
"""Longer texts are not looked at: no code of ours comes near, and a QR can hold 4,296 characters of mischief."""

LONGEST = 512
"""Of every kind but those that carry goods."""

LONGEST_RECEIPT = 900
"""Receipts are written up to here: a QR of 93 modules, which three dots of a thermal printer make 35 mm wide."""

CARRY_GOODS: frozenset[Kind] = frozenset({"receipt", "basket"})
"""They say what was sold, or what lies in the basket, so they are longer."""

LONGEST_WITH_WORDS = 3000
"""The code of a basket may stand behind words for people, which a QR can hold so many of."""

SKEW = timedelta(minutes=5)
"""How far the clocks of signer and reader may differ."""


class Rule(Struct, frozen=True):
    """One row of the grammar."""

    kind: Kind
    prefix: str
    signer: Signer
    lifetime: timedelta
    """The longest life a code of this kind may claim."""
    single_use: bool
    """Whether its nonce is taken in once and never again."""


GRAMMAR: dict[Kind, Rule] = {
    rule.kind: rule
    for rule in (
        Rule("loyalty", "KXL", "head_office", timedelta(days=366), single_use=False),
        Rule("pickup", "KXP", "head_office", timedelta(days=60), single_use=True),
        Rule("basket", "KXB", "device", timedelta(hours=12), single_use=False),
        Rule("receipt", "KXR", "device", timedelta(days=3660), single_use=False),
        Rule("coupon", "KXC", "head_office", timedelta(days=366), single_use=True),
        Rule("staff", "KXS", "head_office", timedelta(days=366), single_use=False),
        Rule("enrolment", "KXE", "head_office", timedelta(minutes=10), single_use=True),
        Rule("gift_card", "KXG", "head_office", timedelta(days=3660), single_use=False),
        Rule("voucher", "KXV", "head_office", timedelta(days=366), single_use=True),
        Rule("label", "KXT", "head_office", timedelta(days=366), single_use=False),
    )
}
_BY_PREFIX = {rule.prefix: rule for rule in GRAMMAR.values()}
_SHAPE = re.compile(r"([A-Z]{3})([A-Z2-7]{1,16})\.([A-Z2-7]{8,800})\.([A-Z2-7]{103})")
_BEHIND_WORDS = re.compile(r"(?<![A-Z0-9])KXB[A-Z2-7]{1,16}\.[A-Z2-7]{8,800}\.[A-Z2-7]{103}\Z")


class Body(msgspec.Struct, frozen=True, array_like=True):
    """What a code says."""

    subject: str
    """What it is about: member id, order id, basket id, sale id, coupon id, operator id, card or voucher number."""
    issued: int
    """Seconds since 1970, UTC."""
    expires: int
    nonce: str
    detail: tuple[str, ...] = ()
    """Further short fields; their meaning belongs to the kind."""
    proof: bytes = b""
    """Of a receipt what was sold (`receipt_proof`), of a basket what lies in it (`basket_code`). Else not written."""

    def encode(self) -> bytes:
        """The body as it is signed."""
        fields = (self.subject, self.issued, self.expires, self.nonce, self.detail)
        return msgspec.msgpack.encode((*fields, self.proof) if self.proof else fields)


class Token(Struct, frozen=True):
    """A code whose shape is right; `check` says whether it may be believed."""

    kind: Kind
    key_id: str
    body: Body
    signed: bytes
    signature: bytes

    @property
    def subject(self) -> str:
        return self.body.subject


Reason = Literal["unknown_key", "forged", "expired", "not_yet"]


class TokenRefused(ValueError):
    """A code of ours that may not be believed; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


FindKey = Callable[[Signer, str], Ed25519PublicKey | None]
"""Gives the public key of (signer, key id), or None."""


def behind_words(text: str) -> str:
    """The code of a basket at the end of a text that people can read; empty if there is none.

    The words are for whoever's phone reads it. They are not signed, and nobody here believes them.
    """
    if not 12 < len(text) <= LONGEST_WITH_WORDS:
        return ""
    found = _BEHIND_WORDS.search(text)
    return found.group() if found is not None else ""


def looks_like_ours(text: str) -> bool:
    """Whether the text claims one of our prefixes."""
    return text[:3] in _BY_PREFIX and len(text) <= MAX_LENGTH


def parse(text: str) -> Token | None:
    """The code in `text`; None if it is none of ours or its shape is wrong."""
    if len(text) > MAX_LENGTH or (match := _SHAPE.fullmatch(text)) is None:
        return None
    prefix, key_id, body, signature = match.groups()
    rule = _BY_PREFIX.get(prefix)
    if rule is None or (rule.kind not in CARRY_GOODS and len(text) > LONGEST):
        return None
    try:
        content = msgspec.msgpack.decode(_unbase32(body), type=Body)
        return Token(rule.kind, key_id, content, text.rpartition(".")[0].encode("ascii"), _unbase32(signature))
    except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError):
        return None


def check(token: Token, now: datetime, find_key: FindKey) -> None:
    """Believe the code, or say why not.

    Raises:
        TokenRefused: unknown_key, forged, expired or not_yet.
    """
    rule = GRAMMAR[token.kind]
    key = find_key(rule.signer, token.key_id)
    if key is None:
        raise TokenRefused("unknown_key")
    try:
        key.verify(token.signature, token.signed)
    except InvalidSignature:
        raise TokenRefused("forged") from None
    seconds, skew = int(now.timestamp()), int(SKEW.total_seconds())
    if seconds < token.body.issued - skew:
        raise TokenRefused("not_yet")
    longest = token.body.issued + int(rule.lifetime.total_seconds())
    if seconds > min(token.body.expires, longest) + skew:
        raise TokenRefused("expired")


def sign(
    kind: Kind,
    key_id: str,
    key: Ed25519PrivateKey,
    *,
    subject: str,
    nonce: str,
    now: datetime,
    lifetime: timedelta | None = None,
    detail: tuple[str, ...] = (),
    proof: bytes = b"",
) -> str:
    """The text of a new code.

    Raises:
        ValueError: if the lifetime is longer than the kind allows, or the text would be too long.
    """
    rule = GRAMMAR[kind]
    life = rule.lifetime if lifetime is None else lifetime
    if life > rule.lifetime:
        raise ValueError(f"a {kind} code lives at most {rule.lifetime}")
    issued = int(now.astimezone(UTC).timestamp())
    body = Body(subject, issued, issued + int(life.total_seconds()), nonce, detail, proof)
    head = f"{rule.prefix}{key_id}.{_base32(body.encode())}"
    text = f"{head}.{_base32(key.sign(head.encode('ascii')))}"
    if len(text) > (LONGEST_RECEIPT if kind in CARRY_GOODS else LONGEST) or _SHAPE.fullmatch(text) is None:
        raise ValueError(f"a {kind} code of {len(text)} characters does not fit the grammar")
    return text


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=")


def _unbase32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
