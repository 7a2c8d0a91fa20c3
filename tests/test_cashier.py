"""A short day at a till on a virtual screen, with scanner and finger; the long one is `python -m scripts.cashier`."""

from __future__ import annotations

from pathlib import Path

from scripts.cashier.__main__ import lacking, run


def test_a_cashiers_day_comes_to_the_same_in_till_head_office_and_her_own_book(tmp_path: Path) -> None:
    assert lacking() == [], "apt-get install xvfb xdotool mosquitto"

    outcome = run(tmp_path, sales=3, seed=7, say=lambda _line: None, back=False)

    assert outcome.findings == []
    assert outcome.sales == 3
