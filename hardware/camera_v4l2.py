"""A camera that the Linux kernel knows, as a source of frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardware.frame_sources import FRAME_SIZE, FRAMES_PER_S, SourceLost
from hardware.torch_v4l2 import torch_of

if TYPE_CHECKING:
    from hardware.frame_sources import Frame
    from hardware.scanner import Torch


class V4l2Camera:
    """One camera; see `FrameSource` for what it promises."""

    live = True

    def __init__(self, device: Path | None = None) -> None:
        """Without a device the first one that gives a frame is taken, looked for anew at each ``open``."""
        self._device = device
        self._capture: Any = None  # cv2.VideoCapture, imported only where it is used
        self.name = str(device or "camera")
        self.torch: Torch | None = None
        """Its light, while it is open and has one."""

    def open(self) -> None:
        """Take the device and set it up."""
        self.close()
        devices = [self._device] if self._device is not None else list(_cameras())
        if not devices:
            raise SourceLost("no camera is connected")
        for device in devices:
            if not device.exists():
                continue
            capture = _capture(device)
            if capture is not None:
                self._capture, self.name = capture, str(device)
                self.torch = torch_of(device)
                return
        raise SourceLost(f"no picture comes from {', '.join(map(str, devices))}")

    def read(self) -> Frame:
        """The next frame in colour."""
        if self._capture is None:
            raise SourceLost("the camera is closed")
        ok, frame = self._capture.read()
        if not ok or frame is None or not frame.size:
            raise SourceLost(f"{self.name} gives no more pictures")
        return frame  # type: ignore[no-any-return]  # cv2's capture is untyped here

    def pass_by(self) -> None:
        """Take a frame out of the driver's queue without unpacking it, which is most of what it costs."""
        if self._capture is None or not self._capture.grab():
            raise SourceLost(f"{self.name} gives no more pictures")

    def close(self) -> None:
        """Give the device back."""
        capture, self._capture = self._capture, None
        self.torch = None
        if capture is not None:
            capture.release()


def _cameras() -> Iterator[Path]:
    """Names that stay the same after unplugging come first; a camera's second node carries no pictures."""
    yield from sorted(Path("/dev/v4l/by-id").glob("*-video-index0"))
    yield from sorted(Path("/dev").glob("video*"))


def _capture(device: Path) -> Any:
    import cv2

    capture = cv2.VideoCapture(str(device.resolve()), cv2.CAP_V4L2)
    # MJPG before the size: asked for 720p first, most cameras settle on 10 raw frames a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, FRAME_SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, FRAME_SIZE[1])
    capture.set(cv2.CAP_PROP_FPS, FRAMES_PER_S)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    ok, _ = capture.read() if capture.isOpened() else (False, None)
    if ok:
        return capture
    capture.release()
    return None
