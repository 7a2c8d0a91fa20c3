"""Keys, signatures, the signed configuration of a store, and the vault for personal data on a device."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

NONCE_BYTES = 12
"""As NIST SP 800-38D recommends for AES-GCM."""


class BadSignature(ValueError):
    """The text is not signed by the key it should be signed by, or is not what was signed."""


class BadVault(ValueError):
    """Sealed bytes do not open: another key, another row, or changed."""


class KeyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A public key that devices may believe."""

    key_id: str
    """Base32 characters, as in the codes of `formats.tokens`."""
    signer: Literal["head_office", "device"]
    use: str
    """The kind of code that it signs, or `all`."""
    device: str = ""
    """The device that owns it; empty for head office."""
    public_key: str
    """Ed25519, 32 bytes, base64."""


class StoreEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A shop of the chain, as the configuration names it."""

    store: str
    """GLN, 13 digits."""
    name: str = ""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What head office lays down for one store; devices take it over only when the root key signed it."""

    tenant: str
    store: str
    version: int
    currency: str
    language: str = "zh-CN"
    keys: tuple[KeyEntry, ...] = ()
    stores: tuple[StoreEntry, ...] = ()


# ---------------------------------------------------------------- key files


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """The private key in `path` (32 bytes, base64); made on first use, readable by its owner only."""
    return Ed25519PrivateKey.from_private_bytes(load_or_create_secret(path, 32))


def load_or_create_secret(path: Path, size: int) -> bytes:
    """`size` secret bytes in `path` (base64); made on first use, readable by its owner only.

    Raises:
        ValueError: if the file holds something else.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _create(path, secrets.token_bytes(size))
    secret = _unbase64(text.strip())
    if len(secret) != size:
        raise ValueError(f"{path}: {size} bytes in base64 are expected")
    return secret


def _create(path: Path, secret: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    # On disk before anything is sealed or signed with it; a second process that was quicker keeps its own.
    try:
        os.link(temporary, path)
    except FileExistsError:
        return _unbase64(path.read_text(encoding="ascii").strip())
    finally:
        temporary.unlink()
    return secret


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public key as base64 text, as settings, configs and messages carry it."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def private_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 secret bytes of a key, for a file of one's own."""
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_key(text: str) -> Ed25519PublicKey:
    """The key that `public_text` wrote.

    Raises:
        ValueError: if the text is none.
    """
    return Ed25519PublicKey.from_public_bytes(_unbase64(text.strip()))


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file.

    Raises:
        OSError, ValueError: if there is none.
    """
    return public_key(path.read_text(encoding="ascii"))


def key_id(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """A short name of a key: 8 Base32 characters of the SHA-256 of its public bytes."""
    digest = hashlib.sha256(base64.b64decode(public_text(key))).digest()
    return base64.b32encode(digest[:5]).decode("ascii")


# ---------------------------------------------------------------- signatures


def sign(key: Ed25519PrivateKey, data: bytes) -> str:
    """The Ed25519 signature of `data`, base64."""
    return base64.b64encode(key.sign(data)).decode("ascii")


def verify(key: Ed25519PublicKey, data: bytes, signature: str) -> None:
    """Believe that the owner of `key` signed exactly these bytes.

    Raises:
        BadSignature: otherwise.
    """
    try:
        key.verify(_unbase64(signature), data)
    except (InvalidSignature, ValueError):
        raise BadSignature("the signature does not fit") from None


def seal_config(config: Config, key: Ed25519PrivateKey) -> tuple[str, str]:
    """(document, signature) for `ConfigPublished`."""
    document = msgspec.json.encode(config)
    return document.decode("utf-8"), sign(key, document)


def open_config(document: str, signature: str, root: Ed25519PublicKey) -> Config:
    """The configuration, if `root` signed it.

    Raises:
        BadSignature: otherwise.
        msgspec.ValidationError: if it was signed but does not fit; the text names the field.
    """
    verify(root, document.encode("utf-8"), signature)
    return msgspec.json.decode(document, type=Config)


# ---------------------------------------------------------------- personal data on a device


class Vault:
    """Encrypts single fields with AES-256-GCM, so a stolen disk without its key shows nobody's name.

    The row's id is bound in: sealed bytes moved to another row do not open.
    """

    def __init__(self, key: bytes) -> None:
        """`key`: 32 secret bytes.

        Raises:
            ValueError: if it has another length.
        """
        if len(key) != 32:
            raise ValueError("a vault key has 32 bytes")
        self._aead = AESGCM(key)

    @classmethod
    def at(cls, path: Path) -> Vault:
        """The vault whose key lies in `path`; made on first use."""
        return cls(load_or_create_secret(path, 32))

    def seal(self, row_id: str, data: bytes) -> bytes:
        """Encrypt `data` for the row of this id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, data, row_id.encode("utf-8"))

    def open(self, row_id: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made for the same row.

        Raises:
            BadVault: if it does not open.
        """
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row_id.encode("utf-8"))
        except (InvalidTag, ValueError):
            raise BadVault("sealed data does not open") from None


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
