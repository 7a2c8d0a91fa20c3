"""libzbar through pyzbar's wrapper, with a kept scanner, a set density and the raw bytes of QR codes."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hardware.decoding.product_code import gtin_of
from hardware.decoding.qr_text import Locale, text_of
from hardware.decoding.reads import Corner, Read
from hardware.scanner import Symbology

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

log = logging.getLogger(__name__)

BINARY = 4
"""ZBAR_CFG_BINARY: hand over a QR code's bytes instead of guessing their encoding. pyzbar has no name for it yet."""

TEST_INVERTED = 0x81
"""ZBAR_CFG_TEST_INVERTED: read light codes on a dark ground too, as phones in dark mode show them."""

Y800 = int.from_bytes(b"Y800", "little")

READS_PER_SCANNER = 5000
"""A kept scanner never frees its recycled QR symbols; making a new one now and then keeps memory flat over days."""

MIN_LENGTH = 3
"""zbar finds one- and two-character Code 39 and 2-of-5 codes in any texture."""

SYMBOLOGY: dict[int, Symbology] = {
    13: "EAN13",
    8: "EAN8",
    9: "UPCE",
    12: "UPCA",
    25: "ITF",
    39: "CODE39",
    128: "CODE128",
    64: "QR",
}

ONE_DIMENSIONAL = (13, 8, 25, 39, 128)
"""EAN-13 (with UPC-A as 13 digits), EAN-8, 2-of-5, Code 39, Code 128. DataBar is left out: it finds phantoms."""

UPC_E = 9
QR = 64


class ZbarMissing(RuntimeError):
    """libzbar is not installed on this machine."""


def _wrapper() -> Any:  # pyzbar has no types
    try:
        from pyzbar import wrapper
    except (ImportError, OSError) as error:
        raise ZbarMissing(
            "libzbar cannot be loaded; codes are read with zxing-cpp alone. On Debian: apt-get install libzbar0"
        ) from error
    return wrapper


class ZbarReader:
    """One kept libzbar scanner. Not safe for two threads at once."""

    def __init__(
        self,
        *,
        density: int,
        symbols: tuple[int, ...] = (*ONE_DIMENSIONAL, UPC_E),
        inverted: bool = False,
        locale: Locale = "zh_CN",
    ) -> None:
        """Raises: ZbarMissing."""
        self._zbar = _wrapper()
        self._density = density
        self._symbols = symbols
        self._inverted = inverted
        self._locale = locale
        self._reads = 0
        self._image = self._zbar.zbar_image_create()
        self._zbar.zbar_image_set_format(self._image, Y800)
        self._scanner = self._new_scanner()

    def _new_scanner(self) -> Any:
        zbar = self._zbar
        config = zbar.ZBarConfig
        scanner = zbar.zbar_image_scanner_create()
        zbar.zbar_image_scanner_set_config(scanner, 0, config.CFG_ENABLE, 0)
        for symbol in self._symbols:
            zbar.zbar_image_scanner_set_config(scanner, symbol, config.CFG_ENABLE, 1)
        if QR in self._symbols:
            zbar.zbar_image_scanner_set_config(scanner, QR, BINARY, 1)
        zbar.zbar_image_scanner_set_config(scanner, 0, config.CFG_X_DENSITY, self._density)
        zbar.zbar_image_scanner_set_config(scanner, 0, config.CFG_Y_DENSITY, self._density)
        zbar.zbar_image_scanner_set_config(scanner, 0, config.CFG_POSITION, 1)
        if self._inverted:
            zbar.zbar_image_scanner_set_config(scanner, 0, TEST_INVERTED, 1)
        return scanner

    def read(self, picture: Gray, by: str) -> list[Read]:
        """Everything libzbar finds on a picture, which need not be contiguous."""
        import numpy

        self._reads += 1
        if self._reads % READS_PER_SCANNER == 0:
            self._zbar.zbar_image_scanner_destroy(self._scanner)
            self._scanner = self._new_scanner()
        picture = numpy.ascontiguousarray(picture)
        height, width = picture.shape
        self._zbar.zbar_image_set_size(self._image, width, height)
        self._zbar.zbar_image_set_data(self._image, picture.ctypes.data, picture.size, None)
        if self._zbar.zbar_scan_image(self._scanner, self._image) < 0:
            return []
        return list(self._symbols_found(by))

    def _symbols_found(self, by: str) -> Iterator[Read]:
        zbar = self._zbar
        symbol = zbar.zbar_image_first_symbol(self._image)
        while symbol:
            read = self._read(symbol, by)
            if read is not None:
                yield read
            symbol = zbar.zbar_symbol_next(symbol)

    def _read(self, symbol: Any, by: str) -> Read | None:
        zbar = self._zbar
        symbology = SYMBOLOGY.get(int(symbol.contents.type))
        length = int(zbar.zbar_symbol_get_data_length(symbol))
        if symbology is None or length == 0:
            return None
        raw = ctypes.string_at(zbar.zbar_symbol_get_data(symbol), length)
        text = text_of(raw, locale=self._locale) if symbology == "QR" else raw.decode("latin-1")
        if not text or (symbology != "QR" and len(text) < MIN_LENGTH):
            return None
        gtin = gtin_of(text, symbology)
        if symbology in ("EAN13", "EAN8", "UPCE") and gtin is None:
            return None
        quality = int(zbar.zbar_symbol_get_quality(symbol)) * self._density
        return Read(by, "zbar", symbology, text, raw, gtin, quality, self._corners(symbol))

    def _corners(self, symbol: Any) -> tuple[Corner, ...]:
        zbar = self._zbar
        count = int(zbar.zbar_symbol_get_loc_size(symbol))
        points = [
            (float(zbar.zbar_symbol_get_loc_x(symbol, at)), float(zbar.zbar_symbol_get_loc_y(symbol, at)))
            for at in range(count)
        ]
        if count <= 4:
            return tuple(points)
        left, right = min(p[0] for p in points), max(p[0] for p in points)
        top, bottom = min(p[1] for p in points), max(p[1] for p in points)
        return ((left, top), (right, top), (right, bottom), (left, bottom))
