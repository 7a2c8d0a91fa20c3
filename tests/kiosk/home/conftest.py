"""A shopper's kiosk for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices import TestDevice
from tests.kiosks import Kiosk, open_kiosk
from tests.ui import Ui, ui

__all__ = ["kiosk", "ui"]


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at its first screen, no network, nobody there."""
    with open_kiosk(ui, device, tmp_path) as opened:
        yield opened
