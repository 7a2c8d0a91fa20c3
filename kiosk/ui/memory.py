"""Keeps the program's memory flat: what one page's pictures held goes back, and does not lie about in pieces."""

from __future__ import annotations

import ctypes
import sys

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""From glibc's `malloc.h`."""

OWN_PAGES_BYTES = 128 * 1024
"""From this size on memory is asked of the system and given back to it: each picture is larger."""

ARENAS = 2
"""The threads of one program take turns at the interpreter anyway."""


def stay_flat() -> bool:
    """Fix how the C library hands out memory; whether it could be told (only glibc can).

    Left alone it raises the first bound to the largest block that was ever given back, up to 32 MiB. From then on
    pictures of all sizes share one heap with everything else, and its holes stay with the program: 100 MB of them after
    a hundred shoppers.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, OWN_PAGES_BYTES) and mallopt(M_ARENA_MAX, ARENAS))
