"""What the digits of EAN-13 and UPC-A look like through a lens that is out of focus.

An engine looks for edges, and where bars run into one another there are none. A blurred digit still has a shape
of its own, so each place of the code is compared with the shapes of all digits. Bars and digits are those of the
GS1 General Specifications, section 5.2.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]

MODULES = 95
"""Widths of the thinnest bar across a whole code."""

DIGIT = 7
"""Modules of a digit."""

SET_A = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
"""Digits of the left half with odd parity; 1 is a bar."""

SET_C = tuple("".join("10"[int(bit)] for bit in digit) for digit in SET_A)
"""Digits of the right half."""

SET_B = tuple(digit[::-1] for digit in SET_C)
"""Digits of the left half with even parity."""

PARITIES = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")
"""Sets of the six left digits, by the first digit, which has no bars of its own."""

STARTS = (3, 10, 17, 24, 31, 38, 50, 57, 64, 71, 78, 85)
"""Module at which each of the twelve digits begins."""

SAMPLES = 3
"""Per module."""

MARGIN = 1
"""Modules beside a digit that are looked at too: blur carries a bar over its digit's border."""

WINDOW = (DIGIT + 2 * MARGIN) * SAMPLES
"""Samples that a digit is judged by."""

PLACES: Floats = ((numpy.array(STARTS)[:, None] + (numpy.arange(WINDOW) + 0.5) / SAMPLES - MARGIN) / MODULES).astype(
    numpy.float32
)
"""(12, WINDOW): where the samples of each digit lie, as shares of the code's length."""

FINE = 8
"""Steps per module at which blurring is computed."""

REACH = 6
"""Modules of the neighbours that are taken into account."""


@cache
def shapes(blur: float) -> tuple[Floats, Floats]:
    """Shapes of all digits at a blur of so many modules (standard deviation).

    (6, 20, WINDOW) for the left places, set A before set B, and (6, 10, WINDOW) for the right ones;
    each with mean 0 and length 1, white up.
    """
    left = numpy.stack([_shapes(_before(place), (*SET_A, *SET_B), _after(place), blur) for place in range(6)])
    right = numpy.stack([_shapes(_before(place), SET_C, _after(place), blur) for place in range(6, 12)])
    return left, right


@cache
def either_way(blur: float) -> tuple[Floats, Floats]:
    """Shapes for both halves whichever way round the code lies, (6, 20 or 30, WINDOW) and (6, 20, WINDOW).

    Read backwards, set C is set B, so the left half needs nothing more; the right half then shows set A backwards.
    """
    left, right = shapes(blur)
    backwards = tuple(digit[::-1] for digit in SET_A)
    more = numpy.stack([_shapes(_before(place), backwards, _after(place), blur) for place in range(6, 12)])
    return left, numpy.concatenate([right, more], axis=1)


def _bits(text: str) -> Floats:
    return numpy.array([int(bit) for bit in text], numpy.float32)


LEFT_MEAN: Floats = numpy.mean([_bits(digit) for digit in (*SET_A, *SET_B)], axis=0, dtype=numpy.float32)
RIGHT_MEAN: Floats = numpy.mean([_bits(digit) for digit in SET_C], axis=0, dtype=numpy.float32)
"""What a neighbour is taken for as long as nobody knows which digit it is."""

QUIET: Floats = numpy.zeros(DIGIT, numpy.float32)


def _before(place: int) -> Floats:
    """The last modules before a place."""
    if place == 0:
        return numpy.concatenate([QUIET, _bits("101")])
    if place == 6:
        return numpy.concatenate([LEFT_MEAN, _bits("01010")])
    mean = LEFT_MEAN if place < 6 else RIGHT_MEAN
    guard = _bits("101") if place == 1 else _bits("01010") if place == 7 else mean
    return numpy.concatenate([guard, mean])


def _after(place: int) -> Floats:
    """The first modules after a place."""
    if place == 11:
        return numpy.concatenate([_bits("101"), QUIET])
    if place == 5:
        return numpy.concatenate([_bits("01010"), RIGHT_MEAN])
    mean = LEFT_MEAN if place < 6 else RIGHT_MEAN
    guard = _bits("01010") if place == 4 else _bits("101") if place == 10 else mean
    return numpy.concatenate([mean, guard])


def _shapes(before: Floats, digits: tuple[str, ...], after: Floats, blur: float) -> Floats:
    steps = numpy.arange(-8 * FINE, 8 * FINE + 1) / FINE
    kernel = numpy.exp(-(steps**2) / (2 * blur**2))
    kernel /= kernel.sum()
    at = ((numpy.arange(WINDOW) + 0.5) / SAMPLES - MARGIN + REACH) * FINE
    rows = []
    for digit in digits:
        modules = numpy.concatenate([before[-REACH:], _bits(digit), after[:REACH]])
        fine = numpy.pad(numpy.repeat(modules, FINE), len(kernel) // 2, mode="edge")
        white = 1 - numpy.convolve(fine, kernel, "valid")[at.astype(int)]
        white -= white.mean()
        rows.append(white / numpy.linalg.norm(white))
    return numpy.array(rows, numpy.float32)


def drawn(code: str) -> NDArray[numpy.uint8]:
    """A small picture of an EAN-13, for trying readers on."""
    sets = {"A": SET_A, "B": SET_B}
    left = "".join(sets[kind][int(digit)] for kind, digit in zip(PARITIES[int(code[0])], code[1:7], strict=True))
    right = "".join(SET_C[int(digit)] for digit in code[7:])
    modules = _bits("0" * 15 + "101" + left + "01010" + right + "101" + "0" * 15)
    line = numpy.repeat(220 - 200 * modules, 3).astype(numpy.uint8)
    return numpy.pad(numpy.tile(line, (90, 1)), ((30, 30), (0, 0)), constant_values=220)
