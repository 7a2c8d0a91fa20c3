"""Labels of the shop's own scales: article, weight or price, and nothing that was not meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import codes
from kiosk.settings import Settings, WeighedCode
from sync.formats.gtin import check_digit, normal
from sync.formats.weighed import Rule, Weighed, parse, price_check_digit

GRAMS = Rule("21", "grams", 5)
PRICE = Rule("22", "price", 5)
CHECKED = Rule("23", "price", 4, value_check=True)
RULES = (GRAMS, PRICE, CHECKED, Rule("2199", "grams", 4, times=10))


def label(body: str) -> str:
    """The label of 12 digits as it is stored."""
    return f"0{body}{check_digit(body)}"


def test_a_label_with_a_weight_names_the_article_and_its_grams() -> None:
    assert parse(label("214711701250"), RULES) == Weighed(label("214711700000"), "47117", 1250, None)


def test_a_label_with_a_price_names_the_article_and_what_the_pack_costs() -> None:
    assert parse(label("224711701250"), RULES) == Weighed(label("224711700000"), "47117", None, 1250)


def test_a_check_digit_inside_is_checked() -> None:
    assert price_check_digit("2875") == 9
    assert parse(label("23471179" + "2875"), RULES) == Weighed(label("234711700000"), "47117", None, 2875)
    assert parse(label("23471178" + "2875"), RULES) is None


@pytest.mark.parametrize(("digits", "check"), [("2875", 9), ("14685", 6), ("0000", 0), ("123", 0)])
def test_the_check_digits_of_values_are_those_of_the_standard(digits: str, check: int) -> None:
    assert price_check_digit(digits) == check


def test_the_longest_prefix_speaks() -> None:
    found = parse(label("219947110125"), RULES)

    assert found is not None
    assert (found.grams, found.item) == (1250, "4711")


@pytest.mark.parametrize("gtin", ["06901234567892", "00000020123451", "12147117012508", "", "0214711701250x"])
def test_everything_else_is_no_label(gtin: str) -> None:
    assert parse(gtin, RULES) is None


def test_a_rule_that_leaves_no_article_finds_none() -> None:
    assert parse(label("210000012345"), (Rule("210000", "grams", 6),)) is None


@given(item=st.integers(0, 99_999), value=st.integers(0, 99_999))
def test_every_label_is_read_back_and_its_article_is_a_right_number(item: int, value: int) -> None:
    found = parse(label(f"21{item:05d}{value:05d}"), RULES)

    if item // 1000 != 99:
        assert found is not None
        assert (found.item, found.grams) == (f"{item:05d}", value)
        assert normal(found.gtin) == found.gtin


def test_the_settings_rules_reach_the_scanned_code() -> None:
    settings = Settings(device=None, weighed_code=(WeighedCode("21"),))  # type: ignore[arg-type] # no device is needed

    found = codes.weighed(codes.ProductCode(label("214711701250")), settings.weighed_rules)

    assert found == codes.WeighedCode(label("214711700000"), 1250, None)
    assert codes.weighed(codes.ProductCode("06901234567892"), settings.weighed_rules) is None
