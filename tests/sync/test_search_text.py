"""Search finds what a shopper means, in every script that a shopper types."""

from __future__ import annotations

import sqlite3

import pytest

from scripts.demo_store import products
from sync.formats import catalogue_file, search_text
from sync.formats.search_text import fold, search

Names = tuple[str, str, str, str]
"""zh-Hans, zh-Hant, English, brand."""


def snapshot(names: list[Names]) -> sqlite3.Connection:
    """A snapshot in memory: the first product sells best."""
    db = sqlite3.connect(":memory:")
    db.executescript(catalogue_file.SCHEMA)
    blank = ", ".join(["''"] * 12)
    for number, (hans, hant, english, brand) in enumerate(names, 1):
        db.execute(
            f"INSERT INTO product VALUES (?, ?, '', ?, ?, ?, ?, '', 0, 0, 0, {blank})",
            (number, f"{number:014}", hans, hant, english, brand),
        )
        db.execute(
            "INSERT INTO search (rowid, tokens) VALUES (?, ?)",
            (number, search_text.tokens(hans, hant, english, brand)),
        )
    return db


@pytest.fixture(scope="module")
def range_() -> list[Names]:
    """The names of a demo store's products."""
    return [(p.name.zh_hans, p.name.zh_hant, p.name.en, p.brand) for p in products.generate(800)]


@pytest.fixture(scope="module")
def shop(range_: list[Names]) -> sqlite3.Connection:
    """A snapshot of them."""
    return snapshot(range_)


def standing_in(folded: list[Names], piece: str) -> list[int]:
    """Ids of all products with `piece` in a name or the brand, as `instr` would find them."""
    wanted = fold(piece)
    return [number for number, texts in enumerate(folded, 1) if any(wanted in text for text in texts)]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5])
def test_chinese_finds_exactly_what_instr_finds(shop: sqlite3.Connection, range_: list[Names], length: int) -> None:
    pieces = {hans[place : place + length] for hans, *_ in range_[::20] for place in range(len(hans) - length + 1)}
    folded = [(fold(a), fold(b), fold(c), fold(d)) for a, b, c, d in range_]
    chinese = [piece for piece in sorted(pieces) if all("一" <= character <= "鿿" for character in piece)]
    assert len(chinese) > 30

    for piece in chinese:
        assert search(shop, piece, limit=10_000) == standing_in(folded, piece), piece


def test_a_piece_across_two_places_of_a_name_is_not_found() -> None:
    db = snapshot([("纯牛奶茶牛奶纯", "", "", ""), ("奶茶", "", "", "")])

    assert search(db, "纯牛奶纯") == []
    assert search(db, "牛奶茶牛") == [1]


def test_words_are_found_by_their_beginnings(shop: sqlite3.Connection, range_: list[Names]) -> None:
    for beginning in ("o", "or", "org", "organ", "organic", "sero", "ser", "a"):
        wanted = [
            number
            for number, texts in enumerate(range_, 1)
            if any(word.startswith(beginning) for text in texts for word in fold(text).replace("-", " ").split())
        ]
        assert set(wanted) <= set(search(shop, beginning, limit=10_000)), beginning


@pytest.mark.parametrize(
    "typed",
    ["牛奶", "純牛奶", "chunniunai", "niunai", "niun", "cnn", "nn", "c", "organic", "Pure M", "ＭＩＬＫ", "aurelle 牛"],
)
def test_one_product_is_found_in_every_way_of_typing(typed: str) -> None:
    db = snapshot([("有机燕麦", "", "Oats", ""), ("纯牛奶", "純牛奶", "Pure Organic Milk", "AURELLE 澳芮")])

    assert search(db, typed) == [2]


def test_long_pinyin_is_divided_at_its_syllables() -> None:
    db = snapshot([("纯牛奶饮品", "", "", ""), ("纯牛奶盒子", "", "", ""), ("盒子纯牛皮", "", "", "")])

    assert search(db, "chunniunaihezi") == [2]
    assert search(db, "chunniunai") == [1, 2]


@pytest.mark.parametrize("typed", ["chongqing", "zhongguo", "yinyue", "kele", "cq", "changcheng"])
def test_a_character_of_several_readings_is_read_as_its_word_says(typed: str) -> None:
    names = {
        "chongqing": "重庆",
        "cq": "重庆",
        "zhongguo": "中国",
        "yinyue": "音乐",
        "kele": "可乐",
        "changcheng": "长城",
    }
    db = snapshot([(names[typed], "", "", "")])

    assert search(db, typed) == [1]


@pytest.mark.parametrize("typed", ["lesha", "yuesha", "lvcha", "lucha"])
def test_an_unknown_word_is_found_by_each_reading(typed: str) -> None:
    db = snapshot([("乐莎", "", "", ""), ("绿茶", "", "", "")])

    assert len(search(db, typed)) == 1


def test_taiwan_finds_the_mainlands_product_by_its_own_word() -> None:
    db = snapshot([("酸奶", "優酪乳", "Yogurt", "")])

    assert search(db, "優酪乳") == search(db, "优酪乳") == search(db, "酸奶") == [1]


def test_the_most_sold_come_first_and_no_more_than_asked_for(shop: sqlite3.Connection) -> None:
    found = search(shop, "有机", limit=7)

    assert len(found) == 7
    assert found == search(shop, "有机", limit=10_000)[:7]


@pytest.mark.parametrize(
    "typed", ["", "   ", "！？", '"', "'; DROP TABLE product; --", "* OR *", "a" * 5000, "奶" * 500, "\0"]
)
def test_no_text_breaks_it(shop: sqlite3.Connection, typed: str) -> None:
    assert isinstance(search(shop, typed), list)


def test_a_query_knows_a_product_that_is_in_no_index() -> None:
    query = search_text.parse("純牛奶 org")

    assert query is not None
    assert query.accepts("纯牛奶", "", "Organic Milk", "")
    assert not query.accepts("牛奶", "", "Organic Milk", "")
    assert not query.accepts("纯牛奶", "", "Inorganic Milk", "")


def test_folding_a_part_is_a_part_of_the_folded_whole(range_: list[Names]) -> None:
    for _, hant, _, _ in range_[:300]:
        for place in range(len(hant) - 1):
            assert fold(hant[place : place + 2]) in fold(hant)
