"""The scanner port: what every driver that reads codes promises, and the values it hands over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Symbology = Literal["EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "CODE39", "ITF", "QR", "DM", "KEYS"]
"""``KEYS`` is a keyboard scanner: it types the text and does not say which code it saw."""

Mode = Literal["scan", "attract", "off"]
"""``scan`` reads every frame with the whole ladder, ``attract`` 5 frames a second with the first pass only
until something that looks like a code appears, ``off`` closes the camera."""

State = Literal["off", "starting", "ready", "black", "lost", "decoder"]
"""``off``: switched off or closed. ``starting``: waiting for the first frame. ``ready``: it can read.
``black``: frames arrive and nothing can be seen on them (lens covered, no light).
``lost``: no device, unplugged, or frozen; the driver keeps looking for it.
``decoder``: the decoding process has died and is being started again."""

OUT_OF_VIEW_S = 1.0
"""A code is gone when nothing read it for so long. Engines miss single frames of a steady code, so one
frame would be too short; people who scan two equal tins need about this long to swap them."""

Point = tuple[float, float]
"""A place on a frame: x and y as shares of width and height, 0..1, from the top left."""


class Scan(Struct, frozen=True):
    """One code that came into view."""

    text: str
    """What the code says, without control characters at its ends."""

    raw: bytes
    """The bytes in the code as the engine gave them; equal to ``text`` in UTF-8 where it has no other."""

    symbology: Symbology

    gtin: str | None
    """14 digits with a right check digit, or None when this is not a product's code."""

    engines: tuple[str, ...]
    """The families of readers that agree on it, sorted: of ``cv2``, ``fit``, ``zbar`` and ``zxing``, or the name of
    the driver that does not decode itself: ``keyboard``, ``simulated``."""

    at: datetime
    """When it was accepted, UTC."""

    confirmed: bool
    """False for a product code that one family alone read and that the catalogue does not know: ask the
    person to scan again, never sell it. A confirmed scan of the same code may follow in the same view."""

    in_catalogue: bool | None = None
    """What the catalogue hook said about ``gtin``; None when it was not asked."""

    score: float = 0.0
    """Log-odds of the votes it was accepted with; 0 for a driver that does not vote."""

    outline: tuple[Point, ...] = ()
    """Corners of the code on the frame, for drawing on the preview; empty when unknown."""


class ScannerStatus(Struct, frozen=True):
    """How a scanner is. Handed over each time it changes."""

    state: State
    at: datetime
    """Since when, UTC."""

    detail: str = ""
    """One English line for the log and the status page, never for a shopper."""

    @property
    def can_scan(self) -> bool:
        """True while holding a code before it makes sense."""
        return self.state in ("ready", "starting", "decoder")


class PreviewFrame(Struct, frozen=True):
    """The newest picture, made small for a screen. It exists in memory only."""

    sequence: int
    """Grows with each new frame: blit only when it changed."""

    width: int
    """Pixels, at most 640."""

    height: int
    """Pixels, at most 360."""

    colour: Literal["rgba", "luminance"]

    pixels: NDArray[numpy.uint8]
    """C-contiguous, (height, width, 4) for ``rgba`` or (height, width) for ``luminance``; the first row is the
    top. Not mirrored. ``memoryview(pixels).cast("B")`` is what a texture takes."""


OnScan = Callable[[Scan], None]
OnStatus = Callable[[ScannerStatus], None]

KnownGtin = Callable[[str], bool]
"""Says whether this store's catalogue knows a GTIN (14 digits). Called on the driver's thread, so it needs a
connection of its own; it must answer in about a millisecond."""


class Scanner(Protocol):
    """Reads codes until it is closed.

    ``on_scan`` is called on the driver's own thread, once for each time a code comes into view: a can
    held before the camera for five seconds is one scan. ``on_status`` is called on the same thread, each
    time the state changes. What a callback raises is logged and does not stop the driver.
    """

    @property
    def status(self) -> ScannerStatus:
        """The newest status; safe to read from any thread."""

    def start(self, on_scan: OnScan, on_status: OnStatus | None = None) -> None:
        """Begin to read. A missing device is a status, not an error.

        Raises:
            RuntimeError: it was started before or is closed.
        """

    def close(self) -> None:
        """Stop, and free the device. Safe to call twice, and before ``start``."""


class Torch(Protocol):
    """A light beside the lens."""

    @property
    def lit(self) -> bool:
        """Whether it is on."""

    def light(self, on: bool) -> None:
        """Switch it. Returns at once; a lamp that will not is logged."""


class ScannerWithCamera(Scanner, Protocol):
    """A scanner that sees: it can be slowed, switched off and shown."""

    @property
    def mode(self) -> Mode:
        """What was last asked for by ``set_mode``."""

    @property
    def running(self) -> bool:
        """True exactly while the camera is open: show the camera indicator."""

    def set_mode(self, mode: Mode) -> None:
        """Change how eagerly it looks. Returns at once, from any thread."""

    def preview(self) -> PreviewFrame | None:
        """The newest frame, small; None when there is none. Never blocks; asking keeps previews coming."""

    @property
    def torch(self) -> Torch | None:
        """The camera's light, while the camera is open and has one that can be switched."""
