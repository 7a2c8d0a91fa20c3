"""Text for displays of few characters: cut to columns, and in letters that the display has."""

from __future__ import annotations

import unicodedata
from typing import Literal

Charset = Literal["cp437", "gb18030", "big5"]


def shown(text: str, charset: Charset) -> str:
    """The text in characters that the charset has: Chinese in Latin letters where it has none."""
    return "".join(_letter(letter, charset) for letter in _spelt(text, charset))


def columns(text: str) -> int:
    """Columns that the text takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def line(text: str, width: int, charset: Charset = "cp437") -> str:
    """The text in exactly so many columns."""
    words = shown(text, charset)
    while columns(words) > width:
        words = words[:-1]
    return words + " " * (width - columns(words))


def pair(left: str, right: str, width: int, charset: Charset = "cp437") -> str:
    """A name and an amount in exactly so many columns: the amount stays whole, the name gives way."""
    amount = line(right, min(width, columns(shown(right, charset))), charset)
    room = width - columns(amount) - 1
    return line(left, room, charset) + " " + amount if room > 0 else line(amount, width, charset)


def _spelt(text: str, charset: Charset) -> str:
    if charset != "cp437" or all(ord(letter) < 0x2E80 for letter in text):
        return text
    from pypinyin import Style, lazy_pinyin  # loaded with the first Chinese word, and only for a display without any

    parts = lazy_pinyin(text, style=Style.NORMAL)
    return "".join(part if part in text else part.capitalize() for part in parts)


def _letter(letter: str, charset: Charset) -> str:
    plainer: list[str] = [letter, *_PLAINER.get(letter, ""), *_without_accents(letter)]
    for one in plainer:
        try:
            one.encode(charset)
        except UnicodeEncodeError:
            continue
        return one
    return "?"


_PLAINER = {"\u2212": "-", "×": "x", "¥": "Y", "·": "-", "’": "'", "–": "-", "—": "-", "…": "."}
"""For a charset that lacks the sign; cp437 has ¥ itself."""


def _without_accents(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)
    return plain[:1] if plain[:1].isascii() else ""
