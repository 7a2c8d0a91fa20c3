"""A camera's light: where there is one it is switched, where there is none nobody claims it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from hardware.scanner_simulated import SimulatedScanner
from hardware.torch_v4l2 import V4l2Torch, torch_of


def test_what_is_no_camera_has_no_light(tmp_path: Path) -> None:
    file = tmp_path / "video0"
    file.write_bytes(b"")

    assert torch_of(file) is None
    assert torch_of(tmp_path / "nothing") is None
    assert torch_of(Path(os.devnull)) is None


def test_a_lamp_that_has_gone_is_dark_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lamp = V4l2Torch(tmp_path / "pulled out")

    with caplog.at_level(logging.WARNING):
        lamp.light(True)

    assert not lamp.lit
    assert "cannot be switched" in caplog.text


def test_a_simulated_camera_has_a_light_only_if_it_was_made_with_one_and_is_open() -> None:
    plain, lit = SimulatedScanner(), SimulatedScanner(torch=True)
    for scanner in (plain, lit):
        scanner.start(lambda _scan: None)

    assert plain.torch is None
    torch = lit.torch
    assert torch is not None
    torch.light(True)
    assert torch.lit
    lit.unplug()
    assert lit.torch is None
    for scanner in (plain, lit):
        scanner.close()
