"""What one pass of one engine says it saw on one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from hardware.scanner import Symbology

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Gray = NDArray[numpy.uint8]
    """A picture as (height, width), 0 black to 255 white."""

Family = Literal["zxing", "zbar", "cv2", "fit"]
"""Engines that share code share their mistakes, so votes count by family. ``fit`` is our own, for blurred bars."""

ERROR_CORRECTED = frozenset({"QR", "DM"})
"""Codes that carry their own error correction: one read of these is enough."""

RETAIL = frozenset({"EAN13", "EAN8", "UPCA", "UPCE"})

Corner = tuple[float, float]
"""A place on the frame in pixels: x, y."""


class Read(Struct, frozen=True):
    """One code as one pass read it."""

    by: str
    """Name of the pass; with the quality it selects the weight of this vote."""

    family: Family
    symbology: Symbology
    text: str
    raw: bytes

    gtin: str | None
    """14 digits, or None when the text is not a product's code."""

    quality: int = 0
    """zbar's count of agreeing scan lines times the scan density; the certainty of a fit times ten; 0 where an
    engine gives none."""

    corners: tuple[Corner, ...] = ()

    @property
    def key(self) -> str:
        """Same for two reads of the same code, whichever of its forms an engine reports."""
        return f"gtin:{self.gtin}" if self.gtin else f"{self.symbology}:{self.text}"

    @property
    def centre(self) -> Corner | None:
        """The middle of the corners in pixels, None without corners."""
        if not self.corners:
            return None
        return (
            sum(corner[0] for corner in self.corners) / len(self.corners),
            sum(corner[1] for corner in self.corners) / len(self.corners),
        )


class Finding(Struct, frozen=True):
    """One code with the votes that it has."""

    read: Read
    """Its best read, with the text and the place."""

    score: float
    """Log-odds of all votes together."""

    engines: tuple[Family, ...]
    """The families that read it, sorted."""
