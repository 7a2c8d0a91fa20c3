"""What every test stands on: Kivy told to draw without a screen before anything imports it, fonts, shared fixtures."""

import importlib.util
import os
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

pytest_plugins = [name for name in ("tests.brokers", "tests.ui") if importlib.util.find_spec(name)]
"""Modules whose fixtures every test may ask for by name: `mosquitto`, `ui`."""


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that lasts as long as the whole run."""
    return tmp_path_factory.mktemp("session")


@pytest.fixture(scope="session")
def fonts(session_folder: Path) -> FontSet:
    """Give the fonts that the screens use, cut anew for this run."""
    return ensure_fonts(folder=session_folder / "fonts")
