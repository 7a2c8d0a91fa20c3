"""Where on a frame bars lie, and at which angle: the structure tensor of a small copy of it.

Inside a bar code nearly all gradients point one way, across the bars. The tensor's coherence says how
much they agree and its main direction says the angle, so a pack held at 45 degrees can be turned upright.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy
from msgspec import Struct

if TYPE_CHECKING:
    from hardware.decoding.reads import Corner, Gray

SEARCH_WIDTH = 320
"""Pixels of the small copy. Bars blur into gray there but keep their direction; 320 costs 1.6 ms, 640 costs 5."""

WINDOW = 15
"""Pixels of the small copy over which gradients are averaged: about a quarter of a code's height."""

COHERENCE = 0.55
ENERGY_SHARE = 0.12
"""Of the strongest agreeing gradients on the frame. Relative, so that dim frames are searched too."""

POINTS = 600

MIN_AREA_SHARE = 0.004
"""Of the frame: less than this cannot be read at 720p."""


class Region(Struct, frozen=True):
    """A rectangle that holds bars, in pixels of the frame."""

    centre: Corner
    length: float
    """Across the bars: the direction in which the code is read."""

    height: float
    """Along the bars."""

    angle: float
    """Radians by which the reading direction is turned from the x axis."""

    strength: float
    """How much agreeing gradient it holds; only good for comparing regions of one frame."""


def regions(picture: Gray, at_most: int = 2) -> list[Region]:
    """The likeliest places of one-dimensional codes, strongest first; empty on a frame without any."""
    height, width = picture.shape
    scale = min(1.0, SEARCH_WIDTH / max(width, height))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    across_x = cv2.Scharr(small, cv2.CV_32F, 1, 0)
    across_y = cv2.Scharr(small, cv2.CV_32F, 0, 1)
    window = (WINDOW, WINDOW)
    xx = cv2.boxFilter(across_x * across_x, -1, window)
    yy = cv2.boxFilter(across_y * across_y, -1, window)
    xy = cv2.boxFilter(across_x * across_y, -1, window)
    energy = xx + yy
    agreeing = cv2.magnitude(xx - yy, 2 * xy)
    peak = float(agreeing.max())
    if peak <= 0:
        return []
    mask = ((agreeing > COHERENCE * energy) & (agreeing > ENERGY_SHARE * peak)).astype(numpy.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    bars = mask.view(bool)
    strengths = numpy.bincount(labels[bars], agreeing[bars], minlength=count)
    floor = MIN_AREA_SHARE * small.size
    large = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] >= floor]
    found = []
    for label in sorted(large, key=lambda label: -float(strengths[label]))[:at_most]:
        left, top, wide, high = (int(value) for value in stats[label, : cv2.CC_STAT_AREA])
        box = numpy.s_[top : top + high, left : left + wide]
        inside = labels[box] == label
        found.append(measure(inside, (left, top), xx[box], yy[box], xy[box], float(strengths[label]), scale))
    return found


def measure(
    inside: numpy.ndarray,
    origin: tuple[int, int],
    xx: numpy.ndarray,
    yy: numpy.ndarray,
    xy: numpy.ndarray,
    strength: float,
    scale: float,
) -> Region:
    """The box around the points of a mask, along their common direction.

    ``inside``, ``xx``, ``yy`` and ``xy`` (the tensor) are cut out of a copy at ``origin``, which is ``scale`` times
    the frame; the region is in pixels of the frame.
    """
    angle = 0.5 * math.atan2(2 * float(xy[inside].sum()), float((xx[inside] - yy[inside]).sum()))
    rows, columns = numpy.nonzero(inside)
    # A few hundred points place the box as well as thousands.
    step = max(1, len(rows) // POINTS)
    columns, rows = columns[::step] + origin[0], rows[::step] + origin[1]
    cos, sin = math.cos(angle), math.sin(angle)
    along = columns * cos + rows * sin
    across = rows * cos - columns * sin
    # Percentiles instead of extremes: a stray arm of text must not stretch the box.
    left, right = _span(along, 0.01)
    top, bottom = _span(across, 0.03)
    middle_along, middle_across = (left + right) / 2, (top + bottom) / 2
    centre = (
        float(middle_along * cos - middle_across * sin) / scale,
        float(middle_along * sin + middle_across * cos) / scale,
    )
    return Region(
        centre=centre,
        length=float(right - left) / scale,
        height=float(bottom - top) / scale,
        angle=angle,
        strength=strength,
    )


def _span(values: numpy.ndarray, cut_off: float) -> tuple[float, float]:
    """The range of values without a share of them at either end."""
    values.sort()
    last = len(values) - 1
    return float(values[round(last * cut_off)]), float(values[round(last * (1 - cut_off))])


class Crop(Struct, frozen=True):
    """A region turned upright and scaled, with the way back to the frame."""

    picture: Gray
    back: numpy.ndarray
    """2x3: from pixels of the crop to pixels of the frame."""

    scale: float
    """Pixels of the crop for one of the frame."""

    def to_frame(self, corners: tuple[Corner, ...]) -> tuple[Corner, ...]:
        """Places on the crop as places on the frame."""
        return tuple(
            (
                float(self.back[0, 0] * x + self.back[0, 1] * y + self.back[0, 2]),
                float(self.back[1, 0] * x + self.back[1, 1] * y + self.back[1, 2]),
            )
            for x, y in corners
        )


QUIET = 1.25
"""The box ends where gradients fade; a quarter more takes in the outer bars and their quiet zones."""


def cut(picture: Gray, region: Region, width: int) -> Crop:
    """The region as an upright picture of about ``width`` pixels, never enlarged more than three times."""
    length = region.length * QUIET + 8
    scale = min(3.0, width / length)
    out_width = max(32, round(length * scale))
    out_height = int(min(max(24, round(region.height * scale)), out_width))
    cos, sin = math.cos(region.angle) / scale, math.sin(region.angle) / scale
    back = numpy.array(
        [
            [cos, -sin, region.centre[0] - cos * out_width / 2 + sin * out_height / 2],
            [sin, cos, region.centre[1] - sin * out_width / 2 - cos * out_height / 2],
        ]
    )
    if scale < 0.7:
        # Shrinking by sampling alone would alias the bars into other widths.
        sigma = 0.35 / scale
        picture = cv2.GaussianBlur(picture, (0, 0), sigma).astype(numpy.uint8, copy=False)
    flags = cv2.WARP_INVERSE_MAP | (cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR)
    turned = cv2.warpAffine(picture, back, (out_width, out_height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Crop(turned.astype(numpy.uint8, copy=False), back, scale)
