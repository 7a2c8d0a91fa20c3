"""Puts what is written on a screen into words that a voice says rightly: money, times of, dots between facts."""

from __future__ import annotations

import re

MONEY: dict[str, dict[str, str]] = {
    "zh_CN": {"¥": "{}元", "NT$": "新台币{}元", "HK$": "港币{}元", "$": "{}美元"},
    "zh_TW": {"¥": "人民幣{}元", "NT$": "{}元", "HK$": "港幣{}元", "$": "{}美元"},
    "en": {"¥": "{} yuan", "NT$": "{} Taiwan dollars", "HK$": "{} Hong Kong dollars", "$": "{} dollars"},
}
"""A sign in front of an amount, and how it is said."""

SIGNS: dict[str, dict[str, str]] = {
    "zh_CN": {"×": "乘", "·": "，", "…": "，", "→": "，", "/": "，", "&": "和", "~": "到", "–": "到"},
    "zh_TW": {"×": "乘", "·": "，", "…": "，", "→": "，", "/": "，", "&": "和", "~": "到", "–": "到"},
    "en": {"×": " times ", "·": ", ", "…": ", ", "→": ", ", "/": ", ", "&": " and ", "~": " to ", "–": " to "},
}

AMOUNT = re.compile(r"([-\u2212]?)(NT\$|HK\$|¥|\$)\s?(\d[\d,]*(?:\.\d+)?)")
HIDDEN = re.compile(r"\*{2,}")
"""Digits that are not shown are not read as stars."""


def spoken(text: str, language: str) -> str:
    """The words to say for a text of the screen, in one of the shop's languages."""
    money = MONEY.get(language, MONEY["en"])

    def amount(found: re.Match[str]) -> str:
        minus = ("负" if language == "zh_CN" else "負" if language == "zh_TW" else "minus ") if found[1] else ""
        return minus + money[found[2]].format(_number(found[3]))

    words = HIDDEN.sub(" ", AMOUNT.sub(amount, text.replace("\u00a0", " ")))
    for sign, said in SIGNS.get(language, SIGNS["en"]).items():
        words = words.replace(sign, said)
    return " ".join(words.split())


def _number(written: str) -> str:
    """A comma between thousands would be read as a pause, and cents of nothing as nothing."""
    plain = written.replace(",", "")
    return plain.removesuffix(".00")
