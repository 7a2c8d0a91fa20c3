"""How high a hand reaches."""

from __future__ import annotations

import logging

import pytest

from kiosk.ui.reach import LEAST, Reach, reach_of


def test_of_a_32_inch_portrait_display_at_800_mm_the_lower_59_percent_are_reached() -> None:
    reach = reach_of(1080, 1920, 32, 800)

    assert reach.low == 0
    assert reach.line_px(1920) == pytest.approx(1138, abs=2)


def test_a_display_that_ends_below_the_highest_reach_is_reached_whole() -> None:
    assert reach_of(1080, 1920, 15.6, 850) == Reach(0.0, 1.0)


def test_what_stands_near_the_floor_is_out_of_reach_as_well() -> None:
    reach = reach_of(1080, 1920, 55, 300)

    assert reach.low == pytest.approx(80 / 1217.6, abs=0.001)
    assert reach.high == pytest.approx(920 / 1217.6, abs=0.001)


def test_one_that_hangs_too_high_gets_half_of_it_and_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        reach = reach_of(1080, 1920, 32, 1100)

    assert reach == Reach(0.0, LEAST)
    assert "1100 mm" in caplog.text


def test_one_that_hangs_above_every_hand_still_has_its_controls_on_the_screen() -> None:
    reach = reach_of(1080, 1920, 32, 1900)

    assert 0 <= reach.low < reach.high <= 1
    assert reach.share == LEAST
