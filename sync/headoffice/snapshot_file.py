"""Fills a catalogue snapshot of one store from head office's tables."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from sync.clock import stamp
from sync.formats import catalogue_file, search_text
from sync.headoffice import bundles, cards, database, opinions, outbox, shop_floor, stores
from sync.headoffice.recommendations import Figures

CHUNK = 5_000
"""Products whose search tokens are made at a time."""

MANY = 50_000
"""From here on tokens are made by several processes; below, starting them would take longer."""

FTS_BUFFER = 256 * 1024 * 1024
"""Bytes of tokens held in memory before they are written: fewer pieces to merge at the end."""

_Names = tuple[int, str, str, str, str]


def fill(path: Path, headoffice: Path, figures: Figures, *, tenant: str, store: str, now: datetime) -> int:
    """Write the snapshot of `store` to the new file `path`; gives its version.

    Everything is read in one transaction, so the file is one moment of head office's database. Head office goes on
    writing meanwhile.

    Raises:
        Unknown: if there is no such store.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        # The file is thrown away if anything fails, so nothing needs a journal.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -262144")
        db.executescript(catalogue_file.SCHEMA)
        Database(db).attach("hq", headoffice)
        db.execute("BEGIN")
        shop = stores.get(db, store)
        version = database.current_version(db)
        _products(db, store, figures)
        _related(db, figures)
        _stores(db, shop)
        bundles.fill(db)
        opinions.fill(db)
        cards.fill(db)
        shop_floor.fill(db, store)
        _search(db)
        count = db.execute("SELECT count(*) FROM main.product").fetchone()[0]
        meta = {
            "format": catalogue_file.FORMAT,
            "tenant": tenant,
            "store": store,
            "currency": shop.currency,
            "version": version,
            "created_at": stamp(now),
            "down_epoch": outbox.epoch_now(db),
            "down_seq": outbox.top(db, store),
            "products": count,
        }
        db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in meta.items()])
        db.execute("COMMIT")
        db.execute("DETACH DATABASE hq")
        db.executescript(catalogue_file.INDEXES)
        db.execute("ANALYZE main.product")
    return version


def _products(db: sqlite3.Connection, store: str, figures: Figures) -> None:
    db.execute("CREATE TEMP TABLE popular (gtin TEXT PRIMARY KEY, score REAL NOT NULL) STRICT, WITHOUT ROWID")
    db.executemany("INSERT INTO popular VALUES (?, ?)", figures.popularity.of(store))
    db.execute(
        """INSERT INTO main.product
           SELECT row_number() OVER (ORDER BY coalesce(f.score, 0) DESC, p.gtin), p.gtin, p.sku,
                  p.name_zh_hans, p.name_zh_hant, p.name_en, p.brand, p.category, l.price_minor, l.price_version,
                  coalesce(s.on_hand, 0), l.aisle, l.bay, p.image, p.variant_of, p.size, p.colour,
                  p.claim_zh_hans, p.claim_zh_hant, p.claim_en, p.origin, p.allergens, p.care
           FROM hq.listing AS l JOIN hq.product AS p USING (gtin)
           LEFT JOIN hq.stock AS s ON s.store = l.store AND s.gtin = l.gtin
           LEFT JOIN popular AS f ON f.gtin = l.gtin
           WHERE l.store = ? AND l.removed = 0""",
        (store,),
    )
    # The ids by GTIN are wanted below, before the file has its indexes.
    db.execute("CREATE TEMP TABLE rank (gtin TEXT PRIMARY KEY, id INTEGER NOT NULL) STRICT, WITHOUT ROWID")
    db.execute("INSERT INTO rank SELECT gtin, id FROM main.product ORDER BY gtin")
    db.execute(
        """INSERT INTO main.watermark SELECT c.gtin, c.device, c.epoch, c.seq, c.total
           FROM hq.stock_counted AS c JOIN rank USING (gtin) WHERE c.store = ?""",
        (store,),
    )
    db.execute("""INSERT INTO main.category SELECT id, name_zh_hans, name_zh_hant, name_en, parent FROM hq.category""")


def _related(db: sqlite3.Connection, figures: Figures) -> None:
    db.execute("CREATE TEMP TABLE pair (gtin TEXT NOT NULL, other TEXT NOT NULL, score REAL NOT NULL) STRICT")
    db.executemany("INSERT INTO pair VALUES (?, ?, ?)", figures.pairs)
    db.execute(
        """INSERT INTO main.related
           SELECT one.id, row_number() OVER (PARTITION BY one.id ORDER BY pair.score DESC, other.id), other.id,
                  pair.score
           FROM pair JOIN rank AS one ON one.gtin = pair.gtin JOIN rank AS other ON other.gtin = pair.other"""
    )


def _stores(db: sqlite3.Connection, here: stores.Store) -> None:
    for shop, metres in [(here, 0), *stores.near(db, here.store)]:
        db.execute(
            "INSERT INTO near_store VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(shop.store, shop.name.zh_hans, shop.name.zh_hant, shop.name.en, shop.address, metres),
                *(shop.opens, shop.closes, shop.time_zone),
            ),
        )
        if shop.store != here.store:
            db.execute(
                """INSERT INTO near_stock SELECT rank.id, s.store, s.on_hand, s.at
                   FROM hq.stock AS s JOIN rank USING (gtin) WHERE s.store = ?""",
                (shop.store,),
            )


def _search(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (FTS_BUFFER,))
    db.execute("INSERT INTO search (search, rank) VALUES ('automerge', 0)")
    for rows in _tokens(db):
        db.executemany("INSERT INTO search (rowid, tokens) VALUES (?, ?)", rows)
    # One piece: a look-up then reads one list, and the file is smaller.
    db.execute("INSERT INTO search (search) VALUES ('optimize')")


def _tokens(db: sqlite3.Connection) -> Iterator[list[tuple[int, str]]]:
    """(id, tokens) of all products, by id, a chunk at a time."""
    names = "SELECT id, name_zh_hans, name_zh_hant, name_en, brand FROM main.product ORDER BY id"
    cursor = db.execute(names)
    cursor.row_factory = None
    chunks = iter(lambda: cursor.fetchmany(CHUNK), [])
    if db.execute("SELECT count(*) FROM main.product").fetchone()[0] < MANY:
        yield from map(tokens_of, chunks)
        return
    workers = os.cpu_count() or 1
    # Spawned, not forked: head office has threads, and a forked child could inherit a lock that one of them holds.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[list[tuple[int, str]]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(tokens_of, chunk))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def tokens_of(names: list[_Names]) -> list[tuple[int, str]]:
    """(id, search tokens) of products given as (id, zh-Hans, zh-Hant, English, brand)."""
    return [(number, search_text.tokens(*texts)) for number, *texts in names]
