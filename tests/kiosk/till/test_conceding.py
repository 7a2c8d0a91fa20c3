"""Two devices took one code while they were apart: whoever had goods of their own keeps those."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.codes import BasketCode
from kiosk.till import actions
from tests.devices import GEL, SERUM, TEA, WATER
from tests.kiosk.till.neighbours import Neighbour, Neighbours, open_neighbours


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """A kiosk and two tills."""
    with open_neighbours(tmp_path, "kiosk-1", "till-1", "till-2") as opened:
        yield opened


def join(one: Neighbour, scanned: list[BasketCode]) -> None:
    """The held goods come to those that lie here."""
    one.device.do(actions.take_basket, one.device.store.register, scanned, one.here, join=True)


def held_apart(store: Neighbours) -> list[BasketCode]:
    """A serum and a tea wait under a code, and nobody hears of it."""
    store["kiosk-1"].put(SERUM, TEA)
    _, scanned = store["kiosk-1"].hold()
    store.hush()
    return scanned


def test_the_later_one_gives_up_the_held_goods_and_keeps_its_own(store: Neighbours) -> None:
    early, late = store["till-1"], store["till-2"]
    late.put(TEA, TEA, WATER)
    scanned = held_apart(store)
    early.take(scanned)
    late.device.clock.pass_time(seconds=20)
    join(late, scanned)
    late.put(GEL)
    assert sorted(late.units()) == sorted([(TEA, 3), (WATER, 1), (SERUM, 1), (GEL, 1)])
    store.hush()

    store.pass_time(seconds=60)
    store.repeat()
    store.repeat()

    assert late.basket().state == "open"
    assert sorted(late.units()) == sorted([(TEA, 2), (WATER, 1), (GEL, 1)])
    assert sorted(early.units()) == sorted([(SERUM, 1), (TEA, 1)])
    assert (late.basket().terms.recalled_from, late.basket().terms.joined) == ("", ())


def test_what_was_paid_elsewhere_goes_from_a_bag_that_it_had_joined_and_nothing_else(store: Neighbours) -> None:
    early, late = store["till-1"], store["till-2"]
    early.put(WATER)
    scanned = held_apart(store)
    join(early, scanned)
    late.device.clock.pass_time(seconds=20)
    late.take(scanned)
    # Another bag came to it since.
    store["kiosk-1"].put(GEL)
    _, another = store["kiosk-1"].hold()
    join(early, another)
    store.hush()

    late.do(actions.pay_cash, late.here, late.basket().total.minor)
    store.talk()
    store.repeat()

    assert late.basket().state == "paid"
    assert early.basket().state == "open"
    assert sorted(early.units()) == sorted([(WATER, 1), (GEL, 1)])


def test_what_comes_back_to_a_bag_that_counted_it_already_is_not_counted_twice(store: Neighbours) -> None:
    early, late = store["till-1"], store["till-2"]
    early.put(TEA)
    scanned = held_apart(store)
    join(early, scanned)
    late.device.clock.pass_time(seconds=20)
    late.take(scanned)
    late.put(GEL)
    store.hush()

    store.pass_time(seconds=60)
    store.repeat()

    assert late.basket().state == "dropped"
    assert sorted(early.units()) == sorted([(TEA, 2), (SERUM, 1), (GEL, 1)])


def test_whoever_has_nothing_left_of_their_own_gives_up_as_ever(store: Neighbours) -> None:
    early, late = store["till-1"], store["till-2"]
    late.put(WATER)
    scanned = held_apart(store)
    early.take(scanned)
    late.device.clock.pass_time(seconds=20)
    join(late, scanned)
    water = next(line for line in late.basket().lines if line.gtin == WATER)
    late.do(actions.set_quantity, late.here, water.line_id, 0)
    store.hush()

    store.pass_time(seconds=60)
    store.repeat()

    assert (late.basket().state, late.basket().terms.moved_to) == ("dropped", early.here)
    assert sorted(early.units()) == sorted([(SERUM, 1), (TEA, 1)])
