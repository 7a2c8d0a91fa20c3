"""What a store's page shows of its products: found by the released snapshot, with the prices and stock of now."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from sync import unpacking
from sync.formats import catalogue_file, search_text
from sync.formats import gtin as gtins
from sync.formats.manifest import Manifest
from sync.headoffice import snapshots, stores
from sync.headoffice.office import Office
from sync.headoffice.pages import shelf
from sync.headoffice.pages.answers import PageCategory, PageProductMore, PageProducts
from sync.messages import Texts

PAGE = 24
"""Products at a time."""

MOST_FOUND = 240
"""Nobody leafs further; whoever looks for something else asks for something else."""

CHIPS = 12
"""Categories that a page begins with."""


class Goods:
    """Looks products up. Keeps the newest snapshot of each store unpacked beside head office's data."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._folder = office.folder / "pages"
        self._lock = threading.Lock()

    def find(self, store: str, text: str, category: str, after: int) -> PageProducts:
        """Products that fit what was typed, or of a category, or all: the most popular first, `after` so many.

        Raises:
            Unknown: if there is no such store.
        """
        self._require(store)
        found = self._ids(store, text.strip(), category, after)
        with closing(self._office.database.reader()) as db:
            shown = shelf.products(db, store, found[:PAGE])
        return PageProducts(products=tuple(shown), after=after + PAGE if len(found) > PAGE else None)

    def more(self, store: str, gtin: str) -> PageProductMore:
        """All about one product.

        Raises:
            Unknown: if the store does not sell it.
        """
        with closing(self._office.database.reader()) as db:
            return shelf.more(db, store, gtin)

    def categories(self, store: str) -> tuple[PageCategory, ...]:
        """The groups that the store has something of, the most popular first; the tops of the chain's tree."""
        path = self._snapshot(store)
        if path is None:
            return ()
        with closing(catalogue_file.open_snapshot(path)) as db:
            rows = db.execute(
                """WITH RECURSIVE up (id, top) AS (
                       SELECT id, id FROM category WHERE parent = ''
                       UNION ALL SELECT c.id, up.top FROM category AS c JOIN up ON c.parent = up.id)
                   SELECT top.id, top.name_zh_hans, top.name_zh_hant, top.name_en
                   FROM product AS p JOIN up ON up.id = p.category JOIN category AS top ON top.id = up.top
                   WHERE p.id <= 3000 GROUP BY top.id ORDER BY min(p.id) LIMIT ?""",
                (CHIPS,),
            ).fetchall()
        return tuple(PageCategory(id=row[0], name=Texts(row[1], row[2], row[3])) for row in rows)

    def _require(self, store: str) -> None:
        with closing(self._office.database.reader()) as db:
            stores.get(db, store)

    def _ids(self, store: str, text: str, category: str, after: int) -> list[str]:
        """GTINs from place `after` on, one more than a page if there are."""
        path = self._snapshot(store)
        if path is None:
            with closing(self._office.database.reader()) as db:
                return _unreleased(db, store, text, after)
        with closing(catalogue_file.open_snapshot(path)) as db:
            if text:
                return _found(db, text)[after : after + PAGE + 1]
            return _leafed(db, category, after)

    def _snapshot(self, store: str) -> Path | None:
        """The newest release, unpacked; None before the first."""
        with closing(self._office.database.reader()) as db:
            newest = snapshots.newest(db, store)
        if newest is None:
            return None
        sealed, name = newest
        path = self._folder / name.removesuffix(".zst")
        if not path.exists():
            with self._lock:
                if not path.exists():
                    self._unpack(store, self._office.snapshot_folder / name, path, sealed.manifest)
        return path

    def _unpack(self, store: str, packed: Path, path: Path, manifest: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}.new")
        try:
            wanted = msgspec.json.decode(manifest, type=Manifest)
            unpacking.unpack(packed, scratch, wanted, lambda _bytes: None)
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        for old in self._folder.glob(f"{store}-*.sqlite"):
            if old != path:
                # Whoever reads it still has it open.
                old.unlink(missing_ok=True)


def _found(db: sqlite3.Connection, text: str) -> list[str]:
    """What was typed may be a name in any writing, a number under a barcode, or the chain's own number."""
    digits = gtins.any_form(text) if text.isascii() and text.isdigit() else None
    exact = db.execute(
        "SELECT gtin, variant_of FROM product WHERE gtin = ? OR (sku = ? AND sku <> '') ORDER BY id LIMIT 5",
        (digits or "", text),
    ).fetchall()
    if exact:
        return _one_of_each(exact)
    ids = search_text.search(db, text, MOST_FOUND)
    # `ids` are our own numbers.
    rows = db.execute(f"SELECT gtin, variant_of FROM product WHERE id IN ({','.join(map(str, ids))}) ORDER BY id")
    return _one_of_each(rows.fetchall())


def _one_of_each(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Sizes and colours of a product are one card: the most popular of them."""
    seen: dict[str, str] = {}
    for gtin, variant_of in rows:
        seen.setdefault(variant_of or gtin, gtin)
    return list(seen.values())


def _leafed(db: sqlite3.Connection, category: str, after: int) -> list[str]:
    rows = db.execute(
        """WITH RECURSIVE below (id) AS (
               SELECT id FROM category WHERE id = ?1
               UNION SELECT c.id FROM category AS c JOIN below ON c.parent = below.id)
           SELECT gtin FROM product AS p
           WHERE (?1 = '' OR category IN (SELECT id FROM below))
             AND (variant_of = '' OR id = (SELECT min(o.id) FROM product AS o WHERE o.variant_of = p.variant_of
                  AND o.variant_of <> ''))
           ORDER BY id LIMIT ?2 OFFSET ?3""",
        (category, PAGE + 1, min(after, 100_000)),
    )
    return [row[0] for row in rows]


def _unreleased(db: sqlite3.Connection, store: str, text: str, after: int) -> list[str]:
    """Before the first release there is no index: a small range is looked through name by name."""
    rows = db.execute(
        """SELECT p.gtin, p.name_zh_hans, p.name_zh_hant, p.name_en, p.brand FROM listing AS l JOIN product AS p
           USING (gtin) WHERE l.store = ? AND l.removed = 0 ORDER BY p.gtin LIMIT 5000""",
        (store,),
    ).fetchall()
    query = search_text.parse(text) if text else None
    if text and query is None:
        return []
    fitting = [row[0] for row in rows if query is None or query.accepts(*row[1:])]
    return fitting[after : after + PAGE + 1]
