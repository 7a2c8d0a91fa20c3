"""One frame with the pictures that are made of it, each made once and only when a pass asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import cv2

from hardware.decoding.locate import Crop, Region, cut, regions
from hardware.decoding.locate_blurred import blurred_regions

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

CLAHE_CLIP = 3.0
CLAHE_TILES = (8, 8)

ADAPTIVE_BLOCK = 31
"""Pixels; about three times the widest bar of a code that can be read at 720p."""

ADAPTIVE_OFFSET = 7


class Scene:
    """Derived pictures of one gray frame."""

    def __init__(self, picture: Gray) -> None:
        self.picture = picture
        self._crops: dict[tuple[int, int], Crop] = {}

    @cached_property
    def regions(self) -> list[Region]:
        """Up to two places where bars may lie, strongest first."""
        return regions(self.picture)

    @cached_property
    def blurred_regions(self) -> list[Region]:
        """The same with more patience for weak and broken ones."""
        return blurred_regions(self.picture)

    def crop(self, number: int, width: int) -> Crop | None:
        """Region ``number`` turned upright at ``width`` pixels; None when there is no such region."""
        if number >= len(self.regions):
            return None
        if (number, width) not in self._crops:
            self._crops[number, width] = cut(self.picture, self.regions[number], width)
        return self._crops[number, width]

    @cached_property
    def clahe(self) -> Gray:
        """The frame with local contrast evened out: the strongest single help for libzbar on blurred codes."""
        return even(self.picture)

    @cached_property
    def adaptive(self) -> Gray:
        """The frame in black and white, by the mean around each pixel."""
        return cv2.adaptiveThreshold(
            self.picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, ADAPTIVE_BLOCK, ADAPTIVE_OFFSET
        ).astype("uint8", copy=False)


def even(picture: Gray) -> Gray:
    """A picture with its contrast evened out tile by tile (CLAHE)."""
    return cv2.createCLAHE(CLAHE_CLIP, CLAHE_TILES).apply(picture).astype("uint8", copy=False)


def along_bars(picture: Gray) -> Gray:
    """An upright crop averaged along its bars, which takes noise and leaves widths, then evened out."""
    return even(cv2.blur(picture, (1, 9)).astype("uint8", copy=False))
