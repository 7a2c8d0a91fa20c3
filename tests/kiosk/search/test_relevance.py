"""What people type finds what they mean: of ten best sellers that they would call right, nine are among the first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from kiosk.catalogue.model import Product
from kiosk.search.answering import Place, answer
from kiosk.search.model import Question
from kiosk.ui.input_method.entry import Entry
from kiosk.ui.input_method.syllables import Layout
from kiosk.writing.tables import Dictionary
from scripts.demo_store import products
from tests.kiosk.search.conftest import PRODUCTS

FIRST = 10
ENOUGH = 0.9

Wanted = tuple[str, str, Layout, str]
"""What is settled, what is typed by sound, by which keys, and the word that the right products have in their names."""

SET: dict[str, list[Wanted]] = {
    "Chinese as it is written on the pack": [
        ("精华液", "", "pinyin", "精华液"),
        ("护手霜", "", "pinyin", "护手霜"),
        ("牛轧糖", "", "pinyin", "牛轧糖"),
        ("茶", "", "pinyin", "茶"),
        ("咖啡豆", "", "pinyin", "咖啡豆"),
        ("龙井 绿茶", "", "pinyin", "龙井绿茶"),
    ],
    "traditional characters for simplified names, and Taiwan's own words": [
        ("眼線筆", "", "zhuyin", "眼线笔"),
        ("護手霜", "", "zhuyin", "护手霜"),
        ("泡麵", "", "zhuyin", "方便面"),
        ("洗髮精", "", "zhuyin", "洗发水"),
        ("豆漿", "", "zhuyin", "豆奶"),
    ],
    "initials of pinyin": [
        ("", "myl", "pinyin", "沐浴露"),
        ("", "hss", "pinyin", "护手霜"),
        ("", "qps", "pinyin", "气泡水"),
        ("", "jmzl", "pinyin", "洁面啫喱"),
        ("", "xfs", "pinyin", "洗发水"),
    ],
    "whole pinyin, and pinyin that is only begun": [
        ("", "mianmo", "pinyin", "面膜"),
        ("", "qiaokeli", "pinyin", "巧克力"),
        ("", "niuzhatang", "pinyin", "牛轧糖"),
        ("", "fangbianm", "pinyin", "方便面"),
        ("", "yagao", "pinyin", "牙膏"),
        ("", "kafeid", "pinyin", "咖啡豆"),
    ],
    "some syllables whole, some by their initials": [
        ("", "hushous", "pinyin", "护手霜"),
        ("", "qpshui", "pinyin", "气泡水"),
        ("", "mianm", "pinyin", "面膜"),
        ("", "wlcha", "pinyin", "乌龙茶"),
    ],
    "bopomofo": [
        ("", "ㄇㄧㄢˋㄇㄛˊ", "zhuyin", "面膜"),
        ("", "ㄏㄨˋㄕㄡˇ", "zhuyin", "护手霜"),
        ("", "ㄎㄚㄈㄟ", "zhuyin", "咖啡"),
        ("", "ㄒㄈㄐ", "zhuyin", "洗发水"),
    ],
    "words of other scripts": [
        ("serum", "", "latin", "精华"),
        ("hand cream", "", "latin", "护手霜"),
        ("toothp", "", "latin", "牙膏"),
        ("Choco", "", "latin", "巧克力"),
        ("ＳＰＦ５０", "", "latin", "SPF50"),
        ("sérum", "", "latin", "精华"),
    ],
    "a slip of the finger": [
        ("chcolate", "", "latin", "巧克力"),
        ("tootpaste", "", "latin", "牙膏"),
        ("toothpatse", "", "latin", "牙膏"),
        ("shampooo", "", "latin", "洗发水"),
        ("", "qiaokleli", "pinyin", "巧克力"),
        ("", "mainmo", "pinyin", "面膜"),
        ("", "yaagao", "pinyin", "牙膏"),
    ],
    "a wrong character of the same sound": [
        ("面摸", "", "pinyin", "面膜"),
        ("柠蒙", "", "pinyin", "柠檬"),
        ("巧可力", "", "pinyin", "巧克力"),
    ],
    "half a word and half a sound": [
        ("护手", "s", "pinyin", "护手霜"),
        ("咖啡", "dou", "pinyin", "咖啡豆"),
        ("无糖", "lpc", "pinyin", "无糖冷泡茶"),
    ],
}


def recall(found: list[str], relevant: list[str]) -> float:
    """Of the ten best sellers among the right ones (or all, if they are fewer), the part that is found among ten."""
    wanted = set(relevant)
    return sum(gtin in wanted for gtin in found[:FIRST]) / min(FIRST, len(relevant))


@pytest.fixture(scope="module")
def range_() -> list[products.Product]:
    """What is sold, best sellers first."""
    return list(products.generate(PRODUCTS))


@pytest.fixture(scope="module")
def ask(
    catalogue: sqlite3.Connection, place: Place, dictionary: Dictionary
) -> Callable[[str, str, Layout], list[Product]]:
    """Gives the first products for what was typed."""

    def asked(text: str, typed: str, layout: Layout) -> list[Product]:
        language = "zh_TW" if layout == "zhuyin" else "zh_CN"
        found = answer(catalogue, Question(Entry(text, typed, layout), language=language), place, dictionary)
        return [hit.product for hit in found.hits]

    return asked


@pytest.mark.parametrize("way", SET)
def test_nine_of_ten_right_products_are_among_the_first_ten(
    ask: Callable[[str, str, Layout], list[Product]], range_: list[products.Product], way: str
) -> None:
    measured = {}
    for text, typed, layout, word in SET[way]:
        relevant = [p.gtin for p in range_ if word in p.name.zh_hans or word in p.name.zh_hant]
        found = [product.gtin for product in ask(text, typed, layout)]
        measured[text + typed] = recall(found, relevant)

    assert sum(measured.values()) / len(measured) >= ENOUGH, measured


def test_a_number_finds_the_one_product_that_has_it(
    ask: Callable[[str, str, Layout], list[Product]], range_: list[products.Product]
) -> None:
    one = range_[41]

    assert next(product.gtin for product in ask(one.sku, "", "digits")) == one.gtin
    assert [product.gtin for product in ask(one.gtin[1:], "", "digits")] == [one.gtin]
