"""Sounds of Mandarin as they are typed: pinyin and bopomofo, whole or only begun, and how one becomes the other."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Literal

Layout = Literal["pinyin", "zhuyin", "latin", "digits"]
"""What the keys stand for: two of them write Chinese by its sounds, two write what stands on them."""

MOST_DIVISIONS = 6
"""Ways to divide what was typed that are tried; the seventh is never what was meant."""

_TABLE = (
    "- a ai an ang ao e ei en er o ou|b a ai an ang ao ei en eng i ian iao ie in ing o u|"
    "c a ai an ang ao e en eng i ong ou u uan ui un uo|ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo|"
    "d a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo|f a an ang ei en eng o ou u|"
    "g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|"
    "h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|j i ia ian iang iao ie in ing iong iu u uan ue un|"
    "k a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|"
    "l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve|"
    "m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u|"
    "n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve|"
    "p a ai an ang ao ei en eng i ian iao ie in ing o ou u|q i ia ian iang iao ie in ing iong iu u uan ue un|"
    "r an ang ao e en eng i ong ou u uan ui un uo|s a ai an ang ao e en eng i ong ou u uan ui un uo|"
    "sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo|"
    "t a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo|w a ai an ang ei en eng o u|"
    "x i ia ian iang iao ie in ing iong iu u uan ue un|y a an ang ao e i in ing o ong ou u uan ue un|"
    "z a ai an ang ao e ei en eng i ong ou u uan ui un uo|"
    "zh a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"
)
"""Each initial and the finals that it takes."""

TONES = "ˉˊˇˋ˙"
"""First to fourth and the neutral one, as keys of bopomofo."""

_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
"""Tone marks of pinyin."""


def _pairs(table: str) -> dict[str, str]:
    """`ㄅb ㄆp` as a dictionary: symbols are what is no Latin letter."""
    found = {}
    for pair in table.split():
        letters = pair.lstrip("".join(chr(code) for code in range(0x3105, 0x312A)))
        found[pair.removesuffix(letters)] = letters
    return found


_INITIALS = _pairs("ㄅb ㄆp ㄇm ㄈf ㄉd ㄊt ㄋn ㄌl ㄍg ㄎk ㄏh ㄐj ㄑq ㄒx ㄓzh ㄔch ㄕsh ㄖr ㄗz ㄘc ㄙs")
_MEDIALS = "ㄧㄨㄩ"
_FINALS = _pairs(
    "ㄚa ㄛo ㄜe ㄝê ㄞai ㄟei ㄠao ㄡou ㄢan ㄣen ㄤang ㄥeng ㄦer ㄧi ㄧㄚia ㄧㄛio ㄧㄝie ㄧㄠiao ㄧㄡiu ㄧㄢian "
    "ㄧㄣin ㄧㄤiang ㄧㄥing ㄨu ㄨㄚua ㄨㄛuo ㄨㄞuai ㄨㄟui ㄨㄢuan ㄨㄣun ㄨㄤuang ㄨㄥong "
    "ㄩv ㄩㄝve ㄩㄢvan ㄩㄣvn ㄩㄥiong"
)
_SPELT = {"iu": "you", "in": "yin", "ing": "ying", "i": "yi", "ui": "wei", "un": "wen", "ong": "weng", "u": "wu"}
"""Finals that change more than their first letter when no initial stands before them."""

BOPOMOFO = frozenset("".join(_INITIALS) + _MEDIALS + "ㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ" + TONES)


@cache
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin in pinyin without tones, ü as v."""
    found: set[str] = set()
    for row in _TABLE.split("|"):
        initial, *finals = row.split()
        found.update(("" if initial == "-" else initial) + final for final in finals)
    return frozenset(found)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(one[:length] for one in syllables() for length in range(1, len(one) + 1))


def plain(sound: str) -> tuple[str, int]:
    """(letters, tone) of a syllable with tone marks: `nǎi` is `nai`, 3; the neutral tone is 5."""
    bare = unicodedata.normalize("NFD", sound).replace("u\u0308", "v")
    tone = next((_MARKS[mark] for mark in bare if mark in _MARKS), 5)
    return "".join(letter for letter in bare if "a" <= letter <= "z"), tone


@lru_cache(maxsize=1024)
def bopomofo_of(letters: str) -> str:
    """A syllable of pinyin without tone in bopomofo; empty if there is no such syllable."""
    return _by_letters().get(letters, "")


@cache
def _by_letters() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, initial in [("", ""), *_INITIALS.items()]:
        if initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
            found[initial + "i"] = key
        for symbols, final in _FINALS.items():
            if initial in ("j", "q", "x") and final[0] in "uv":
                if final[0] == "u":  # what is written so is ü
                    continue
                spelt = f"{initial}u{final[1:]}"
            else:
                spelt = initial + final if initial else _alone(final)
            if spelt in syllables():
                found.setdefault(spelt, key + symbols)
    return found


def _alone(final: str) -> str:
    if final in _SPELT:
        return _SPELT[final]
    if final[0] == "v":
        return "yu" + final[1:]
    return {"i": "y", "u": "w"}.get(final[0], final[0]) + final[1:]


@cache
def _by_bopomofo() -> dict[str, str]:
    return {symbols: letters for letters, symbols in _by_letters().items()}


def letters_of(part: str) -> str:
    """A syllable in bopomofo, with its tone or without, in pinyin; empty if it is only begun. An initial is, although
    some of them sound by themselves: who means ㄕ alone says so with a tone."""
    if part in _INITIALS:
        return ""
    return _by_bopomofo().get(part.rstrip(TONES), "")


def first_letter(part: str) -> str:
    """The letter that a syllable begins with in pinyin, for pinyin and bopomofo alike."""
    symbol = part[:1]
    if symbol in _INITIALS:
        return _INITIALS[symbol][0]
    if symbol in _MEDIALS:
        return "w" if symbol == "ㄨ" else "y"
    return "e" if symbol == "ㄝ" else _FINALS.get(symbol, symbol)[:1]


def divisions(typed: str, layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Ways to divide what was typed into syllables, whole or begun, the likeliest first; none if it is no sound."""
    if not typed or layout not in ("pinyin", "zhuyin"):
        return ()
    return _pinyin(typed.lower()) if layout == "pinyin" else _zhuyin(typed)


@lru_cache(maxsize=512)
def _pinyin(typed: str) -> tuple[tuple[str, ...], ...]:
    """Fewest syllables that are only begun first, then fewest syllables."""
    found: list[tuple[tuple[int, int], tuple[str, ...]]] = []

    def go(place: int, parts: tuple[str, ...], begun: int) -> None:
        if len(found) >= 200:
            return
        if place == len(typed):
            found.append(((begun, len(parts)), parts))
            return
        for end in range(min(len(typed), place + 6), place, -1):
            part = typed[place:end]
            if part in syllables():
                go(end, (*parts, part), begun)
            elif part in _beginnings() and (end == len(typed) or part in _ONSETS):
                go(end, (*parts, part), begun + 1)

    if typed.isascii() and typed.replace("'", "").isalpha():
        if "'" in typed:
            pieces = [_pinyin(piece) for piece in typed.split("'") if piece]
            if not pieces or not all(pieces):
                return ()
            return (tuple(part for piece in pieces for part in piece[0]),)
        go(0, (), 0)
    found.sort()
    if found and found[0][0][0] == 0:
        # Where all can be whole, only the last syllable may still be on its way.
        found = [one for one in found if all(part in syllables() for part in one[1][:-1])]
    return tuple(dict.fromkeys(parts for _, parts in found))[:MOST_DIVISIONS]


_ONSETS = frozenset((*"bcdfghjklmnpqrstwxyz", "ch", "sh", "zh"))


@lru_cache(maxsize=512)
def _zhuyin(typed: str) -> tuple[tuple[str, ...], ...]:
    """A symbol that cannot follow the last one begins the next syllable; without tones each may be an initial."""
    parts: list[str] = []
    last = 9
    for symbol in typed:
        if symbol not in BOPOMOFO:
            return ()
        rank = 1 if symbol in _INITIALS else 2 if symbol in _MEDIALS else 4 if symbol in TONES else 3
        if rank <= last and not (rank == 4 and last < 4):
            if rank == 4:
                return ()
            parts.append(symbol)
        else:
            parts[-1] += symbol
        last = rank
    ways = [tuple(parts)]
    if not any(tone in typed for tone in TONES) and len(parts) < len(typed):
        ways.append(tuple(typed))
    return tuple(ways)


def forget() -> None:
    """Forget what was typed: how it was cut into syllables is remembered while somebody types, and no longer."""
    for remembered in (_pinyin, _zhuyin, bopomofo_of):
        remembered.cache_clear()
