"""A tablet for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices import TestDevice, open_device


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[TestDevice]:
    """An associate's tablet with the small test catalogue, nothing connected."""
    with open_device(tmp_path, name="tablet-1", role="associate") as opened:
        yield opened
