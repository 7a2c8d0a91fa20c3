"""Till, broker and head office are killed in turn while the till sells: `scripts.torture` in short."""

from __future__ import annotations

from pathlib import Path

from scripts.torture import printing
from scripts.torture.__main__ import run


def test_whoever_is_killed_head_office_ends_with_exactly_the_tills_sales(tmp_path: Path) -> None:
    result = run(tmp_path, sales=120, seconds=90, seed=7)

    assert result["wrong"] == []
    assert min(result["kills"].values()) >= 2  # type: ignore[attr-defined] # a dict of counts
    print(f"{result['kills']} kills, drained {result['drained_s']} s after the last one")


def test_a_till_that_is_killed_while_it_prints_has_sold_whatever_is_on_paper(tmp_path: Path) -> None:
    result = printing.run(tmp_path, points=4, seed=3)

    assert result["wrong"] == []
    assert result["receipts read"]
