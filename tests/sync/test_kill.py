"""Processes that die at the worst moment, and disks that are put back: nothing is lost, nothing is doubled."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sync import inbox, journal
from sync.headoffice import database
from tests.brokers import ROOT, MosquittoBroker
from tests.sync.conftest import World, mqtt
from tests.sync.hosts import TestDevice, until


@contextlib.contextmanager
def headoffice(folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Head office as a process; killed at the end."""
    command = [sys.executable, "-m", "tests.sync.headoffice_process", str(folder), str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def effects(folder: Path) -> list[str]:
    """Ids whose effect stands at head office."""
    if not (folder / database.FILE).exists():
        return []
    db = sqlite3.connect(folder / database.FILE, timeout=10)
    try:
        return [row[0] for row in db.execute("SELECT id FROM effect ORDER BY rowid")]
    except sqlite3.OperationalError:
        return []  # it has not made its tables yet
    finally:
        db.close()


def test_head_office_killed_between_commit_and_acknowledgement_doubles_nothing(
    broker: MosquittoBroker, tmp_path: Path
) -> None:
    device = TestDevice(tmp_path, mqtt(broker.port, "till-01"))
    device.agent.start()
    folder = tmp_path / "hq"
    ids = device.fill(300)
    deaths = 0
    for _ in range(2):
        with headoffice(folder, broker.port, "dies") as process:
            ids += device.move(20, seconds=0.01)
            with contextlib.suppress(subprocess.TimeoutExpired):
                deaths += process.wait(20) == -signal.SIGKILL
    assert deaths == 2

    with headoffice(folder, broker.port):
        until(lambda: device.waiting() == 0, 20)
        until(lambda: len(effects(folder)) >= len(ids), 20)

    assert effects(folder) == ids
    device.close()


def test_the_broker_killed_again_and_again_loses_and_doubles_nothing(
    broker: MosquittoBroker, mqtt_world: World
) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    rng = random.Random(7)
    ids: list[str] = []
    for _ in range(3):
        ids += device.fill(rng.randint(1, 900))
        time.sleep(rng.random() * 0.1)
        broker.kill()
        ids += device.move(3)
        broker.start()

    until(lambda: device.waiting() == 0, 20)
    until(lambda: len(office.ids()) >= len(ids), 20)
    assert office.ids() == ids


def test_a_disk_copied_back_into_the_same_file_is_found_out_by_head_office(mqtt_world: World, tmp_path: Path) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    before = device.move(3)
    until(lambda: device.waiting() == 0)
    device.run(lambda db: db.execute("SELECT 1"))
    copy = tmp_path / "copy"
    with contextlib.closing(sqlite3.connect(device.path)) as source, contextlib.closing(sqlite3.connect(copy)) as to:
        source.backup(to)
    lost_with_the_disk = device.move(2)
    until(lambda: device.waiting() == 0)
    device.close()

    for ending in ("-wal", "-shm"):
        Path(f"{device.path}{ending}").unlink(missing_ok=True)
    with device.path.open("r+b") as file:  # the same inode: the device itself cannot tell
        file.write(copy.read_bytes())
        file.truncate()
    again = mqtt_world.device(start=False)
    assert again.reading(journal.current_epoch).series == "A"  # type: ignore[union-attr]
    after = again.move(4)
    again.agent.start()

    until(lambda: again.reading(journal.current_epoch).series == "B")  # type: ignore[union-attr]
    until(lambda: again.waiting() == 0)
    until(lambda: len(office.ids()) == 9)
    assert set(office.ids()) == {*before, *lost_with_the_disk, *after}
    assert "head office has other events" in again.epoch_reasons[0]


def test_a_copied_file_begins_a_new_epoch_before_anything_is_sent(mqtt_world: World, tmp_path: Path) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    ids = device.move(3)
    until(lambda: device.waiting() == 0)
    device.close()
    shutil.copy(device.path, tmp_path / "copy")
    device.path.unlink()
    shutil.copy(tmp_path / "copy", device.path)

    again = mqtt_world.device()
    ids += again.move(2)

    until(lambda: again.waiting() == 0)
    until(lambda: office.ids() == ids)
    assert again.reading(journal.current_epoch).series == "B"  # type: ignore[union-attr]


def test_head_office_put_back_from_a_copy_gets_everything_again(mqtt_world: World, tmp_path: Path) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    ids = device.move(3)
    office.price("00000000000017", 1)
    until(lambda: device.waiting() == 0 and len(device.prices) == 1)
    until(lambda: office.ids() == ids)
    (tmp_path / "backup").mkdir()
    copy = tmp_path / "backup" / database.FILE
    with contextlib.closing(office.database.reader()) as source, contextlib.closing(sqlite3.connect(copy)) as to:
        source.backup(to)
    ids += device.move(3)
    office.price("00000000000017", 2)
    until(lambda: device.waiting() == 0 and len(device.prices) == 2)
    office.close()

    restored = mqtt_world.headoffice("backup")
    restored.price("00000000000024", 9)

    until(lambda: restored.ids() == ids)
    until(lambda: device.prices[-1].price_minor == 9)
    until(lambda: device.waiting() == 0)
    assert device.reading(lambda db: inbox.cursor(db, "/kx/acme/hq"))[1] == 2
