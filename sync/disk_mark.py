"""Tells a file from a copy of it that was put back or carried elsewhere."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

_AT_FDCWD = -100
_STATX_BTIME = 0x800
_BUFFER = 256
_MASK_AT, _BTIME_AT = 0, 80
"""Offsets in `struct statx`, the same on every Linux: see statx(2)."""


def disk_mark(path: Path) -> str:
    """What names this file on this machine: the machine, the inode, and the moment the inode was made.

    A restored copy is a new file, so it was made at another moment (its inode's number alone may be used again); a
    cloned disk runs on another machine. What this cannot see (a copy written into the same file) head office's
    welcome shows, by the hash chain.
    """
    try:
        machine = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except OSError:
        machine = os.uname().nodename
    return f"{machine}:{path.stat().st_ino}:{_made_at(path)}"


def _made_at(path: Path) -> str:
    """Birth time of the inode in nanoseconds; empty where the file system does not know it.

    Python 3.11 has no word for it, so the C library is asked.
    """
    statx = getattr(ctypes.CDLL(None), "statx", None)
    if statx is None:
        return ""
    buffer = ctypes.create_string_buffer(_BUFFER)
    if statx(_AT_FDCWD, os.fsencode(path), 0, _STATX_BTIME, buffer) != 0:
        return ""
    (mask,) = struct.unpack_from("=I", buffer, _MASK_AT)
    if not mask & _STATX_BTIME:
        return ""
    seconds, nanoseconds = struct.unpack_from("=qI", buffer, _BTIME_AT)
    return f"{seconds}.{nanoseconds:09d}"
