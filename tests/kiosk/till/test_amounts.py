"""Amounts as people type them: what is one, what is none, and what a shopper is likely to hand over."""

from __future__ import annotations

import pytest

from kiosk.money import Money
from kiosk.till import amounts


@pytest.mark.parametrize(
    ("typed", "minor"), [("12", 1200), ("12.5", 1250), ("12.50", 1250), (".5", 50), ("0", 0), ("0.05", 5)]
)
def test_what_is_an_amount_is_read_to_the_unit(typed: str, minor: int) -> None:
    assert amounts.parse(typed, "CNY") == Money(minor, "CNY")


@pytest.mark.parametrize(
    "typed", ["", ".", "-1", "1e9", "12.505", "1,000", "１２", "12.", "nan", "9" * 10, "6901234567892", "1 2", "0x10"]
)
def test_what_is_none_is_none(typed: str) -> None:
    assert amounts.parse(typed, "CNY") is None


def test_a_currency_without_small_parts_takes_no_point() -> None:
    assert amounts.parse("120", "TWD") == Money(120, "TWD")
    assert amounts.parse("120.5", "TWD") is None
    assert not amounts.accepts("120", ".", "TWD")


def test_every_key_leaves_the_beginning_of_an_amount() -> None:
    typed = ""
    for key in "12..5.055-x":
        if amounts.accepts(typed, key, "CNY"):
            typed += key

    assert typed == "12.50"


def test_what_was_written_is_read_again() -> None:
    for minor in (0, 5, 50, 100, 1250, 99_999_999):
        assert amounts.parse(amounts.text(Money(minor, "CNY")), "CNY") == Money(minor, "CNY")


def test_the_likely_notes_begin_with_the_amount_itself_and_are_no_less() -> None:
    found = [one.minor for one in amounts.likely(Money(1830, "CNY"))]

    assert found[0] == 1830
    assert found == sorted(set(found))
    assert {2000, 5000} <= set(found)
