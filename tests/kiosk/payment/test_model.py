"""Every state and every event, all of them: which steps there are, and that there are no others."""

from __future__ import annotations

from itertools import product

import pytest

from hardware.payment_terminal import PaymentResult
from kiosk.money import Money
from kiosk.payment.model import EVENTS, OPEN, STATES, Event, Intent, State, advance, event_of, step
from tests.devices import NOON

UNDER_WAY: tuple[State, ...] = ("created", "sent", "pending", "unknown")
MONEY_MOVED: tuple[Event, ...] = ("approved", "wrong_amount", "unusable")


def intent(state: State = "sent", amount: int = 1800) -> Intent:
    return Intent("i1", "b1", "card", Money(amount, "CNY"), state, "", NOON, refund_of="" if amount > 0 else "T0")


def expected(state: State, event: Event) -> State:  # noqa: PLR0911 - the rules once more, in words
    """What the step must be, said in another way than the table says it."""
    if event == "asked":
        return "sent" if state == "created" else state
    if event == "withdrawn":
        return "declined" if state == "created" else state
    if event in ("wrong_amount", "unusable"):
        if state == "approved" and event == "wrong_amount":
            return "approved"  # a sale stands on it
        return "reversing"
    if state in UNDER_WAY:
        return {
            "pending": "pending",
            "approved": "approved",
            "declined": "declined",
            "unknown": "unknown",
            "reversed": "reversed",
            "reverse": "reversing",
            "found_taken": "approved",
            "found_not_taken": "declined",
        }[event]  # type: ignore[return-value] # a literal's words; fmt: skip
    if state == "declined":
        return "approved" if event == "approved" else "declined"
    if state == "reversing":
        return {
            "declined": "declined",
            "reversed": "reversed",
            "found_taken": "approved",
            "found_not_taken": "reversed",
        }.get(event, "reversing")  # type: ignore[return-value] # a literal's words; fmt: skip
    if state == "reversed":
        return "reversing" if event == "approved" else "reversed"
    return "approved"


@pytest.mark.parametrize(("state", "event"), list(product(STATES, EVENTS)))
def test_every_step_is_the_one_that_it_must_be(state: State, event: Event) -> None:
    assert step(state, event) == expected(state, event)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, EVENTS)))
def test_a_refund_is_never_undone(state: State, event: Event) -> None:
    if state not in ("reversing", "reversed"):
        assert step(state, event, refund=True) not in ("reversing",)


@pytest.mark.parametrize("state", STATES)
def test_money_that_moved_is_never_forgotten(state: State) -> None:
    for event in MONEY_MOVED:
        assert step(state, event) in ("approved", "reversing")


def test_every_open_state_has_a_way_out_without_paying_and_with() -> None:
    for state in OPEN:
        assert step(state, "declined") == "declined"
        assert step(state, "found_taken") == "approved"
        assert not {step(state, "found_not_taken")} & OPEN


def test_a_no_that_becomes_a_yes_no_longer_locks_the_basket() -> None:
    late = advance(intent("declined"), "unusable")

    assert (late.state, late.late, late.needs_people) == ("reversing", True, True)


@pytest.mark.parametrize(("amount", "event"), [(1800, "approved"), (None, "approved"), (1801, "wrong_amount")])
def test_an_approval_of_another_amount_is_none(amount: int | None, event: str) -> None:
    assert event_of(intent(), PaymentResult("i1", "approved", "T1", amount_minor=amount)) == event


def test_at_most_four_digits_of_a_number_are_kept() -> None:
    heard = advance(intent(), "approved", PaymentResult("i1", "approved", "T1", hint="4111111111111234"))

    assert heard.hint == "1234"
