"""A whole sale against a commit of one row in the same kind of file; and how often the disk is flushed for it."""

from __future__ import annotations

import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kiosk import database, worker
from scripts.benches import selling
from scripts.benches.report import Bench, Context, Goal, percentile, spread
from scripts.benches.sync_parts import Part, broker

ROUNDS = 90
BATCH = 10
"""Sales, and single rows, before the other kind has its turn: the disk's moods of a moment hit both alike."""
BETWEEN = 10
"""Batches between two pauses in which the till brings its log into its file, as it does when nobody comes."""
PAUSE_S = worker.IDLE_S + 0.3
COUNTED = 300
"""Sales whose flushes are counted."""

BACKLOG = 50_000
IDLE_SALES = 120
DRAINS = 3
"""Rounds of selling idle and then while the backlog drains."""


def run(context: Context) -> Bench:
    """Rates of complete_sale and of a one-row commit in turn, and fdatasync calls a sale counted by strace."""
    bench = Bench("sale")
    rounds, counted = (10, 30) if context.quick else (ROUNDS, COUNTED)
    with tempfile.TemporaryDirectory(dir=context.work) as scratch:
        sales, rows, alone = _rounds(Path(scratch), rounds)
        flushes = _flushes(Path(scratch) / "counted", counted)
    ratio = statistics.median(rows) / statistics.median(sales)
    bench.figures |= {
        "ms a sale (min / median / max of batches)": spread([seconds * 1000 for seconds in sales]),
        "ms a one-row commit (min / median / max)": spread([seconds * 1000 for seconds in rows]),
        "ratio of the quickest batches": min(rows) / min(sales),
        "sale that somebody waits for, p50 ms": percentile(alone, 0.5) * 1000,
        "sale that somebody waits for, p99 ms": percentile(alone, 0.99) * 1000,
    }
    bench.goals.append(Goal("sale / one-row FULL commit", "floor", ratio, ">=", 0.35))
    bench.goals.append(Goal("sale / one-row FULL commit", "target", ratio, ">=", 0.52))
    if flushes is None:
        bench.skipped = "strace is not installed, so fdatasync calls cannot be counted"
        return bench
    bench.figures["fdatasync calls a sale"] = flushes
    bench.goals.append(Goal("fdatasync a sale, at most", "floor", flushes, "<=", 1.0))
    bench.goals.append(Goal("fdatasync a sale, at least", "floor", flushes, ">=", 1.0))
    _while_draining(bench, context)
    return bench


def _while_draining(bench: Bench, context: Context) -> None:
    """Sales of a till that drains a backlog against sales of the same till, connected, with nothing to drain.

    Head office's own disk is memory where there is some, as it would be another machine's; once more on this disk.
    """
    backlog, sales, rounds = (2_000, 50, 1) if context.quick else (BACKLOG, IDLE_SALES, DRAINS)
    memory = Path("/dev/shm")
    places = {"head office on this disk": context.work} | ({"": memory} if memory.is_dir() else {})
    try:
        with broker() as port:
            for place, root in places.items():
                idle: list[float] = []
                busy: list[float] = []
                seconds: list[float] = []
                for _ in range(rounds):
                    figures = _drain(context.work, root, port, backlog, sales)
                    idle += figures["idle"]
                    busy += figures["busy"]
                    seconds.append(figures["seconds"])
                said = f" ({place})" if place else ""
                bench.figures |= {
                    f"sales while draining{said}": len(busy),
                    f"events a second that are drained meanwhile{said}": round(backlog * len(seconds) / sum(seconds)),
                    f"sale, idle p99 ms{said}": percentile(idle, 0.99) * 1000,
                    f"sale, draining {backlog} p50 ms{said}": percentile(busy, 0.5) * 1000,
                    f"sale, draining {backlog} p99 ms{said}": percentile(busy, 0.99) * 1000,
                }
                ratio = percentile(busy, 0.99) / percentile(idle, 0.99)
                if place and len(places) > 1:
                    bench.figures[f"sale p99, draining / idle{said}"] = ratio
                else:
                    bench.goals.append(Goal("sale p99, draining / idle", "floor", ratio, "<=", 2.0))
    except FileNotFoundError:
        bench.skipped = "mosquitto is not installed"


def _drain(work: Path, root: Path, port: int, backlog: int, sales: int) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(dir=work) as own,
        tempfile.TemporaryDirectory(dir=root) as theirs,
        ExitStack() as on,
    ):
        office = Part("headoffice", theirs, port, elsewhere=True)
        on.callback(office.close)
        office.ready()
        till = Part(own, port, backlog, sales, module="scripts.benches.busy_till")
        on.callback(till.close)
        till.ready()
        till.ready()
        till.go()
        figures = till.result()
        office.go()
        office.result()
    return figures


def _rounds(folder: Path, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds a sale, seconds a row, both of each batch; and seconds of sales that were waited for one by one."""
    sales: list[float] = []
    rows: list[float] = []
    alone: list[float] = []
    with selling.device(folder / "device") as till, _single(folder / "single.db") as single:
        _open_the_shop(folder / "device")
        for batch in range(rounds):
            if batch % BETWEEN == 0:
                time.sleep(PAUSE_S)
            baskets = selling.fill(till, BATCH)
            begin = time.perf_counter()
            selling.settle_all(till, baskets)
            sales.append((time.perf_counter() - begin) / BATCH)
            begin = time.perf_counter()
            for number in range(BATCH):
                single.execute("BEGIN IMMEDIATE")
                single.execute("INSERT INTO one (body) VALUES (?)", (f"row {number}",))
                single.execute("COMMIT")
            rows.append((time.perf_counter() - begin) / BATCH)
        baskets = selling.fill(till, rounds * 2)
        time.sleep(PAUSE_S)
        for basket in baskets:
            begin = time.perf_counter()
            selling.settle(till, basket).result()
            alone.append(time.perf_counter() - begin)
    return sales, rows, alone


def _open_the_shop(folder: Path) -> None:
    """Wait until the device has made itself ready, as it does in its first quiet seconds."""
    while (folder / f"{database.JOURNAL}-wal").stat().st_size < database.LOG_BYTES:
        time.sleep(0.1)


@contextmanager
def _single(path: Path) -> Iterator[sqlite3.Connection]:
    """A table of one column, in a file with the settings of the journal."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, body TEXT)")
        yield db
    finally:
        db.close()


def _flushes(folder: Path, sales: int) -> float | None:
    """fdatasync and fsync calls a sale in a process of its own, start and idle checkpoints left out."""
    if not any(os.access(Path(part) / "strace", os.X_OK) for part in os.get_exec_path()):
        return None
    command = [sys.executable, "-m", "scripts.benches.selling", str(folder), str(sales)]
    trace = ["strace", "-f", "-e", "trace=fdatasync,fsync,getpgid", "-o", "/dev/stdout", *command]
    output = subprocess.run(trace, capture_output=True, text=True, check=True).stdout
    marks = [found.start() for found in re.finditer(r"getpgid\(1\)", output)]
    between = output[marks[0] : marks[1]]
    return len(re.findall(r"(?:fdatasync|fsync)\(", between)) / sales
