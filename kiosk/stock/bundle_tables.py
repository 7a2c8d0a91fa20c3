"""What bundles are made of, as the snapshot says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from sync.formats.catalogue_file import has


def parts(db: sqlite3.Connection, gtins: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """bundle -> ((component, units in one), ...) of those among the products that are bundles."""
    wanted = json.dumps(list(gtins))
    if wanted == "[]":
        return {}
    sql = """SELECT bundle, part, units FROM catalogue.component
             WHERE bundle IN (SELECT value FROM json_each(?)) ORDER BY bundle, part"""
    try:
        rows = db.execute(sql, (wanted,))
    except sqlite3.OperationalError:
        if has(db, "component", "catalogue"):
            raise
        return {}  # a snapshot of an earlier head office
    found: dict[str, list[tuple[str, int]]] = {}
    for bundle, part, units in rows:
        found.setdefault(bundle, []).append((part, units))
    return {bundle: tuple(of) for bundle, of in found.items()}
