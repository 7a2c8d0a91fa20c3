"""The fonts of the screens: cut once, with every character that trade in Chinese needs, in the forms of each place."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.ui import font_subset
from kiosk.ui.fonts import FontSet, FontSourceMissing, ensure_fonts


def _drawn(font: Path, text: str) -> bytes:
    picture = Image.new("L", (80, 80))
    ImageDraw.Draw(picture).text((8, 0), text, fill=255, font=ImageFont.truetype(str(font), 60))
    return np.asarray(picture).tobytes()


@pytest.mark.parametrize(
    "text",
    ["啫堃镕犇嘅咗喺", "洁面啫喱骨令没", "潔面凝膠 骨令沒", "Crème brûlée №1", "¥€£ ①②③ ←→ ㄅㄆㄇ ，。：「」 ＡＢ１２"],
)
def test_every_character_of_the_trade_can_be_drawn(fonts: FontSet, text: str) -> None:
    for font in fonts.files:
        assert set(map(ord, text)) <= font_subset.characters(font), font.name


def test_each_place_has_its_own_forms_and_bold_is_bold(fonts: FontSet) -> None:
    assert _drawn(fonts.sc_regular, "骨") != _drawn(fonts.tc_regular, "骨")
    assert sum(_drawn(fonts.sc_bold, "骨")) > 1.2 * sum(_drawn(fonts.sc_regular, "骨"))


def test_a_font_is_small_enough_to_be_held_in_memory(fonts: FontSet) -> None:
    assert all(3_000_000 < font.stat().st_size < 6_000_000 for font in fonts.files)


def test_fonts_are_cut_once_and_a_lost_one_alone_is_cut_again(tmp_path: Path) -> None:
    lines: list[str] = []
    first = ensure_fonts(lines.append, folder=tmp_path)
    assert len(lines) == 4

    lines.clear()
    first.tc_bold.unlink()

    assert ensure_fonts(lines.append, folder=tmp_path) == first
    assert [line.split(" from ")[0] for line in lines] == ["cutting Noto Sans CJK TC Bold"]
    assert sorted(path.name for path in first.tc_bold.parent.iterdir()) == sorted(path.name for path in first.files)


def test_without_the_installed_fonts_the_package_to_install_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontSourceMissing, match="apt-get install fonts-noto-cjk"):
        ensure_fonts(folder=tmp_path / "cut", source=tmp_path)


def test_fonts_that_are_there_need_no_source(tmp_path: Path, fonts: FontSet) -> None:
    assert ensure_fonts(folder=fonts.sc_regular.parent.parent, source=tmp_path) == fonts
