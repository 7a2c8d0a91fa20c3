"""What earlier frames say about the codes in view: their votes fade with each frame and are forgotten after six."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from hardware.decoding.reads import Finding
from hardware.decoding.votes import FADE, FRAMES


class Tally:
    """Votes over frames. Error-corrected codes need none, so they are not kept."""

    def __init__(self) -> None:
        self._votes: dict[str, tuple[Finding, int]] = {}

    def carried(self) -> tuple[Finding, ...]:
        """What the next frame begins with."""
        return tuple(finding for finding, _ in self._votes.values())

    def add(self, candidates: Iterable[Finding]) -> None:
        """Take the codes that were read on a frame, whose scores hold what was carried to it."""
        fresh = {found.read.key: found for found in candidates if found.read.symbology not in ("QR", "DM")}
        kept: dict[str, tuple[Finding, int]] = {}
        for key, (finding, age) in self._votes.items():
            if key not in fresh and age + 1 < FRAMES:
                kept[key] = (replace(finding, score=finding.score * FADE), age + 1)
        for key, finding in fresh.items():
            kept[key] = (replace(finding, score=finding.score * FADE), 0)
        self._votes = kept

    def clear(self) -> None:
        """Forget everything, as when the camera was away."""
        self._votes = {}
