"""A scanner without a device: a demonstration or a test says what it sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hardware.decoding.product_code import gtin_of, typed_gtin
from hardware.delivery import Delivery
from hardware.scanner import KnownGtin, Mode, OnScan, OnStatus, PreviewFrame, Scan, ScannerStatus, Symbology, Torch

READS: dict[int, Symbology] = {13: "EAN13", 12: "UPCA", 8: "EAN8", 14: "ITF"}
"""What digits of a length are taken for when ``show`` is not told."""


class SimulatedTorch:
    """A light that only says whether it is on."""

    def __init__(self) -> None:
        self._lit = False

    @property
    def lit(self) -> bool:
        """Whether it is on."""
        return self._lit

    def light(self, on: bool) -> None:
        """Switch it."""
        self._lit = on


class SimulatedScanner:
    """Scans what ``show`` is given. See ``ScannerWithCamera`` for what it promises."""

    def __init__(
        self,
        *,
        known_gtin: KnownGtin | None = None,
        mode: Mode = "scan",
        torch: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._known = known_gtin
        self._clock = clock
        self._mode: Mode = mode
        self._torch = SimulatedTorch() if torch else None
        self._delivery = Delivery("simulated scanner", clock)

    @property
    def status(self) -> ScannerStatus:
        """The newest status."""
        return self._delivery.status

    @property
    def mode(self) -> Mode:
        """What was last asked for."""
        return self._mode

    @property
    def running(self) -> bool:
        """True while a camera would be open."""
        return self._delivery.open and self.status.state in ("ready", "black")

    def start(self, on_scan: OnScan, on_status: OnStatus | None = None) -> None:
        """Begin."""
        self._delivery.start(on_scan, on_status)
        self._settle()

    def set_mode(self, mode: Mode) -> None:
        """Switch it on and off."""
        self._mode = mode
        if self._delivery.open:
            self._settle()

    def preview(self) -> PreviewFrame | None:
        """There is no picture."""
        return None

    @property
    def torch(self) -> Torch | None:
        """Its light, if it was made with one; an unplugged camera has none."""
        return self._torch if self.running else None

    def show(self, text: str, symbology: Symbology | None = None, *, confirmed: bool = True) -> None:
        """A code comes into view, once. Does nothing while the scanner is off, lost or covered.

        Without ``symbology`` digits with a right check digit are a product's bars, and all else is a QR code.
        ``confirmed=False`` is a read that one engine alone made; a GTIN of the catalogue is confirmed all the same.
        """
        if not self.running or self.status.state != "ready":
            return
        guess: Symbology = READS.get(len(text), "QR") if typed_gtin(text) and text.isdigit() else "QR"
        symbology = symbology or guess
        gtin = gtin_of(text, symbology)
        known = self._known(gtin) if gtin is not None and self._known is not None else None
        sure = confirmed or gtin is None or bool(known)
        self._delivery.scan(
            Scan(text, text.encode(), symbology, gtin, ("simulated",), self._clock(), sure, in_catalogue=known)
        )

    def unplug(self) -> None:
        """As if the cable was pulled."""
        self._delivery.say("lost", "the simulated camera is unplugged")

    def cover(self) -> None:
        """As if a hand lay on the lens."""
        self._delivery.say("black", "the simulated camera sees nothing")

    def plug(self) -> None:
        """As if cable and lens were all right again."""
        self._settle()

    def close(self) -> None:
        """Stop. What was shown before is still handed over."""
        self._delivery.close()

    def _settle(self) -> None:
        if self._mode == "off":
            self._delivery.say("off", "switched off")
        else:
            self._delivery.say("ready", "simulated")
