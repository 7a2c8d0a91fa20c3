"""Barcode look-up through our own API in a catalogue of a million products, against a raw point select."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kiosk import database
from kiosk.catalogue import tables
from kiosk.schema import SCHEMA
from scripts.benches import selling
from scripts.benches.report import Bench, Context, Goal, percentile, spread

PRODUCTS = 1_000_000
ROUNDS = 7
LOOKUPS = 10_000


def run(context: Context) -> Bench:
    """Look-ups a second of both in turn, and the tail of each."""
    bench = Bench("lookup")
    products, lookups = (20_000, 1_000) if context.quick else (PRODUCTS, LOOKUPS)
    with tempfile.TemporaryDirectory(dir=context.work) as scratch:
        folder = Path(scratch)
        database.migrate(folder, SCHEMA)
        gtins = selling.write_catalogue(folder / "catalogue-1.sqlite", products)
        database.use_catalogue(folder, "catalogue-1.sqlite")
        ours = database.open_reader(folder)
        raw = sqlite3.connect(folder / "catalogue-1.sqlite")
        wanted = random.Random(7).choices(gtins, k=lookups)
        own_rates, raw_rates, own_times, raw_times = [], [], [], []
        for _ in range(ROUNDS):
            rate, times = _measure(lambda code: tables.find(ours, code, "CNY"), wanted)
            own_rates.append(rate)
            own_times += times
            rate, times = _measure(
                lambda code: raw.execute("SELECT * FROM product WHERE gtin = ?", (code,)).fetchone(), wanted
            )
            raw_rates.append(rate)
            raw_times += times
        raw.close()
        ours.close()
    ratios = [own / peer for own, peer in zip(own_rates, raw_rates, strict=True)]
    tail = percentile(own_times, 0.99) / percentile(raw_times, 0.99)
    bench.figures |= {
        "products": products,
        "our look-ups a second": spread(own_rates),
        "raw point selects a second": spread(raw_rates),
        "ratio (min / median / max)": spread(ratios),
        "our p99 us": percentile(own_times, 0.99) * 1e6,
        "raw p99 us": percentile(raw_times, 0.99) * 1e6,
    }
    bench.goals.append(Goal("our look-up / raw point select", "floor", statistics.median(ratios), ">=", 0.6))
    bench.goals.append(Goal("p99 of our look-up / raw p99", "target", tail, "<=", 3.0))
    return bench


def _measure(look_up: Callable[[str], object], wanted: list[str]) -> tuple[float, list[float]]:
    times = []
    begin = time.perf_counter()
    for code in wanted:
        before = time.perf_counter()
        found = look_up(code)
        times.append(time.perf_counter() - before)
        assert found is not None
    return len(wanted) / (time.perf_counter() - begin), times
