"""Why this price, in the words of three languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.i18n import Translator
from kiosk.pricing import explain
from kiosk.pricing.model import Book, Nudge, Reduction, Shopper
from sync.formats.price_book import AnyRule, Fixed, Mix, NForM, Percent, PriceBook, Spend, Threshold, When
from sync.messages import Texts
from tests.kiosk.pricing.books import ALL, NOW, A, goods, priced, source

MEMBER_DAY = Percent(
    rule_id="day",
    name=Texts("会员日", "會員日", "Member day"),
    goods=ALL,
    percent_bp=1695,
    when=When(members=True, weekdays=(6,), till_hour="21:00"),
)


def said(book: PriceBook, language: str, now: datetime = NOW) -> list[str]:
    """The reasons of one unit for ¥59."""
    found = priced(book, (A, 1, 5900), shopper=Shopper(member="M1")).lines[0]
    taken = [(one.rule_id, one) for one in found.reductions]
    tr = Translator(language)
    return [
        explain.was_now(5900, found.amount_minor, tr, "CNY"),
        *(explain.say(why, tr, "CNY") for why in explain.line(taken, Book(book), {}, now, "Asia/Shanghai")),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", ["¥59 → ¥49", "会员日，−¥10，至 21:00"]),
        ("zh_TW", ["¥59 → ¥49", "會員日，−¥10，至 21:00"]),
        ("en", ["¥59 → ¥49", "Member day, −¥10, until 21:00"]),
    ],
)
def test_a_price_says_why_and_until_when(language: str, words: list[str]) -> None:
    assert said(source(MEMBER_DAY), language) == words


def test_an_offer_without_an_end_today_says_none() -> None:
    always = Percent(rule_id="day", name=Texts("特价"), goods=ALL, percent_bp=1695)

    assert said(source(always), "en")[1] == "特价, −¥10"


@pytest.mark.parametrize(
    ("when", "hour"),
    [
        (When(until=datetime(2026, 11, 21, 12, 30, tzinfo=UTC)), 12),
        (When(until=datetime(2026, 11, 23, 12, 30, tzinfo=UTC)), None),
        (When(weekdays=(6,)), 16),
        (When(weekdays=(6, 7)), None),
        (When(from_hour="10:00", till_hour="00:00"), 16),
        (When(from_hour="11:00", till_hour="02:00"), 18),
    ],
)
def test_the_end_of_an_offer_is_told_if_it_is_near(when: When, hour: int | None) -> None:
    end = explain.ends(when, NOW, "Asia/Shanghai")

    assert (end.astimezone(UTC).hour if end else None) == hour


def test_where_the_rules_are_gone_their_names_still_tell() -> None:
    taken = [("old", Reduction("old", "percent", 100, 1)), ("lost", Reduction("lost", "mix", 50, 2))]

    whys = explain.line(taken, None, {"old": Texts("旧价", "舊價", "Old offer")}, NOW, "Asia/Shanghai")

    assert [explain.say(why, Translator("en"), "CNY") for why in whys] == ["Old offer, −¥1", "Offer, −¥0.50"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("manual", "In-store discount, −¥1"),
        ("whole", "Discount on everything, −¥1"),
        ("price_list", "Your agreed price, −¥1"),
    ],
)
def test_what_is_no_rule_has_words_of_its_own(kind: str, words: str) -> None:
    taken = [(kind, Reduction(kind, kind, 100, 1))]  # type: ignore[arg-type]  # the table holds kinds

    (why,) = explain.line(taken, None, {}, NOW, "Asia/Shanghai")

    assert explain.say(why, Translator("en"), "CNY") == words


NAME = Texts("优惠", "優惠", "The offer")
NEAR: list[tuple[AnyRule, Nudge, tuple[str, str, str]]] = [
    (
        NForM(rule_id="r", name=NAME, goods=goods(A), units=2, percent_bp=5000),
        Nudge("r", "n_for_m", units=1),
        ("再买 1 件享第二件半价", "再買 1 件享第二件半價", "1 more and the second is half price"),
    ),
    (
        NForM(rule_id="r", name=NAME, goods=goods(A), units=3),
        Nudge("r", "n_for_m", units=1),
        ("再买 1 件，其中一件免费", "再買 1 件，其中一件免費", "1 more and one is free"),
    ),
    (
        Mix(rule_id="r", name=NAME, goods=goods(A), units=5, price_minor=2000),
        Nudge("r", "mix", units=1),
        ("再买 1 件，5 件共 ¥20", "再買 1 件，5 件共 ¥20", "1 more: 5 for ¥20"),
    ),
    (
        Threshold(rule_id="r", name=NAME, goods=ALL, steps=(Spend(least_minor=2000, off_minor=1),)),
        Nudge("r", "threshold", missing_minor=300),
        ("再买 ¥3，享优惠", "再買 ¥3，享優惠", "¥3 more for: The offer"),
    ),
    (
        Threshold(
            rule_id="r",
            name=Texts("满 ¥300 减 ¥20", "滿 ¥300 減 ¥20", "¥20 off from ¥300"),
            goods=ALL,
            steps=(Spend(least_minor=30_000, off_minor=2000), Spend(least_minor=60_000, off_minor=5000)),
        ),
        Nudge("r", "threshold", missing_minor=1600, off_minor=5000),
        ("再买 ¥16，共减 ¥50", "再買 ¥16，共折 ¥50", "¥16 more and ¥50 comes off in all"),
    ),
]


@pytest.mark.parametrize(("rule", "near", "words"), NEAR)
def test_a_near_miss_is_said_in_three_languages(rule: AnyRule, near: Nudge, words: tuple[str, str, str]) -> None:
    why = explain.nudge(near, Book(source(rule)))

    assert why is not None
    assert tuple(explain.say(why, Translator(language), "CNY") for language in ("zh_CN", "zh_TW", "en")) == words


def test_a_near_miss_of_a_rule_that_is_gone_is_not_said() -> None:
    book = Book(source(Fixed(rule_id="r", name=NAME, goods=ALL, price_minor=1)))

    assert explain.nudge(Nudge("gone", "mix", units=1), book) is None
