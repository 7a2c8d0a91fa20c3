"""The letters: which of the device's cut Noto files a language is drawn with, how large, and where its lines end."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from msgspec import Struct
from PIL import ImageFont

from kiosk.ui import line_breaks
from kiosk.ui.fonts import FontSet, ensure_fonts
from kiosk.ui.glyphs import drawable

Font = ImageFont.FreeTypeFont
Width = int
"""Dots from edge to edge: 384 on 58 mm paper, 576 on 80 mm."""

NARROW, WIDE = 384, 576

SIZES: dict[str, tuple[int, int]] = {
    "brand": (50, 68),
    "title": (29, 33),
    "part": (22, 25),
    "body": (22, 25),
    "strong": (22, 25),
    "total": (32, 38),
    "small": (19, 21),
    "fine": (17, 19),
    "banner": (28, 32),
}
"""Dots high on narrow and on wide paper. A printer has 8 dots a millimetre, so 22 dots are 8 points: as small as
Chinese may be for people of every age; `fine` is for what nobody needs at the counter."""

BOLD = frozenset({"brand", "title", "part", "strong", "total", "banner"})


class Face(Struct, frozen=True):
    """One size of one weight, in one language's letters."""

    font: Font
    ascent: int
    """Dots from the top of a line to its baseline."""
    line: int
    """Dots from line to line."""

    def width(self, text: str) -> int:
        """Dots that the text takes."""
        return round(self.font.getlength(text))

    def lines(self, text: str, width: int) -> list[str]:
        """The text in lines that fit; a word that is wider than the paper is broken where it must be."""
        found: list[str] = []
        for line in line_breaks.broken(drawable(text), width, self.width).split("\n"):
            rest = line
            while rest and self.width(rest) > width:
                cut = max(1, next(n for n in range(len(rest), 0, -1) if n == 1 or self.width(rest[:n]) <= width))
                found.append(rest[:cut])
                rest = rest[cut:]
            found.append(rest)
        return found


@lru_cache(maxsize=1)
def font_files() -> FontSet:
    """The device's cut fonts.

    Raises:
        kiosk.ui.fonts.FontSourceMissing: if they must be cut and their source is not installed.
    """
    return ensure_fonts()


@lru_cache(maxsize=128)
def face(style: str, language: str, width: Width) -> Face:
    """The letters of a style, as they are on paper of this width."""
    files = font_files()
    traditional, bold = language == "zh_TW", style in BOLD
    path = (
        (files.tc_bold if bold else files.tc_regular) if traditional else (files.sc_bold if bold else files.sc_regular)
    )
    size = SIZES[style][width >= WIDE]
    # The basic layout counts whole dots a letter: the same on every machine, and amounts stand under one another.
    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    return Face(font, ascent=round(size * 1.02), line=round(size * 1.34))


def fingerprint() -> str:
    """Names the very font files: other files may draw other dots."""
    digest = hashlib.sha256()
    for file in font_files().files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
