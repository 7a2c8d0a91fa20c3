"""A short visit to a kiosk in a real window, by touch and hand scanner; the long one is `python -m scripts.shopper`."""

from __future__ import annotations

from pathlib import Path

from scripts.shopper.__main__ import lacking, run


def test_a_shopper_finds_fills_and_hands_over_a_bag_by_touch_and_scanner_alone(tmp_path: Path) -> None:
    assert lacking() == [], "apt-get install xvfb xdotool mosquitto"

    outcome = run(tmp_path, say=lambda _line: None, quick=True)

    assert outcome.findings == []
