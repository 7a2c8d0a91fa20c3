"""A till without a window that sells until it has made so many sales: the process that is killed.

``python -m scripts.torture.seller SETTINGS SALES`` prints READY, then a line ``sold N`` every hundred sales, and
``drained`` each time that head office has all of them. It goes on until it is ended.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from kiosk import database, settings
from kiosk.schema import SCHEMA
from kiosk.store import Store
from kiosk.till import actions
from kiosk.wiring import open_store
from scripts.benches import selling
from sync import journal
from sync.clock import new_id

PRODUCTS = 50
PAUSE_S = 0.004
"""Between two sales: a busy checkout, and slow enough that kills fall between, before and inside sales."""


def main() -> int:
    """Sell, whatever happens outside."""
    found, wanted = settings.load(Path(sys.argv[1])), int(sys.argv[2])
    folder = found.data
    if database.current_catalogue(folder) == database.EMPTY_CATALOGUE:
        database.migrate(folder, SCHEMA)
        selling.write_catalogue(folder / "catalogue-1.sqlite", PRODUCTS)
        database.use_catalogue(folder, "catalogue-1.sqlite")
    with open_store(found, post=_nothing, changed=_nothing) as store:
        print("READY", flush=True)
        _sell(store, wanted)
        _wait(store)
    return 0


def _sell(store: Store, wanted: int) -> None:
    gtins = [row[0] for row in store.db.execute("SELECT gtin FROM catalogue.product")]
    chance = random.Random(len(gtins))
    while (sold := store.db.execute("SELECT count(*) FROM sale").fetchone()[0]) < wanted:
        basket_id = new_id()
        for gtin in chance.sample(gtins, k=chance.randint(1, 4)):
            store.worker.call(actions.add_product, store.register, basket_id, gtin, chance.randint(1, 3))
        store.worker.call(actions.pay_cash, store.register, basket_id, 10**9)
        if (sold + 1) % 100 == 0:
            print(f"sold {sold + 1}", flush=True)
        time.sleep(PAUSE_S)


def _wait(store: Store) -> None:
    """Say when nothing waits any more, for as long as nobody ends the program."""
    told = False
    while True:
        waiting = journal.waiting(store.db, "money")
        if waiting == 0 and not told:
            print("drained", flush=True)
        told = waiting == 0
        time.sleep(0.05)


def _nothing(*_: object) -> None:
    """There is no main loop and no screen."""


if __name__ == "__main__":
    sys.exit(main())
