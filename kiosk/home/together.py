"""Which products lay before the camera at the same time: one frame may hold several codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from hardware.scanner import Scan

TOGETHER = timedelta(seconds=1)
"""Codes of one picture are read within so long of each other; whoever swaps two packs takes longer."""


class InView:
    """Remembers the products that a camera has just read. Belongs to the main loop."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, datetime]] = []

    def beside(self, scan: Scan) -> tuple[str, ...]:
        """The other products in the picture with this one, the first that was read first.

        A hand scanner reads one code at a time and knows no place of it, so its scans have none beside them.
        """
        if scan.gtin is None or not scan.outline:
            return ()
        self._seen = [(gtin, at) for gtin, at in self._seen if gtin != scan.gtin and scan.at - at < TOGETHER]
        found = tuple(gtin for gtin, _ in self._seen)
        self._seen.append((scan.gtin, scan.at))
        return found

    def forget(self) -> None:
        """Somebody else stands here."""
        self._seen.clear()
