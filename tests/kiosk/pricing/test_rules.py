"""Each kind of rule with figures worked out by hand."""

# ruff: noqa: E501  a table reads best with one case a line

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.pricing.model import Book, Coupon, Item, Manual, Reduction, Shopper, price
from sync.formats.price_book import (
    Amount,
    AnyRule,
    Bundle,
    Fixed,
    Goods,
    Group,
    Mix,
    NForM,
    Offer,
    Pack,
    Percent,
    Spend,
    Step,
    Threshold,
    Tier,
    When,
)
from tests.kiosk.pricing.books import ALL, NOW, A, B, C, at, goods, named, priced, source

Lines = tuple[tuple[str, int, int], ...]


@pytest.mark.parametrize(
    ("rule", "lines", "amounts"),
    [
        (Percent(**named("p"), goods=goods(A), percent_bp=1500), ((A, 2, 333), (B, 1, 100)), [566, 100]),
        (Percent(**named("p"), goods=Goods(everything=True, not_gtins=(B,)), percent_bp=5000), ((A, 1, 99), (B, 1, 99)), [49, 99]),
        (Amount(**named("a"), goods=goods(A), off_minor=50), ((A, 3, 200),), [450]),
        (Amount(**named("a"), goods=goods(A), off_minor=500), ((A, 3, 200),), [0]),
        (Fixed(**named("f"), goods=goods(A, B), price_minor=150), ((A, 2, 200), (B, 1, 120)), [300, 120]),
        (NForM(**named("n"), goods=goods(A), units=3), ((A, 7, 300),), [1500]),
        (NForM(**named("n"), goods=goods(A, B, C), units=3), ((A, 1, 500), (B, 1, 300), (C, 1, 200)), [400, 240, 160]),
        (NForM(**named("n"), goods=goods(A), units=2, percent_bp=5000), ((A, 2, 1000),), [1500]),
        (NForM(**named("n"), goods=goods(A, B), units=2), ((A, 1, 900), (B, 3, 100)), [810, 190]),
        (Mix(**named("m"), goods=goods(A, B), units=3, price_minor=1000), ((A, 2, 500), (B, 2, 400)), [714, 686]),
        (Mix(**named("m"), goods=goods(A, B), units=2, price_minor=1000), ((A, 1, 300), (B, 1, 400)), [300, 400]),
        (Tier(**named("t"), goods=goods(A), steps=(Step(units=2, percent_bp=1000), Step(units=4, percent_bp=2500))), ((A, 3, 100),), [270]),
        (Tier(**named("t"), goods=goods(A, B), steps=(Step(units=2, percent_bp=1000), Step(units=4, percent_bp=2500))), ((A, 3, 100), (B, 1, 40)), [225, 30]),
        (Bundle(**named("b"), packs=(Pack(goods=goods(A)), Pack(goods=goods(B), units=2)), price_minor=800), ((A, 2, 500), (B, 3, 300)), [864, 736]),
        (Bundle(**named("b"), packs=(Pack(goods=goods(A)), Pack(goods=goods(B))), price_minor=800), ((A, 2, 500),), [1000]),
        (Threshold(**named("s"), goods=ALL, steps=(Spend(least_minor=1000, off_minor=100), Spend(least_minor=2000, off_minor=300))), ((A, 1, 1500), (B, 1, 500)), [1275, 425]),
        (Threshold(**named("s"), goods=goods(A), steps=(Spend(least_minor=1000, percent_bp=1000),)), ((A, 1, 1500), (B, 1, 500)), [1350, 500]),
        (Threshold(**named("s"), goods=ALL, steps=(Spend(least_minor=2001, off_minor=100),)), ((A, 1, 1500), (B, 1, 500)), [1500, 500]),
    ],
    ids=lambda value: value.rule_id if hasattr(value, "rule_id") else "",
)  # fmt: skip
def test_a_rule_gives_what_it_says(rule: AnyRule, lines: Lines, amounts: list[int]) -> None:
    found = priced(source(rule), *lines)

    assert [line.amount_minor for line in found.lines] == amounts
    assert found.gap_minor == 0


def test_a_reduction_names_its_rule_and_its_units() -> None:
    found = priced(source(NForM(**named("three"), goods=goods(A), units=3)), (A, 4, 300))

    assert found.lines[0].reductions == (Reduction("three", "n_for_m", 300, 3),)
    assert found.book_version == 7


@pytest.mark.parametrize(
    ("when", "shopper", "holds"),
    [
        (When(members=True), Shopper(), False),
        (When(members=True), Shopper(member="M1"), True),
        (When(tiers=("gold",)), Shopper(member="M1", tier="silver"), False),
        (When(tiers=("gold",)), Shopper(member="M1", tier="gold"), True),
        (When(segments=("new", "vip")), Shopper(segments=frozenset({"vip"})), True),
        (When(segments=("new",)), Shopper(segments=frozenset({"vip"})), False),
        (When(employees=True), Shopper(), False),
        (When(employees=True), Shopper(employee=True), True),
        (When(channels=("online",)), Shopper(), False),
        (When(channels=("till", "kiosk")), Shopper(), True),
        (When(stores=("9521000000025",)), Shopper(), False),
        (When(stores=("9521000000018",)), Shopper(), True),
        (When(weekdays=(6,)), Shopper(), True),
        (When(weekdays=(5,)), Shopper(), False),
        (When(from_hour="12:00", till_hour="14:00"), Shopper(), True),
        (When(from_hour="09:00", till_hour="12:00"), Shopper(), False),
        (When(from_hour="12:00"), Shopper(), True),
        (When(since=NOW, until=NOW + timedelta(minutes=1)), Shopper(), True),
        (When(until=NOW), Shopper(), False),
        (When(coupon="SPRING"), Shopper(), False),
    ],
)
def test_a_rule_holds_for_whom_and_when_it_says(when: When, shopper: Shopper, holds: bool) -> None:
    found = priced(source(Percent(**named("p"), goods=ALL, percent_bp=1000, when=when)), (A, 1, 1000), shopper=shopper)

    assert found.total_minor == (900 if holds else 1000)


@pytest.mark.parametrize(("hour", "holds"), [(13, False), (14, True), (15, True), (17, True), (18, False)])
def test_a_window_over_midnight_belongs_to_the_day_it_began(hour: int, holds: bool) -> None:
    """Friday 22:00 to 02:00 in Shanghai is 14:00 to 18:00 UTC."""
    friday = datetime(2026, 11, 20, hour, 0, tzinfo=UTC)
    when = When(weekdays=(5,), from_hour="22:00", till_hour="02:00")

    found = priced(
        source(Percent(**named("p"), goods=ALL, percent_bp=1000, when=when)), (A, 1, 1000), occasion=at(friday)
    )

    assert (found.total_minor == 900) == holds


def test_a_coupon_opens_its_rule_and_is_named_as_used() -> None:
    book = source(Amount(**named("c"), goods=goods(A), off_minor=100, when=When(coupon="SPRING")))
    coupons = (Coupon("SPRING", "N1"), Coupon("OTHER", "N2"))

    assert priced(book, (A, 1, 500), coupons=coupons).coupons_used == (Coupon("SPRING", "N1"),)
    assert priced(book, (B, 1, 500), coupons=coupons).coupons_used == ()


def test_the_first_n_get_it_and_the_rest_does_not() -> None:
    book = source(Fixed(**named("first"), goods=goods(A), price_minor=100, quota=50))

    assert priced(book, (A, 3, 500), quota={"first": 2}).total_minor == 100 + 100 + 500
    assert priced(book, (A, 3, 500), quota={"first": 0}).total_minor == 1500


def test_of_rules_of_the_best_kind_a_unit_gets_one_and_stacking_ones_come_on_top() -> None:
    book = source(
        Percent(**named("ten"), goods=ALL, percent_bp=1000),
        Percent(**named("twenty"), goods=goods(A), percent_bp=2000),
        Percent(**named("more"), goods=ALL, percent_bp=1000, combine="stack"),
    )

    found = priced(book, (A, 1, 1000))

    assert [one.rule_id for one in found.lines[0].reductions] == ["twenty", "more"]
    assert found.total_minor == 720


def test_an_exclusive_rule_lets_nothing_come_on_top_unless_that_is_better_for_the_shopper() -> None:
    stack = Percent(**named("stack"), goods=ALL, percent_bp=1000, combine="stack")
    weak = Percent(**named("plain"), goods=ALL, percent_bp=1500)

    strong = Percent(**named("only"), goods=ALL, percent_bp=4000, combine="exclusive")
    assert priced(source(strong, weak, stack), (A, 1, 1000)).total_minor == 600

    close = Percent(**named("only"), goods=ALL, percent_bp=2000, combine="exclusive")
    assert priced(source(close, weak, stack), (A, 1, 1000)).total_minor == 765


def test_a_rule_that_stands_alone_is_used_only_if_it_beats_all_others_together() -> None:
    alone = Percent(**named("staff"), goods=ALL, percent_bp=2500, combine="alone", when=When(employees=True))
    other = Percent(**named("half"), goods=goods(A), percent_bp=5000)
    staff = Shopper(employee=True)

    both = priced(source(alone, other), (A, 1, 1000), (B, 1, 1000), shopper=staff)
    assert both.total_minor == 1500
    mostly = priced(source(alone, other), (A, 1, 100), (B, 1, 1000), shopper=staff)
    assert mostly.total_minor == 825
    assert {one.rule_id for line in mostly.lines for one in line.reductions} == {"staff"}


def test_a_cap_holds_for_the_basket_and_is_shared_out() -> None:
    book = source(Percent(**named("p"), goods=ALL, percent_bp=5000, cap_minor=301))

    found = priced(book, (A, 1, 1000), (B, 1, 1000))

    assert sorted(line.amount_minor for line in found.lines) == [849, 850]


def test_of_a_group_that_chooses_one_only_the_best_rule_is_used() -> None:
    rules = (
        Percent(**named("a"), goods=goods(A), percent_bp=1000, group="g"),
        Percent(**named("b"), goods=goods(B), percent_bp=3000, group="g"),
    )

    assert priced(source(*rules, groups={"g": Group(choose="one")}), (A, 1, 1000), (B, 1, 1000)).total_minor == 1700
    assert priced(source(*rules, groups={"g": Group()}), (A, 1, 1000), (B, 1, 1000)).total_minor == 1600
    assert priced(source(*rules, groups={"g": Group(cap_minor=250)}), (A, 1, 1000), (B, 1, 1000)).total_minor == 1750


def test_the_dearest_units_go_where_they_save_most() -> None:
    """3 for 2 over three dear ones, and the bundle with the cheap one, beat taking the bundle first."""
    book = source(
        NForM(**named("three"), goods=goods(A, B), units=3),
        Bundle(**named("set"), packs=(Pack(goods=goods(B)), Pack(goods=goods(C))), price_minor=900),
    )

    found = priced(book, (A, 3, 600), (B, 1, 500), (C, 1, 500))

    assert found.total_minor == 1200 + 900
    assert found.gap_minor == 0


def test_a_customers_own_price_depends_on_the_number_and_competes_with_other_rules() -> None:
    lists = {"trade": {A: (Offer(price_minor=950), Offer(units=6, price_minor=900))}}
    book = source(Percent(**named("sale"), goods=goods(A), percent_bp=700), price_lists=lists)
    trade = Shopper(member="M1", price_list="trade")

    assert priced(book, (A, 1, 1000), shopper=trade).total_minor == 930
    six = priced(book, (A, 4, 1000), (A, 2, 1000), shopper=trade)
    assert six.total_minor == 5400
    assert six.lines[0].reductions == (Reduction("price_list", "price_list", 400, 4),)
    assert priced(book, (A, 6, 1000)).total_minor == 5580


@pytest.mark.parametrize(
    ("manual", "amount"),
    [
        (Manual("price", 700, "damaged"), 2100),
        (Manual("price", 1200, "typo"), 3000),
        (Manual("percent", 1500, "loyal"), 2550),
        (Manual("amount", 250, "scratch"), 2750),
        (Manual("amount", 9999, "all"), 0),
    ],
)
def test_what_a_person_gave_stands_and_no_rule_comes_on_top(manual: Manual, amount: int) -> None:
    book = Book(source(Percent(**named("p"), goods=ALL, percent_bp=1000)))

    found = price(book, [Item("l", A, 3, 1000, manual=manual)], Shopper(), at())

    assert found.total_minor == amount


def test_a_discount_on_the_whole_is_shared_out_to_the_unit() -> None:
    found = priced(source(), (A, 1, 100), (B, 1, 100), (C, 1, 100), whole=Manual("amount", 100))

    assert [line.amount_minor for line in found.lines] == [66, 67, 67]
    assert priced(source(), (A, 1, 333), (B, 1, 666), whole=Manual("percent", 1000)).total_minor == 899


def test_what_cannot_be_reduced_is_not() -> None:
    book = Book(source(Percent(**named("p"), goods=ALL, percent_bp=1000)))
    lines = [Item("card", A, 1, 10_000, discountable=False), Item("b", B, 1, 1000)]

    found = price(book, lines, Shopper(), at(), whole=Manual("percent", 5000))

    assert [line.amount_minor for line in found.lines] == [10_000, 450]


def test_near_misses_are_told() -> None:
    book = source(
        NForM(**named("second"), goods=goods(A), units=2, percent_bp=5000),
        Threshold(**named("spend"), goods=ALL, steps=(Spend(least_minor=2000, off_minor=200),)),
        Bundle(**named("set"), packs=(Pack(goods=goods(A)), Pack(goods=goods(B))), price_minor=100),
    )

    found = priced(book, (A, 1, 1700))

    told: list[Any] = [(one.rule_id, one.units, one.missing_minor) for one in found.nudges]
    assert told == [("second", 1, 0), ("spend", 0, 300), ("set", 1, 0)]
    assert priced(book, (A, 2, 500)).nudges[0].rule_id == "set"
