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
from pathlib import Path

from scripts.benches import selling
from scripts.benches.report import Bench, Context, Goal, percentile, spread

ROUNDS = 7
SALES = 300
"""Sales, and single rows, in each round."""


def run(context: Context) -> Bench:
    """Rates of complete_sale and of a one-row commit in turn, and fdatasync calls a sale counted by strace."""
    bench = Bench("sale")
    sales = 30 if context.quick else SALES
    with tempfile.TemporaryDirectory(dir=context.work) as scratch:
        ratios, rates, singles, times = _rounds(Path(scratch), sales)
        flushes = _flushes(Path(scratch) / "counted", sales)
    bench.figures["sales a second (min / median / max)"] = spread(rates)
    bench.figures["one-row commits a second (min / median / max)"] = spread(singles)
    bench.figures["sale p50 ms"] = percentile(times, 0.5) * 1000
    bench.figures["sale p99 ms"] = percentile(times, 0.99) * 1000
    bench.figures["ratio (min / median / max)"] = spread(ratios)
    bench.goals.append(Goal("sale / one-row FULL commit", "floor", statistics.median(ratios), ">=", 0.35))
    bench.goals.append(Goal("sale / one-row FULL commit", "target", statistics.median(ratios), ">=", 0.52))
    if flushes is None:
        bench.skipped = "strace is not installed, so fdatasync calls cannot be counted"
        return bench
    bench.figures["fdatasync calls a sale"] = flushes
    bench.goals.append(Goal("fdatasync a sale, at most", "floor", flushes, "<=", 1.0))
    bench.goals.append(Goal("fdatasync a sale, at least", "floor", flushes, ">=", 1.0))
    return bench


def _rounds(folder: Path, sales: int) -> tuple[list[float], list[float], list[float], list[float]]:
    """(ratios, sales/s, rows/s, seconds of each sale): both kinds in turn, so that the machine's moods hit both."""
    ratios: list[float] = []
    rates: list[float] = []
    singles: list[float] = []
    times: list[float] = []
    with selling.device(folder / "device") as till:
        for _ in range(ROUNDS):
            baskets = selling.fill(till, sales)
            begin = time.perf_counter()
            selling.settle_all(till, baskets)
            rates.append(sales / (time.perf_counter() - begin))
            singles.append(_single_rows(folder / "single.db", sales))
            ratios.append(rates[-1] / singles[-1])
        for basket in selling.fill(till, sales):
            before = time.perf_counter()
            selling.settle(till, basket).result()
            times.append(time.perf_counter() - before)
    return ratios, rates, singles, times


def _single_rows(path: Path, rows: int) -> float:
    """Commits of one row a second, with the settings of the journal."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("CREATE TABLE IF NOT EXISTS one (id INTEGER PRIMARY KEY, body TEXT)")
        begin = time.perf_counter()
        for number in range(rows):
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO one (body) VALUES (?)", (f"row {number}",))
            db.execute("COMMIT")
        return rows / (time.perf_counter() - begin)
    finally:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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
