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


def pytest_collection_finish() -> None:
    """Leave out of every later search for garbage what stays for the whole run: modules, tests, the toolkit."""
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
