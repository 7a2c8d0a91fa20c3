"""Words as the fonts can draw them: names and reviews come from outside, with little pictures and rare characters in
them, and the toolkit would draw an empty box for each."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

MISSING = "〓"
"""What printers set where they have no type for a character."""

PICTURES = ("So", "Sk", "Cf", "Cc", "Cn", "Co", "Cs", "Me", "Mn")
"""Unicode's categories of what is no letter: it is left out, and nothing is missed."""

KEPT = "\n\t"

EVERYDAY = "".join(map(chr, [*range(0xA0, 0xAD), *range(0xAE, 0x100)])) + "−✓€"
"""What every page has beside ASCII and GBK, prices first of all (¥, −): both faces have it, which a test asks them."""

_BESIDE = dict.fromkeys(map(ord, EVERYDAY))


def drawable(text: str) -> str:
    """The text with `MISSING` in place of letters that no font of ours has, and without the pictures."""
    if text.isascii():
        return text
    try:
        text.translate(_BESIDE).encode("gbk")  # nearly every text; all of it was cut into the fonts
    except UnicodeEncodeError:
        return "".join(map(_drawn, text))
    return text


@lru_cache(maxsize=4096)
def _drawn(character: str) -> str:
    """One character, never a word: what is remembered here tells nothing about anybody."""
    if character in KEPT or ord(character) in _characters():
        return character
    return "" if unicodedata.category(character) in PICTURES else MISSING


@cache
def _characters() -> frozenset[int]:
    """What both faces have; read when a text first asks for more than everyday characters."""
    from kiosk.ui import font_subset, fonts  # HarfBuzz takes as long to load as all else of a start's font work

    files = fonts.ensure_fonts()
    return font_subset.characters(files.sc_regular) & font_subset.characters(files.tc_regular)
