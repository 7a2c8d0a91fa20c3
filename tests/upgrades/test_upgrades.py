"""What an earlier release has written opens with this one: every row is still there, and the shop goes on."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import zstandard

from kiosk import database
from kiosk.customer import tables as members
from kiosk.pickup import tables as orders
from kiosk.schema import SCHEMA
from kiosk.settings import Device, Link, Settings
from kiosk.till import actions as till
from kiosk.till import tables as sales
from kiosk.wiring import open_store
from sync import inbox, journal
from sync.headoffice import orders as office_orders
from sync.headoffice.office import Office
from tests.devices import SERUM, STORE, write_catalogue
from tests.upgrades.make import FOLDER, write_keys

DEVICES = sorted(FOLDER.glob("*-device.db.zst"))
HEAD_OFFICES = sorted(FOLDER.glob("*-headoffice.db.zst"))

Rows = dict[str, list[dict[str, Any]]]  # whatever the columns hold


def unpacked(packed: Path, to: Path) -> Path:
    """The database of a release, as a file that may be written."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(zstandard.ZstdDecompressor().decompress(packed.read_bytes(), max_output_size=50_000_000))
    return to


def rows_of(path: Path) -> Rows:
    """Every row of every table."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {row[0]: [dict(one) for one in db.execute(f"SELECT * FROM [{row[0]}]")] for row in names}


def lost(before: Rows, after: Rows) -> list[str]:
    """What was there and is not there any more: tables, columns, rows."""
    missing = []
    for table, rows in before.items():
        left = after.get(table, [])
        columns = list(rows[0]) if rows else []
        if table not in after or (left and not set(columns) <= set(left[0])):
            missing.append(f"{table}: the table or a column of it")
            continue
        there = [tuple(row[name] for name in columns) for row in left]
        missing += [f"{table}: {row}" for row in rows if tuple(row.values()) not in there]
    return missing


def columns_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """(name, type, not null, default, place in the key) of each column of each table."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(row[1:] for row in db.execute(f"PRAGMA table_info([{name}])")) for name in names}


def test_there_is_a_database_of_every_part_that_keeps_one() -> None:
    assert len(DEVICES) == len(HEAD_OFFICES) >= 1


@pytest.mark.parametrize("packed", DEVICES, ids=lambda path: path.name)
def test_a_devices_journal_opens_and_loses_nothing(packed: Path, tmp_path: Path) -> None:
    path = unpacked(packed, tmp_path / database.JOURNAL)
    before = rows_of(path)
    assert sum(len(rows) for rows in before.values()) > 100

    database.migrate(tmp_path, SCHEMA)

    assert lost(before, rows_of(path)) == []
    database.migrate(tmp_path / "fresh", SCHEMA)
    assert columns_of(path) == columns_of(tmp_path / "fresh" / database.JOURNAL)


@pytest.mark.parametrize("packed", DEVICES, ids=lambda path: path.name)
def test_the_device_goes_on_where_it_was(packed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    path = unpacked(packed, data / database.JOURNAL)
    write_keys(data)
    database.use_catalogue(data, write_catalogue(data))
    sold, orders_then = rows_of(path)["sale"], rows_of(path)["pickup_order"]
    device = Device("acme", STORE, "tablet-1", "associate", "data")

    with open_store(
        Settings(device=device, link=Link(kind="none"), folder=str(tmp_path)), post=_nobody, changed=_nobody
    ) as store:
        db, register = store.db, store.register
        kept = [sales.load_sale(db, row["sale_id"]) for row in sold]
        assert sorted(sale.total.minor for sale in kept if sale) == sorted(row["total_minor"] for row in sold)
        member = members.load(db, store.vault, "M1")
        assert member is not None
        assert (member.surname, member.points) == ("林", 2480)
        loaded = [orders.load(db, store.vault, row["order_id"]) for row in orders_then]
        assert {order.state for order in loaded if order} >= {"accepted", "picking", "ready", "collected", "cancelled"}
        assert inbox.open_letters(db) == 1
        epoch = journal.current_epoch(db)
        assert epoch is not None
        assert (epoch.series, journal.broken_link(db, "money", epoch.epoch)) == ("B", None), "a copied file is a copy"
        assert journal.waiting(db, "money") >= 1

        store.worker.call(till.add_product, register, "new", SERUM)
        sale = store.worker.call(till.pay_cash, register, "new", 10**6)

    assert (sale.number.series, sale.number.sequence) == ("B", 1)


@pytest.mark.parametrize("packed", HEAD_OFFICES, ids=lambda path: path.name)
def test_head_offices_database_opens_and_loses_nothing(packed: Path, tmp_path: Path) -> None:
    path = unpacked(packed, tmp_path / "headoffice.db")
    before = rows_of(path)
    assert len(before["sale"]) >= 4

    office, fresh = Office(tmp_path, "acme"), Office(tmp_path / "fresh", "acme")
    for one in (office, fresh):
        one.start()
    after = rows_of(path)
    found = [office.read(partial(office_orders.get, order_id=row["order_id"])) for row in before["pickup_order"]]
    office.release(STORE)
    for one in (office, fresh):
        one.close()

    assert lost(before, after) == []
    assert columns_of(path) == columns_of(tmp_path / "fresh" / "headoffice.db")
    assert {order.state for order in found} >= {"accepted", "picking", "ready", "collected", "cancelled"}


def _nobody(*_: object) -> None:
    """There is no main loop."""
