"""Signatures of hand-overs: the picture and the strokes, sealed, on the device where they were written.

The order's history names a signature by the hash of its picture; that travels, the signature itself does not. The file
is on disk before the step that names it is committed: a sudden stop leaves at worst a file that nobody asks for.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from sync.security import BadVault, Vault

FOLDER = "proofs"

Stroke = tuple[tuple[float, float], ...]
"""Points of one stroke, 0 to 1 from the left and from the top."""


class Signature(Struct, frozen=True):
    """What was written with a finger."""

    png: bytes
    strokes: tuple[Stroke, ...]


def keep(folder: Path, vault: Vault, order_id: str, png: bytes, strokes: tuple[Stroke, ...]) -> str:
    """Seal a signature into the device's data folder; gives the SHA-256 of the picture, hex.

    Raises:
        OSError: if the disk does not take it.
    """
    name = hashlib.sha256(png).hexdigest()
    sealed = vault.seal(_row(order_id, name), msgspec.msgpack.encode(Signature(png, strokes)))
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    temporary = place / f"{name}.new"
    with temporary.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(place / name)
    directory = os.open(place, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return name


def load(folder: Path, vault: Vault, order_id: str, name: str) -> Signature | None:
    """The signature of an order by its hash; None if it was not written here, or the file is not what it was."""
    try:
        sealed = (folder / FOLDER / name).read_bytes()
        found = msgspec.msgpack.decode(vault.open(_row(order_id, name), sealed), type=Signature)
    except (OSError, BadVault, msgspec.DecodeError):
        return None
    return found if hashlib.sha256(found.png).hexdigest() == name else None


def _row(order_id: str, name: str) -> str:
    return f"proof/{order_id}/{name}"
