"""Shops that end with the test."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.chromium import Chromium, open_browser
from sync.headoffice.office import Office
from tests.browsers import BROWSERS, Shopper, somebody
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


@pytest.fixture(scope="session", params=BROWSERS, ids=lambda program: Path(program).name)
def chromium() -> Iterator[Chromium]:
    """Give a browser; on a machine without one, no test that asks for it runs."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def shopper(chromium: Chromium, shop: Shop) -> Iterator[Shopper]:
    """Give somebody with a phone."""
    with somebody(chromium, shop) as one:
        yield one
