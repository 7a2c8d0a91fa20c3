"""Set-up: what is declared is used and locked, a machine that lacks something is told, the second start is quick."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from kiosk import i18n
from tests.source_tree import PRODUCT, ROOT, parsed, top_imports

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

LOCKS = ("requirements.txt", "requirements-dev.txt")

ASKED_FOR = {
    "kivy": "kivy",
    "requests": "requests",
    "sqlite-utils": "sqlite_utils",
    "pyzbar": "pyzbar",
    "opencv-python": "cv2",
    "paho-mqtt": "paho",
}
"""The packages that the product is built on, and the names they are imported by."""

PLAIN_COMMANDS = ("awk", "bash", "cat", "cut", "dirname", "grep", "readlink", "sha256sum")


@pytest.mark.parametrize(("package", "module"), ASKED_FOR.items())
def test_a_package_that_the_product_stands_on_is_declared_and_used(package: str, module: str) -> None:
    declared = {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    used_in = [path for path, tree in parsed(*PRODUCT).items() if module in top_imports(tree)]

    assert package in declared
    assert used_in, f"no module of {PRODUCT} imports {module}"


def test_what_the_product_imports_is_declared() -> None:
    modules_of = {
        "argon2-cffi": "argon2",
        "babel": "babel",
        "fonticon-materialdesignicons7": "fonticon_mdi7",
        "opencv-python": "cv2",
        "paho-mqtt": "paho",
        "pillow": "PIL",
        "pyserial": "serial",
        "python-escpos": "escpos",
        "python-stdnum": "stdnum",
        "pyusb": "usb",
        "zxing-cpp": "zxingcpp",
    }
    names = [Requirement(line).name for line in PROJECT["project"]["dependencies"]]
    declared = {modules_of.get(name, name.replace("-", "_")) for name in names}
    imported = set().union(*(top_imports(tree) for tree in parsed(*PRODUCT).values()))

    assert imported - declared - {*sys.stdlib_module_names, *PRODUCT} == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_every_package_with_hashes_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)

    assert not re.search(r"://|index-url|find-links|trusted-host", text)
    assert pinned
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        assert not re.match(r"[a-z0-9._-]+==", entry) or "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_locks_hold_what_the_project_declares() -> None:
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    wanted_for_tests = wanted + [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]

    for lock, requirements in zip(LOCKS, (wanted, wanted_for_tests), strict=True):
        versions: dict[str, list[str]] = {}
        for name, version in re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
            versions.setdefault(name, []).append(version)
        stale = [
            str(want) for want in requirements if not any(map(want.specifier.contains, versions.get(want.name, [])))
        ]
        assert stale == [], f"{lock} is older than pyproject.toml: run scripts/lock"


def test_no_file_of_the_repository_ties_it_to_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )

    assert {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "pip.conf"}.isdisjoint(
        map(os.path.basename, listed)
    )


def test_a_second_start_sets_nothing_up_and_takes_no_time(tmp_path: Path) -> None:
    venv = _finished_venv(tmp_path)

    start = time.monotonic()
    done = _bash("set_up runtime; exec true", KIOSK_VENV=str(venv))
    took_s = time.monotonic() - start

    assert (done.returncode, done.stderr) == (0, "")
    assert took_s < 2


def test_a_changed_lock_is_noticed(tmp_path: Path) -> None:
    venv = _finished_venv(tmp_path)
    (venv / ".ready-runtime").write_text("an older state\n")

    assert _bash("is_ready runtime", KIOSK_VENV=str(venv)).returncode == 1


def test_without_an_administrator_the_line_to_run_is_printed_and_nothing_else_happens(tmp_path: Path) -> None:
    machine = _machine(tmp_path, **{"apt-get": "exit 100", "dpkg-query": "exit 1", "id": "echo 1000", "sudo": "exit 1"})

    done = _bash("set_up runtime", PATH=machine, KIOSK_VENV=str(tmp_path / "venv"))

    assert done.returncode == 1
    line = done.stderr.splitlines()[-1]
    assert line.startswith("  apt-get update && apt-get install --no-install-recommends --yes python3 python3-venv ")
    assert {"libzbar0", "fonts-noto-cjk", "libegl1", "mosquitto"} <= set(line.split())
    assert not (tmp_path / "venv").exists()


def test_a_missing_broker_alone_does_not_stop_the_program(tmp_path: Path) -> None:
    venv = _finished_venv(tmp_path)
    all_but_the_broker = 'for p in "$@"; do case "$p" in mosquitto*) ;; *) printf "installed:$p " ;; esac; done'
    machine = _machine(
        tmp_path, **{"apt-get": "exit 100", "dpkg-query": all_but_the_broker, "id": "echo 1000", "sudo": "exit 1"}
    )

    done = _bash("set_up runtime", PATH=machine, KIOSK_VENV=str(venv))

    assert done.returncode == 0
    assert "Going on without Mosquitto" in done.stderr


def test_another_system_is_told_what_it_needs(tmp_path: Path) -> None:
    done = _bash("set_up runtime", PATH=_machine(tmp_path), KIOSK_VENV=str(tmp_path / "venv"))

    assert done.returncode == 1
    for word in ("Fedora", "Arch", "macOS", "Windows", "KIOSK_SKIP_PACKAGES=1"):
        assert word in done.stderr


def _bash(commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run commands with the set-up script read in, as the other scripts do."""
    keep = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    script = f"set -euo pipefail; . {ROOT}/scripts/setup; {commands}"
    bash = shutil.which("bash") or "/bin/bash"
    return subprocess.run(
        [bash, "-c", script],
        env=keep | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _finished_venv(folder: Path) -> Path:
    """Lay out a virtual environment as set-up leaves it, as far as set-up looks at it; words are compiled, too."""
    i18n.main()
    venv = folder / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / ".ready-runtime").write_text(_bash("fingerprint runtime", KIOSK_VENV=str(venv)).stdout)
    return venv


def _machine(folder: Path, **commands: str) -> str:
    """Lay out a machine that has a few plain commands, and these; give it as a search path."""
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    for name in PLAIN_COMMANDS:
        found = shutil.which(name)
        assert found, name
        (bin_folder / name).symlink_to(found)
    for name, body in commands.items():
        (bin_folder / name).write_text(f"#!{bin_folder}/bash\n{body}\n")
        (bin_folder / name).chmod(0o755)
    return str(bin_folder)
