"""A till that sells while it drains a backlog: one process of the bench ``sale``.

``python -m scripts.benches.busy_till FOLDER PORT BACKLOG SALES`` says READY when it is connected and head office has
everything, sells with nothing to drain, pulls its cable, waits for a line on its standard input when the backlog is on
its disk, puts the cable back and sells until head office has the backlog, and says one line of JSON. So both figures
are of one device with one link, and the backlog is all that differs.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kiosk import database
from kiosk.schema import SCHEMA
from kiosk.settings import Device, Link, Settings
from kiosk.store import Store
from kiosk.wiring import open_store
from kiosk.worker import Transaction
from scripts.benches import selling
from scripts.benches.sync_parts import STORE, TENANT, sale
from sync import journal

PAUSE_S = 0.2
"""Between two sales: ten times as quick as a cashier, and the drain finds the pauses that it finds in a shop."""

BETWEEN = 60
QUIET_S = 2.5
"""Long enough for the worker to take nobody for there, and to bring its log into the file."""


def main() -> None:
    """Sell idle, sell busy, and tell how long each sale took."""
    folder, port, backlog, sales = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    database.migrate(folder, SCHEMA)
    selling.write_catalogue(folder / "catalogue-1.sqlite", selling.PRODUCTS)
    database.use_catalogue(folder, "catalogue-1.sqlite")
    settings = Settings(
        device=Device(TENANT, STORE, "till-1", "till", str(folder)),
        link=Link("mqtt", "127.0.0.1", port),
        folder=str(folder),
    )
    with open_store(settings, post=_nothing, changed=_nothing) as store:
        gc.set_threshold(*selling.COLLECTOR)
        gc.freeze()
        link = store.link
        assert link is not None
        _wait(lambda: link.health().state == "linked" and _waiting(store) == 0)
        log = folder / f"{database.JOURNAL}-wal"
        _wait(lambda: log.stat().st_size >= database.LOG_BYTES)
        print("READY", flush=True)
        idle: list[float] = []
        while len(idle) < sales:
            if len(idle) % BETWEEN == 0:
                time.sleep(QUIET_S)
            idle.append(_sell(store, len(idle)))
        _wait(lambda: _waiting(store) == 0)
        link.cut(True)
        store.worker.call(_backlog, backlog)
        time.sleep(QUIET_S)
        print("READY", flush=True)
        sys.stdin.readline()
        before = journal.status(store.db)["money"].acked
        link.cut(False)
        _wait(lambda: link.health().state == "linked")
        began = time.perf_counter()
        busy: list[float] = []
        while journal.status(store.db)["money"].acked < before + backlog:
            busy.append(_sell(store, sales + len(busy)))
        seconds = time.perf_counter() - began
    print(json.dumps({"idle": idle, "busy": busy, "seconds": seconds}), flush=True)


def _waiting(store: Store) -> int:
    return sum(lane.waiting for lane in journal.status(store.db).values())


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.02)


def _backlog(tx: Transaction, count: int) -> None:
    for number in range(1, count + 1):
        tx.post(sale(number, "till-1", tx.now))


def _sell(store: Store, number: int) -> float:
    """Seconds from the tap on "pay" to the commit."""
    gtins = [row[0] for row in store.db.execute("SELECT gtin FROM catalogue.product LIMIT ?", (selling.PRODUCTS,))]
    till = selling.Till(store.worker, store.register, None, gtins)
    basket_id = selling.fill(till, 1, number)[0]
    begin = time.perf_counter()
    selling.settle(till, basket_id).result()
    took = time.perf_counter() - begin
    time.sleep(PAUSE_S)
    return took


def _nothing(*_: object) -> None:
    """There is no main loop and no screen."""


if __name__ == "__main__":
    main()
