"""Notes and coins: the fewest that make an amount, and what a counted drawer is worth."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.shift import denominations
from kiosk.shift.denominations import DENOMINATIONS

CURRENCIES = sorted(DENOMINATIONS)


@lru_cache
def fewest(amount: int, values: tuple[int, ...]) -> int:
    """The fewest pieces, found the slow way."""
    table = [0] + [amount + 1] * amount
    for sum_minor in range(1, amount + 1):
        table[sum_minor] = 1 + min((table[sum_minor - one] for one in values if one <= sum_minor), default=amount)
    return table[amount]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_change_takes_the_fewest_notes_and_coins(currency: str) -> None:
    usable = tuple(sorted({one.minor for one in denominations.of(currency) if not one.rare}))
    least = usable[0]
    for amount in range(least, least * 400, least):
        laid = denominations.pieces(amount, currency)
        small = tuple(value // least for value in usable if value <= least * 400)

        assert sum(one.minor for one in laid.pieces) == amount
        assert laid.rest_minor == 0
        assert sum(one.number for one in laid.pieces) == fewest(amount // least, small)


@given(st.integers(0, 10**8), st.sampled_from(CURRENCIES))
def test_nothing_is_lost_between_pieces_and_rest(amount: int, currency: str) -> None:
    laid = denominations.pieces(amount, currency)

    assert sum(one.minor for one in laid.pieces) + laid.rest_minor == amount
    assert laid.rest_minor < min(one.minor for one in denominations.of(currency))
    assert not any(one.denomination.rare for one in laid.pieces)


@given(st.data(), st.sampled_from(CURRENCIES))
def test_a_counted_drawer_is_worth_the_sum_of_its_pieces(data: st.DataObject, currency: str) -> None:
    every = denominations.of(currency)
    numbers = {one.key: data.draw(st.integers(0, 9999)) for one in every}

    assert denominations.worth(numbers, currency) == sum(one.minor * numbers[one.key] for one in every)


def test_fen_cannot_be_paid_in_coins() -> None:
    laid = denominations.pieces(1_234, "CNY")

    assert [(one.denomination.key, one.number) for one in laid.pieces] == [
        ("note:1000", 1), ("coin:100", 2), ("coin:10", 3),
    ]  # fmt: skip
    assert laid.rest_minor == 4


def test_a_currency_without_a_table_is_counted_as_a_sum() -> None:
    assert denominations.of("XAU") == ()
    assert denominations.pieces(500, "XAU").rest_minor == 500


@pytest.mark.parametrize("counted", [{"note:10000": -1}, {"note:7": 1}])
def test_what_cannot_lie_in_a_drawer_is_refused(counted: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="drawer"):
        denominations.worth(counted, "CNY")
