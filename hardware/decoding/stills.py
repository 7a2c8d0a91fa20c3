"""Reads the codes on one picture from a file: the whole ladder, no hurry, and no catalogue that could help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy
from msgspec import Struct

from hardware.decoding.orders import Order
from hardware.decoding.process import DecoderProcess
from hardware.decoding.reads import Finding

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm"})

FRAME = (1280, 720)
"""Pixels. Pictures are looked at as the kiosk's camera would deliver them, which is what the passes are made for."""

LARGEST = (2560, 1920)
"""Pixels. When nothing was read, a larger picture gets a second look with this much of it."""


class Unreadable(Exception):
    """A file that is no picture, with a line that says why."""


class Still(Struct, frozen=True):
    """The codes on one picture."""

    codes: tuple[Finding, ...]
    ms: float
    """Milliseconds of decoding, without reading the file."""


def load(path: Path) -> Gray:
    """A picture in gray, turned as its EXIF data say.

    Raises:
        Unreadable: it is not there, may not be read, or is not a picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    if not data:
        raise Unreadable("the file is empty")
    try:
        picture = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise Unreadable("not a picture that can be read") from error
    if picture is None:
        raise Unreadable("not a picture that can be read")
    return picture.astype(numpy.uint8, copy=False)


def fit(picture: Gray, box: tuple[int, int]) -> Gray:
    """A picture made small enough for a box of width and height; smaller ones stay as they are."""
    height, width = picture.shape
    scale = min(1.0, max(box) / max(width, height), min(box) / min(width, height))
    if scale >= 1:
        return picture
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small.astype(numpy.uint8, copy=False)


def read(picture: Gray, decoder: DecoderProcess) -> Still:
    """The codes on a picture.

    Raises:
        DecoderDied: the picture ended the decoding process; the next call has a new one.
    """
    first = fit(picture, FRAME)
    outcome = decoder.decode(first, Order())
    if outcome.accepted or picture.size <= first.size:
        return Still(outcome.accepted, outcome.ms)
    second = decoder.decode(fit(picture, LARGEST), Order())
    return Still(second.accepted, outcome.ms + second.ms)
