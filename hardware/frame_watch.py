"""Tells a picture that shows something from one that is black or that has not moved since a camera hung."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from hardware.decoding.reads import Gray

STALE_S = 1.0
"""Seconds without a new frame, or with the very same one from a sensor, after which a camera counts as lost."""

BLACK_S = 1.0
"""Seconds of black before it is called so: a hand that passes before the lens is none of anybody's business."""

BLACK_MEAN, BLACK_PEAK = 14, 60
"""Of 255. A covered lens is darker than a dark shop, whose lamps and screens still show as bright points."""

STEP = 4
"""Every fourth pixel of every fourth row is enough to judge by, and costs a fifth of a millisecond."""

BLOCK = 8
"""Samples in a row that are averaged before two frames are compared, so that a sensor's grain is no movement."""

MOVED, MOVED_SHARE = 10, 0.004
"""Something moved when more than this share of the blocks changed by more than so much of 255."""

Verdict = Literal["fresh", "still", "black", "frozen"]


class FrameWatch(Struct):
    """Judges the frames of one run of a source. Times are seconds of a clock that never jumps."""

    live: bool
    """True for a sensor, whose grain makes every frame a little different."""

    _blocks: NDArray[numpy.float32] | None = None
    _checksum: int = 0
    _same_since: float | None = None
    _black_since: float | None = None

    def judge(self, frame: Gray, now: float) -> Verdict:
        """``fresh``: something moved. ``still``: nothing did. ``black``, ``frozen``: for so long that it is a fault."""
        sample = frame[::STEP, ::STEP].copy()
        before, self._blocks = self._blocks, _averaged(sample)
        if float(sample.mean()) < BLACK_MEAN and int(sample.max()) < BLACK_PEAK:
            self._black_since = now if self._black_since is None else self._black_since
            if now - self._black_since >= BLACK_S:
                return "black"
        else:
            self._black_since = None
            if self._frozen(sample, now):
                return "frozen"
        if before is None or before.shape != self._blocks.shape:
            return "fresh"
        changed = abs(self._blocks - before) > MOVED
        return "fresh" if float(changed.mean()) > MOVED_SHARE else "still"

    def _frozen(self, sample: Gray, now: float) -> bool:
        if not self.live:
            return False
        checksum = zlib.crc32(sample.tobytes())
        if checksum != self._checksum or self._same_since is None:
            self._checksum, self._same_since = checksum, now
            return False
        return now - self._same_since >= STALE_S


def _averaged(sample: Gray) -> NDArray[numpy.float32]:
    height, width = (size // BLOCK * BLOCK for size in sample.shape)
    blocks = sample[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    means: NDArray[numpy.float32] = blocks.mean(axis=(1, 3), dtype="float32")
    return means
