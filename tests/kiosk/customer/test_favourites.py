"""Favourites: said without a network, merged by the newest word on each product, and nobody's secret on the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.customer import actions, tables
from kiosk.customer.model import MOST_FAVOURITES, Favourite, merge_favourites
from kiosk.errors import Refused
from sync import journal, messages
from sync.messages import FavouriteChanged, MemberChanged
from tests.devices import GEL, NOON, SERUM, TEA, TestDevice, open_device

WORDS = st.lists(
    st.builds(
        Favourite,
        gtin=st.sampled_from([f"{number:014}" for number in range(6)]),
        on=st.booleans(),
        at=st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    max_size=12,
)


def know(device: TestDevice, version: int = 1, *, at: datetime = NOON, **facts: object) -> None:
    """Head office has told of a member."""
    fields = {"member": "M1", "surname": "林", "title": "ms", "version": version, "at": at} | facts
    device.do(actions.on_member(device.store.vault), MemberChanged(**fields))  # type: ignore[arg-type] # as given


def say(device: TestDevice, gtin: str, on: bool = True) -> None:
    """The member says it here."""
    device.do(actions.set_favourite, device.store.vault, "M1", gtin, on)


def wanted(device: TestDevice) -> tuple[str, ...]:
    """What they want to find again."""
    return tables.favourites(device.db, device.store.vault, "M1")


def posted(device: TestDevice) -> list[FavouriteChanged]:
    """What this device has told, in order."""
    rows = device.db.execute("SELECT body FROM journal WHERE type = ? ORDER BY seq", (FavouriteChanged.TYPE,))
    events = [msgspec.json.decode(row[0], type=messages.Event) for row in rows]
    return [msgspec.json.decode(event.data, type=FavouriteChanged) for event in events]


@given(one=WORDS, two=WORDS, three=WORDS)
def test_in_whatever_order_words_are_heard_the_same_comes_out(
    one: list[Favourite], two: list[Favourite], three: list[Favourite]
) -> None:
    straight = merge_favourites(one, two, three)

    assert merge_favourites(three, merge_favourites(two, one)) == straight
    assert merge_favourites(straight, one, straight) == straight
    assert len({word.gtin for word in straight}) == len(straight)
    for word in straight:
        assert word.at == max(other.at for other in (*one, *two, *three) if other.gtin == word.gtin)


def test_a_member_keeps_no_more_words_than_are_told() -> None:
    many = [Favourite(f"{number:014}", True, NOON + timedelta(minutes=number)) for number in range(MOST_FAVOURITES + 9)]

    kept = merge_favourites(many)

    assert len(kept) == MOST_FAVOURITES
    assert kept[0] == many[-1], "the oldest go"


def test_said_here_without_a_network_newest_first_and_told_once(device: TestDevice) -> None:
    know(device)
    for gtin in (SERUM, TEA, SERUM):
        say(device, gtin)
        device.clock.pass_time(minutes=1)
    say(device, GEL, on=False)

    assert wanted(device) == (TEA, SERUM)
    assert [(one.gtin, one.on) for one in posted(device)] == [(SERUM, True), (TEA, True)]


def test_two_devices_that_did_not_hear_of_each_other_agree_afterwards(tmp_path: Path) -> None:
    with open_device(tmp_path / "a", name="kiosk-1") as a, open_device(tmp_path / "b", name="kiosk-2") as b:
        for device in (a, b):
            know(device)
        say(a, SERUM)
        b.clock.pass_time(minutes=1)
        say(b, TEA)
        b.clock.pass_time(minutes=1)
        say(b, SERUM)
        say(b, SERUM, on=False)

        # Live, doubled and in the wrong order.
        for here, there in ((a, b), (b, a)):
            for message in (*reversed(posted(there)), *posted(there)):
                here.do(actions.on_favourite(here.store.vault), message)

        assert wanted(a) == wanted(b) == (TEA,)


def test_a_word_that_takes_another_back_wins_though_its_clock_is_behind(tmp_path: Path) -> None:
    with open_device(tmp_path / "a", name="kiosk-1") as a, open_device(tmp_path / "b", name="kiosk-2") as b:
        for device in (a, b):
            know(device)
        b.clock.pass_time(minutes=-10)
        say(a, SERUM)
        b.do(actions.on_favourite(b.store.vault), posted(a)[0])
        say(b, SERUM, on=False)
        a.do(actions.on_favourite(a.store.vault), posted(b)[0])

        assert wanted(a) == wanted(b) == ()


def test_what_head_office_tells_joins_what_was_said_here(device: TestDevice) -> None:
    know(device)
    say(device, SERUM)
    words = (
        messages.Favourite(gtin=SERUM, on=False, at=NOON - timedelta(days=1)),
        messages.Favourite(gtin=GEL, on=True, at=NOON - timedelta(days=2)),
    )

    know(device, 2, favourites=words)

    assert wanted(device) == (SERUM, GEL)


def test_who_leaves_leaves_nothing_and_no_late_word_brings_it_back(device: TestDevice) -> None:
    know(device)
    say(device, SERUM)
    late = posted(device)[0]

    know(device, 2, removed=True)
    device.do(actions.on_favourite(device.store.vault), late)

    assert device.db.execute("SELECT count(*) FROM favourite").fetchone()[0] == 0
    with pytest.raises(Refused, match=r"customer\.unknown"):
        say(device, SERUM)


def test_the_disk_says_nothing_of_what_somebody_likes(device: TestDevice) -> None:
    know(device)
    say(device, SERUM)

    sealed = device.db.execute("SELECT sealed FROM favourite").fetchone()[0]
    assert SERUM.encode() not in sealed
    assert journal.status(device.db)["ops"].waiting >= 1
