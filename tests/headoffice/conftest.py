"""Head offices that end with the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.headoffice.office import Office
from sync.headoffice.server import Server
from tests.headoffice import offices


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Office]:
    """Give a head office without data."""
    office = offices.open_office(tmp_path / "hq")
    yield office
    office.close()


@pytest.fixture
def office(empty: Office, tmp_path: Path) -> Office:
    """Give a head office with the small chain."""
    offices.fill(empty, tmp_path / "csv")
    return empty


@pytest.fixture
def server(office: Office) -> Iterator[Server]:
    """Give a server on a free port, without a broker."""
    running = Server(office, None)
    running.start()
    yield running
    running.close()
