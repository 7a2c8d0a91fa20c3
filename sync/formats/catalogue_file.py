"""The catalogue snapshot of one store: a read-only SQLite file with its search index inside.

Head office builds it, devices only read it. `product.id` is the popularity rank in the store (1 = most sold), so
`ORDER BY id` is the order in which search answers.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

FORMAT = 1
"""Raised when a reader of the old format could not use a new file."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- format, tenant, store, currency, version (head office's change counter at the build), created_at,
-- down_epoch and down_seq (events of the store's down stream that are counted in)
-- neither STRICT nor NOT NULL: head office's own tables are, and each device would pay for the proof at each new file
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    gtin TEXT,
    sku TEXT,
    name_zh_hans TEXT, name_zh_hant TEXT, name_en TEXT,
    brand TEXT, category TEXT,
    price_minor INTEGER,
    price_version INTEGER,
    on_hand INTEGER,
    aisle TEXT, bay TEXT,
    image TEXT,
    variant_of TEXT, size TEXT, colour TEXT,
    claim_zh_hans TEXT, claim_zh_hant TEXT, claim_en TEXT,
    origin TEXT, allergens TEXT, care TEXT
);
CREATE TABLE watermark (
    gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, total INTEGER NOT NULL,
    PRIMARY KEY (gtin, device, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE category (
    id TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    parent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE related (
    product_id INTEGER NOT NULL, rank INTEGER NOT NULL, other_id INTEGER NOT NULL, score REAL NOT NULL,
    PRIMARY KEY (product_id, rank)
) STRICT, WITHOUT ROWID;
CREATE TABLE near_store (
    store TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    address TEXT NOT NULL, distance_m INTEGER NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL,
    time_zone TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- the store itself stands in near_store with distance 0
CREATE TABLE near_stock (
    product_id INTEGER NOT NULL, store TEXT NOT NULL, on_hand INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (product_id, store)
) STRICT, WITHOUT ROWID;
-- the following came after the first snapshots: a reader asks for each whether the file has it
CREATE TABLE rating (product_id INTEGER PRIMARY KEY, tenths INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
CREATE TABLE review (
    product_id INTEGER NOT NULL, rank INTEGER NOT NULL, stars INTEGER NOT NULL, author TEXT NOT NULL,
    language TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (product_id, rank)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
    method TEXT PRIMARY KEY CHECK (method IN ('ship', 'delivery', 'pickup')),
    ready_minutes_min INTEGER NOT NULL, ready_minutes_max INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL, free_from_minor INTEGER, cutoff TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- the floor of the store in centimetres: x to the right, y downwards, from the corner of the drawing at the top left
CREATE TABLE plan_shelf (
    aisle TEXT PRIMARY KEY, x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL, h INTEGER NOT NULL,
    bays INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_place (
    kind TEXT NOT NULL CHECK (kind IN ('entrance', 'till', 'pickup', 'kiosk')), name TEXT NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
-- a bundle has no stock of its own: so many units of each component leave the shelf with one
CREATE TABLE component (
    bundle TEXT NOT NULL, part TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (bundle, part)
) STRICT, WITHOUT ROWID;
-- what colleagues should know: about a product, a category, or (both empty) anything
CREATE TABLE card (
    id INTEGER PRIMARY KEY, card_id TEXT NOT NULL, kind TEXT NOT NULL, gtin TEXT NOT NULL, category TEXT NOT NULL,
    title_zh_hans TEXT NOT NULL, title_zh_hant TEXT NOT NULL, title_en TEXT NOT NULL,
    body_zh_hans TEXT NOT NULL, body_zh_hant TEXT NOT NULL, body_en TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE card_search USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE search USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii');
"""

INDEXES = """
CREATE UNIQUE INDEX product_gtin ON product (gtin);
CREATE INDEX product_sku ON product (sku);
CREATE INDEX product_variant ON product (variant_of) WHERE variant_of <> '';
CREATE INDEX product_category ON product (category);
CREATE INDEX card_gtin ON card (gtin) WHERE gtin <> '';
"""
"""Made after the rows are in: faster than keeping them up row by row."""


def open_snapshot(path: Path) -> sqlite3.Connection:
    """Open a checked snapshot for reading only.

    The file never changes under its name (a new version is another file), so it may be opened `immutable`.

    Raises:
        sqlite3.DatabaseError: if it is no snapshot of this format.
    """
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    found = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if found is None or int(found[0]) != FORMAT:
        db.close()
        raise sqlite3.DatabaseError(f"{path.name}: catalogue format {found and found[0]}, this program reads {FORMAT}")
    return db


def has(db: sqlite3.Connection, table: str, schema: str = "main") -> bool:
    """Whether the snapshot holds this table: files of an earlier head office lack what came later."""
    # The name of the schema is ours, never a shopper's.
    row = db.execute(f"SELECT 1 FROM {schema}.sqlite_master WHERE name = ? AND type = 'table'", (table,)).fetchone()
    return row is not None


def version_of(path: Path) -> int:
    """Head office's change counter when this snapshot was built.

    Raises:
        sqlite3.DatabaseError: if it is no snapshot of this format.
    """
    db = open_snapshot(path)
    try:
        return int(db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])
    finally:
        db.close()
