"""Real devices for tests: a data folder, a small real catalogue, a real worker, and no window."""

from __future__ import annotations

import queue
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk import database
from kiosk.identity import Keys
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.session import Session
from kiosk.settings import Device, Settings
from kiosk.store import Store
from kiosk.till import receipts
from kiosk.worker import Transaction, Worker
from sync import journal
from sync.clock import new_id, stamp
from sync.formats import catalogue_file, gtin, search_text

STORE = "9521000000018"
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""


def gtin_of(number: int) -> str:
    """A valid 14-digit GTIN of GS1's example prefix."""
    body = f"952{number:09d}"
    return f"0{body}{gtin.check_digit(body)}"


WATER, TEA, SERUM, GEL = (gtin_of(n) for n in range(1, 5))


class Row(Struct, frozen=True):
    """One product of a test catalogue."""

    gtin: str
    zh_hans: str
    zh_hant: str
    en: str
    price_minor: int
    on_hand: int = 10
    variant_of: str = ""
    size: str = ""
    brand: str = "AURELLE"
    category: str = "care"


ROWS = (
    Row(WATER, "矿泉水 550 ml", "礦泉水 550 ml", "Mineral water 550 ml", 250),
    Row(TEA, "乌龙茶", "烏龍茶", "Oolong tea", 1800, on_hand=4),
    Row(SERUM, "水润玻尿酸保湿精华液", "水潤玻尿酸保濕精華液", "Hydra serum", 22800, 6, "serum", "30 ml"),
    Row(GEL, "温和洁面啫喱", "溫和潔面凝膠", "Gentle cleansing gel", 12800, 0),
)


@dataclass
class Hands:
    """A clock that a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **length: float) -> None:
        """Let time pass; arguments as of `timedelta`."""
        self.now += timedelta(**length)


@dataclass
class TestDevice:
    """One device without a window; `drain` does what the main loop would."""

    __test__ = False

    store: Store
    clock: Hands
    keys: Keys
    calls: queue.SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]]
    changed: list[frozenset[str]] = field(default_factory=list)

    @property
    def db(self) -> sqlite3.Connection:
        return self.store.db

    def do(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run an action and wait for its result."""
        result = self.store.worker.call(action, *args, **named)
        self.drain()
        return result

    def drain(self) -> None:
        """Run what was posted to the main loop so far."""
        while not self.calls.empty():
            function, args = self.calls.get()
            function(*args)


def write_catalogue(
    folder: Path,
    rows: Sequence[Row] = ROWS,
    *,
    version: int = 100,
    related: Sequence[tuple[str, str, float]] = ((SERUM, TEA, 0.5), (SERUM, WATER, 0.4), (WATER, TEA, 0.3)),
    created_at: datetime = NOON - timedelta(hours=2),
) -> str:
    """Write a snapshot of these products into the data folder; gives its file name."""
    name = f"catalogue-{version}.sqlite"
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    # A catalogue that a test lost would be written again; waiting for the disk at each statement costs half a second.
    db.execute("PRAGMA synchronous = OFF")
    db.executescript(catalogue_file.SCHEMA)
    ids = {}
    for rank, row in enumerate(rows, 1):
        ids[row.gtin] = rank
        db.execute(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(rank, row.gtin, f"{100000 + rank}", row.zh_hans, row.zh_hant, row.en, row.brand, row.category),
                *(row.price_minor, 50, row.on_hand, "A3", f"02-{rank:02d}", "", row.variant_of, row.size, ""),
                *("温和配方", "溫和配方", "Gentle", "CN", "", ""),
            ),
        )
        tokens = search_text.tokens(row.zh_hans, row.zh_hant, row.en, row.brand, row.gtin, f"{100000 + rank}")
        db.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (rank, tokens))
    for place, (one, other, score) in enumerate(related, 1):
        db.execute("INSERT INTO related VALUES (?, ?, ?, ?)", (ids[one], place, ids[other], score))
    db.execute("INSERT INTO category VALUES ('care', '护肤', '保養', 'Skin care', '')")
    db.executemany(
        "INSERT INTO near_store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (STORE, "静安店", "靜安店", "Jing'an", "", 0, "10:00", "22:00", "Asia/Shanghai"),
            ("9521000000025", "南京西路店", "南京西路店", "Nanjing Road", "", 2100, "10:00", "22:00", "Asia/Shanghai"),
        ],
    )
    db.execute("INSERT INTO near_stock VALUES (3, '9521000000025', 12, ?)", (stamp(created_at),))
    db.executescript(catalogue_file.INDEXES)
    meta = {"format": catalogue_file.FORMAT, "version": version, "created_at": stamp(created_at), "currency": "CNY"}
    db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in meta.items()])
    db.close()
    return name


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """The files of a new device, made once for each process: all those steps take longer than most tests."""
    folder = tempfile.TemporaryDirectory(prefix="device-")
    database.migrate(Path(folder.name), SCHEMA)
    return folder


def migrate(folder: Path) -> None:
    """What `database.migrate` does, with the files of a new device copied rather than made."""
    if not (folder / database.JOURNAL).exists():
        shutil.copytree(_template().name, folder, dirs_exist_ok=True)
    database.migrate(folder, SCHEMA)


@contextmanager
def open_device(
    folder: Path, *, name: str = "kiosk-1", role: str = "shopper", rows: Sequence[Row] = ROWS
) -> Iterator[TestDevice]:
    """A started device in `folder`, with the test catalogue in force; closed at the end."""
    settings = Settings(device=Device("demo", STORE, name, role, "."), folder=str(folder))  # type: ignore[arg-type] # roles are checked when a file is read
    migrate(folder)
    database.use_catalogue(folder, write_catalogue(folder, rows))
    clock, keys = Hands(), Keys.at(folder)
    calls: queue.SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]] = queue.SimpleQueue()
    changed: list[frozenset[str]] = []
    worker = Worker(
        folder,
        source=f"/kx/demo/{STORE}/{name}",
        clock=clock,
        new_id=new_id,
        post=lambda function, *args: calls.put((function, args)),
        changed=changed.append,
    )
    worker.start()
    mark = journal.disk_mark(folder / database.JOURNAL)
    worker.call(open_epoch, mark)
    store = Store(
        settings=settings,
        folder=folder,
        worker=worker,
        clock=clock,
        new_id=new_id,
        session=Session.begin(new_id, "zh_CN"),
        register=Register.of(settings),
        vault=keys.vault,
        receipt_code=receipts.writer(folder, keys),
        reader=database.open_reader(folder),
        basket_code=keys.basket_code,
    )
    try:
        yield TestDevice(store, clock, keys, calls, changed)
    finally:
        worker.close()
        store.reader.close()


def open_epoch(tx: Transaction, mark: str) -> journal.Epoch:
    """What `wiring` does at the start."""
    return journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=mark)
