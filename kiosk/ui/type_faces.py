"""Registers the type families with Kivy: `ui_sc`, `ui_tc` and `icons`."""

from __future__ import annotations

from pathlib import Path

from kivy.core.text import Label as CoreLabel
from kivy.core.text import LabelBase

from kiosk.ui import fonts as font_files
from kiosk.ui import icons, mainloop, tokens
from kiosk.ui.theme import theme

FONT_OF = {"zh_CN": "ui_sc", "zh_TW": "ui_tc", "en": "ui_sc"}
"""骨, 返 and 令 are drawn differently in Taiwan, so each language has its own face."""

_registered: list[font_files.FontSet] = []


def register(folder: Path | None = None) -> font_files.FontSet:
    """Make the families known by name. The second call does nothing.

    Raises:
        kiosk.ui.fonts.FontSourceMissing: if they must be cut and their source is not installed.
    """
    if not _registered:
        cut = font_files.ensure_fonts(folder=folder)
        LabelBase.register("ui_sc", str(cut.sc_regular), fn_bold=str(cut.sc_bold))
        LabelBase.register("ui_tc", str(cut.tc_regular), fn_bold=str(cut.tc_bold))
        LabelBase.register("icons", icons.font_file())
        _registered.append(cut)
    return _registered[0]


def warm(*_: object) -> None:
    """Open every size in both weights, a few between two frames: the first use of one costs 2 ms, which belongs before
    the first touch and after the first frame."""
    for role in tokens.SIZES[theme.frame]:
        for bold in (False, True):
            mainloop.post(_open, theme.font, theme.size_of(role), bold)


def _open(font: str, size: float, bold: bool) -> None:
    CoreLabel(text="永A1", font_name=font, font_size=size, bold=bold).refresh()
