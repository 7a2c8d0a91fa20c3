"""Brings the scanner's newest frames to a view while a screen that looks is in front; and stops when it is not."""

from __future__ import annotations

from collections.abc import Callable

from kivy.clock import Clock

from hardware.scanner import Mode, PreviewFrame, ScannerStatus, ScannerWithCamera, Torch
from kiosk.store import Store
from kiosk.ui.widgets.camera_view import CameraView

FRAMES_A_SECOND = 15
"""Enough to aim by; the decoder sees every frame anyway."""


class Camera:
    """The device's camera, as a screen uses it. Where there is none, `there` is False and all else still works.

    Args:
        store: the device.
        mode: how eagerly it looks while this screen is in front.
        view: where the frames are shown; None shows none.
        first: called when the first frame since `start` is shown.
    """

    def __init__(
        self,
        store: Store,
        *,
        mode: Mode = "scan",
        view: CameraView | None = None,
        first: Callable[[], object] | None = None,
    ) -> None:
        self._store = store
        self._mode: Mode = mode
        self._view = view
        self._first = first
        self._shown = -1
        self.seen = False
        """Whether a frame was shown since `start`."""
        self._awake = False
        self._clock = Clock.schedule_interval(self._look, 1 / FRAMES_A_SECOND)
        self._clock.cancel()

    @property
    def scanner(self) -> ScannerWithCamera | None:
        """The device's camera, if it has one."""
        return self._store.scanner

    @property
    def there(self) -> bool:
        """Whether this device has a camera at all."""
        return self.scanner is not None

    @property
    def status(self) -> ScannerStatus | None:
        """How the camera is."""
        return self.scanner.status if self.scanner is not None else None

    @property
    def torch(self) -> Torch | None:
        """The camera's light, if it has one."""
        return self.scanner.torch if self.scanner is not None else None

    def start(self) -> None:
        """The screen is in front. May be called again: a camera may come later than the screen."""
        if self.scanner is not None and not self._awake:
            self._awake = True
            self.seen = False
            self.scanner.set_mode(self._mode)
            if self._view is not None:
                self._clock()

    def stop(self) -> None:
        """Another screen is in front: no more frames are brought to this one. The decoder goes on, in the dark."""
        if self._awake and self.torch is not None:
            self.torch.light(False)
        self._awake = False
        self._clock.cancel()

    def rest(self) -> None:
        """Nobody is expected: the camera is closed, until a screen starts it again."""
        self.stop()
        if self.scanner is not None:
            self.scanner.set_mode("off")

    def _look(self, _dt: float) -> None:
        scanner, view = self.scanner, self._view
        frame = scanner.preview() if scanner is not None and view is not None else None
        if frame is not None and view is not None and frame.sequence != self._shown:
            self._shown = frame.sequence
            view.show(flat(frame), frame.width, frame.height, frame.colour)
            if not self.seen:
                self.seen = True
                if self._first is not None:
                    self._first()


def flat(frame: PreviewFrame) -> memoryview:
    """A frame's pixels as a texture takes them, without copying them."""
    return frame.pixels.data.cast("B")
