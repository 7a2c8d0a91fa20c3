"""Drains one frame source in a thread of its own and keeps the newest frame, so that nobody ever sees an old one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.frame_sources import FrameSource, SourceLost
from hardware.scanner import PreviewFrame, Torch

if TYPE_CHECKING:
    from hardware.frame_sources import Frame

log = logging.getLogger(__name__)

PREVIEW = (640, 360)
"""Pixels. A larger texture costs the screen more than it shows."""

FULL_RATE = 30.0

PREVIEW_WANTED_S = 1.0
"""Seconds for which previews are made after somebody asked for one."""


class FrameReader:
    """One run of a source, from open to close. A reader that hangs is left behind, and a new one made."""

    def __init__(self, source: FrameSource, changed: Callable[[], None]) -> None:
        """``changed`` is called in the reader's thread after each frame and at the end."""
        self.source = source
        self._changed = changed
        self._stop = threading.Event()
        self._newest: tuple[int, float, Frame] | None = None
        self._wanted_until = 0.0
        self.frames_per_s = FULL_RATE
        """How many frames a second are unpacked; the others are let go by, as long as nobody wants previews."""

        self.preview: PreviewFrame | None = None
        self.open = False
        """True while the source is open, even when it hangs."""

        self.fault = ""
        """Why it ended, in one line; empty while it runs."""

        self.began = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="frames", daemon=True)

    def start(self) -> None:
        """Open the source and begin to read, in the background."""
        self._thread.start()

    @property
    def newest(self) -> tuple[int, float, Frame] | None:
        """(number of the frame, when it came by ``time.monotonic``, the frame)."""
        return self._newest

    @property
    def torch(self) -> Torch | None:
        """The light of the source, while it is open and has one."""
        return getattr(self.source, "torch", None) if self.open else None

    def want_preview(self) -> None:
        """Make previews for the next second."""
        self._wanted_until = time.monotonic() + PREVIEW_WANTED_S

    def stop(self, patience_s: float = 0.0) -> None:
        """End as soon as the source lets go of the thread; wait for that no longer than ``patience_s``."""
        self._stop.set()
        if patience_s > 0 and self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(patience_s)

    def _run(self) -> None:
        try:
            self.source.open()
            self.open = True
            number = 0
            due = 0.0
            while not self._stop.is_set():
                now = time.monotonic()
                if now < due and now >= self._wanted_until:
                    self.source.pass_by()
                    continue
                # A little early rather than a whole frame of the camera too late.
                due = now + 0.8 / self.frames_per_s
                frame = self.source.read()
                number += 1
                self._newest = (number, time.monotonic(), frame)
                if time.monotonic() < self._wanted_until:
                    self.preview = _small(number, frame)
                self._changed()
        except SourceLost as lost:
            self.fault = str(lost)
        except Exception as error:
            # The edge of a thread: whatever a camera's driver raises must end as a fault that is shown and retried.
            log.exception("reading from %s failed", self.source.name)
            self.fault = f"{self.source.name}: {error}"
        finally:
            if self.torch is not None:
                self.torch.light(False)
            self.source.close()
            self.open = False
            self._newest = None
            self.preview = None
            self._changed()


def _small(number: int, frame: Frame) -> PreviewFrame:
    import cv2
    import numpy

    height, width = frame.shape[:2]
    scale = min(1.0, PREVIEW[0] / width, PREVIEW[1] / height)
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    if small.ndim == 2:
        pixels = numpy.ascontiguousarray(small, dtype=numpy.uint8)
        return PreviewFrame(number, size[0], size[1], "luminance", pixels)
    rgba = cv2.cvtColor(small, cv2.COLOR_BGR2RGBA)
    return PreviewFrame(number, size[0], size[1], "rgba", numpy.ascontiguousarray(rgba, dtype=numpy.uint8))
