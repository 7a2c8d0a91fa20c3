"""A device for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices import TestDevice, open_device


@pytest.fixture
def device(tmp_path: Path) -> Iterator[TestDevice]:
    """A shopper's kiosk with the small test catalogue, nothing connected."""
    with open_device(tmp_path) as opened:
        yield opened
