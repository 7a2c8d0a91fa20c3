"""Shops that end with the test."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.headoffice.office import Office
from tests.flows.shops import TENANT, Shop
from tests.headoffice import offices


@pytest.fixture(scope="session")
def chain(session_folder: Path) -> Path:
    """Make head office's data once: the small chain, with a released catalogue."""
    folder = session_folder / "flow-chain"
    made = Office(folder / "hq", TENANT)
    made.start()
    offices.fill(made, folder / "csv")
    made.release(offices.STORE)
    made.close()
    return folder


@pytest.fixture
def closed_shop(chain: Path, tmp_path: Path) -> Iterator[Shop]:
    """Give a shop in which neither broker nor head office is there yet."""
    shutil.copytree(chain / "hq", tmp_path / "hq")
    with contextlib.ExitStack() as stack:
        yield Shop(tmp_path, stack)


@pytest.fixture
def shop(closed_shop: Shop) -> Shop:
    """Give a shop with broker and head office at work."""
    closed_shop.open()
    return closed_shop
