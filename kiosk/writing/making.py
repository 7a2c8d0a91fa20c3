"""Makes the dictionary of the touch pad once a device: characters and words with their sounds, for both scripts.

The sounds come from the package pypinyin and the traditional words from OpenCC. Both take their time to load, so this
runs as a command of its own: `python -m kiosk.writing.making`. Set-up calls it; a device that finds no
dictionary has it made in the background.
"""

from __future__ import annotations

import math
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.ui.input_method.syllables import TONES, bopomofo_of, first_letter, plain, syllables
from kiosk.writing.tables import SCHEMA, default_path

LONGEST = 6
"""Characters of a word; longer entries are proverbs, which nobody shops for."""

MOST_READINGS = 4

UNFIT = frozenset("尸屍尿屎屁奸姦淫娼嫖妓死杀殺毒")
"""Words with these are not offered on a shop's screen; the characters themselves can be written."""

TAIWAN = {
    "微": "wéi", "質": "zhí", "期": "qí", "液": "yì", "息": "xí", "惜": "xí", "擊": "jí", "企": "qì", "危": "wéi",
    "帆": "fán", "識": "shì", "昔": "xí", "夕": "xì", "淑": "shú", "括": "guā", "亞": "yà", "雌": "cī", "垃": "lè",
    "圾": "sè", "究": "jiù", "熟": "shóu", "血": "xiě", "研": "yán", "和": "hàn", "析": "xī", "蝸": "guā", "髮": "fǎ",
    "菌": "jùn", "矽": "xì", "綜": "zòng", "檔": "dàng", "攜": "xī", "拙": "zhuó", "跌": "dié", "突": "tú", "俱": "jù",
}  # fmt: skip
"""Readings that Taiwan teaches and the mainland does not; they come beside the others."""

Word = tuple[str, str, str, str, str, int]
"""script, initials, text, pinyin, bopomofo, rank (the smaller the more usual)."""


def ensure(path: Path | None = None) -> Path:
    """Give the dictionary's file, made if it is missing.

    Raises:
        OSError: if the folder cannot be written.
    """
    path = path or default_path()
    if not path.is_file():
        make(path)
    return path


def make(path: Path) -> None:
    """Write the dictionary, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    part = Path(name)
    try:
        db = sqlite3.connect(part, isolation_level=None)
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {SCHEMA}")
        db.executemany("INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?, ?, ?)", _words())
        db.executemany("INSERT INTO reading VALUES (?, ?, ?)", _readings())
        db.execute("COMMIT")
        db.close()
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _words() -> Iterator[Word]:
    from opencc import OpenCC
    from pypinyin.phrases_dict import phrases_dict

    counted: dict[str, int] = {}
    for phrase in phrases_dict:
        for character in phrase:
            counted[character] = counted.get(character, 0) + 1
    chosen = {
        word: sounds
        for word, sounds in phrases_dict.items()
        if 2 <= len(word) <= LONGEST and len(sounds) == len(word) and UNFIT.isdisjoint(word)
    }
    converted = OpenCC("s2tw").convert("\n".join(chosen)).split("\n")
    for (word, sounds), hant in zip(chosen.items(), converted, strict=True):
        heard = [plain(one[0]) for one in sounds]
        if not all(letters in syllables() for letters, _ in heard):
            continue
        # Without counts of real texts a word is as usual as its least usual character.
        rank = 1000 - round(100 * math.log(1 + min(counted[character] for character in word)))
        yield _row("hans", word, heard, rank)
        if len(hant) == len(word):
            yield _row("hant", hant, heard, rank)
    traditional = OpenCC("t2s").convert
    for script, encoding, usual in (("hans", "gbk", "gb2312"), ("hant", "big5", "big5")):
        for character, known_sounds in _sounds():
            if not _in(character, encoding):
                continue
            known = counted.get(traditional(character) if script == "hant" else character, 0)
            for place, sound in enumerate(known_sounds):
                rank = 1000 - round(100 * math.log(1 + known)) + 400 * place
                if not _common(character, usual):
                    rank += 2000
                yield _row(script, character, [plain(sound)], rank)


def _row(script: str, text: str, heard: Iterable[tuple[str, int]], rank: int) -> Word:
    heard = list(heard)
    pinyin = " ".join(letters for letters, _ in heard)
    bopomofo = " ".join(bopomofo_of(letters) + TONES[tone - 1] for letters, tone in heard)
    return script, "".join(first_letter(letters) for letters, _ in heard), text, pinyin, bopomofo, rank


def _readings() -> Iterator[tuple[str, str, str]]:
    """Every character with all of its sounds, the usual one first."""
    for character, sounds in _sounds():
        heard = [plain(sound) for sound in sounds]
        pinyin = dict.fromkeys(letters for letters, _ in heard)
        bopomofo = dict.fromkeys(bopomofo_of(letters) + TONES[tone - 1] for letters, tone in heard)
        yield character, " ".join(pinyin), " ".join(bopomofo)


def _sounds() -> Iterator[tuple[str, list[str]]]:
    from pypinyin.pinyin_dict import pinyin_dict

    for code, text in pinyin_dict.items():
        character = chr(code)
        if not (_in(character, "gbk") or _in(character, "big5")):
            continue
        sounds = text.split(",")[:MOST_READINGS]
        if character in TAIWAN and TAIWAN[character] not in sounds:
            sounds.append(TAIWAN[character])
        known = [sound for sound in sounds if plain(sound)[0] in syllables()]
        if known:
            yield character, known


def _in(character: str, encoding: str) -> bool:
    try:
        return len(character.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


def _common(character: str, encoding: str) -> bool:
    """Whether it stands in the first part of the standard, which holds what people write."""
    try:
        lead = character.encode(encoding)[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7 if encoding == "gb2312" else 0xA4 <= lead <= 0xC6


def main() -> int:
    """Make it for this user."""
    path = default_path()
    if not path.is_file():
        print("  the touch pad's dictionary", flush=True)  # noqa: T201 - a command's own output
    ensure(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
