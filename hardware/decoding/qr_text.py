"""The text in a QR code's bytes: strict UTF-8 first, because an engine that guesses reads Chinese wrongly.

A QR code may say how its bytes are meant (ECI), and mostly does not. libzbar then guesses Big5 or Shift-JIS and
got 59 of 200 clean UTF-8 Chinese codes wrong; zxing-cpp is right on UTF-8 but falls back to Latin-1.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Locale = Literal["zh_CN", "zh_TW", "en"]

KEPT = "\t\n\r\x1d\x1e\x04"

LEGACY = ("gb18030", "big5", "shift_jis")
"""What Chinese and Japanese codes hold that are not UTF-8."""


def text_of(raw: bytes, engine_text: str = "", *, declared: bool = False, locale: Locale = "zh_CN") -> str:
    """The text of a QR code, printable.

    ``engine_text`` is the engine's own reading; with ``declared`` (the code says its encoding by ECI or Kanji
    mode) it is taken unless the bytes are plain UTF-8. ``locale`` decides between GB18030 and Big5 when both fit.
    """
    return printable(_decoded(raw, engine_text, declared=declared, locale=locale))


def printable(text: str) -> str:
    """Without control characters, which would end strings in C, move cursors and break labels.

    Tabs and line ends stay, and so do the separators of GS1 and ISO 15434 (GS, RS, EOT), which carry meaning.
    """
    return "".join(letter for letter in text if letter in KEPT or unicodedata.category(letter) != "Cc")


def _decoded(raw: bytes, engine_text: str, *, declared: bool, locale: Locale) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if engine_text and (declared or _japanese(engine_text)):
        return engine_text
    order = ("big5", "gb18030", "shift_jis") if locale == "zh_TW" else LEGACY
    best, best_score = "", 0.0
    for encoding in order:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _plausible(text)
        if score > best_score:
            best, best_score = text, score
    return best or engine_text or raw.decode("latin-1")


def _japanese(text: str) -> bool:
    """True when an engine's guess reads as Japanese and not as Chinese bytes mistaken for it.

    Half-width katakana from a wrong guess stand alone among rare Han; in real text they come in rows and voiced.
    """
    halfwidth = sum("\uff66" <= letter <= "\uff9f" for letter in text)
    fullwidth = sum("\u3041" <= letter <= "\u30fe" for letter in text)
    foreign = sum(ord(letter) > 127 for letter in text)
    voiced = "\uff9e" in text or "\uff9f" in text
    return foreign > 0 and (fullwidth * 4 >= foreign or (voiced and halfwidth == foreign))


def _plausible(text: str) -> float:
    """Share of characters that people write, 0..1: a wrong guess lands in rare characters and symbols."""
    foreign = [letter for letter in text if ord(letter) > 127]
    if not foreign:
        return 1.0
    return sum(_common(letter) for letter in foreign) / len(foreign)


def _common(letter: str) -> float:
    code = ord(letter)
    if 0x3041 <= code <= 0x30FE:
        # Less than everyday Han, because a wrong guess at Chinese bytes gives a kana now and then.
        return 0.9
    if 0x4E00 <= code <= 0x9FFF:
        return 0.95 if _level_one(letter) else 0.25
    if 0x3001 <= code <= 0x3011 or 0xFF01 <= code <= 0xFF5E:
        return 0.9
    return 0.1


def _level_one(letter: str) -> bool:
    """True for a Han character of everyday use: the first level of GB 2312 or of Big5."""
    try:
        simplified = letter.encode("gb2312")
        if 0xB0 <= simplified[0] <= 0xD7:
            return True
    except UnicodeEncodeError:
        pass
    try:
        traditional = letter.encode("big5")
    except UnicodeEncodeError:
        return False
    return 0xA4 <= traditional[0] <= 0xC6
