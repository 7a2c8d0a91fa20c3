"""The ladder: every way in which a frame is looked at, cheapest worth first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cv2
from msgspec import Struct
from msgspec.structs import replace

from hardware.decoding import ean_fit
from hardware.decoding.locate import cut
from hardware.decoding.product_code import gtin_of
from hardware.decoding.qr_text import Locale
from hardware.decoding.reads import Read
from hardware.decoding.scene import Scene, along_bars, even
from hardware.decoding.zbar import QR, ZbarMissing, ZbarReader
from hardware.decoding.zxing import ZxingReader
from hardware.scanner import Symbology

if TYPE_CHECKING:
    from hardware.decoding.locate import Crop
    from hardware.decoding.reads import Gray

LINEAR = ("EAN13", "EAN8", "UPCA", "UPCE", "ITF", "Code39", "Code128")
ALL = (*LINEAR, "QRCode", "DataMatrix")

CROP = 480
"""Pixels across a crop: five for each of a code's 95 modules."""

CROP_LARGE = 800

GUESSWORK = 1.0
"""Certainty of a fit at which one in two readings is wrong."""

QR_REDUCED = 0.5
"""Half size takes the pattern of a screen's pixels away: all codes on monitors are read, for half a millisecond."""

QR_ENLARGED = 1.6


class Pass(Struct, frozen=True):
    """One way of looking at a frame."""

    name: str
    stage: int
    """1 is all that attract mode does; 2 and 3 run on each frame until a code is accepted; 4 takes turns in video."""

    needs_region: bool
    """True when it only makes sense where the locator has found bars."""

    run: Callable[[Scene], list[Read]]


class Passes:
    """All passes with their engines. Not safe for two threads at once."""

    def __init__(self, locale: Locale = "zh_CN") -> None:
        """``locale`` decides between the old encodings of Chinese in QR codes."""
        self._locale = locale
        self._zx = ZxingReader(formats=ALL, locale=locale)
        self._zx_linear = ZxingReader(formats=LINEAR)
        self._zx_thorough = ZxingReader(formats=ALL, thorough=True, locale=locale)
        self._zx_qr = ZxingReader(formats=("QRCode", "DataMatrix"), invert=True, locale=locale)
        self._cv: Any = cv2.barcode.BarcodeDetector()  # its stubs do not know the tuple it returns
        self.missing = ""
        """Why libzbar is not used, in one line; empty when it is."""

        self.all: tuple[Pass, ...] = tuple(self._with_zbar(self._without_zbar()))
        """In the order of the ladder."""

    def _without_zbar(self) -> list[Pass]:
        return [
            self._on_crop("crop0_bars_zx", 2, 0, CROP, lambda p, by: self._zx_linear.read(along_bars(p), by)),
            Pass("zx_fast", 1, False, lambda scene: self._zx.read(scene.picture, "zx_fast")),
            Pass("zx_qr_half", 1, False, lambda scene: self._scaled(scene, QR_REDUCED, "zx_qr_half")),
            Pass("fit0", 4, False, lambda scene: _fit(scene, 0)),
            self._on_crop("crop1_bars_zx", 3, 1, CROP, lambda p, by: self._zx_linear.read(along_bars(p), by)),
            self._on_crop("crop0_zx", 4, 0, CROP, self._zx_linear.read),
            Pass("cv", 4, True, self._cv_barcode),
            Pass("zx_thorough", 4, False, lambda scene: self._zx_thorough.read(scene.picture, "zx_thorough")),
            Pass("fit1", 4, False, lambda scene: _fit(scene, 1)),
            Pass("zx_qr_large", 4, False, lambda scene: self._scaled(scene, QR_ENLARGED, "zx_qr_large")),
        ]

    def _with_zbar(self, ladder: list[Pass]) -> list[Pass]:
        """The ladder with libzbar's rungs in their places; as it is where libzbar is not installed."""
        try:
            whole, crop, large = ZbarReader(density=4), ZbarReader(density=3), ZbarReader(density=1)
            codes = ZbarReader(density=1, symbols=(QR,), inverted=True, locale=self._locale)
        except ZbarMissing as error:
            self.missing = str(error)
            return ladder
        after = {
            "zx_fast": [
                self._on_crop("crop0_bars_zb", 2, 0, CROP, lambda p, by: crop.read(along_bars(p), by)),
            ],
            "fit0": [
                Pass("zb4_adaptive", 3, False, lambda scene: whole.read(scene.adaptive, "zb4_adaptive")),
                Pass("zb4", 3, False, lambda scene: whole.read(scene.picture, "zb4")),
            ],
            "cv": [
                Pass("zb4_clahe", 4, False, lambda scene: whole.read(scene.clahe, "zb4_clahe")),
                self._on_crop("crop1_bars_zb", 4, 1, CROP, lambda p, by: crop.read(along_bars(p), by)),
            ],
            "zx_qr_large": [
                Pass("zb_qr", 4, False, lambda scene: codes.read(scene.picture, "zb_qr")),
                self._on_crop("crop0_zb", 4, 0, CROP, crop.read),
                self._on_crop("large0_zb", 4, 0, CROP_LARGE, lambda p, by: large.read(even(p), by)),
            ],
        }
        return [rung for item in ladder for rung in (item, *after.get(item.name, ()))]

    @staticmethod
    def _on_crop(name: str, stage: int, number: int, width: int, read: Callable[[Gray, str], list[Read]]) -> Pass:
        def run(scene: Scene) -> list[Read]:
            crop = scene.crop(number, width)
            if crop is None:
                return []
            return [_placed(found, crop) for found in read(crop.picture, name)]

        return Pass(name, stage, True, run)

    def _cv_barcode(self, scene: Scene) -> list[Read]:
        """OpenCV's own reader: a good voter on blurred EAN, never believed alone (it invents codes)."""
        found, texts, _, corners = self._cv.detectAndDecodeWithType(scene.picture)
        reads = []
        for number, text in enumerate(texts if found else ()):
            symbology: Symbology = "EAN8" if len(text) == 8 else "EAN13"
            gtin = gtin_of(text, symbology) if text else None
            if gtin is not None:
                places = tuple((float(x), float(y)) for x, y in corners[number])
                reads.append(Read("cv", "cv2", symbology, text, text.encode(), gtin, 0, places))
        return reads

    def _scaled(self, scene: Scene, scale: float, by: str) -> list[Read]:
        """QR and DataMatrix on a larger or smaller copy."""
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        copy = cv2.resize(scene.picture, None, fx=scale, fy=scale, interpolation=how)
        reads = self._zx_qr.read(copy.astype("uint8", copy=False), by)
        return [replace(read, corners=tuple((x / scale, y / scale) for x, y in read.corners)) for read in reads]


def _fit(scene: Scene, number: int) -> list[Read]:
    """Our own reader of blurred EAN-13 and UPC-A, on the place where it is likeliest."""
    if number >= len(scene.blurred_regions):
        return []
    region = scene.blurred_regions[number]
    crop = cut(scene.picture, region, CROP)
    found = ean_fit.read(crop.picture, region.length * crop.scale)
    if found is None or found.certainty < GUESSWORK:
        return []
    gtin = gtin_of(found.text, "EAN13")
    (left, right), height = found.span, crop.picture.shape[0]
    box = ((left, 0.0), (right, 0.0), (right, float(height)), (left, float(height)))
    read = Read("fit", "fit", "EAN13", found.text, found.text.encode(), gtin, round(found.certainty * 10), box)
    return [_placed(read, crop)]


def _placed(read: Read, crop: Crop) -> Read:
    return replace(read, corners=crop.to_frame(read.corners))
