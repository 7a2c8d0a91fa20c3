"""The signed description of a catalogue snapshot: what a device checks a downloaded file against."""

from __future__ import annotations

from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from sync import security

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Meta(ge=1)]

MAX_BYTES = 64 * 1024
"""No manifest comes near; more is not read."""


class Manifest(Struct, frozen=True, kw_only=True):
    """One released snapshot of one store."""

    format: int
    tenant: str
    store: str
    version: Annotated[int, Meta(ge=1)]
    """Head office's change counter at the build. A device never goes back to a smaller one."""
    url: str
    """Path of the zstd file below head office's HTTP address."""
    size: Size
    sha256: Sha256
    """Of the zstd file."""
    raw_size: Size
    raw_sha256: Sha256
    """Of the SQLite file inside."""
    frames: Annotated[tuple[tuple[Size, Size], ...], Meta(max_length=1000)] = ()
    """(bytes packed, bytes unpacked) of each zstd frame in turn, so that they can be unpacked side by side."""
    created_at: str
    key_id: str
    """Which key signed."""


class Sealed(Struct, frozen=True):
    """A manifest as it travels: exactly the signed text, and the signature."""

    manifest: str
    signature: str


class BadManifest(ValueError):
    """The manifest is not signed by head office, or says nothing that can be used."""


def seal(manifest: Manifest, key: Ed25519PrivateKey) -> Sealed:
    """The manifest with head office's signature over its UTF-8 bytes."""
    text = msgspec.json.encode(manifest)
    return Sealed(text.decode(), security.sign(key, text))


def unseal(data: bytes, key: Ed25519PublicKey) -> Manifest:
    """The manifest in `data` (JSON of `Sealed`), if `key` signed it.

    Raises:
        BadManifest: otherwise.
    """
    try:
        sealed = msgspec.json.decode(data, type=Sealed)
        security.verify(key, sealed.manifest.encode(), sealed.signature)
        return msgspec.json.decode(sealed.manifest, type=Manifest)
    except security.BadSignature:
        raise BadManifest("the manifest is not signed by head office's key") from None
    except (msgspec.DecodeError, UnicodeError) as fault:
        raise BadManifest(f"no manifest: {fault}") from None
