"""Numbers that stand for money: a slip of the finger is found, and little of them is shown."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync.formats import card_number

BODIES = st.text("0123456789", min_size=15, max_size=18)


@pytest.mark.parametrize("number", ["79927398713", "4111111111111111", "30569309025904"])
def test_the_check_digit_is_that_of_the_standard(number: str) -> None:
    assert card_number.check_digit(number[:-1]) == int(number[-1])


@given(BODIES, st.data())
def test_one_wrong_digit_is_always_found(body: str, data: st.DataObject) -> None:
    number = body + str(card_number.check_digit(body))
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != number[place])

    assert card_number.normal(number) == number
    assert card_number.normal(number[:place] + digit + number[place + 1 :]) is None


@given(BODIES, st.data())
def test_two_neighbours_that_changed_places_are_found_but_for_0_and_9(body: str, data: st.DataObject) -> None:
    number = body + str(card_number.check_digit(body))
    place = data.draw(st.integers(0, len(number) - 2))
    one, other = number[place], number[place + 1]
    assume(one != other and {one, other} != {"0", "9"})

    assert card_number.normal(number[:place] + other + one + number[place + 2 :]) is None


def test_a_number_may_be_typed_in_groups() -> None:
    assert card_number.normal("4111 1111-1111 1111") == "4111111111111111"


@pytest.mark.parametrize(
    "text", ["", "abc", "411111111111111", "4111 1111 1111 1112", "４１１１１１１１１１１１１１１１", "0" * 20]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert card_number.normal(text) is None


def test_a_new_number_is_right_and_no_two_are_alike() -> None:
    rng = random.Random(1)

    made = [card_number.new(rng.randrange) for _ in range(200)]

    assert all(card_number.normal(one) == one for one in made)
    assert len(set(made)) == 200


def test_only_the_end_of_a_number_is_shown() -> None:
    assert card_number.masked("4111111111111111") == "···1111"
    assert card_number.masked("123") == "···"
