"""A device's client, the line to head office that can break, and a head office with one release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.bulk import BulkClient
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from tests.headoffice import offices
from tests.headoffice.offices import STORE
from tests.sync.bulk.devices import device
from tests.sync.bulk.flaky_http import FlakyHttp


@pytest.fixture(scope="module")
def chain(session_folder: Path) -> Iterator[Office]:
    """A head office with the small chain and one release."""
    folder = session_folder / "bulk"
    office = offices.open_office(folder / "hq")
    offices.fill(office, folder / "csv")
    office.release(STORE)
    yield office
    office.close()


@pytest.fixture(scope="module")
def served(chain: Office) -> Iterator[Server]:
    """Its server."""
    running = Server(chain, None)
    running.start()
    yield running
    running.close()


@pytest.fixture
def line(served: Server) -> Iterator[FlakyHttp]:
    """The line to it, which can break."""
    flaky = FlakyHttp(served.address)
    yield flaky
    flaky.close()


@pytest.fixture
def client(line: FlakyHttp, chain: Office, tmp_path: Path) -> Iterator[BulkClient]:
    """A device without a catalogue."""
    made = device(line, chain, tmp_path)
    yield made
    made.close()
