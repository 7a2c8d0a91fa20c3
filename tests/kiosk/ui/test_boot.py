"""The toolkit is set up before its first import, or not at all."""

import os
import subprocess
import sys
from pathlib import Path

SET_UP = """
import os, sys
from kiosk.ui import boot
assert not any(name == "kivy" or name.startswith("kivy.") for name in sys.modules), "boot imported Kivy"
boot.prepare(boot.WindowPlan(320, 480))
from kivy.config import Config
assert "kivy.core.window" not in sys.modules
assert os.environ["KIVY_NO_ARGS"] == "1" and os.environ["KIVY_NO_CONFIG"] == "1"
assert Config.get("graphics", "multisamples") == "0" and Config.get("kivy", "exit_on_escape") == "0"
assert dict(Config.items("input")) == {"mouse": "mouse,disable_multitouch"}
"""

TOO_LATE = """
import kivy.config
from kiosk.ui import boot
boot.prepare(boot.WindowPlan())
"""


def _run(program: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    home = tmp_path / "kivy_home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KIVY_")}
    environment |= {"KIVY_HOME": str(home), "SDL_VIDEODRIVER": "offscreen"}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)


def test_environment_and_configuration_are_set_without_opening_a_window(tmp_path: Path) -> None:
    result = _run(SET_UP, tmp_path)

    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "kivy_home").exists()


def test_preparing_after_kivy_read_its_configuration_is_refused(tmp_path: Path) -> None:
    result = _run(TOO_LATE, tmp_path)

    assert result.returncode != 0
    assert "imported before boot.prepare" in result.stderr
