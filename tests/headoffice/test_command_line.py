"""Head office as people run it: one process that says when it is ready, and commands beside it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sync import journal
from sync.clock import new_id, utc_now
from sync.formats import tokens
from sync.headoffice import keys
from tests.brokers import ROOT, running_broker
from tests.headoffice.offices import HEADER, MILK, STORE, csv_file, sale
from tests.sync.conftest import mqtt
from tests.sync.hosts import TestDevice, until


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the small chain."""
    line = [sys.executable, "-m", "sync.headoffice", "--data", str(folder), "--tenant", "acme", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)


@contextlib.contextmanager
def serving(folder: Path, broker: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running head office: the process, and where its HTTP answers."""
    line = [sys.executable, "-m", "sync.headoffice", "--data", str(folder), "--tenant", "acme"]
    process = subprocess.Popen(
        [*line, "--broker", broker, "--http", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline().split()
        assert ready[0] == "READY", ready
        yield process, dict(word.split("=", 1) for word in ready[1:])["http"]
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def folder(small_chain: Path, tmp_path: Path) -> Path:
    """A copy of the small chain's data."""

    return Path(shutil.copytree(small_chain / "hq", tmp_path / "hq"))


def test_a_command_reaches_a_device_within_a_second_and_a_sale_comes_back(folder: Path, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        broker = stack.enter_context(running_broker())
        process, http = stack.enter_context(serving(folder, f"mqtt://127.0.0.1:{broker.port}"))
        device = TestDevice(tmp_path, mqtt(broker.port, "till-1"), "till-1")
        stack.callback(device.close)
        device.agent.start()
        until(lambda: requests.get(http + "/v1/health", timeout=5).json()["devices"], 15, "the device's hello")

        done = command(folder, "price", "9529000000014", "555", "--store", STORE)
        assert done.returncode == 0, done.stderr
        began = time.monotonic()
        until(lambda: [one for one in device.prices if one.price_minor == 555], 5, "the price")
        assert time.monotonic() - began < 5

        sold = sale("s1", 1, [(MILK, 2, 555)])
        device.run(lambda db: journal.post(db, sold, source=device.identity.source, event_id=new_id(), now=utc_now()))
        device.agent.wake()
        until(lambda: requests.get(http + "/v1/sales", timeout=5).json()["totals"], 15, "the sale")
        assert requests.get(http + "/v1/sales", timeout=5).json()["totals"][0]["total_minor"] == 1110
        assert requests.get(f"{http}/v1/stock/{STORE}/{MILK}", timeout=5).json()["on_hand"] == 10

        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_a_release_is_made_and_missing_numbers_are_listed(folder: Path) -> None:
    released = command(folder, "release")

    assert released.returncode == 0, released.stderr
    assert len(released.stdout.splitlines()) == 2
    assert command(folder, "missing").stdout == "0 gaps\n"


def test_bad_rows_are_listed_and_a_file_without_a_header_is_refused(folder: Path, tmp_path: Path) -> None:
    row = f"9529000000076,1,新品,,,,dairy,100,CNY,{STORE},5,A1,\n"
    mixed = command(folder, "import", "products", str(csv_file(tmp_path, "a.csv", HEADER + row + row[1:])))
    headless = command(folder, "import", "products", str(csv_file(tmp_path, "b.csv", row)))
    nothing = command(folder, "import", "products", str(tmp_path / "lost.csv"))

    assert (mixed.returncode, mixed.stdout) == (0, "1 rows loaded, 1 bad rows left out\n")
    assert mixed.stderr.startswith("line 3, gtin:")
    assert (headless.returncode, "name the columns" in headless.stderr) == (1, True)
    assert (nothing.returncode, "lost.csv" in nothing.stderr) == (1, True)


def test_codes_are_minted_that_devices_believe(folder: Path, tmp_path: Path) -> None:
    picture = tmp_path / "member.png"
    minted = command(folder, "mint-member", "M1", "--png", str(picture))
    nobody = command(folder, "mint-member", "M9")
    key = command(folder, "key").stdout.strip()

    token = tokens.parse(minted.stdout.strip())
    assert token is not None
    assert (token.kind, token.subject) == ("loyalty", "M1")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert nobody.returncode == 1
    assert len(key) == 44


def test_private_keys_are_for_their_owner_only(folder: Path) -> None:
    files = list((folder / "keys").iterdir())

    assert {path.stem for path in files} >= {"root", *keys.USES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--broker", "http://x"), "no broker"),
        (("--broker", "none", "--http", "127.0.0.1:x"), "cannot start"),
        (("price", "123", "5", "--store", STORE), "no GTIN"),
        (("price", "9529000000014", "5", "--store", "9521000000032"), "not known"),
        (("stock", "9529000000991", "5", "--store", STORE), "not known"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    done = command(folder, *arguments)

    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_head_office_is_said(tmp_path: Path) -> None:
    (tmp_path / "headoffice.db").write_bytes(b"not a database at all" * 100)

    done = command(tmp_path, "key")

    assert (done.returncode, "cannot open" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_a_business_customer_is_added_listed_with_their_limit_and_erased(folder: Path) -> None:
    added = command(
        folder,
        *("business", "add", "C-1", "海湾酒店", "--store", STORE, "--tax-id", "91110000600037341L"),
        *("--price-list", "hotels", "--order-needed", "--due", "30"),
    )
    wrong = command(folder, "business", "add", "C-2", "x", "--store", STORE, "--tax-id", "91110000600037341M")
    command(folder, "account", "C-1", "50000", "--store", STORE)

    listed = command(folder, "business", "list").stdout
    assert (added.returncode, wrong.returncode) == (0, 1)
    assert "tax-id" in wrong.stderr
    assert "C-1 · 海湾酒店 · 91110000600037341L · hotels · order number needed · due in 30 days · 50000" in listed
    assert command(folder, "quotes").stdout == "0 quotations\n"

    command(folder, "business", "remove", "C-1")
    assert command(folder, "business", "list").stdout == "0 business customers\n"
