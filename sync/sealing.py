"""Bytes that only head office can open, though they lie in journals and pass brokers: X25519, HKDF, AES-256-GCM."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE = bytes(12)
"""Each box has a key of its own, so the nonce need not differ."""


class BadBox(ValueError):
    """It was sealed for somebody else, about something else, or was changed."""


def public_text(secret: bytes) -> str:
    """The public key, base64, of 32 secret bytes."""
    public = X25519PrivateKey.from_private_bytes(secret).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode("ascii")


def seal(public: str, about: str, data: bytes) -> str:
    """Encrypt for the owner of `public`; `about` is bound in, so a box cannot be put under another name.

    Raises:
        ValueError: if `public` is no key.
    """
    key = X25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    box = AESGCM(_derive(once.exchange(key), ours)).encrypt(_NONCE, data, about.encode("utf-8"))
    return base64.b64encode(ours + box).decode("ascii")


def unseal(secret: bytes, about: str, box: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        BadBox: if it does not open.
    """
    try:
        raw = base64.b64decode(box, validate=True)
        theirs = raw[:KEY_BYTES]
        shared = X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(theirs))
        return AESGCM(_derive(shared, theirs)).decrypt(_NONCE, raw[KEY_BYTES:], about.encode("utf-8"))
    except (InvalidTag, ValueError, binascii.Error):
        raise BadBox("the sealed box does not open") from None


def _derive(shared: bytes, once: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=once, info=b"kx sealed box").derive(shared)
