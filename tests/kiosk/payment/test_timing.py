"""When a payment is asked about and undone."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.payment_terminal import PaymentKind
from kiosk.payment.model import STATES, State
from kiosk.payment.timing import Next, Timing, next_step

KINDS: tuple[PaymentKind, ...] = get_args(PaymentKind)
TIMING = Timing()


def schedule(kind: PaymentKind, state: State, until_s: float = 100.0) -> list[tuple[float, str]]:
    """(when, what) if every question is answered by the same state."""
    at, asked = 0.0, 0
    plan: list[tuple[float, str]] = []
    while at < until_s:
        following = next_step(TIMING, kind, state, at, asked)
        assert following is not None
        at += following.in_s
        plan.append((at, following.act))
        if following.act == "reverse" and state != "reversing":
            break
        asked += 1
    return plan


def test_a_wallet_is_asked_at_the_published_moments_and_then_undone() -> None:
    queries = [(5.0, "query"), (15.0, "query"), (25.0, "query"), (35.0, "query"), (45.0, "query")]
    assert schedule("wallet", "pending") == [*queries, (46.0, "reverse")]
    assert schedule("wallet", "unknown") == [*queries, (46.0, "reverse")]


def test_nothing_is_undone_in_the_first_fifteen_seconds() -> None:
    assert next_step(TIMING, "wallet", "reversing", 4.0, 0) == Next("reverse", 11.0)
    assert next_step(TIMING, "wallet", "reversing", 20.0, 0) == Next("reverse", 0.0)


def test_a_card_that_somebody_is_looking_for_is_left_in_peace() -> None:
    assert next_step(TIMING, "card", "sent", 10.0, 0) == Next("query", 140.0)


def test_a_card_in_doubt_is_asked_about_ever_more_rarely_and_never_undone_by_the_clock() -> None:
    plan = schedule("card", "unknown", 3000)
    pauses = [round(later - sooner) for (sooner, _), (later, _) in pairwise(plan)]

    assert {act for _, act in plan} == {"query"}
    assert pauses[:8] == [10, 10, 10, 10, 20, 40, 80, 160]
    assert max(pauses) == 300


def test_people_are_told_after_as_many_questions_as_make_forty_five_seconds() -> None:
    told = next(at for at in range(20) if next_step(TIMING, "card", "unknown", 60, at).tell)  # type: ignore[union-attr]
    assert told == 5


@pytest.mark.parametrize("state", ["created", "approved", "declined", "reversed"])
def test_what_is_over_is_left_alone(state: State) -> None:
    assert next_step(TIMING, "card", state, 10, 0) is None


@given(
    st.sampled_from(KINDS),
    st.sampled_from(STATES),
    st.floats(0, 1e6),
    st.integers(0, 10_000),
    st.builds(
        Timing,
        first_query_s=st.floats(0.1, 60),
        poll_s=st.floats(0.1, 60),
        give_up_s=st.floats(0, 600),
        reverse_after_s=st.floats(0, 60),
        slowest_s=st.floats(1, 3600),
    ),
)
def test_no_setting_makes_a_reversal_early_or_a_loop(
    kind: PaymentKind, state: State, waited_s: float, asked: int, timing: Timing
) -> None:
    following = next_step(timing, kind, state, waited_s, asked)

    if following is not None:
        assert following.in_s >= 0
        if following.act == "reverse":
            assert waited_s + following.in_s >= timing.reverse_after_s - 1e-6
        if asked:
            assert following.in_s > 0
