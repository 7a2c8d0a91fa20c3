"""The receipt printer's port: dots on paper, a knife, the pulse for a drawer, and how the printer is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

State = Literal["ready", "offline", "paper_out", "cover_open", "fault"]
"""``offline``: no device, no connection, switched off, or its own button says so. ``fault``: the knife is stuck, the
head too hot: somebody has to look."""

Paper = Literal["ok", "low", "out", "unknown"]
"""``unknown`` where the way to the printer does not tell (a file, a mute network printer)."""

Pin = Literal[2, 5]
"""The pin of the drawer's plug that gets the pulse."""

BAND = 128
"""Rows that are handed over at once: 16 mm. Small enough for every printer's memory, and to know how far it came."""


class PrinterStatus(Struct, frozen=True):
    """How a printer is."""

    state: State
    at: datetime
    """When it was asked, UTC."""
    paper: Paper = "unknown"
    drawer_high: bool | None = None
    """The level of the drawer's sensor; which level is an open drawer depends on the drawer. None where unknown."""
    detail: str = ""
    """One English line for the log and the self-test page."""

    @property
    def can_print(self) -> bool:
        return self.state == "ready"


class Raster(Struct, frozen=True):
    """Black and white dots, as printers take them."""

    width: int
    """Dots; a multiple of 8."""
    height: int
    rows: bytes
    """`height` rows of `width / 8` bytes; a set bit is black, the highest bit is the leftmost dot."""

    def __post_init__(self) -> None:
        """Refuse dots that are not as many as they say."""
        if self.width % 8 or len(self.rows) != self.width // 8 * self.height:
            raise ValueError(f"{len(self.rows)} bytes are no {self.width} x {self.height} dots")

    def bands(self, high: int = BAND) -> Iterator[Raster]:
        """The same dots in pieces of at most so many rows, from the top."""
        stride = self.width // 8
        for top in range(0, self.height, high):
            rows = self.rows[top * stride : (top + high) * stride]
            yield Raster(self.width, len(rows) // stride, rows)


class PrintFailed(Exception):
    """It did not come out, or nobody can say whether it did."""

    def __init__(self, status: PrinterStatus, rows: int) -> None:
        super().__init__(f"{status.state}: {status.detail}" if status.detail else status.state)
        self.status = status
        self.rows = rows
        """How many rows may be on paper; 0 means that nothing came out for certain."""


class Printer(Protocol):
    """One printer. It is used by one thread, and every call may take as long as the paper does.

    A driver connects when it is first used, and again after a connection broke: a printer that is unplugged and
    plugged in needs nobody.
    """

    @property
    def width(self) -> int:
        """Dots from edge to edge: 384 on 58 mm paper, 576 on 80 mm."""

    def check(self) -> PrinterStatus:
        """Ask how it is. A missing printer is a status, not an error."""

    def print(self, dots: Raster) -> None:
        """Print and cut. Returns when the printer has it all; where it can tell, when it is on paper.

        Raises:
            PrintFailed: if it did not come out, or may not have.
            ValueError: if it is wider than the paper.
        """

    def kick(self, pin: Pin = 2) -> None:
        """Send the pulse that opens the drawer.

        Raises:
            PrintFailed: if the printer cannot be reached; `rows` is 0.
        """

    def close(self) -> None:
        """Free the device. Safe to call twice; the next use opens it again."""
