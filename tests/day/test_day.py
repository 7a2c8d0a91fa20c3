"""The day at the store, in its short form: ten orders, four devices, cables that break; and checks that can fail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from scripts.day import plan
from scripts.day.__main__ import OPENS, run
from scripts.day.play import Play


def test_a_short_day_ends_with_everybody_of_one_mind(tmp_path: Path) -> None:
    found = run(tmp_path, orders=10, devices=4, seed=5, hours=3)

    assert found["wrong"] == []
    assert found["orders"] == 10
    assert found["broken and not told"] == 0


def test_goods_that_vanish_behind_everybodys_back_are_found_out(tmp_path: Path) -> None:
    def steal(play: Play) -> None:
        play.truth.shelf[0] -= 1
        play.truth.sold[1] += 1

    wrong = str(run(tmp_path, orders=3, devices=3, seed=5, hours=2, spoil=steal)["wrong"])

    assert "lie on the shelf" in wrong
    assert "head office counts" in wrong


def test_the_same_seed_draws_the_same_day() -> None:
    devices, pickers = ["tablet-1", "edge-1"], ["tablet-1"]
    days = [plan.draw(7, 50, devices, pickers, OPENS, timedelta(hours=12)) for _ in range(2)]

    assert days[0] == days[1]
    assert days[0] != plan.draw(8, 50, devices, pickers, OPENS, timedelta(hours=12))
    assert all(one.orders_at >= OPENS for one in days[0].shoppers)
    assert sum(days[0].missing) > 0
