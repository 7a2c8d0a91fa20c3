"""The touch pad: what its great button says fits on it."""

from __future__ import annotations

import pytest

from kiosk.ui.input_method.entry import Entry
from kiosk.ui.input_method.syllables import Layout
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.writing_pad import WritingPad
from tests.ui import Ui, ui

__all__ = ["ui"]


@pytest.mark.parametrize("layout", ["zhuyin", "pinyin", "latin", "digits"])
@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "en"])
def test_a_count_of_thousands_stays_on_one_line_in_the_largest_letters(ui: Ui, layout: Layout, language: str) -> None:
    tr.switch(language)
    theme.choose(text_scale=1.5)
    pad = WritingPad(lambda: Entry(layout=layout), lambda entry: None, lambda: None)
    ui.mount(pad, (1080, 1920))
    pad.say_found(3000, more=True)
    ui.settle()

    label = pad.enter.label
    assert "3000" in label.text
    assert "\n" not in label.text
    assert label.height < 2 * label.font_size
    assert label.right <= pad.enter.right
    assert label.x >= pad.enter.x
