"""What several devices set in one record becomes the same record, in whatever order it is heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats import record_merge as merge
from sync.hybrid_clock import Reading
from sync.messages import Field

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes: float = 0, count: int = 0) -> str:
    return str(Reading(int((NOON + timedelta(minutes=minutes)).timestamp() * 1000), count))


values = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "open", "taken"]))
fields = st.builds(Field, values, st.sampled_from([at(), at(0, 1), at(1), at(9)]), st.sampled_from(["", "a", "b"]))
said = st.dictionaries(st.sampled_from(["state", "who", "note"]), fields, max_size=3)


def test_true_and_one_are_two_values_of_which_one_stands() -> None:
    yes, one = {"n": Field(True, at(), "a")}, {"n": Field(1, at(), "a")}

    assert {name: field.value is True for name, field in merge.merged(one, merge.news(one, yes)).items()} == {"n": True}
    assert merge.news(yes, one) == {}


@given(st.lists(said, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_order_and_any_repeats_give_the_same_record(words: list[dict[str, Field]], chance: object) -> None:
    straight: dict[str, Field] = {}
    for word in words:
        straight = merge.merged(straight, word)
    again = [*words, *words]
    chance.shuffle(again)  # type: ignore[attr-defined]  # a Random
    crooked: dict[str, Field] = {}
    for word in again:
        crooked = merge.merged(crooked, merge.news(crooked, word))

    assert crooked == straight
    assert merge.stamp(crooked) == merge.stamp(straight)


@given(said, said)
def test_news_are_exactly_what_changes_something(known: dict[str, Field], heard: dict[str, Field]) -> None:
    fresh = merge.news(known, heard)

    assert merge.merged(known, fresh) == merge.merged(known, heard)
    assert merge.news(merge.merged(known, heard), heard) == {}
    assert all(known.get(name) != field for name, field in fresh.items())


def test_yes_and_one_are_two_values() -> None:
    assert merge.stamp({"x": Field(True, at(), "a")}) != merge.stamp({"x": Field(1, at(), "a")})
    assert merge.written({"x": Field(True, at(), "a")}, {"x": 1}, at(1), "a") == {"x": Field(1, at(1), "a")}


def test_who_writes_after_a_clock_that_is_a_year_ahead_still_has_the_last_word_on_that_field() -> None:
    ahead = at(365 * 24 * 60)
    known = {"state": Field("open", ahead, "tablet-9"), "who": Field("", at(), "tablet-1")}

    fresh = merge.written(known, {"state": "taken", "who": "Yue"}, at(1), "tablet-1")

    assert merge.merged(known, fresh)["state"].value == "taken"
    assert fresh["state"].at == at(365 * 24 * 60, 1)
    assert fresh["who"].at == at(1)  # one wrong field carries no other along


def test_a_field_that_has_its_value_already_is_not_written_again() -> None:
    assert merge.written({"state": Field("open", at(), "a")}, {"state": "open"}, at(1), "b") == {}


def test_what_no_device_of_ours_writes_is_not_believed() -> None:
    good = Field("x", at(), "a")
    bad = {
        "": good,
        "x" * 65: good,
        "名": good,
        "short": Field("x", "12", "a"),
        "upper": Field("x", at().upper().replace("1", "F"), "a"),
        "end of time": Field("x", "f" * 16, "a"),
        "long": Field("x" * 70_000, at(), "a"),
    }

    assert merge.sound({**bad, "good": good}) == {"good": good}
