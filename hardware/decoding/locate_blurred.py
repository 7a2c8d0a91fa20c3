"""Where bars may lie that are too blurred for the first look: weak ones, and ones that fall apart into pieces."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy

from hardware.decoding.locate import COHERENCE, MIN_AREA_SHARE, SEARCH_WIDTH, WINDOW, Region, measure

if TYPE_CHECKING:
    from hardware.decoding.reads import Gray

GRAIN = 30.0
"""Gradients (of Scharr, 8 bits) that are as likely the sensor's grain as an edge."""

ENERGY_SHARE = 0.12
"""Of the strongest place on the frame; gradients count by their square root here, so weak bars pass."""

ONE_EDGE = 0.6
"""Bars lead up as often as down. Where more than this share of the gradient goes one way it is a single edge."""

PIECES = 4
"""Strongest places that are looked at, alone and in pairs."""

SAME_ANGLE = math.radians(10)
SAME_ROW, SAME_HEIGHT = 0.6, 0.5
"""Of two pieces' heights: how much of the lower one both share, and how low it may be against the higher one."""

GAP = 0.45
"""Between two pieces, as a share of the longer one: a digit of narrow bars blurs to plain gray."""


def blurred_regions(picture: Gray, at_most: int = 2) -> list[Region]:
    """The likeliest places of one-dimensional codes, pieces joined, strongest first."""
    height, width = picture.shape
    scale = min(1.0, SEARCH_WIDTH / max(width, height))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    x = cv2.Scharr(small, cv2.CV_32F, 1, 0)
    y = cv2.Scharr(small, cv2.CV_32F, 0, 1)
    size = cv2.magnitude(x, y)
    softer = 1 / numpy.sqrt(size + GRAIN)
    x, y, size = x * softer, y * softer, size * softer
    window = (WINDOW, WINDOW)
    xx, yy, xy = (cv2.boxFilter(product, -1, window) for product in (x * x, y * y, x * y))
    one_way = cv2.magnitude(cv2.boxFilter(x, -1, window), cv2.boxFilter(y, -1, window))
    all_ways = cv2.boxFilter(size, -1, window) + 1e-3
    agreeing = cv2.magnitude(xx - yy, 2 * xy) * numpy.clip(1 - one_way / all_ways, 0, 1)
    peak = float(agreeing.max())
    if peak <= 0:
        return []
    mask = (
        # Taking off what goes one way has made the agreement smaller, so less of it is asked for.
        (agreeing > 0.7 * COHERENCE * (xx + yy)) & (agreeing > ENERGY_SHARE * peak) & (one_way < ONE_EDGE * all_ways)
    ).astype(numpy.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    strengths = numpy.bincount(labels.ravel(), agreeing.ravel(), minlength=count)
    large = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= MIN_AREA_SHARE * small.size]
    pieces = []
    for label in sorted(large, key=lambda n: -float(strengths[n]))[:PIECES]:
        left, top, wide, high = (int(value) for value in stats[label, : cv2.CC_STAT_AREA])
        box = numpy.s_[top : top + high, left : left + wide]
        inside = labels[box] == label
        pieces.append(measure(inside, (left, top), xx[box], yy[box], xy[box], float(strengths[label]), scale))
    pairs = [(one, other) for number, one in enumerate(pieces) for other in pieces[number + 1 :]]
    joined = [region for one, other in pairs if (region := _joined(one, other)) is not None]
    return sorted(pieces + joined, key=lambda region: -region.strength)[:at_most]


def _joined(one: Region, other: Region) -> Region | None:
    """Two pieces of one code as one region; None when they do not lie in a row."""
    turn = (other.angle - one.angle + math.pi / 2) % math.pi - math.pi / 2
    if abs(turn) > SAME_ANGLE:
        return None
    angle = one.angle + turn * other.strength / (one.strength + other.strength)
    along, across = _turned(one.centre, angle), _turned(other.centre, angle)
    top = max(along[1] - one.height / 2, across[1] - other.height / 2)
    bottom = min(along[1] + one.height / 2, across[1] + other.height / 2)
    lower, higher = sorted((one.height, other.height))
    if bottom - top < SAME_ROW * lower or lower < SAME_HEIGHT * higher:
        return None
    left = min(along[0] - one.length / 2, across[0] - other.length / 2)
    right = max(along[0] + one.length / 2, across[0] + other.length / 2)
    if right - left - one.length - other.length > GAP * max(one.length, other.length):
        return None
    centre = _turned(((left + right) / 2, (top + bottom) / 2), -angle)
    return Region(centre, right - left, bottom - top, angle, one.strength + other.strength)


def _turned(place: tuple[float, float], angle: float) -> tuple[float, float]:
    """A place in axes that are turned by an angle."""
    cos, sin = math.cos(angle), math.sin(angle)
    return place[0] * cos + place[1] * sin, place[1] * cos - place[0] * sin
