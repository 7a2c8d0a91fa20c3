"""While nobody touches anything the program looks less often whether there is something to draw."""

from __future__ import annotations

from kivy.clock import Clock

from kiosk.ui.tidy import CALM_FPS, QUIET_S, Tidying
from tests.ui import Ui


def test_frames_are_fewer_while_nobody_is_there_and_all_come_back_with_a_touch(ui: Ui) -> None:
    before = Clock._max_fps
    Clock._max_fps = 60
    tidying = Tidying()
    try:
        tidying.touched()
        tidying._look(0)
        assert Clock._max_fps == 60, "somebody was there a moment ago"

        tidying._last_touch -= QUIET_S
        tidying._look(0)
        tidying._look(0)
        assert Clock._max_fps == CALM_FPS

        tidying.touched()
        assert Clock._max_fps == 60
    finally:
        Clock._max_fps = before


def test_who_does_not_limit_frames_is_left_alone(ui: Ui) -> None:
    before = Clock._max_fps
    Clock._max_fps = 0
    tidying = Tidying()
    try:
        tidying._last_touch = Clock.get_time() - QUIET_S
        tidying._look(0)
        assert Clock._max_fps == 0
    finally:
        Clock._max_fps = before
