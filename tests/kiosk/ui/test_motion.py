"""Pages fade and slide, sheets rise; nothing moves for who wants it so, nor where the machine does not keep up."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from kivy.clock import Clock

from kiosk.ui import navigation
from kiosk.ui.motion import SLOW_FRAMES, Ease, motion
from kiosk.ui.navigation import Navigator
from kiosk.ui.screen import StoreScreen
from kiosk.ui.theme import theme
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.toast import Toast
from tests.ui import Ui, ui

__all__ = ["ui"]


class _Page(StoreScreen):
    def build(self) -> None:
        """One word."""
        self.add_widget(Text("a page"))


@pytest.fixture
def navigator(ui: Ui) -> Any:
    """Two pages, the first in front, on a machine that is fast."""
    motion.forget()
    root = navigation.open_navigator(Navigator({"one": lambda: _Page(None), "two": lambda: _Page(None)}, "one"))
    ui.mount(root)
    root.home()
    ui.pump(2)
    yield root
    navigation.close_navigator()
    motion.forget()


def test_a_page_comes_over_the_one_before_and_is_there_in_the_end(ui: Ui, navigator: Navigator) -> None:
    theme.choose(motion=True)
    before = navigator.screen
    motion.forget()

    navigator.go("two", {})
    coming = navigator.screen
    first = coming.opacity

    motion.forget()
    ui.until(lambda: coming.opacity == 1)
    assert first == 0
    assert before.parent is None


def test_going_back_while_a_page_still_comes_leaves_one_whole_page(ui: Ui, navigator: Navigator) -> None:
    theme.choose(motion=True)
    motion.forget()
    navigator.go("two", {})
    ui.settle(2)

    navigator.back()
    navigator.settle()

    assert navigator.name == "one"
    assert navigator.screen.opacity == 1
    assert [child for child in navigator.walk(restrict=True) if isinstance(child, _Page)] == [navigator.screen]


def test_without_motion_a_page_is_there_at_once(ui: Ui, navigator: Navigator) -> None:
    theme.choose(motion=False)

    navigator.go("two", {})

    assert navigator.screen.opacity == 1


def test_ten_slow_frames_in_a_row_turn_moves_into_cuts_and_a_fast_one_brings_them_back(
    ui: Ui, navigator: Navigator
) -> None:
    theme.choose(motion=True)
    for _ in range(SLOW_FRAMES):
        motion.took(0.05)

    navigator.go("two", {})
    assert motion.slow
    assert navigator.screen.opacity == 1

    motion.took(0.016)
    assert motion.on


def test_a_sheet_rises_and_stands_where_it_is_laid_out(ui: Ui, navigator: Navigator) -> None:
    theme.choose(motion=True)
    motion.forget()
    sheet = SheetLayer(Text("a sheet"), close=lambda: navigation.hide(sheet))

    navigation.show(sheet)
    ui.until(lambda: sheet.sheet.height > theme.px(100))
    navigation.current().settle()
    sheet.come(0.0)
    below = sheet._drift._shift.y
    motion.forget()
    sheet.come(1.0)

    assert below == -sheet.sheet.end_y
    assert sheet._drift._shift.y == 0
    assert sheet.sheet.y == 0


def test_a_movement_that_is_ended_early_is_at_its_end_once(ui: Ui) -> None:
    steps: list[float] = []
    done: list[int] = []
    move = Ease(10.0, steps.append, lambda: done.append(1), "out_cubic")
    Clock.tick()

    move.end()
    move.end()

    assert steps[0] == 0.0
    assert steps[-1] == 1.0
    assert done == [1]


def test_a_message_fades_and_is_gone(ui: Ui, navigator: Navigator) -> None:
    theme.choose(motion=True)
    motion.forget()
    gone: list[Toast] = []
    toast = Toast("a message", "ok", gone.append)
    navigator.add_widget(toast)

    toast._go(0)
    gc.collect()
    ui.until(lambda: gone)

    assert toast.opacity == 0
