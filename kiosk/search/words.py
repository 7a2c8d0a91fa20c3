"""The catalogue's own words for what was typed by sound: read out of the names of the products that the index finds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from kiosk.search import tables
from kiosk.ui.input_method.entry import Candidate, Dictionary, Entry, fits, runs
from kiosk.ui.input_method.syllables import Layout, divisions, first_letter, letters_of, syllables
from sync.formats import search_text

NAMES = 200
"""Products whose names are looked at, the most sold first: what few buy is found by its characters."""

LISTENED = 400
"""Products whose names are read out where no index can answer."""

MOST = 24
LONGER = 4
"""Characters that a suggestion may go beyond what was typed."""

COLUMNS = {"zh_CN": "name_zh_hans", "zh_TW": "name_zh_hant", "en": "name_en"}

_WORD = re.compile(r"[^\W\d_一-鿿㐀-䶿ㄅ-ㄯ]{3,}")


class _Seen(Struct):
    """A piece of names, how often it stood there, and what stood before and behind it."""

    count: int = 0
    before: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)

    @property
    def word(self) -> bool:
        """Whether it is more than a part of one longer word."""
        return min(len(self.before), len(self.behind)) > 1


def own_words(db: sqlite3.Connection, entry: Entry, language: str, dictionary: Dictionary | None) -> list[Candidate]:
    """Words of the shop's products for what was typed, and longer ones that begin so; for its beginning, if nothing is
    read like the whole."""
    if not entry.typed:
        return _latin(db, entry, language) if entry.text else []
    found: list[Candidate] = []
    ways = divisions(entry.typed, entry.layout)
    if dictionary is not None and ways:
        longest = max(len(parts) for parts in ways)
        for count in range(longest, 0, -1):
            firsts = list(dict.fromkeys(parts[:count] for parts in ways if len(parts) >= count))
            whole = {parts: parts in ways for parts in firsts}
            some = _spoken(db, entry, firsts, whole, language, dictionary)
            found += some
            if any(len(one.text) > 1 for one in some):
                break
    if entry.layout == "pinyin" and len(entry.typed) >= 2:
        found += [Candidate(word, len(entry.typed), own=True) for word in _begun(db, entry.typed, language)]
    return found[:MOST]


def _spoken(
    db: sqlite3.Connection,
    entry: Entry,
    ways: Sequence[tuple[str, ...]],
    whole: dict[tuple[str, ...], bool],
    language: str,
    dictionary: Dictionary,
) -> list[Candidate]:
    """What in the names is read so, the commonest first; longer words behind each."""
    column = COLUMNS["zh_TW" if language == "zh_TW" else "zh_CN"]
    seen: dict[tuple[str, int], _Seen] = {}
    longer: dict[tuple[str, int], _Seen] = {}
    asked: dict[str, Iterable[tuple[str, str]]] = {}
    for parts in ways:
        letters = _letters(parts, entry.layout)
        if letters not in asked:
            ids = search_text.search(db, letters, limit=NAMES, schema="catalogue")
            asked[letters] = tables.names_of(db, ids, column) if ids else ()
        used = len(entry.typed) if whole[parts] else _keys(entry, parts)
        for run in {run for name, brand in asked[letters] for text in (name, brand) for run in runs(text)}:
            for start in range(len(run) - len(parts) + 1):
                if all(
                    fits(part, dictionary.sounds(run[start + place], entry.layout)) for place, part in enumerate(parts)
                ):
                    end = start + len(parts)
                    _note(seen, run, start, end, used)
                    if whole[parts] and (len(parts) > 1 or parts[0] in syllables()):
                        for further in range(end + 1, min(len(run), end + LONGER) + 1):
                            _note(longer, run, start, further, used)
    exact = sorted(seen.items(), key=lambda one: (not one[1].word, -one[1].count))[:8]
    beyond = [(key, one) for key, one in longer.items() if one.word and key[0] not in {text for text, _ in seen}]
    beyond.sort(key=lambda one: (-one[1].count, len(one[0][0])))
    # A piece that always stands in one longer word is no word of its own, unless it is long or by far the commonest: it
    # comes after the dictionary's.
    most = max((one.count for one in seen.values()), default=0)
    first = [Candidate(text, used, own=one.word or len(text) != 2 or one.count == most) for (text, used), one in exact]
    first.sort(key=lambda one: not one.own)
    suggested = [Candidate(text, used, own=True) for (text, used), _ in beyond[:6]]
    return [*first[:3], *suggested[:3], *first[3:], *suggested[3:]]


def _note(seen: dict[tuple[str, int], _Seen], run: str, start: int, end: int, used: int) -> None:
    one = seen.setdefault((run[start:end], used), _Seen())
    one.count += 1
    # The end of a name is as good as two neighbours that differ.
    one.before.update((run[start - 1],) if start else ("^", "^^"))
    one.behind.update((run[end],) if end < len(run) else ("$", "$$"))


def _letters(parts: Sequence[str], layout: Layout) -> str:
    """What the index is asked: whole pinyin where all is known, else initials."""
    whole = parts if layout == "pinyin" else [letters_of(part) for part in parts]
    if all(len(part) > 1 or part in ("a", "e", "o") for part in whole) or (len(parts) == 1 and whole[0]):
        return "".join(whole)
    return "".join(first_letter(part) for part in parts)


def unheard(entry: Entry) -> list[tuple[tuple[str, ...], str]]:
    """Ways to divide what was typed, each with something of it that the index may know: the initials, where some
    syllables are only begun; the first syllable, where a later one is read in a way that only the dictionary has."""
    found = []
    for parts in divisions(entry.typed, entry.layout)[:2]:
        letters = "".join(first_letter(part) for part in parts)
        first = parts[0] if entry.layout == "pinyin" else letters_of(parts[0])
        if len(parts) > 1 and letters != entry.typed:
            found.append((parts, letters))
            if first in syllables():
                found.append((parts, first))
    return found


def heard(
    db: sqlite3.Connection,
    ids: Sequence[int],
    parts: Sequence[str],
    entry: Entry,
    language: str,
    dictionary: Dictionary,
) -> list[int]:
    """Those products in whose name or brand something is read so."""
    column = COLUMNS["zh_TW" if language == "zh_TW" else "zh_CN"]
    found = []
    for number, *texts in tables.named(db, ids, column):
        if any(
            all(fits(part, dictionary.sounds(run[start + place], entry.layout)) for place, part in enumerate(parts))
            for text in texts
            for run in runs(text)
            for start in range(len(run) - len(parts) + 1)
        ):
            found.append(number)
    return found


def _keys(entry: Entry, parts: Sequence[str]) -> int:
    place = 0
    for part in parts:
        while entry.typed[place : place + 1] == "'":
            place += 1
        place += len(part)
    return place


def _latin(db: sqlite3.Connection, entry: Entry, language: str) -> list[Candidate]:
    """Words that go on from the last one of the text, which is still being written."""
    begun = re.search(r"[^\W\d_一-鿿㐀-䶿]{2,}$", entry.text)
    if begun is None:
        return []
    return [Candidate(word, 0, own=True) for word in _begun(db, begun[0], language) if word.lower() != begun[0].lower()]


def _begun(db: sqlite3.Connection, letters: str, language: str) -> list[str]:
    """Words of names and brands that begin with these letters, the commonest first, with the one behind them."""
    ids = search_text.search(db, letters, limit=NAMES, schema="catalogue")
    if not ids:
        return []
    wanted = search_text.fold(letters)
    counted: dict[str, int] = {}
    for name, brand in tables.names_of(db, ids, COLUMNS["en"]):
        for text in (name, brand) if language == "en" else (brand,):
            words = _WORD.findall(text)
            for place, word in enumerate(words):
                if search_text.fold(word).startswith(wanted):
                    counted[word] = counted.get(word, 0) + 1
                    if language == "en" and place + 1 < len(words):
                        pair = f"{word} {words[place + 1]}"
                        counted[pair] = counted.get(pair, 0) + 1
    order = sorted(counted, key=lambda word: (-counted[word], len(word), word))
    return order[:8]
