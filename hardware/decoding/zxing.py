"""zxing-cpp with named formats, and QR text taken from the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hardware.decoding.product_code import gtin_of
from hardware.decoding.qr_text import Locale, printable, text_of
from hardware.decoding.reads import Read
from hardware.scanner import Symbology

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

SYMBOLOGY: dict[str, Symbology] = {
    "EAN13": "EAN13",
    "EAN8": "EAN8",
    "UPCA": "UPCA",
    "UPCE": "UPCE",
    "ITF": "ITF",
    "ITF14": "ITF",
    "Code39": "CODE39",
    "Code39Std": "CODE39",
    "Code39Ext": "CODE39",
    "Code128": "CODE128",
    "QRCode": "QR",
    "QRCodeModel1": "QR",
    "QRCodeModel2": "QR",
    "DataMatrix": "DM",
}
"""DataBar is left out: it finds phantoms in noise, and a store that uses it can add it here."""


class ZxingReader:
    """zxing-cpp with one set of options. Any thread may use it."""

    def __init__(
        self, *, formats: tuple[str, ...], thorough: bool = False, invert: bool = False, locale: Locale = "zh_CN"
    ) -> None:
        """``formats`` are zxing-cpp's names. ``invert`` also reads light codes on a dark ground, and ``thorough``
        also turns and shrinks the picture.
        """
        import zxingcpp

        self._zxing: Any = zxingcpp
        # mypy: zxing-cpp 3 ships no types, so everything it gives is checked here, where it comes in.
        self._formats = zxingcpp.barcode_formats_from_str(",".join(formats))
        self._thorough = thorough
        self._locale = locale
        self._invert = invert or thorough

    def read(self, picture: Gray, by: str) -> list[Read]:
        """Everything zxing-cpp finds on a picture."""
        found = self._zxing.read_barcodes(
            picture,
            formats=self._formats,
            try_rotate=self._thorough,
            try_downscale=self._thorough,
            try_invert=self._invert,
            text_mode=self._zxing.TextMode.Plain,
        )
        reads = [self._read(barcode, by) for barcode in found]
        return [read for read in reads if read is not None]

    def _read(self, barcode: Any, by: str) -> Read | None:
        symbology = SYMBOLOGY.get(barcode.format.name) or SYMBOLOGY.get(getattr(barcode.symbology, "name", ""))
        raw = bytes(barcode.bytes)
        if symbology is None or not raw:
            return None
        identifier = str(barcode.symbology_identifier)
        if symbology == "QR":
            # ]Q1 and ]Q3 are codes without an ECI; the even ones declare how their bytes are meant.
            declared = identifier in ("]Q2", "]Q4", "]Q6")
            text = text_of(raw, str(barcode.text), declared=declared, locale=self._locale)
        elif symbology in ("DM", "CODE128"):
            text = printable(str(barcode.text))
        else:
            text = str(barcode.text)
        if not text:
            return None
        gtin = gtin_of(text, symbology, identifier)
        if gtin is None and symbology in ("EAN13", "EAN8", "UPCA", "UPCE"):
            return None
        place = barcode.position
        corners = tuple(
            (float(point.x), float(point.y))
            for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        )
        return Read(by, "zxing", symbology, text, raw, gtin, 0, corners)
