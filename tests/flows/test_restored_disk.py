"""A disk is put back from a copy: the device goes on under a new series, and no sale is lost or counted twice."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

from sync import journal
from tests.flows.shops import Shop, ShopDevice, booked
from tests.headoffice.offices import SOAP, STORE


def copy_of(device: ShopDevice, to: Path) -> Path:
    """A backup of the running device's journal."""
    with contextlib.closing(sqlite3.connect(device.journal)) as source, contextlib.closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
    return to


def put_back(device: ShopDevice, copy: Path) -> None:
    """The device starts from an older copy of its disk."""
    device.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{device.journal}{ending}").unlink(missing_ok=True)
    shutil.copy(copy, device.journal)
    device.open()


def test_a_copy_of_the_disk_begins_a_new_series_and_loses_and_doubles_nothing(shop: Shop, tmp_path: Path) -> None:
    till, office = shop.stocked(), shop.head_office
    till.sell(SOAP)
    booked(office, till, 1)
    office.close()
    till.until(lambda: till.health.state == "head_office_away", "the loss of head office")
    till.sell(SOAP, SOAP)  # on the copy, and not at head office yet
    copy = copy_of(till, tmp_path / "copy.db")
    till.sell(SOAP)  # lost with the disk, but not before head office had it
    office.open()
    booked(office, till, 3)

    put_back(till, copy)
    till.sell(SOAP, SOAP, SOAP)

    till.until(lambda: till.health.state == "linked", "head office's welcome")
    assert [row[:3] for row in booked(office, till, 4)] == [
        ("till-1", "A", 1),
        ("till-1", "A", 2),
        ("till-1", "A", 3),
        ("till-1", "B", 1),
    ]
    assert till.numbers() == [("A", 1), ("A", 2), ("B", 1)]
    epoch = journal.current_epoch(till.store.db)
    assert epoch is not None
    assert (epoch.series, journal.broken_link(till.store.db, "money", epoch.epoch)) == ("B", None)
    till.until(lambda: office.get(f"/v1/stock/{STORE}/{SOAP}")["on_hand"] == 33, "the stock at head office")
    till.until(lambda: till.on_hand(SOAP) == 33, "the stock on the device")
    assert office.get("/v1/sales")["missing"] == []
    sql = "SELECT kind FROM flag"
    assert [row for row in office.query(sql) if row[0] not in ("restored", "new_epoch")] == []


def test_a_disk_put_back_into_the_same_file_is_found_out_and_begins_a_new_series(shop: Shop, tmp_path: Path) -> None:
    till, office = shop.stocked(), shop.head_office
    till.sell(SOAP)
    copy = copy_of(till, tmp_path / "copy.db")
    till.sell(SOAP)
    booked(office, till, 2)
    till.close()
    for ending in ("-wal", "-shm"):
        Path(f"{till.journal}{ending}").unlink(missing_ok=True)
    with till.journal.open("r+b") as file:  # the same inode: the device itself cannot tell
        file.write(copy.read_bytes())
        file.truncate()

    till.open()
    till.until(lambda: journal.current_epoch(till.store.db).series == "B", "the new series")  # type: ignore[union-attr]
    till.sell(SOAP)

    assert [row[1:3] for row in booked(office, till, 3)] == [("A", 1), ("A", 2), ("B", 1)]
    till.until(lambda: till.on_hand(SOAP) == 37, "the stock")
