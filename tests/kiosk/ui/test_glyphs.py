"""What comes from outside may hold characters that no font of ours has: nobody sees an empty box."""

from __future__ import annotations

import pytest

from kiosk.paper.faces import face
from kiosk.ui import font_subset, fonts, glyphs
from kiosk.ui.glyphs import EVERYDAY, drawable
from kiosk.ui.widgets.text import Text
from tests.ui import Ui


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("好用👍👍🏻，会再买❤️", "好用，会再买"),
        ("𠮷野家牛肉饭", "〓野家牛肉饭"),
        ("Crème brûlée ™ 250 ml", "Crème brûlée ™ 250 ml"),
        ("洁面啫喱 喺 堃 ㄅㄆㄇˇ", "洁面啫喱 喺 堃 ㄅㄆㄇˇ"),
        ("两行\n字", "两行\n字"),
        ("👨‍👩‍👧 family\u200b pack", " family\u200b pack"),
    ],
)
def test_little_pictures_are_left_out_and_rare_letters_get_the_printers_mark(told: str, shown: str) -> None:
    files = fonts.ensure_fonts()
    known = font_subset.characters(files.sc_regular)

    found = drawable(told)

    assert found.replace("\u200b", "") == shown.replace("\u200b", "")
    assert {letter for letter in found if ord(letter) not in known} <= {"\n"}


def test_what_every_price_is_written_with_is_in_both_faces_and_is_not_looked_up() -> None:
    files = fonts.ensure_fonts()
    for known in (font_subset.characters(files.sc_regular), font_subset.characters(files.tc_regular)):
        assert set(map(ord, EVERYDAY)) <= known

    glyphs._characters.cache_clear()
    assert drawable("¥228 −12.50 × 2·Crème ✓") == "¥228 −12.50 × 2·Crème ✓"
    assert glyphs._characters.cache_info().misses == 0


def test_texts_and_papers_are_written_so(ui: Ui) -> None:
    text = ui.mount(Text("香🌸水"))

    assert (text.whole, text.text) == ("香水", "香水")
    assert face("body", "zh_CN", 576).lines("香🌸水𠮷", 400) == ["香水〓"]
