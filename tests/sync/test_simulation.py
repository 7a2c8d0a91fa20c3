"""The protocol through hundreds of stories of loss, doubling, reordering, deaths and restored disks."""

from __future__ import annotations

from collections import Counter

import pytest

from sync import journal
from sync.headoffice import inbox
from tests.sync.simulation import World


def play(seed: int, *, restores: bool) -> World:
    """One story: some faults, some sales, some prices, in any order."""
    world = World(seed, loss=[0.0, 0.1, 0.4][seed % 3], twice=[0.0, 0.2][seed % 2])
    rng = world.rng
    for _ in range(60):
        what = rng.random()
        till = rng.choice(world.tills)
        if what < 0.35:
            world.sell(till)
        elif what < 0.45:
            world.change_price()
        elif what < 0.48:
            world.kill(till)
        elif what < 0.52 and till.core is None:
            world.start(till)
        elif what < 0.54:
            world.desk = None
        elif what < 0.57 and world.desk is None:
            world.start_headoffice()
        elif what < 0.60 and restores:
            world.copy_disk(till)
        elif what < 0.63 and restores and till.backup is not None:
            world.restore_disk(till, noticed=rng.random() < 0.5)
        else:
            world.step_network()
    return world


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_whatever_happens_each_event_takes_effect_exactly_once(first: int) -> None:
    for seed in range(first, first + 50):
        world = play(seed, restores=False)

        assert world.settle(), f"seed {seed}: not everything arrived"

        posted = Counter(event for till in world.tills for event in till.posted)
        assert Counter(world.effect_ids()) == posted, f"seed {seed}"
        assert not inbox.dead_letters(world.headoffice), f"seed {seed}"


@pytest.mark.parametrize("first", range(1000, 1200, 50))
def test_a_disk_put_back_loses_nothing_and_doubles_nothing(first: int) -> None:
    for seed in range(first, first + 50):
        world = play(seed, restores=True)

        assert world.settle(), f"seed {seed}: not everything arrived"

        effects = Counter(world.effect_ids())
        posted = {event for till in world.tills for event in till.posted}
        assert posted <= set(effects), f"seed {seed}: lost {posted - set(effects)}"
        assert set(effects.values()) <= {1}, f"seed {seed}: doubled"
        assert set(effects) <= posted | world.undone, f"seed {seed}"


@pytest.mark.parametrize("seed", [50269, 50455, 51115])
def test_a_story_that_once_ended_badly_ends_well(seed: int) -> None:
    world = play(seed, restores=True)

    assert world.settle()

    assert {event for till in world.tills for event in till.posted} <= set(world.effect_ids())


def test_down_events_take_effect_in_order_and_once() -> None:
    for seed in range(2000, 2040):
        world = play(seed, restores=False)

        assert world.settle()

        for till in world.tills:
            assert till.applied == sorted(till.applied), f"seed {seed}"
            assert len(set(till.applied)) == len(till.applied), f"seed {seed}"


def test_the_hash_chain_of_every_lane_holds_to_the_end() -> None:
    for seed in range(3000, 3030):
        world = play(seed, restores=True)

        assert world.settle()

        for till in world.tills:
            for status in journal.status(till.disk).values():
                assert journal.broken_link(till.disk, status.lane, status.epoch) is None
