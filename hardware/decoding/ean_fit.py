"""Reads EAN-13 and UPC-A whose bars have run into one another, by fitting the shapes of blurred digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy
from msgspec import Struct

from hardware.decoding.ean_shapes import MODULES, PLACES, WINDOW, either_way, shapes
from hardware.decoding.ean_solve import solve

if TYPE_CHECKING:
    from hardware.decoding.ean_shapes import Floats
    from hardware.decoding.reads import Gray

BLURS = (0.4, 0.6, 0.8, 1.0, 1.25, 1.5)
"""Modules, standard deviation. Sharper codes are for the engines; in more blurred ones digits look alike."""

FIRST_BLUR = 0.8

STRIPS = ((0.15, 0.85), (0.1, 0.4), (0.35, 0.65), (0.6, 0.9))
"""Parts of the height, top to bottom, whose mean is fitted: all of it against grain, and thirds, because a glare or a
curved edge spoils one of them."""

LEFT_SLACK, RIGHT_SLACK = (-6.0, 10.0), (-5.0, 18.0)
"""Modules between the ends of the located box and the ends of the code; an add-on makes the box longer at one end."""

STEP = 0.8
"""Modules between two places that are tried at first."""

SEEDS = 3
"""Places of the first search that are followed up."""

HOPELESS = 8.5
"""Fit of the first search, of 12, below which there is no such code."""

WORTH_TELLING = 9.8
"""Fit of the whole, of 12, below which what was read is nonsense."""

POOR_FIT = 10.0
"""Of 12. A wide margin means nothing where nothing fits, as on a code of another kind."""

LEVEL = 12
"""Modules over which black and white are measured: in any such stretch there is a wide bar and a wide space."""

NOISE = 0.004
"""Least misfit of a digit that counts as noise; a perfect drawing has none."""

BEND = 0.12
"""Most that the middle of a code may be shifted by perspective, as a share of its length, times four."""


class Fit(Struct, frozen=True):
    """What was read."""

    text: str
    """13 digits with a right check digit."""

    fit: float
    """How well the shapes fit, 12 is perfect."""

    margin: float
    """How far the next best code is behind, in misfits of a digit."""

    certainty: float
    """Margin and fit together: on 674 photographs 3 of 19 readings were right below 2, and all of 368 above."""

    span: tuple[float, float]
    """Where on the crop's width it begins and ends, in pixels; turned round for a code that stands on its head."""


def read(crop: Gray, length: float) -> Fit | None:
    """The code on an upright crop, in whose middle bars of about ``length`` pixels lie; None when there is none."""
    module = length / MODULES
    lines = [_levelled(crop, strip, module) for strip in STRIPS]
    seeds = _search(lines[0], crop.shape[1], length)
    best: list[tuple[float, Floats, float, Floats]] = []
    for line in lines:
        found = [_follow(line, seed, module) for seed in (seeds if line is lines[0] else _best_place(best))]
        if not found:
            return None
        fit, place, blur = max(found, key=lambda item: item[0])
        best.append((fit, place, blur, line))
    top = max(fit for fit, _, _, _ in best)
    # A strip that fits clearly worse than the best one shows a finger, a glare or the text below.
    tables = [_tables(line, place[None], blur) for fit, place, blur, line in best if fit > top - 0.6]
    left = numpy.mean([table[0][0] for table in tables], axis=0)
    right = numpy.mean([table[1][0] for table in tables], axis=0)
    text, fit, second = solve(left, right)
    if fit < WORTH_TELLING:
        return None
    margin = (fit - second) / max((12 - fit) / 12, NOISE)
    _, place, _, _ = max(best, key=lambda item: item[0])
    certainty = margin * max(0.0, fit - POOR_FIT)
    return Fit(text, fit, margin, certainty, (float(place[0]), float(place[1])))


def _best_place(best: list[tuple[float, Floats, float, Floats]]) -> list[Floats]:
    """Where the strips before found the code: the next one begins there."""
    return [max(best, key=lambda item: item[0])[1]]


def _levelled(crop: Gray, strip: tuple[float, float], module: float) -> Floats:
    """The mean of a strip's rows, from black 0 to white 1 whatever the light, as (1, width)."""
    height = crop.shape[0]
    top = int(height * strip[0])
    rows = crop[top : max(top + 1, int(height * strip[1]))]
    line = rows.mean(axis=0, dtype=numpy.float32)[None]
    window = max(3, int(module * LEVEL) | 1)
    flat = numpy.ones((1, window), numpy.uint8)
    black = cv2.blur(cv2.erode(line, flat), (window, 1))
    white = cv2.blur(cv2.dilate(line, flat), (window, 1))
    levelled: Floats = ((line - black) / numpy.maximum(white - black, 4)).astype(numpy.float32)
    return levelled


def _sampled(line: Floats, places: Floats) -> Floats:
    """(12, n, WINDOW): the samples of each digit for n places (begin, end, bend), each with mean 0 and length 1."""
    begin, end, bend = (places[:, number].astype(numpy.float32)[:, None, None] for number in range(3))
    along = PLACES + bend * PLACES * (1 - PLACES)
    at = begin + (end - begin) * along
    x = at.reshape(len(places) * 12, WINDOW)
    values = cv2.remap(line, x, numpy.zeros_like(x), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    values = values - values.mean(axis=1, keepdims=True)
    values /= numpy.maximum(numpy.linalg.norm(values, axis=1, keepdims=True), 1e-3)
    sampled: Floats = values.reshape(len(places), 12, WINDOW).transpose(1, 0, 2)
    return sampled


def _tables(line: Floats, places: Floats, blur: float) -> tuple[Floats, Floats]:
    """How well each digit fits: (n, 6, 20) and (n, 6, 10), 1 is perfect."""
    left, right = shapes(blur)
    sampled = _sampled(line, places)
    return (
        (sampled[:6] @ left.transpose(0, 2, 1)).transpose(1, 0, 2),
        (sampled[6:] @ right.transpose(0, 2, 1)).transpose(1, 0, 2),
    )


def _score(line: Floats, places: Floats, blur: float) -> Floats:
    """(n): the fits of the best digits together, 12 is perfect."""
    left, right = _tables(line, places, blur)
    total: Floats = left.max(2).sum(1) + right.max(2).sum(1)
    return total


def _search(line: Floats, width: int, length: float) -> list[Floats]:
    """The likeliest places on a line, in both directions, best first; empty when nothing looks like a code."""
    module = length / MODULES
    left, right = (width - length) / 2, (width + length) / 2
    begins = left + module * numpy.arange(*LEFT_SLACK, STEP)
    ends = right - module * numpy.arange(*RIGHT_SLACK, STEP)
    places = numpy.array([(begin, end, 0.0) for begin in begins for end in ends])
    either_left, either_right = either_way(FIRST_BLUR)
    sampled = _sampled(line, places)
    scores = (sampled[:6] @ either_left.transpose(0, 2, 1)).max(2).sum(0)
    scores = scores + (sampled[6:] @ either_right.transpose(0, 2, 1)).max(2).sum(0)
    order = numpy.argsort(-scores)[: SEEDS * 4]
    if scores[order[0]] < HOPELESS:
        return []
    both = numpy.concatenate([places[order], places[order][:, [1, 0, 2]]])
    exact = _score(line, both, FIRST_BLUR)
    return [both[number] for number in numpy.argsort(-exact)[:SEEDS]]


MOVES = numpy.array(
    [
        (1, 0, 0),
        (-1, 0, 0),
        (0, 1, 0),
        (0, -1, 0),
        (0, 0, 1),
        (0, 0, -1),
        (1, 1, 0),
        (-1, -1, 0),
        (1, -1, 0),
        (-1, 1, 0),
    ]
)


def _follow(line: Floats, place: Floats, module: float) -> tuple[float, Floats, float]:
    """Climb from a place to the best one near it: (fit, place, blur)."""
    blur = FIRST_BLUR
    fit = float(_score(line, place[None], blur)[0])
    step = numpy.array([0.3 * module, 0.3 * module, 0.01])
    while step[0] > 0.03 * module:
        near = place + MOVES * step
        near[:, 2] = numpy.clip(near[:, 2], -BEND, BEND)
        scores = _score(line, near, blur)
        best = int(scores.argmax())
        if scores[best] > fit + 1e-3:
            fit, place = float(scores[best]), near[best]
            continue
        blurs = [(float(_score(line, place[None], other)[0]), other) for other in BLURS]
        if max(blurs)[0] > fit + 1e-3:
            fit, blur = max(blurs)
        else:
            step = step / 2
    return fit, place, blur
