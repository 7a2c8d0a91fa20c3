"""How product names become search tokens, and how what a shopper types becomes a question to them.

Head office writes the tokens into the snapshot's `search` table; devices ask it with `search`. Three kinds of token:

* Chinese (and kana, hangul): every run of one, two and three characters, so a substring of up to three characters is
  one token, and a longer one is the meeting of its three-character pieces, checked against the names afterwards;
* words: every beginning of a word of up to `LONGEST` letters;
* pinyin and its initials, from every character on, since nobody knows where a shopper thinks that a word begins.

So nearly every question is a plain look-up of one list, already in the order of popularity. Neither `bm25` nor the
prefix search of FTS5 could answer a million products in time, and the trigram tokenizer of SQLite 3.40 is silent about
Chinese words of two characters.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from functools import cache, lru_cache

from msgspec import Struct

LONGEST = 12
"""Letters of a word or of a pinyin window that count; what comes after them cannot tell products apart."""

SOUNDED = 5
"""Letters of pinyin that count from each character on; each further one costs about 15 bytes a product. A longer
question is the meeting of several such beginnings."""

MOST_SOUNDED = 18
"""Letters of a question in pinyin that are looked at: four or five syllables."""

SEVERAL_READINGS = frozenset(
    "薄便别剥泊柏藏曾差长朝车称盛重臭传畜大单弹当倒得的地调丁都斗度恶发番分干给更冠好号喝和荷核华还会几济系夹假间"
    "见将降教角嚼解劲卷咳壳空勒乐累量凉了露绿率落没模磨难宁泡漂片铺奇切茄强亲曲圈任撒塞散色沙莎杉扇少舍参什省石"
    "似熟数属缩宿汤体挑调帖吐瓦为尾蛤吓鲜相削校行兴血压咽叶要应与晕载仔炸扎粘涨着折正只中种转爪钻作"
)
"""Characters of names on packs that people read in more than one way. The dictionary knows thousands, mostly readings
that nobody types, and each would cost room for every product."""

MAX_QUERY = 64
"""Characters of a question that are looked at."""

_HAN = (
    "\u3005\u3007"  # iteration mark, zero
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
"""Scripts written without spaces between words, as a regular expression's set."""

_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])"
    "(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|[aoeiuv])"
    "|ang|ai|an|ao|a|ei|en|er|e|ou|o"
)
"""What a syllable may look like; it lets a few more through than there are."""

_MARKS = re.compile("[\u0300-\u036f]")


@cache
def _parts() -> re.Pattern[str]:
    """Runs of Han and words. So wide a set takes milliseconds to compile, for which no first frame should wait."""
    return re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")


@cache
def _simplified() -> dict[int, str]:
    """Each traditional character's simplified one. Character by character, so that a part of a name folds to the
    part of the folded name; whole words of Taiwan are found by the zh-Hant name itself."""
    from opencc import OpenCC

    convert = OpenCC("tw2s").convert
    characters = [chr(code) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for code in range(first, last + 1)]
    once = convert("\n".join(characters))
    twice = convert(once).split("\n")
    return {ord(old): new for old, new in zip(characters, twice, strict=True) if old != new and len(new) == 1}


def fold(text: str) -> str:
    """The text as it is compared: simplified, half width, lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", plain))
        plain = unicodedata.normalize("NFKC", bare)
    return plain.lower().translate(_simplified())


# ---------------------------------------------------------------- building, at head office


@cache
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.phrases_dict import phrases_dict

    return {phrase: sounds for phrase, sounds in phrases_dict.items() if 2 <= len(phrase) <= 4}


@cache
def _sounds() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    table: dict[int, str] = pinyin_dict
    return table


@lru_cache(maxsize=4096)
def _letters(sound: str) -> str:
    """A syllable with tone marks as it is typed: `lǜ` as `lv`."""
    bare = unicodedata.normalize("NFD", sound).replace("u\u0308", "v")
    return "".join(letter for letter in bare if "a" <= letter <= "z")


@lru_cache(maxsize=50_000)
def _readings(character: str) -> tuple[str, ...]:
    """How a character may be read, the usual reading first, at most three."""
    found: dict[str, None] = {}
    sounds = _sounds().get(ord(character), "").split(",")
    for sound in sounds if character in SEVERAL_READINGS else sounds[:1]:
        if letters := _letters(sound):
            found[letters] = None
            if "v" in letters:
                found[letters.replace("v", "u")] = None
    return tuple(found)[:3]


@lru_cache(maxsize=50_000)
def _phrase_readings(phrase: str) -> tuple[tuple[str, ...], ...] | None:
    """How the characters of a known phrase are read in it; None for an unknown phrase."""
    sounds = _phrases().get(phrase)
    if sounds is None or len(sounds) != len(phrase):
        return None
    found = []
    for here in sounds:
        letters = _letters(here[0])
        found.append((letters, letters.replace("v", "u")) if "v" in letters else (letters,))
    return tuple(found)


def _run_readings(run: str) -> list[tuple[str, ...]]:
    """The readings of each character of a run: its one reading in the longest known phrase from the left, else all."""
    readings: list[tuple[str, ...]] = []
    place = 0
    while place < len(run):
        for length in (4, 3, 2):
            known = _phrase_readings(run[place : place + length]) if place + length <= len(run) else None
            if known is not None:
                readings.extend(known)
                place += length
                break
        else:
            readings.append(_readings(run[place]))
            place += 1
    return readings


def _windows(run: str) -> set[str]:
    """Pinyin and initials from every character on; other readings of one character at a time."""
    readings = _run_readings(run)
    found: set[str] = set()
    for first in range(len(run)):
        window: list[str] = []
        for choice in readings[first : first + SOUNDED]:
            if not choice:
                break
            window.append(choice[0])
        ways = [window]
        # A rare reading matters where it is typed early, and each is one more window: three characters are enough.
        for place in range(min(3, len(window))):
            others = readings[first + place][1:]
            ways.extend([*window[:place], other, *window[place + 1 :]] for other in others)
        for way in ways:
            found.add("".join(way)[:SOUNDED])
            found.add("".join([syllable[0] for syllable in way]))
    found.discard("")
    return found


@lru_cache(maxsize=50_000)
def _text_tokens(text: str) -> frozenset[str]:
    """The tokens of one folded text. Kept, because sizes and colours of a product share their name."""
    found: set[str] = set()
    for run, word in _parts().findall(text):
        if word:
            found.update(word[:length] for length in range(1, min(len(word), LONGEST) + 1))
            continue
        for place in range(len(run)):
            found.update((run[place], run[place : place + 2], run[place : place + 3]))
        for window in _windows(run):
            found.update(window[:length] for length in range(1, len(window) + 1))
    return frozenset(found)


def tokens(*texts: str) -> str:
    """What stands in the `search` table for a product with these names and brand, tokens divided by spaces.

    The same texts give the same tokens, always in the same order: a delta must be able to take a row out again.
    """
    return " ".join(sorted(frozenset().union(*map(_text_tokens, map(fold, texts)))))


# ---------------------------------------------------------------- asking, on devices


class Query(Struct, frozen=True):
    """What a shopper typed, ready to be asked."""

    match: str
    """Expression for `search MATCH ?`."""

    runs: tuple[str, ...]
    """Folded Chinese pieces; each must stand whole in one of the texts."""

    words: tuple[str, ...]
    """Folded words; each must begin a word of the texts (or their pinyin, which only the index knows)."""

    @property
    def inexact(self) -> bool:
        """Whether the index can answer with products that do not contain the whole piece."""
        return any(len(run) > 3 for run in self.runs)

    def contains_runs(self, *texts: str) -> bool:
        """Whether every Chinese piece stands in one of the texts."""
        # Most names hold the piece as it is; folding a text costs more than all look-ups of a product together.
        return all(any(run in text for text in texts) or any(run in fold(text) for text in texts) for run in self.runs)

    def accepts(self, *texts: str) -> bool:
        """Whether a product that is in no index has what was asked for; it is not found by pinyin."""
        folded = [fold(text) for text in texts]
        begun = [word for text in folded for _, word in _parts().findall(text) if word]
        return self.contains_runs(*texts) and all(any(w.startswith(word) for w in begun) for word in self.words)


def parse(text: str) -> Query | None:
    """The question in what was typed; None if it holds neither a letter nor a digit nor a Chinese character."""
    runs: dict[str, None] = {}
    words: dict[str, None] = {}
    for run, word in _parts().findall(fold(text[:MAX_QUERY])):
        if run:
            runs[run] = None
        else:
            words[word] = None
    terms: dict[str, None] = {}
    for run in runs:
        for place in range(max(1, len(run) - 2)):
            terms[f'"{run[place : place + 3]}"'] = None
    for word in words:
        terms[_word_term(word)] = None
    if not terms:
        return None
    return Query(" AND ".join(terms), tuple(runs), tuple(words))


def _word_term(word: str) -> str:
    short = word[:LONGEST]
    if len(word) <= SOUNDED or not (word.isascii() and word.isalpha()):
        return f'"{short}"'
    typed = word[:MOST_SOUNDED]
    initials = " AND ".join(f'"{typed[place : place + SOUNDED]}"' for place in range(len(typed) - SOUNDED + 1))
    ways = [f'"{short}"', f"({initials})"]
    if (sounded := _sounded(typed, 0)) is not None:
        ways.append(sounded)
    return f"({' OR '.join(ways)})"


def _sounded(word: str, place: int) -> str | None:
    """The question for the syllables from `place` on: the window there, and every way to go on with the next one.

    None if no division into syllables reaches the end.
    """
    window = f'"{word[place : place + SOUNDED]}"'
    if len(word) - place <= SOUNDED:
        return window
    ends = (end for end in range(place + 1, min(place + SOUNDED, len(word) - 1) + 1))
    further = [_sounded(word, end) for end in ends if _SYLLABLE.fullmatch(word, place, end)]
    ways = [way for way in further if way is not None]
    return f"({window} AND ({' OR '.join(ways)}))" if ways else None


def search(db: sqlite3.Connection, text: str, limit: int = 20, schema: str = "main") -> list[int]:
    """Ids of the snapshot's products that fit what was typed, the most popular first.

    Chinese is found wherever it stands in a name or brand, words and pinyin (full or initials) by their beginnings;
    several pieces must all fit. `schema` is the name under which the snapshot is attached to `db`.
    """
    query = parse(text)
    if query is None:
        return []
    fitting = f"SELECT rowid FROM {schema}.search WHERE search MATCH ? ORDER BY rowid"
    if not query.inexact:
        return [row[0] for row in db.execute(f"{fitting} LIMIT ?", (query.match, limit))]
    names = f"""SELECT p.id, p.name_zh_hans, p.name_zh_hant, p.name_en, p.brand
        FROM {schema}.search CROSS JOIN {schema}.product AS p ON p.id = search.rowid
        WHERE search MATCH ? ORDER BY search.rowid"""
    found: list[int] = []
    for number, *texts in db.execute(names, (query.match,)):
        if query.contains_runs(*texts):
            found.append(number)
            if len(found) == limit:
                break
    return found
