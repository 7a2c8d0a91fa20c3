"""Product pictures by content: the same picture is kept once, and its name proves it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")

MAX_BYTES = 8 * 1024 * 1024
"""A picture for a kiosk's screen has a tenth of this."""

TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"GIF8": "image/gif"}
"""First bytes of the files that devices can show."""


class NoPicture(ValueError):
    """The file is none that can be kept; the text says why."""


def keep(folder: Path, source: Path) -> str:
    """Copy a picture into the store of pictures; gives its name (sha256, hex).

    Raises:
        NoPicture: if it is no picture or too large.
        OSError: if it cannot be read or written.
    """
    if source.stat().st_size > MAX_BYTES:
        raise NoPicture(f"larger than {MAX_BYTES // 1024 // 1024} MiB")
    data = source.read_bytes()
    if media_type(data) is None:
        raise NoPicture("not a PNG, JPEG, WebP or GIF file")
    name = hashlib.sha256(data).hexdigest()
    target = folder / name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f"{name}.{os.getpid()}.new"
        temporary.write_bytes(data)
        temporary.replace(target)
    return name


def find(folder: Path, name: str) -> Path | None:
    """The file of a picture, or None. `name` comes from outside: anything but a hash is not looked for."""
    if _NAME.fullmatch(name) is None:
        return None
    path = folder / name
    return path if path.is_file() else None


def media_type(data: bytes) -> str | None:
    """What kind of picture these first bytes begin."""
    return next((kind for start, kind in TYPES.items() if data.startswith(start)), None)
