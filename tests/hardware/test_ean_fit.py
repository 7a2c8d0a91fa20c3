"""Our own reader of blurred EAN-13: right where bars have run into one another, silent where there is no code."""

from __future__ import annotations

import itertools

import cv2
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.decoding import ean_fit
from hardware.decoding.ean_shapes import PARITIES, SET_A, SET_B, SET_C
from hardware.decoding.ean_solve import solve
from hardware.decoding.locate_blurred import blurred_regions
from hardware.decoding.passes import GUESSWORK
from tests.hardware import pictures

CODES = ("6901234567892", "9520000000011", "0036000291452", "4902030187590")


def blurred(code: str, *, module: int, blur: float, seed: int = 1) -> numpy.ndarray:
    """Draw a crop with a code out of focus, ``blur`` in modules."""
    picture = cv2.GaussianBlur(pictures.ean13(code, module=module), (0, 0), blur * module)
    grain = numpy.random.default_rng(seed).normal(0, 3, picture.shape)
    grainy: numpy.ndarray = numpy.clip(picture * 0.7 + 30 + grain, 0, 255).astype(numpy.uint8)
    return grainy


@pytest.mark.parametrize(("code", "blur"), list(itertools.product(CODES, (0.5, 0.8, 1.0))))
def test_bars_that_have_run_into_one_another_are_read_either_way_round(code: str, blur: float) -> None:
    crop = blurred(code, module=4, blur=blur)

    for picture in (crop, crop[:, ::-1], crop[::-1, ::-1]):
        found = ean_fit.read(numpy.ascontiguousarray(picture), 95 * 4)
        assert found is not None
        assert found.text == code
        assert found.certainty > 2


def test_a_box_that_is_a_little_too_wide_or_too_narrow_does_no_harm() -> None:
    crop = blurred(CODES[0], module=4, blur=0.8)

    for length in (95 * 4 - 20, 95 * 4 + 30):
        found = ean_fit.read(crop, length)
        assert found is not None
        assert found.text == CODES[0]


def test_what_is_no_ean13_is_not_certain_of_anything() -> None:
    random = numpy.random.default_rng(11)
    stripes = numpy.tile(numpy.repeat(random.integers(0, 2, 95) * 200 + 20, 4).astype(numpy.uint8), (80, 1))
    noise = random.integers(0, 255, (80, 400), numpy.uint8)
    plain = numpy.full((80, 400), 128, numpy.uint8)

    for crop in (stripes, noise, plain):
        found = ean_fit.read(numpy.ascontiguousarray(crop), 380)
        assert found is None or found.certainty < GUESSWORK


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_perfect_fits_give_back_the_code_and_a_margin(number: int) -> None:
    # given: a table in which the digits of a code fit perfectly and all else badly
    digits = f"{number:012d}"
    code = digits + pictures.check_digit(digits)
    left, right = numpy.zeros((6, 20), numpy.float32), numpy.zeros((6, 10), numpy.float32)
    for place, kind in enumerate(PARITIES[int(code[0])]):
        left[place, int(code[place + 1]) + (10 if kind == "B" else 0)] = 1
    for place in range(6):
        right[place, int(code[place + 7])] = 1

    text, fit, second = solve(left, right)

    assert (text, fit) == (code, 12)
    assert second <= 11


def test_the_three_sets_of_digits_are_those_of_the_standard() -> None:
    assert SET_A == pictures.LEFT_ODD
    assert SET_B == pictures.LEFT_EVEN
    assert SET_C == pictures.RIGHT


def test_a_code_whose_middle_has_blurred_to_gray_is_located_as_one() -> None:
    # given: bars in two pieces, as where a digit of narrow bars has gone
    code = pictures.ean13("6901234567892", module=4)
    code[:, 190:235] = 128
    scene = pictures.on_scene(code, angle=15, blur=2.0)

    best = blurred_regions(scene)[0]

    assert best.length == pytest.approx(95 * 4, rel=0.2)
    assert best.centre == pytest.approx((640, 360), abs=30)
