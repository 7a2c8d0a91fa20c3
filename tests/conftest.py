"""What every test stands on: Kivy told to draw without a screen before anything imports it, fonts, shared fixtures."""

import gc
import importlib.util
import os
import sys
from pathlib import Path

# This must come before the first import of Kivy, which reads its environment once and eats the arguments of pytest.
os.environ.update(
    {
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_METRICS_DENSITY": "1",
        "KIVY_DPI": "96",
    }
)

import pytest

from kiosk.ui.fonts import FontSet, ensure_fonts

# Tests start hundreds of processes, and each would compile the product and all it stands on anew: a second or more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = [name for name in ("tests.brokers", "tests.ui") if importlib.util.find_spec(name)]
"""Modules whose fixtures every test may ask for by name: `mosquitto`, `ui`."""

ROOT = Path(__file__).resolve().parent.parent

YOUNG, ROUNDS, OLD = 5_000, 10, 10
"""New objects, and rounds, after which the collector looks things through. With the usual 700 it would do so thirty
times for each page that a test builds."""

LONGEST = (
    "tests/kiosk/home/test_looks.py",
    "tests/test_torture.py",
    "tests/day/test_day.py",
    "tests/test_cashier.py",
    "tests/test_shopper.py",
    "tests/flows/test_power_cut.py",
    "tests/kiosk/payment/test_storm.py",
    "tests/kiosk/home/test_forgetting.py",
)
"""Files that come first: one that takes half a minute and comes last leaves the other processors nothing to do."""

_file = Path()
"""Whose tests are being run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; all else stays in its order."""
    turn = {ROOT / name: number for number, name in enumerate(LONGEST)}
    assert all(path.is_file() for path in turn), "a file of LONGEST has another name now"
    items.sort(key=lambda item: turn.get(item.path, len(turn)))


def pytest_collection_finish() -> None:
    """Leave out of every later search for garbage what stays for the whole run: modules, tests, the toolkit."""
    _leave_out()
    gc.set_threshold(YOUNG, ROUNDS, OLD)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Leave out what a file's first test loaded as well, and what its last one left.

    Each session's end searches everything, by the product's own will: half the time of the screens' tests otherwise.
    """
    global _file
    first, last = item.path != _file, nextitem is None or nextitem.path != item.path
    _file = item.path
    if first or last:
        _leave_out()


def pytest_sessionfinish() -> None:
    """Let everything be found again: libraries count what is left of theirs when the program ends."""
    gc.unfreeze()


def _leave_out() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that lasts as long as the whole run."""
    return tmp_path_factory.mktemp("session")


@pytest.fixture(scope="session")
def fonts(session_folder: Path) -> FontSet:
    """Give the fonts that the screens use, cut anew for this run."""
    return ensure_fonts(folder=session_folder / "fonts")
