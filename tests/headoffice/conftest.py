"""Head offices that end with the test."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def small_chain(session_folder: Path) -> Path:
    """Make the small chain once: the data folder `hq`, and its files in `csv`."""
    folder = session_folder / "small-chain"
    made = offices.open_office(folder / "hq")
    offices.fill(made, folder / "csv")
    made.close()
    return folder


@pytest.fixture
def office(small_chain: Path, tmp_path: Path) -> Iterator[Office]:
    """Give a head office with the small chain; its files lie in `tmp_path / "csv"`."""
    shutil.copytree(small_chain, tmp_path, dirs_exist_ok=True)
    office = offices.open_office(tmp_path / "hq")
    yield office
    office.close()


@pytest.fixture
def server(office: Office) -> Iterator[Server]:
    """Give a server on a free port, without a broker."""
    running = Server(office, None)
    running.start()
    yield running
    running.close()
