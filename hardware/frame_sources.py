"""Where frames come from: a camera, a folder of pictures, a video file, or a program that pushes them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Frame = NDArray[numpy.uint8]
    """(height, width) gray, or (height, width, 3) blue-green-red."""

log = logging.getLogger(__name__)

FRAME_SIZE = (1280, 720)
"""Pixels that a camera is asked for; the passes of the decoder are made for it."""

FRAMES_PER_S = 30

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})

GROUND = 110
"""Gray that a folder shows between two pictures: neither black, which is a fault, nor a code."""


class SourceLost(Exception):
    """There is no such device, file or folder, or it has gone. The line says which and why."""


class FrameSource(Protocol):
    """Gives frames, in the thread that opened it."""

    @property
    def name(self) -> str:
        """For the log and the status page."""

    @property
    def live(self) -> bool:
        """True for a sensor, on whose pictures some grain always moves: equal frames mean that it hangs."""

    def open(self) -> None:
        """Begin. May be called again after ``close``. Raises: SourceLost."""

    def read(self) -> Frame:
        """The next frame, when it is there. The array is the caller's. Raises: SourceLost."""

    def pass_by(self) -> None:
        """Let the next frame go by, for less than reading it costs. Raises: SourceLost."""

    def close(self) -> None:
        """Free the device. Safe to call twice."""


def source_of(text: str) -> FrameSource:
    """A source from one line of the settings.

    ``camera`` (the first one found), ``camera:/dev/v4l/by-id/...``, ``folder:PATH``, ``video:PATH``.

    Raises:
        ValueError: the line is none of these.
    """
    kind, _, rest = text.partition(":")
    if kind == "camera":
        from hardware.camera_v4l2 import V4l2Camera

        return V4l2Camera(Path(rest) if rest else None)
    if kind == "folder" and rest:
        return PictureFolder(Path(rest))
    if kind == "video" and rest:
        return VideoFile(Path(rest))
    raise ValueError(f"a camera is 'camera', 'camera:DEVICE', 'folder:PATH' or 'video:PATH', not {text!r}")


class PictureFolder:
    """Shows the pictures of a folder one after the other, for ever, as if each was held before a camera."""

    live = False

    def __init__(
        self,
        folder: Path,
        *,
        seconds_each: float = 2.0,
        gap_s: float = 1.2,
        frames_per_s: float = 15,
        loop: bool = True,
    ) -> None:
        """``gap_s`` seconds of plain gray lie between two, so that one product on both is scanned twice."""
        self._folder = folder
        self._each, self._gap, self._rate, self._loop = seconds_each, gap_s, frames_per_s, loop
        self._frames: Iterator[Frame] | None = None
        self._pace = Pace(frames_per_s)
        self.name = f"pictures in {folder}"
        self.showing: Path | None = None
        """The picture that is in view, None in a gap; for a demonstration's captions and for tests."""

    def open(self) -> None:
        """Begin with the first picture, by name."""
        if not self._pictures():
            raise SourceLost(f"no pictures in {self._folder}")
        self._frames = self._all()
        self._pace = Pace(self._rate)

    def read(self) -> Frame:
        """The picture in view, again and again, or gray."""
        if self._frames is None:
            raise SourceLost("the folder is closed")
        self._pace.wait()
        frame = next(self._frames, None)
        if frame is None:
            raise SourceLost(f"no more pictures in {self._folder}")
        return frame

    def pass_by(self) -> None:
        """Let one go by."""
        self.read()

    def close(self) -> None:
        """Forget where it was."""
        self._frames, self.showing = None, None

    def _pictures(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if path.suffix.lower() in PICTURES)

    def _all(self) -> Iterator[Frame]:
        import cv2
        import numpy

        ground = numpy.full((FRAME_SIZE[1], FRAME_SIZE[0]), GROUND, numpy.uint8)
        while True:
            shown = 0
            for path in self._pictures():
                frame = cv2.imread(str(path))
                if frame is None:
                    log.warning("%s is no picture that can be read; it is left out", path)
                    continue
                shown += 1
                self.showing = path
                yield from self._still(fitted(frame.astype(numpy.uint8, copy=False)), self._each)
                self.showing = None
                yield from self._still(ground, self._gap)
            if not self._loop or not shown:
                return

    def _still(self, frame: Frame, seconds: float) -> Iterator[Frame]:
        for _ in range(max(1, round(seconds * self._rate))):
            yield frame


class VideoFile:
    """Plays a video at its own speed, over and over."""

    live = False

    def __init__(self, path: Path, *, loop: bool = True) -> None:
        self._path, self._loop = path, loop
        self._capture: Any = None  # cv2.VideoCapture, imported only where it is used
        self._pace = Pace(FRAMES_PER_S)
        self.name = f"video {path}"

    def open(self) -> None:
        """Begin with the first frame."""
        import cv2

        self.close()
        if not self._path.is_file():
            raise SourceLost(f"there is no video {self._path}")
        capture = cv2.VideoCapture(str(self._path))
        if not capture.isOpened():
            raise SourceLost(f"{self._path} is no video that can be played")
        self._capture = capture
        self._pace = Pace(capture.get(cv2.CAP_PROP_FPS) or FRAMES_PER_S)

    def read(self) -> Frame:
        """The next frame; after the last one the first."""
        if self._capture is None:
            raise SourceLost("the video is closed")
        self._pace.wait()
        ok, frame = self._capture.read()
        if not ok and self._loop:
            self.open()
            ok, frame = self._capture.read()
        if not ok:
            raise SourceLost(f"{self._path} is over")
        return fitted(frame)

    def pass_by(self) -> None:
        """Let one go by without unpacking it; at the end of the film the next `read` begins it again."""
        if self._capture is None:
            raise SourceLost("the video is closed")
        self._pace.wait()
        self._capture.grab()

    def close(self) -> None:
        """Close the file."""
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()


class PushedFrames:
    """Frames that a program pushes: a drawn shelf in a demonstration, a fault in a test."""

    def __init__(self, *, name: str = "pushed frames", live: bool = False, frames_per_s: float = 30) -> None:
        self.name, self.live = name, live
        self._plugged = True
        self._frame: Frame | None = None
        self._stalled = False
        self._pace = Pace(frames_per_s)
        self._changed = threading.Condition()

    def push(self, frame: Frame) -> None:
        """What the camera sees from now on, until the next push."""
        with self._changed:
            self._frame, self._stalled = frame, False
            self._changed.notify_all()

    def unplug(self) -> None:
        """As if the cable was pulled."""
        with self._changed:
            self._plugged = False
            self._changed.notify_all()

    def plug(self) -> None:
        """As if the cable was put back."""
        with self._changed:
            self._plugged = True
            self._changed.notify_all()

    def stall(self) -> None:
        """As if the driver hung: ``read`` gives nothing until the next push or until it is closed."""
        with self._changed:
            self._stalled = True

    def open(self) -> None:
        """Begin."""
        if not self._plugged:
            raise SourceLost(f"{self.name} is unplugged")

    def read(self) -> Frame:
        """The pushed frame, at the pace of a camera."""
        self._pace.wait()
        with self._changed:
            self._changed.wait_for(lambda: not self._plugged or (self._frame is not None and not self._stalled))
            if not self._plugged or self._frame is None:
                raise SourceLost(f"{self.name} is unplugged")
            return self._frame

    def pass_by(self) -> None:
        """Let one go by."""
        self.read()

    def close(self) -> None:
        """Nothing is held."""


class Pace:
    """Waits so that a loop turns so many times a second, without running after lost turns."""

    def __init__(self, per_s: float) -> None:
        self._step = 1.0 / per_s
        self._next = 0.0

    def wait(self) -> None:
        """Return when the next turn is due."""
        now = time.monotonic()
        if self._next > now:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._step


def fitted(frame: Frame) -> Frame:
    """A frame made small enough for what a camera delivers; upright ones fit upright."""
    import cv2
    import numpy

    height, width = frame.shape[:2]
    scale = min(1.0, max(FRAME_SIZE) / max(width, height), min(FRAME_SIZE) / min(width, height))
    if scale >= 1:
        return frame
    return cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(numpy.uint8, copy=False)
