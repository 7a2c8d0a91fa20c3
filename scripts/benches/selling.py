"""A till that sells by itself: shared by benches, and run as a program whose system calls can be counted.

``python -m scripts.benches.selling FOLDER SALES`` makes the calls ``getpgid(1)`` right before and after its sales:
marks that a tracer sees and that do nothing else.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk import database
from kiosk.identity import Keys
from kiosk.register import Register
from kiosk.schema import SCHEMA
from kiosk.till import actions
from kiosk.till.model import Sale
from kiosk.worker import Transaction, Worker
from sync import journal
from sync.clock import new_id, utc_now
from sync.formats import catalogue_file, gtin

PRODUCTS = 500
LINES = 4
"""Lines of each sale: a small bag."""

COLLECTOR = (20_000, 50, 1_000_000)
"""As the app sets Python's collector (`kiosk/ui/tidy.py`), which is not loaded here because it needs a window."""


@dataclass(frozen=True)
class Till:
    """A device that sells."""

    worker: Worker
    register: Register
    keys: Keys | None
    gtins: list[str]


@contextmanager
def device(folder: Path) -> Iterator[Till]:
    """A started till with a small catalogue and no link."""
    folder.mkdir(parents=True, exist_ok=True)
    database.migrate(folder, SCHEMA)
    gtins = write_catalogue(folder / "catalogue-1.sqlite", PRODUCTS)
    database.use_catalogue(folder, "catalogue-1.sqlite")
    register = Register("9521000000018", "till-1", "CNY", "Asia/Shanghai", "04:00")
    worker = Worker(
        folder,
        source="/kx/bench/9521000000018/till-1",
        clock=utc_now,
        new_id=new_id,
        post=_nothing,
        changed=_nothing,
    )
    worker.start()
    try:
        worker.call(_open_epoch, journal.disk_mark(folder / database.JOURNAL))
        gc.set_threshold(*COLLECTOR)
        gc.freeze()
        yield Till(worker, register, Keys.at(folder), gtins)
    finally:
        worker.close()


def fill(till: Till, count: int, first: int = 0) -> list[str]:
    """Baskets ready to be paid."""
    return [till.worker.call(_fill, till, number) for number in range(first, first + count)]


def settle(till: Till, basket_id: str) -> Future[Sale]:
    """Pay one basket in cash: the action that makes a sale."""
    return till.worker.promise(actions.pay_cash, till.register, basket_id, 10**9)


def settle_all(till: Till, basket_ids: list[str]) -> None:
    """Pay baskets one after the other, as quickly as the worker takes them, and wait for the last."""
    for basket_id in basket_ids:
        till.worker.submit(actions.pay_cash, till.register, basket_id, 10**9, failed=_never)
    till.worker.call(_nothing)


def write_catalogue(path: Path, products: int) -> list[str]:
    """A snapshot of plain products; gives their GTINs."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(catalogue_file.SCHEMA)
    bodies = [f"952{number:09d}" for number in range(1, products + 1)]
    gtins = [f"0{body}{gtin.check_digit(body)}" for body in bodies]
    columns = len(db.execute("SELECT * FROM product").description)
    rows = [
        (rank, code, str(rank), f"商品 {rank}", f"商品 {rank}", f"Product {rank}", "", "", 100 + rank, 1, 100)
        + ("",) * (columns - 11)
        for rank, code in enumerate(gtins, 1)
    ]
    with db:
        db.execute("BEGIN")
        db.executemany("INSERT INTO product VALUES (" + ",".join("?" * columns) + ")", rows)  # noqa: S608 - only marks
    db.executescript(catalogue_file.INDEXES)
    db.executemany("INSERT INTO meta VALUES (?, ?)", [("format", str(catalogue_file.FORMAT)), ("version", "1")])
    db.close()
    return gtins


def _nothing(*_: object) -> None:
    """There is no main loop and no screen."""


def _never(error: Exception) -> None:
    raise error


def _fill(tx: Transaction, till: Till, number: int) -> str:
    basket_id = tx.new_id()
    for line in range(LINES):
        code = till.gtins[(number * LINES + line) % len(till.gtins)]
        actions.add_product(tx, till.register, basket_id, code)
    return basket_id


def _open_epoch(tx: Transaction, mark: str) -> None:
    journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=mark)


def main() -> None:
    """Sell so many times between two marks."""
    folder, sales = Path(sys.argv[1]), int(sys.argv[2])
    with device(folder) as till:
        baskets = fill(till, sales)
        os.getpgid(1)
        for basket in baskets:
            settle(till, basket).result()
        os.getpgid(1)


if __name__ == "__main__":
    main()
