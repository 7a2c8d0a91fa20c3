"""A receipt printer in software: keeps what it printed, and can be out of paper, open, slow or unplugged mid-print."""

from __future__ import annotations

import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from hardware.printer import BAND, Paper, Pin, PrinterStatus, PrintFailed, Raster, State

KEPT = 50
"""Pieces of paper that are remembered, and files that are kept."""

LOW = 2_000
"""Rows (25 cm) at which the sensor of a real printer tells that the roll comes to its end."""


class SimulatedPrinter:
    """A printer with the contract of a real one, for demonstrations, training and tests.

    Set its attributes from any thread to make it fail. With a `folder`, each piece of paper is a PNG there.
    """

    def __init__(self, width: int = 576, folder: Path | None = None) -> None:
        self.plugged = True
        self.cover_open = False
        self.paper_rows: int | None = None
        """Rows left on the roll; None for an endless one."""
        self.stuck = False
        """The knife does not move."""
        self.unplug_after: int | None = None
        """Rows of the coming print after which somebody pulls the cable."""
        self.seconds_a_row = 0.0
        self.drawer_high: bool | None = None
        self.kicks: list[Pin] = []
        self.paper: deque[Raster] = deque(maxlen=KEPT)
        """What came out whole, oldest first."""
        self.torn: deque[Raster] = deque(maxlen=KEPT)
        """What came out in part."""
        self._width = width
        self._folder = folder
        self._count = 0

    @property
    def width(self) -> int:
        return self._width

    def check(self) -> PrinterStatus:
        """How it was made to be."""
        state: State = "ready"
        detail = ""
        left = self.paper_rows
        if not self.plugged:
            state, detail = "offline", "unplugged"
        elif self.cover_open:
            state, detail = "cover_open", "the cover is open"
        elif left is not None and left <= 0:
            state, detail = "paper_out", "no paper"
        elif self.stuck:
            state, detail = "fault", "the knife is stuck"
        paper: Paper = "ok" if left is None or left > LOW else "low" if left > 0 else "out"
        known = state != "offline"
        return PrinterStatus(
            state, datetime.now(UTC), paper if known else "unknown", self.drawer_high if known else None, detail
        )

    def print(self, dots: Raster) -> None:
        """Print row by row, as far as it goes.

        Raises:
            PrintFailed: if it was made to fail.
            ValueError: if it is wider than the paper.
        """
        if dots.width > self._width:
            raise ValueError(f"{dots.width} dots do not fit on {self._width}")
        before = self.check()
        if not before.can_print:
            raise PrintFailed(before, 0)
        done = 0
        for band in dots.bands(BAND):
            done += self._feed(band.height, done)
            now = self.check()
            if (done % BAND and done < dots.height) or (not now.can_print and done < dots.height):
                self._tear(dots, done)
                raise PrintFailed(self.check(), done)
        self.paper.append(dots)
        self._save(dots)

    def kick(self, pin: Pin = 2) -> None:
        """Note the pulse.

        Raises:
            PrintFailed: if it is unplugged.
        """
        status = self.check()
        if status.state == "offline":
            raise PrintFailed(status, 0)
        self.kicks.append(pin)

    def close(self) -> None:
        """Nothing is held."""

    def _feed(self, rows: int, before: int) -> int:
        """Print some rows; gives how many came out."""
        if self.unplug_after is not None and before + rows >= self.unplug_after:
            rows, self.unplug_after, self.plugged = self.unplug_after - before, None, False
        if self.paper_rows is not None:
            rows = min(rows, self.paper_rows)
            self.paper_rows -= rows
        time.sleep(rows * self.seconds_a_row)
        return rows

    def _tear(self, dots: Raster, rows: int) -> None:
        if rows:
            self.torn.append(Raster(dots.width, rows, dots.rows[: rows * dots.width // 8]))

    def _save(self, dots: Raster) -> None:
        if self._folder is None:
            return
        from PIL import Image

        self._folder.mkdir(parents=True, exist_ok=True)
        self._count += 1
        picture = Image.frombytes("1", (dots.width, dots.height), bytes(255 - byte for byte in dots.rows))
        picture.save(self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.png")
        for old in sorted(self._folder.glob("*.png"))[:-KEPT]:
            old.unlink(missing_ok=True)
