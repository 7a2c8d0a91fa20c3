"""The till dies in the middle of a sale, or its disk is full: the whole sale is there afterwards, or nothing of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.brokers import ROOT

PARTS = ("sale", "line", "tender", "fact", "movement")
WHOLE, NOTHING = (1, 2, 1, 1, 2), (0, 0, 0, 0, 0)
"""Rows of one sale of two products."""

WHOLE_RETURN = (1, 2, 1, 1, 2)


def ordeal(how: str, folder: Path) -> list[dict[str, Any]]:  # plain JSON
    """What the till found at each of its starts."""
    line = [sys.executable, "-m", "tests.flows.doomed_till", how, str(folder)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def parts(found: dict[str, Any]) -> tuple[int, ...]:  # plain JSON
    """How many rows of the sale there are."""
    return tuple(found[part] for part in PARTS)


def test_a_till_that_is_killed_at_any_statement_of_a_sale_has_all_of_it_or_nothing(tmp_path: Path) -> None:
    *starts, end = ordeal("cash", tmp_path)

    assert end["statements"] > 10
    assert {found["at"]: parts(found) for found in starts} == {
        found["at"]: WHOLE if found["at"] in ("committed", end["statements"]) else NOTHING for found in starts
    }
    for nth, found in enumerate(starts, 1):
        assert (found["afterwards"], found["sound"]) == (1, "ok"), found
        assert found["numbers"] == list(range(1, nth + 1)), found


def test_a_till_that_is_killed_while_it_gives_money_back_has_given_all_of_it_or_nothing(tmp_path: Path) -> None:
    *starts, end = ordeal("return", tmp_path)

    assert end["statements"] > 10
    assert {parts(found) for found in starts} == {WHOLE_RETURN, NOTHING}
    for nth, found in enumerate(starts, 1):
        assert (found["afterwards"], found["sound"]) == (1, "ok"), found
        # A sale and its return in each life, with no number lost.
        assert sorted(found["numbers"]) == list(range(1, 2 * nth + 1)), found


def test_a_card_payment_that_is_cut_off_anywhere_is_cleared_by_asking_and_taken_once(tmp_path: Path) -> None:
    *starts, end = ordeal("card", tmp_path)

    assert end["statements"] > 20
    assert {parts(found) for found in starts} == {WHOLE, NOTHING}
    for nth, found in enumerate(starts, 1):
        assert (found["afterwards"], found["sound"]) == (1, "ok"), found
        assert found["numbers"] == list(range(1, nth + 1)), found
    decided = [json.loads(line) for line in (tmp_path / "data" / "terminal.jsonl").read_text("utf-8").splitlines()]
    approved = [intent for intent, outcome, *_ in decided if outcome == "approved"]
    assert len(approved) == len(set(approved)) == len(starts)
    untaken = {found["at"] for found in starts if parts(found) == NOTHING}
    assert "waiting" in untaken, "the terminal had not been asked yet"
    assert not untaken & {"committed", "paid"}


def test_a_full_disk_refuses_whole_sales_and_nothing_is_half_there(tmp_path: Path) -> None:
    (found,) = ordeal("full", tmp_path)

    assert len(found["refused"]) == 5
    assert found["after"] == 1
    assert found["sales"] == found["facts"] == found["moved"] > 1
    assert (found["numbers"], found["sound"]) == (list(range(1, found["sales"] + 1)), "ok")
