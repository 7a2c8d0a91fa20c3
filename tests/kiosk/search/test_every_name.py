"""Whatever is sold can be written on the touch pad: every Chinese name of the demo store, by keys alone."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

import pytest

from kiosk.search import words
from kiosk.ui.input_method.entry import Candidate, Entry, Script, candidates, runs
from kiosk.ui.input_method.syllables import Layout
from kiosk.writing.tables import Dictionary
from scripts.demo_store import products
from tests.kiosk.search.conftest import PRODUCTS

LONGEST_WORD = 2


class Hand:
    """Somebody who writes: types the sounds of some characters, looks for them, and takes fewer if they are missing."""

    def __init__(self, db: sqlite3.Connection, dictionary: Dictionary, language: str, layout: Layout) -> None:
        self._db = db
        self._dictionary = dictionary
        self._language = language
        self._layout: Layout = layout
        self._script: Script = "hant" if language == "zh_TW" else "hans"
        self._offered = lru_cache(maxsize=None)(self._look)

    def write(self, run: str) -> str:
        """Gives what stands in the field afterwards."""
        entry = Entry(layout=self._layout)
        while len(entry.text) < len(run):
            rest = run[len(entry.text) :]
            entry = self._next(entry, rest)
        return entry.text

    def _next(self, entry: Entry, rest: str) -> Entry:
        for count in range(min(LONGEST_WORD, len(rest)), 0, -1):
            word = rest[:count]
            for keys in self._keys(word):
                typed = entry
                for key in keys:
                    typed = typed.press(key)
                found = next((one for one in self._offered(typed.typed) if one.text == word), None)
                if found is not None and found.used == len(typed.typed):
                    return typed.pick(found)
        raise AssertionError(f"{rest[0]} cannot be written")

    def _keys(self, word: str) -> list[str]:
        """The usual sounds of a word; of one character all of its sounds."""
        sounds = [self._dictionary.sounds(character, self._layout) for character in word]
        if len(word) == 1:
            return list(sounds[0])
        return ["".join(one[0] for one in sounds)] if all(sounds) else []

    def _look(self, typed: str) -> list[Candidate]:
        entry = Entry(typed=typed, layout=self._layout)
        own = words.own_words(self._db, entry, self._language, self._dictionary)
        return candidates(entry, self._script, self._dictionary, own)


@pytest.mark.parametrize(("language", "layout"), [("zh_CN", "pinyin"), ("zh_TW", "zhuyin")])
def test_every_chinese_name_of_the_catalogue_can_be_written_by_keys_alone(
    catalogue: sqlite3.Connection, dictionary: Dictionary, language: str, layout: Layout
) -> None:
    hand = Hand(catalogue, dictionary, language, layout)
    names = {(p.name.zh_hant if language == "zh_TW" else p.name.zh_hans) for p in products.generate(PRODUCTS)}
    wanted = sorted({run for name in names for run in runs(name)})

    written = {run: hand.write(run) for run in wanted}

    assert len(wanted) > 500
    assert {run: text for run, text in written.items() if run != text} == {}


@pytest.mark.parametrize(
    ("typed", "layout", "word"),
    [
        ("nn", "pinyin", "牛奶"),
        ("niunai", "pinyin", "牛奶"),
        ("niun", "pinyin", "牛奶"),
        ("bsjh", "pinyin", "保湿精华"),
        ("jmzl", "pinyin", "洁面啫喱"),
        ("jingh", "pinyin", "精华"),
        ("ㄋㄋ", "zhuyin", "牛奶"),
        ("ㄋㄧㄡˊㄋㄞˇ", "zhuyin", "牛奶"),
        ("ㄅㄠˇㄕ", "zhuyin", "保濕"),
    ],
)
def test_a_word_of_the_shop_is_among_the_first_that_are_offered(
    catalogue: sqlite3.Connection, dictionary: Dictionary, typed: str, layout: Layout, word: str
) -> None:
    entry = Entry(typed=typed, layout=layout)
    language = "zh_TW" if layout == "zhuyin" else "zh_CN"

    own = words.own_words(catalogue, entry, language, dictionary)
    offered = candidates(entry, "hant" if language == "zh_TW" else "hans", dictionary, own)

    assert word in [one.text for one in offered[:4]]
