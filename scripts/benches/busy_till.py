"""A till that sells while it drains a backlog: one process of the bench ``sale``.

``python -m scripts.benches.busy_till FOLDER PORT BACKLOG SALES`` says READY when its backlog is on disk, waits for a
line on its standard input, sells without a link, then goes online and sells until the backlog is drained, and says one
line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
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
    with open_store(settings, post=_nothing, changed=_nothing, go_online=False) as store:
        store.worker.call(_backlog, backlog)
        print("READY", flush=True)
        sys.stdin.readline()
        idle = [_sell(store, number) for number in range(sales)]
        store.go_online()
        began = time.perf_counter()
        busy: list[float] = []
        while journal.status(store.db)["money"].acked < backlog:
            busy.append(_sell(store, len(busy)))
        seconds = time.perf_counter() - began
    print(json.dumps({"idle": idle, "busy": busy, "seconds": seconds}), flush=True)


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
