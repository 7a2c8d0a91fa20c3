"""Which products are sold as one: a bundle has no stock of its own, its components have."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.headoffice import shop_floor
from sync.headoffice.change import Change
from sync.headoffice.csv_rows import BadCell, Row
from sync.headoffice.imports import Imported, gtin_of, rows_of

MIGRATIONS = Migrations("bundles")


@MIGRATIONS()
def m001_component(db: Database) -> None:
    """One row a component of a bundle."""
    db.conn.execute(
        """CREATE TABLE component (
            bundle TEXT NOT NULL CHECK (length(bundle) = 14), part TEXT NOT NULL CHECK (length(part) = 14),
            units INTEGER NOT NULL CHECK (units BETWEEN 1 AND 999), PRIMARY KEY (bundle, part), CHECK (bundle <> part)
        ) STRICT, WITHOUT ROWID"""
    )


class Component(Struct, frozen=True):
    """So many units of a product are in one bundle."""

    bundle: str
    part: str
    units: int


def of(db: sqlite3.Connection, gtin: str) -> tuple[tuple[str, int], ...]:
    """(component, units in one) of a bundle; empty for anything else."""
    rows = db.execute("SELECT part, units FROM component WHERE bundle = ? ORDER BY part", (gtin,))
    return tuple((row[0], row[1]) for row in rows)


def save(change: Change, components: Sequence[Component]) -> None:
    """Make these bundles of these components, in the place of what they were made of; it travels with a release.

    Raises:
        ValueError: if a component is itself a bundle: what leaves the shelf must be a thing.
    """
    bundles = {one.bundle for one in components}
    change.db.executemany("DELETE FROM component WHERE bundle = ?", [(one,) for one in bundles])
    change.db.executemany("INSERT INTO component VALUES (?, ?, ?)", [(c.bundle, c.part, c.units) for c in components])
    nested = change.db.execute(
        "SELECT one.bundle FROM component AS one JOIN component AS inner ON inner.bundle = one.part LIMIT 1"
    ).fetchone()
    if nested is not None:
        raise ValueError(f"bundle {nested[0]} contains a bundle")
    shop_floor.changed(change)


def fill(db: sqlite3.Connection) -> None:
    """Write the bundles of the store's products into the snapshot that is being made."""
    db.execute(
        """INSERT INTO main.component SELECT c.bundle, c.part, c.units FROM hq.component AS c
           JOIN rank ON rank.gtin = c.bundle"""
    )


def import_components(change: Change, path: Path) -> Imported:
    """Columns: bundle, part, units (of the part in one bundle). They travel with the next release.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
        ValueError: if a bundle contains a bundle.
    """

    def parse(row: Row) -> Component:
        one = Component(gtin_of(row, "bundle"), gtin_of(row, "part"), row.integer("units", least=1, most=999))
        if one.bundle == one.part:
            raise BadCell("part", "a bundle does not contain itself")
        return one

    good, bad = rows_of(path, ("bundle", "part", "units"), parse, lambda one: f"{one.bundle}/{one.part}")
    if good:
        save(change, good)
    return Imported(len(good), tuple(bad))
