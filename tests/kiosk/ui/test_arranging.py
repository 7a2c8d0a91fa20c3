"""A page is laid out in few passes, and one part of it that never rests holds up nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from kiosk.ui.arranging import MOST_SWEEPS, Turn
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from tests.ui import Ui

DEEP = 8


class _Counted(Column):
    """Counts how often it is laid out."""

    def __init__(self, *children: Any, **named: Any) -> None:
        self.rounds = 0
        super().__init__(*children, **named)

    def do_layout(self, *args: object) -> None:
        self.rounds += 1
        super().do_layout(*args)


def test_a_box_of_a_new_page_is_laid_out_a_few_times_however_deep_it_lies(ui: Ui) -> None:
    boxes = [_Counted(Text("words that are longer than their line " * 4), gap=8)]
    for _ in range(DEEP):
        boxes.append(_Counted(boxes[-1], Row(Text("left", hug=True), Gap(), Text("right", hug=True)), gap=8, pad=4))

    ui.mount(Scroll(boxes[-1]))

    assert max(box.rounds for box in boxes) <= 4
    assert boxes[0].height > boxes[0].children[0].font_size * 2, "the words wrap, and what holds them is as high"
    assert all(outer.height > inner.height for inner, outer in pairwise(boxes)), "each holds the one before"


def test_words_that_change_move_what_lies_below_them_in_the_same_frame(ui: Ui) -> None:
    words, below = Text("one line"), Text("below")
    ui.mount(Column(words, below, Gap(), grow=True))
    before = below.y

    words.say("many words, " * 40)
    ui.pump(1)

    assert below.y < before
    assert below.y == words.y - below.height


def test_what_never_rests_goes_on_with_the_next_frame_and_the_page_is_drawn(ui: Ui) -> None:
    text = Text("drawn all the same")
    page = Column(text, Gap(), grow=True)
    ui.mount(page)
    rounds: list[int] = []
    turn: Turn

    def again() -> None:
        rounds.append(1)
        if len(rounds) < 3 * MOST_SWEEPS:
            turn()

    turn = Turn(page, again)
    turn()
    text.say("other words")
    ui.pump(1)

    assert MOST_SWEEPS <= len(rounds) < 3 * MOST_SWEEPS
    assert text.texture_size[0] > 0
    ui.pump(5)
    assert len(rounds) == 3 * MOST_SWEEPS, "it went on, and came to rest"
