"""What may have been meant when nothing fits: a letter too many, two that changed places, a character that sounds
alike, or the longest beginning that fits."""

from __future__ import annotations

import re
import sqlite3
import string
from collections.abc import Iterator
from itertools import islice

from kiosk.ui.input_method.entry import Dictionary, runs
from kiosk.ui.input_method.syllables import divisions
from sync.formats import search_text

MOST_TRIED = 700
"""Spellings of one word that are tried; all that are one mistake away from twelve letters."""

_WORD = re.compile(r"[a-z]{3,}")


def nearest(db: sqlite3.Connection, text: str, dictionary: Dictionary | None) -> str:
    """The nearest text that fits something; empty if none does."""
    text = text.strip()
    for other in (*_respelt(db, text), *_alike(db, text, dictionary)):
        if _any(db, other):
            return other
    for end in range(len(text) - 1, 0, -1):
        if _any(db, text[:end]):
            return text[:end].rstrip()
    return ""


def _any(db: sqlite3.Connection, text: str) -> bool:
    return bool(search_text.search(db, text, limit=1, schema="catalogue"))


def _respelt(db: sqlite3.Connection, text: str) -> Iterator[str]:
    """The text with each Latin word spelt in the way nearest to it that the index knows."""
    folded = search_text.fold(text)
    changed = folded
    for word in dict.fromkeys(_WORD.findall(folded)):
        if not _any(db, word) and (better := _spelling(db, word)):
            changed = changed.replace(word, better)
    if changed != folded:
        yield changed


def _spelling(db: sqlite3.Connection, word: str) -> str:
    """The known spelling that is one mistake away. Of several, one whose first letter stayed, then a whole pinyin word,
    then what sells best: the index gives that order."""
    found: list[tuple[tuple[bool, int], str]] = []
    for other in islice(_one_off(word), MOST_TRIED):
        row = _first(db, other)
        if row:
            found.append(((other[0] != word[0], row), other))
    return min(found)[1] if found else ""


def _first(db: sqlite3.Connection, word: str) -> int:
    """Id of the best seller that a spelling fits; 0 for none. Long spellings of pinyin must be whole syllables."""
    if len(word) > search_text.SOUNDED:
        row = db.execute(
            "SELECT rowid FROM catalogue.search WHERE search MATCH ? LIMIT 1", (f'"{word[:12]}"',)
        ).fetchone()
        if row is not None:
            return int(row[0])
        ways = divisions(word, "pinyin")
        if not ways or any(len(part) < 2 for part in ways[0]):
            return 0
    ids = search_text.search(db, word, limit=1, schema="catalogue")
    return ids[0] if ids else 0


def _one_off(word: str) -> Iterator[str]:
    """Every spelling that one mistake makes of it: swapped, left out, doubled or wrong."""
    for place in range(len(word) - 1):
        if word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
    for place in range(len(word), -1, -1):
        for letter in string.ascii_lowercase:
            if place < len(word) and letter != word[place]:
                yield word[:place] + letter + word[place + 1 :]
            yield word[:place] + letter + word[place:]


def _alike(db: sqlite3.Connection, text: str, dictionary: Dictionary | None) -> Iterator[str]:
    """Chinese pieces by their sound: a wrong character of the same sound is the commonest mistake of all."""
    del db
    if dictionary is None:
        return
    folded = search_text.fold(text)
    spoken = folded
    for run in runs(folded):
        sounds = [dictionary.sounds(character, "pinyin") for character in run]
        if len(run) > 1 and all(sounds):
            spoken = spoken.replace(run, f" {''.join(one[0] for one in sounds)} ")
    if spoken != folded:
        yield spoken.strip()
