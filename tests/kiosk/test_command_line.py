"""``python -m kiosk SETTINGS.toml``: what is wrong is one line and a status, what is right runs until it is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.brokers import ROOT, free_port

GOOD = """
[device]
tenant = "demo"
store = "9521000000018"
name = "edge-1"
role = "edge"
data = "data"
[link]
port = {port}
"""


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    line = [sys.executable, "-m", "kiosk", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.format(port=1883) + 'colour = "red"\n', "colour"),
        (GOOD.format(port=0), "port"),
        (GOOD.format(port=1883).replace("edge-1", "my kiosk"), "name"),
        ("device =", "kiosk.toml"),
    ],
)
def test_a_wrong_key_is_one_line_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, "utf-8")

    done = kiosk(str(path))

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert named in done.stderr
    assert "kiosk.toml" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_is_named() -> None:
    done = kiosk("nowhere.toml")

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "nowhere.toml" in done.stderr


def test_settings_can_be_checked_without_starting_anything(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD.format(port=1883), "utf-8")

    done = kiosk(str(path), "--check")

    assert (done.returncode, done.stderr) == (0, "")
    assert "edge edge-1" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_journal_that_is_no_database_is_one_line_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD.format(port=free_port()), "utf-8")
    (tmp_path / "data").mkdir()
    journal = tmp_path / "data" / "journal.db"
    journal.write_bytes(b"not a database at all" * 100)

    done = kiosk(str(path))

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "journal.db" in done.stderr or str(tmp_path) in done.stderr
    assert journal.read_bytes() == b"not a database at all" * 100


def test_a_device_without_a_window_starts_with_no_broker_and_ends_in_good_order(tmp_path: Path) -> None:
    said = lived(tmp_path, GOOD.format(port=free_port()), "no connection to the broker")

    assert "Traceback" not in said


def test_a_kiosk_whose_camera_is_missing_opens_all_the_same_and_says_so(tmp_path: Path) -> None:
    settings = GOOD.format(port=free_port()).replace('"edge"', '"shopper"')
    settings += '[scanner]\nkind = "camera"\nsource = "/dev/video99"\n'

    said = lived(tmp_path, settings, "scanner: lost")

    assert "Traceback" not in said


FIRST_SCREENS = """
import sys
from pathlib import Path
from kiosk import settings
from kiosk.app import open_app
from kiosk.ui import boot
boot.prepare(boot.WindowPlan(540, 960))
with open_app(settings.load(Path(sys.argv[1]))) as app:
    print(app.navigator.name)
    app.navigator.end_session()
    print(app.navigator.name)
"""


def test_a_display_on_the_wall_stands_at_the_ready_board_after_a_start_and_when_anybody_has_gone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kiosk.toml"
    wall = GOOD.format(port=free_port()).replace('"edge"', '"shopper"') + '[display]\nstart = "board"\n'
    path.write_text(wall, "utf-8")

    line = [sys.executable, "-c", FIRST_SCREENS, str(path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)

    assert done.stdout.splitlines()[-2:] == ["prep.board", "prep.board"], done.stderr


def lived(folder: Path, settings: str, until: str) -> str:
    """Start a device, wait until its log says something, end it in good order; gives the log."""
    path, log = folder / "kiosk.toml", folder / "log"
    path.write_text(settings, "utf-8")
    with log.open("wb") as file:
        running = subprocess.Popen(
            [sys.executable, "-m", "kiosk", str(path)],
            stdout=subprocess.PIPE,
            stderr=file,
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        assert running.stdout is not None
        try:
            assert running.stdout.readline() == b"READY\n", log.read_text("utf-8")
            end = time.monotonic() + 30
            while until not in log.read_text("utf-8"):
                assert time.monotonic() < end, log.read_text("utf-8")
                time.sleep(0.02)
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
        finally:
            running.kill()
            running.wait()
            running.stdout.close()
    return log.read_text("utf-8")
