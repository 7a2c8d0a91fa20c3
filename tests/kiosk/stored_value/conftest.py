"""Chains that end with the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.stored_value.partitions import Chain, make_templates


@pytest.fixture(scope="session")
def templates(session_folder: Path) -> Path:
    """An empty device and the small chain."""
    return make_templates(session_folder / "lease-templates")


@pytest.fixture
def chain(templates: Path, tmp_path: Path) -> Iterator[Chain]:
    """Give a chain whose first member has 2480 points."""
    made = Chain(templates, tmp_path)
    yield made
    made.close()
