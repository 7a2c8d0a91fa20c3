"""A million products onto a new device: a ready file proven, unpacked and swapped in, against raw inserts."""

from __future__ import annotations

import gc
import hashlib
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

import msgspec

from kiosk import database
from scripts.benches import million
from scripts.benches.million import Million
from scripts.benches.report import Bench, Context, Goal, spread
from sync import unpacking
from sync.formats import catalogue_file, manifest, search_text
from sync.formats.manifest import Manifest
from sync.headoffice.keys import Keys

ROUNDS = 3


def run(context: Context) -> Bench:
    """Both ways in turn, in the same folder; and where the time of our way goes."""
    bench = Bench("catalogue")
    made = million.prepare(context)
    rows = _rows(made.snapshot)
    signing = Keys.at(made.folder / "keys")
    sealed = msgspec.json.encode(manifest.seal(made.manifest, signing.root))
    # The million rows below are ours to hold; the collector need not walk them in the middle of a measurement.
    gc.freeze()
    ready, raw, unpack_s, check_s, ready_cpu, raw_cpu = [], [], [], [], [], []
    for _ in range(1 if context.quick else ROUNDS):
        with tempfile.TemporaryDirectory(dir=context.work) as scratch:
            busy = time.process_time()
            parts = _bootstrap(Path(scratch), made, sealed, signing)
            ready_cpu.append(time.process_time() - busy)
            ready.append(sum(parts))
            unpack_s.append(parts[0])
            check_s.append(parts[1])
        with tempfile.TemporaryDirectory(dir=context.work) as scratch:
            busy = time.process_time()
            raw.append(_raw(Path(scratch) / "raw.sqlite", rows))
            raw_cpu.append(time.process_time() - busy)
    ratios = [own / peer for own, peer in zip(ready, raw, strict=True)]
    bench.figures |= {
        "products": len(rows),
        "ready file: seconds (min / median / max)": spread(ready),
        "of it proving and unpacking": spread(unpack_s),
        "of it quick_check and fsync": spread(check_s),
        "raw executemany and index: seconds": spread(raw),
        "ratio (min / median / max)": spread(ratios),
        "processor seconds, ready file": spread(ready_cpu),
        "processor seconds, raw": spread(raw_cpu),
        "MB fetched": made.manifest.size / 1e6,
        "MB on the device": made.manifest.raw_size / 1e6,
        "seconds to build and sign, at head office": made.built_s or "built by an earlier run",
    }
    bench.goals.append(Goal("ready file / raw executemany", "floor", statistics.median(ratios), "<=", 0.25))
    bench.goals.append(Goal("ready file / raw executemany", "target", statistics.median(ratios), "<=", 0.12))
    return bench


def _bootstrap(folder: Path, made: Million, sealed: bytes, signing: Keys) -> tuple[float, float, float]:
    """Seconds for: signature and unpacking; checking; putting it in force and answering the first question."""
    began = time.perf_counter()
    wanted: Manifest = manifest.unseal(sealed, signing.root.public_key())
    with made.packed.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != wanted.sha256:
            raise RuntimeError("the snapshot is not what its manifest says")
    fresh = folder / "catalogue.new"
    unpacking.unpack(made.packed, fresh, wanted, lambda _done: None)
    unpacked = time.perf_counter()
    unpacking.prove(fresh, tenant=wanted.tenant, store=wanted.store, version=wanted.version)
    checked = time.perf_counter()
    name = f"catalogue-{wanted.version}.sqlite"
    unpacking.put_in_place(fresh, folder / name)
    database.use_catalogue(folder, name)
    with closing(catalogue_file.open_snapshot(folder / name)) as db:
        if not search_text.search(db, "牛奶"):
            raise RuntimeError("the new catalogue does not find milk")
    return unpacked - began, checked - unpacked, time.perf_counter() - checked


def _raw(path: Path, rows: list[tuple[str | int, ...]]) -> float:
    """Seconds for the rows and the index by GTIN in one transaction, without search and without any proof."""
    product = catalogue_file.SCHEMA[catalogue_file.SCHEMA.index("CREATE TABLE product") :]
    began = time.perf_counter()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN")
        db.execute(product[: product.index(";")])
        db.executemany(f"INSERT INTO product VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608  only marks
        db.execute("CREATE UNIQUE INDEX product_gtin ON product (gtin)")
        db.execute("COMMIT")
    return time.perf_counter() - began


def _rows(path: Path) -> list[tuple[str | int, ...]]:
    with closing(catalogue_file.open_snapshot(path)) as db:
        return db.execute("SELECT * FROM product ORDER BY id").fetchall()
