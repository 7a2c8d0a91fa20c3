"""What several devices say of a call becomes one, in whatever order they hear each other."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.service.model import AGAIN_AFTER, LIVES, Answer, Call, End
from tests.devices import NOON

FIRST = Call("call-1", "kiosk-1", "help", NOON)

moments = st.integers(0, 50).map(lambda seconds: NOON + timedelta(seconds=seconds))
answers = st.builds(
    Answer, moments, st.sampled_from(["tablet-1", "tablet-2", "till-1"]), st.sampled_from(["Yue", "Wei"])
)
heard = st.builds(
    lambda asked, answer, ended: Call("call-1", "kiosk-1", "help", NOON, "", "", asked, answer, ended),
    st.integers(1, 4),
    st.none() | answers,
    st.none()
    | st.builds(End, moments, st.sampled_from(["kiosk-1", "tablet-1"]), st.sampled_from(["done", "taken_back"])),
)


@given(st.lists(heard, min_size=1, max_size=4))
def test_devices_that_heard_the_same_come_to_the_same(told: list[Call]) -> None:
    results = set()
    for order in permutations(told):
        now = FIRST
        for one in (*order, order[0]):
            now = now.merged(one)
        results.add(now)

    assert len(results) == 1


def test_of_two_answers_the_earlier_one_stands_on_every_device() -> None:
    late = replace(FIRST, answer=Answer(NOON + timedelta(seconds=9), "tablet-1", "Yue"))
    soon = replace(FIRST, answer=Answer(NOON + timedelta(seconds=5), "tablet-2", "Wei"))

    assert late.merged(soon).answer == soon.merged(late).answer == soon.answer


def test_who_is_not_answered_is_asked_for_again_each_minute_and_forgotten_in_time() -> None:
    assert not FIRST.due_at(NOON + AGAIN_AFTER - timedelta(seconds=1))
    assert FIRST.due_at(NOON + AGAIN_AFTER)
    again = FIRST.merged(replace(FIRST, asked=2))
    assert not again.due_at(NOON + AGAIN_AFTER)
    assert again.due_at(NOON + 2 * AGAIN_AFTER)
    assert not again.due_at(NOON + LIVES)
