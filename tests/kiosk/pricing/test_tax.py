"""Taxes inside prices and on top of them, rounded by line and once a code; points that are earned."""

from __future__ import annotations

from kiosk.pricing.model import Book, Earning, Item, Shopper, TaxSum, earned, price, to_reverse
from sync.formats.price_book import Loyalty, Percent, Tax
from tests.kiosk.pricing.books import ALL, A, B, C, at, named, priced, source

RATES = {"full": 1300, "low": 900}


def test_a_tax_inside_the_price_is_told_by_line_and_by_code() -> None:
    tax = Tax(codes=RATES, default="full", by_gtin={B: "low"})

    found = priced(source(tax=tax), (A, 1, 1130), (B, 1, 1090))

    assert [(line.tax_code, line.tax_rate_bp, line.tax_minor, line.amount_minor) for line in found.lines] == [
        ("full", 1300, 130, 1130),
        ("low", 900, 90, 1090),
    ]
    assert found.taxes == (TaxSum("full", 1300, 1000, 130), TaxSum("low", 900, 1000, 90))


def test_a_tax_on_top_makes_the_amount_greater() -> None:
    found = priced(source(tax=Tax(prices="exclusive", codes=RATES, default="full")), (A, 2, 1000))

    assert found.tax_added
    assert (found.lines[0].tax_minor, found.total_minor) == (260, 2260)


def test_rounding_by_line_and_once_a_code_differ_and_both_add_up() -> None:
    lines = ((A, 1, 104), (B, 1, 104), (C, 1, 104))

    by_line = priced(source(tax=Tax(prices="exclusive", codes=RATES, default="full")), *lines)
    by_total = priced(source(tax=Tax(prices="exclusive", rounding="total", codes=RATES, default="full")), *lines)

    assert [line.tax_minor for line in by_line.lines] == [14, 14, 14]
    assert [line.tax_minor for line in by_total.lines] == [14, 14, 13]
    assert by_total.total_minor == 312 + 41


def test_a_lines_own_code_counts_before_the_products_and_that_before_its_categorys() -> None:
    tax = Tax(codes=RATES | {"none": 0}, default="full", by_category={"dairy": "low"}, by_gtin={B: "none"})
    lines = [
        Item("1", A, 1, 100, category="dairy.milk"),
        Item("2", B, 1, 100, category="dairy"),
        Item("3", A, 1, 100, category="dairy", tax_code="full"),
        Item("4", A, 1, 100),
    ]

    found = price(Book(source(tax=tax)), lines, Shopper(), at())

    assert [line.tax_code for line in found.lines] == ["low", "none", "full", "full"]


def test_a_reduction_is_taken_off_before_the_tax() -> None:
    book = source(
        Percent(**named("half"), goods=ALL, percent_bp=5000), tax=Tax(prices="exclusive", codes=RATES, default="full")
    )

    assert priced(book, (A, 1, 1000)).total_minor == 565


RULE = Loyalty(earn_points=2, earn_per_minor=1000, not_categories=("tobacco",))


def test_nothing_is_earned_on_gift_cards_plans_excluded_goods_or_the_points_part() -> None:
    lines = [
        Earning(5_400),
        Earning(10_000, kind="gift_card"),
        Earning(9_900, kind="plan"),
        Earning(3_000, category="tobacco.cigars"),
    ]

    assert earned(lines, 0, RULE) == 10
    assert earned(lines, 1_400, RULE) == 8
    assert earned(lines, 90_000, RULE) == 0
    assert earned(lines, 0, Loyalty()) == 0


def test_bringing_everything_back_in_steps_takes_back_just_what_was_earned() -> None:
    sold = [Earning(5_400), Earning(1_700), Earning(2_950)]
    points = earned(sold, 0, RULE)
    reversed_ = 0
    for step in range(1, 4):
        reversed_ += to_reverse(sold[step:], 0, points, reversed_, RULE)

    assert points == 20
    assert reversed_ == points
