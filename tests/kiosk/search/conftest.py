"""The demo store's catalogue as a device has it, and the dictionary of the touch pad; made once for all tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import database
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.search.answering import Place
from kiosk.settings import Device, Settings
from kiosk.writing import making
from kiosk.writing.tables import Dictionary
from scripts.demo_store import products, stores
from scripts.screenshots.world import NOW, write_catalogue

PRODUCTS = 3000


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A device's reading connection with the demo store's 3,000 products."""
    folder: Path = tmp_path_factory.mktemp("demo-catalogue")
    database.migrate(folder, SCHEMA)
    shop = stores.generate()[0]
    database.use_catalogue(folder, write_catalogue(folder, list(products.generate(PRODUCTS)), shop))
    db = database.open_reader(folder)
    yield db
    db.close()


@pytest.fixture(scope="session")
def place() -> Place:
    """The demo store's kiosk, on a Saturday afternoon."""
    settings = Settings(device=Device("demo", stores.generate()[0].gln, "kiosk-1", "shopper", "."), folder="/nowhere")
    return Place("CNY", Register.of(settings), NOW)


@pytest.fixture(scope="session")
def dictionary() -> Iterator[Dictionary]:
    """The words that set-up made."""
    opened = Dictionary(making.ensure())
    yield opened
    opened.close()
