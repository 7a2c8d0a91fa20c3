"""What stands in a field while people write Chinese on our own keys: sounds, words, and what is left between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style
from pypinyin.style import convert

from kiosk.ui.input_method.entry import Candidate, Entry, Script, candidates, sounded
from kiosk.ui.input_method.syllables import (
    BOPOMOFO,
    Layout,
    bopomofo_of,
    divisions,
    first_letter,
    letters_of,
    plain,
    syllables,
)


class Words:
    """A dictionary of a handful of words."""

    known: ClassVar = {"niu nai": ["牛奶"], "niu": ["牛", "扭"], "n n": ["男女"], "n": ["你", "那"], "nai": ["奶"]}

    def words(self, parts: Sequence[str], layout: Layout, script: Script, most: int) -> list[str]:  # noqa: ARG002
        return self.known.get(" ".join(parts), [])[:most]

    def sounds(self, character: str, layout: Layout) -> tuple[str, ...]:  # noqa: ARG002
        return ()


def press(entry: Entry, keys: str) -> Entry:
    for key in keys:
        entry = entry.press(key)
    return entry


def test_every_syllable_is_the_same_in_pinyin_and_in_bopomofo() -> None:
    reference = {one: convert(one.replace("v", "ü"), Style.BOPOMOFO, strict=True).rstrip("˙") for one in syllables()}

    assert {one: bopomofo_of(one) for one in syllables()} == reference
    assert [one for one in syllables() if letters_of(bopomofo_of(one) + "ˊ") != one] == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("niunai", ("niu", "nai")),
        ("nn", ("n", "n")),
        ("baosj", ("bao", "s", "j")),
        ("xian", ("xian",)),
        ("xi'an", ("xi", "an")),
        ("zhh", ("zh", "h")),
    ],
)
def test_letters_are_divided_into_the_fewest_syllables_that_are_only_begun(typed: str, first: tuple[str, ...]) -> None:
    assert divisions(typed, "pinyin")[0] == first


def test_letters_that_are_no_sound_are_divided_in_no_way() -> None:
    assert divisions("iii", "pinyin") == ()
    assert divisions("1a", "pinyin") == ()
    assert divisions("ˊ", "zhuyin") == ()


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=1, max_size=4))
def test_whole_syllables_of_bopomofo_with_tones_are_told_apart(sounds: list[str]) -> None:
    parts = tuple(bopomofo_of(sound) + "ˇ" for sound in sounds)

    assert divisions("".join(parts), "zhuyin")[0] == parts


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16))
def test_every_division_holds_just_the_letters_that_were_typed(typed: str) -> None:
    assert all("".join(parts) == typed for parts in divisions(typed, "pinyin"))


@given(st.text(alphabet=sorted(BOPOMOFO), min_size=1, max_size=12))
def test_every_division_of_bopomofo_holds_just_the_symbols_that_were_typed(typed: str) -> None:
    for parts in divisions(typed, "zhuyin"):
        assert "".join(parts) == typed
        assert all(first_letter(part).isalpha() for part in parts)


def test_a_tone_mark_is_taken_off_and_counted() -> None:
    assert [plain(sound) for sound in ("niú", "nǎi", "lǜ", "de")] == [("niu", 2), ("nai", 3), ("lv", 4), ("de", 5)]


def test_a_word_for_the_first_syllables_leaves_the_rest_to_be_picked() -> None:
    entry = press(Entry(), "NIUNAI")

    offered = candidates(entry, "hans", Words())
    after = entry.pick(next(one for one in offered if one.text == "牛"))

    assert [one.text for one in offered][:2] == ["牛奶", "牛"]
    assert (after.text, after.typed) == ("牛", "nai")


def test_the_shops_own_words_come_before_those_of_the_dictionary() -> None:
    entry = press(Entry(), "nn")

    offered = candidates(entry, "hans", Words(), [Candidate("牛奶", 2, own=True)])

    assert [one.text for one in offered] == ["牛奶", "男女", "你", "那"]


def test_letters_that_become_no_word_stay_letters_and_bopomofo_goes() -> None:
    letters = press(Entry("茶"), "abc").turn_to("digits")
    symbols = press(Entry("茶", layout="zhuyin"), "ㄅㄠ").turn_to("latin")

    assert (letters.text, letters.typed) == ("茶abc", "")
    assert (symbols.text, symbols.typed) == ("茶", "")


def test_erasing_takes_back_sounds_before_words() -> None:
    entry = press(Entry("牛奶"), "x").erase()

    assert (entry.text, entry.typed) == ("牛奶", "")
    assert entry.erase().text == "牛"


def test_a_word_that_goes_on_takes_the_place_of_what_was_written_of_it() -> None:
    entry = press(Entry(layout="latin"), "Green Se")

    assert entry.pick(Candidate("Serum", 0)).text == "Green Serum"


def test_a_field_has_an_end() -> None:
    entry = press(Entry(layout="latin"), "x" * 60)
    sounds = press(Entry(), "n" * 60)

    assert len(entry.text) == 40
    assert len(sounds.typed) == 24


def test_bopomofo_is_asked_for_by_its_initials_until_all_of_it_is_whole() -> None:
    assert sounded(press(Entry(layout="zhuyin"), "ㄋㄋ")) == "nn"
    assert sounded(press(Entry(layout="zhuyin"), "ㄋㄧㄡˊㄋㄞˇ")) == "niunai"
    assert sounded(press(Entry(layout="zhuyin"), "ㄅㄠˇㄕ")) == "bs"
