"""A till that is killed while it prints: ``python -m tests.flows.doomed_printing FOLDER``.

For each step between the sale and its paper one process sells and prints until it kills itself there; the next one
starts on what is left, waits for the queue, and tells on a line of JSON what it found. The printer itself writes down
what came out of it, so nobody's memory but paper's counts. This process itself has no threads.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hardware.printer import Printer as AnyPrinter
from hardware.printer import Raster
from hardware.printer_simulated import SimulatedPrinter
from kiosk.paper import (
    drivers,
    raster,  # noqa: F401 - loaded before the processes part
    tables,
)
from kiosk.settings import Device, Link, Printer, Settings, Terminal
from kiosk.store import Store
from kiosk.till import actions
from kiosk.wiring import open_store
from kiosk.worker import Transaction
from tests.devices import SERUM, STORE, TEA, write_catalogue
from tests.flows.apart import apart

PATIENCE_S = 60.0
SALE = ("in the sale", "sold")
PRINTER = ("asked to print", "half printed", "all printed")
STATEMENTS = 11
"""More than taking a job and noting that it is printed have between them; the last ones die of nothing."""


class Written(SimulatedPrinter):
    """A printer whose paper stays when the program dies, and that may kill it."""

    def __init__(self, log: Path, at: str) -> None:
        super().__init__(384)
        self._log = log
        self._at = at

    def print(self, dots: Raster) -> None:
        """Print, and note what is on paper."""
        if self._at == "asked to print":
            die()
        if self._at == "half printed":
            self._note(dots, dots.height // 2)
            die()
        super().print(dots)
        self._note(dots, dots.height)
        if self._at == "all printed":
            die()

    def _note(self, dots: Raster, rows: int) -> None:
        with self._log.open("a", encoding="ascii") as file:
            file.write(json.dumps({"rows": rows, "height": dots.height}) + "\n")


def die() -> None:
    """As a power cut: nothing is closed, flushed or said."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


@contextlib.contextmanager
def open_till(folder: Path, log: Path, at: str) -> Iterator[Store]:
    """One life of the till."""
    settings = Settings(
        device=Device("demo", STORE, "till-1", "till", "data"),
        link=Link(kind="none"),
        terminal=Terminal(delay_s=0.0),
        printer=(Printer("counter", "simulated", width_mm=58),),
        folder=str(folder),
    )

    def printers_of(settings: Settings, folder: Path) -> dict[str, AnyPrinter]:
        return {"counter": Written(log, at)}

    drivers.printers_of = printers_of
    calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def post(function: Callable[..., None], *args: object) -> None:
        calls.put(partial(function, *args))

    with open_store(settings, post=post, changed=lambda _topics: None) as store:
        yield store


def _live(folder: Path, log: Path, basket_id: str, at: str | int) -> None:
    with open_till(folder, log, str(at)) as store:
        worker = store.worker
        for gtin in (TEA, SERUM):
            worker.call(actions.add_product, store.register, basket_id, gtin)
        follow = worker.before_commit

        def last_step(tx: Transaction) -> None:
            follow(tx)
            if at == "in the sale":
                die()

        worker.before_commit = last_step
        worker.after_commit = partial(_sold, at)
        worker.call(actions.pay_cash, store.register, basket_id, 10**6)
        _wait_for_paper(store, basket_id)


def _sold(at: str | int, tx: Transaction) -> None:
    if not any(tx.done):
        return
    if at == "sold":
        die()
    if isinstance(at, int):
        seen = -1

        def count(_statement: str) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                die()

        tx.db.set_trace_callback(count)


def _wait_for_paper(store: Store, basket_id: str) -> None:
    ends = time.monotonic() + PATIENCE_S
    while any(job.state in ("waiting", "printing") for job in tables.recent(store.db)):
        assert time.monotonic() < ends, "the paper never came"
        time.sleep(0.005)


def _look(folder: Path, log: Path, basket_id: str, at: str | int) -> None:
    with open_till(folder, log, "") as store:
        _wait_for_paper(store, basket_id)
        sales = store.db.execute("SELECT count(*) FROM sale WHERE sale_id = ?", (basket_id,)).fetchone()[0]
        jobs = [job for job in tables.recent(store.db) if job.about == basket_id]
    paper = [json.loads(line) for line in log.read_text("ascii").splitlines()] if log.exists() else []
    found = {
        "at": at,
        "sales": sales,
        "states": [job.state for job in jobs],
        "copies": [job.copy for job in jobs],
        "paper": paper,
    }
    print(json.dumps(found), flush=True)


def main(folder: Path) -> None:
    """Die at every step, one after another."""
    write_catalogue(folder / "data")
    (folder / "data" / "catalogue.current").write_text("catalogue-100.sqlite", "ascii")
    steps: list[str | int] = [*SALE, *PRINTER, *range(0, STATEMENTS, 2)]
    for number, step in enumerate(steps):
        name = f"sale-{number:02d}"  # of one length: the code on the receipt grows with it
        log = folder / f"{name}.paper"
        ended = apart(partial(_live, folder, log, name, step))
        assert ended in (0, -signal.SIGKILL), f"at {step} it ended with {ended}"
        assert apart(partial(_look, folder, log, name, step)) == 0, f"after {step} it did not start again"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
