"""A head office with a million products and their released snapshot: made once in the work folder, then kept."""

from __future__ import annotations

import hashlib
import inspect
import sqlite3
import sys
import time
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from scripts.benches.report import Context
from scripts.demo_store import products
from scripts.demo_store.products import Product
from sync import unpacking
from sync.clock import stamp
from sync.formats import catalogue_file, search_text
from sync.formats.manifest import Manifest
from sync.headoffice import snapshots, stores
from sync.headoffice.office import Office
from sync.messages import Texts

PRODUCTS = 1_000_000
FEW = 20_000
STORE = "9521000000018"
NOW = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
CHUNK = 20_000


class Million(Struct, frozen=True):
    """The released snapshot of a store with very many products."""

    folder: Path
    manifest: Manifest
    packed: Path
    """The zstd file as head office serves it."""
    snapshot: Path
    """The SQLite file inside."""
    built_s: float
    """Seconds that head office took to build, pack and sign; 0 if it was there from an earlier run."""


def prepare(context: Context) -> Million:
    """Give the snapshot; build it if the work folder has none of this make yet."""
    count = FEW if context.quick else PRODUCTS
    # A change of the schema or of the rules of the tokens wants a new file.
    rules = catalogue_file.SCHEMA + catalogue_file.INDEXES + inspect.getsource(search_text)
    make = hashlib.sha256(rules.encode()).hexdigest()[:8]
    folder = context.work / f"catalogue-{count}-{make}"
    office = Office(folder, "bench", clock=lambda: NOW)
    office.start()
    try:
        began = time.monotonic()
        found = office.read(lambda db: snapshots.newest(db, STORE))
        built_s = 0.0
        if found is None:
            print(f"building a catalogue of {count:,} products, once ...", file=sys.stderr, flush=True)
            _load(office, count)
            office.release(STORE)
            built_s = time.monotonic() - began
            found = office.read(lambda db: snapshots.newest(db, STORE))
        assert found is not None
        manifest = msgspec.json.decode(found[0].manifest, type=Manifest)
        packed = office.snapshot_folder / found[1]
    finally:
        office.close()
    snapshot = folder / "snapshot.sqlite"
    if not snapshot.exists() or snapshot.stat().st_size != manifest.raw_size:
        unpacking.unpack(packed, snapshot, manifest, lambda _done: None)
    return Million(folder, manifest, packed, snapshot, built_s)


def _load(office: Office, count: int) -> None:
    shop = stores.Store(STORE, Texts("总店"), "", "09:00", "22:00", "Asia/Shanghai", "CNY")
    office.change(lambda change: stores.save(change, [shop]))
    rows = products.generate(count)
    while chunk := list(islice(rows, CHUNK)):
        office.database.call(partial(_insert, chunk=chunk))


def _insert(db: sqlite3.Connection, chunk: list[Product]) -> None:
    """Into head office's own tables, without the checks of an import."""
    db.executemany(
        "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(p.gtin, p.sku, p.name.zh_hans, p.name.zh_hant, p.name.en, p.brand, p.category, ""),
                *(p.variant_of, p.size, p.colour, p.claim.zh_hans, p.claim.zh_hant, p.claim.en),
                *(p.origin, p.allergens, p.care, 1),
            )
            for p in chunk
        ],
    )
    db.executemany(
        "INSERT INTO listing VALUES (?, ?, ?, 1, ?, ?, 0, 1)",
        [(STORE, p.gtin, p.price_minor, f"A{p.style % 40}", f"{p.style % 12:02}") for p in chunk],
    )
    db.executemany(
        "INSERT INTO stock VALUES (?, ?, ?, 1, ?)", [(STORE, p.gtin, p.rank % 50, stamp(NOW)) for p in chunk]
    )
    # What sold once a day ranks the catalogue as the demo store's ranks do.
    db.executemany(
        "INSERT INTO history VALUES (?, ?, ?, ?, '', ?)",
        [(STORE, f"rank-{p.rank}", p.gtin, max(1, PRODUCTS // p.rank), stamp(NOW)) for p in chunk if p.rank <= 50_000],
    )
